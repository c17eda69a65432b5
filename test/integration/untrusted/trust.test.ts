import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import manifest from '../../../package.json';
import { commands } from '../../../src/ids';

describe('a folder that nobody has trusted', () => {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';

  it('is not trusted here', () => assert.equal(vscode.workspace.isTrusted, false));

  it('starts no run and leaves nothing behind', async () => {
    await vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`)?.activate();
    const known = await vscode.commands.getCommands(true);
    if (known.includes(commands.plan)) await vscode.commands.executeCommand(commands.plan).then(undefined, () => undefined);
    assert.equal(existsSync(path.join(folder, '.aos')), false);
  });
});
