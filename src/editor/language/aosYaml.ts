import * as path from 'node:path';
import * as vscode from 'vscode';
import { parseAosYaml } from '../../core/environments';
import type { Diagnostic } from '../../core/values';

const selector: vscode.DocumentSelector = { scheme: 'file', pattern: '**/aos.{yaml,yml}' };

/** Problems of aos.yaml as it is typed, against the schema that the product reads it by. */
export function registerAosYaml(root: string, report: (what: string, error?: unknown) => void): vscode.Disposable {
  const collection = vscode.languages.createDiagnosticCollection('aos-deploy.settings');
  const latest = new Map<string, number>();
  const check = (uri: vscode.Uri, text: string): void => {
    const turn = (latest.get(uri.fsPath) ?? 0) + 1;
    latest.set(uri.fsPath, turn);
    parseAosYaml(uri.fsPath, text).then(({ diagnostics }) => { if (latest.get(uri.fsPath) === turn) collection.set(uri, diagnostics.map(toDiagnostic)); }, (error: unknown) => report('aos.yaml', error));
  };
  const ours = (document: vscode.TextDocument): void => { if (vscode.languages.match(selector, document) > 0) check(document.uri, document.getText()); };
  const read = (uri: vscode.Uri): void => {
    if (vscode.workspace.textDocuments.some((document) => document.uri.fsPath === uri.fsPath)) return;
    void Promise.resolve(vscode.workspace.fs.readFile(uri)).then((bytes) => check(uri, new TextDecoder().decode(bytes)), () => collection.delete(uri));
  };
  for (const name of ['aos.yaml', 'aos.yml']) if (root !== '') read(vscode.Uri.file(path.join(root, name)));
  vscode.workspace.textDocuments.forEach(ours);
  const watcher = vscode.workspace.createFileSystemWatcher('**/aos.{yaml,yml}');
  return vscode.Disposable.from(
    collection, watcher, watcher.onDidChange(read), watcher.onDidCreate(read), watcher.onDidDelete((uri) => { latest.delete(uri.fsPath); collection.delete(uri); }),
    vscode.workspace.onDidOpenTextDocument(ours), vscode.workspace.onDidChangeTextDocument(({ document }) => ours(document)),
  );
}

function toDiagnostic({ range, message, nextStep, code }: Diagnostic): vscode.Diagnostic {
  const place = range ? new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character) : new vscode.Range(0, 0, 0, 0);
  return Object.assign(new vscode.Diagnostic(place, nextStep ? `${message} ${nextStep}` : message, vscode.DiagnosticSeverity.Error), { source: 'AOS Deploy', code });
}
