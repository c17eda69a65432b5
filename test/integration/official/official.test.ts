import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';

const root = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const file = vscode.Uri.file(path.join(root, 'deployment/parameters/dev.bicepparam'));
const codes = (): readonly string[] => vscode.languages.getDiagnostics(file).filter(({ source }) => source === 'AOS Deploy').map(({ code }) => (typeof code === 'object' ? String(code.value) : String(code)));

/** Resolves as soon as the problems of the file are as wanted. */
function codesWhere(wanted: (found: readonly string[]) => boolean): Promise<readonly string[]> {
  return new Promise((resolve) => {
    const look = (): void => { const found = codes(); if (wanted(found)) { listener.dispose(); resolve(found); } };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}

describe('beside the official Bicep extension', () => {
  it('leaves to it what it says of open files, and keeps its own rules', async () => {
    const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
    await vscode.workspace.fs.writeFile(file, Buffer.from(text.replace("'Standard_LRS'", "'Standard_LSR'")));
    await codesWhere((found) => found.includes('aos/disallowed-value'));
    const official = vscode.extensions.getExtension('ms-azuretools.vscode-bicep');
    assert.equal(official?.isActive, false);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(file));
    const beside = await codesWhere((found) => !found.includes('aos/disallowed-value'));
    assert.equal(official.isActive, true);
    assert.ok(beside.includes('aos/required-tags'), beside.join(', '));
  });
});
