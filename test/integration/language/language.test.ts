import assert from 'node:assert/strict';
import * as path from 'node:path';
import * as vscode from 'vscode';

const root = (): string => vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? '';
const uriOf = (file: string): vscode.Uri => vscode.Uri.file(path.join(root(), file));
const parameters = (name: string): vscode.Uri => uriOf(`deployment/parameters/${name}.bicepparam`);
const ours = (uri: vscode.Uri): vscode.Diagnostic[] => vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'AOS Deploy');
const codeOf = ({ code }: vscode.Diagnostic): string => (typeof code === 'object' ? String(code.value) : String(code));

/** Resolves as soon as the problems of a file are as wanted; the time limit of the test is the only clock. */
function problemsWhere(uri: vscode.Uri, wanted: (problems: readonly vscode.Diagnostic[]) => boolean): Promise<readonly vscode.Diagnostic[]> {
  return new Promise((resolve) => {
    const look = (): void => { const found = ours(uri); if (wanted(found)) { listener.dispose(); resolve(found); } };
    const listener = vscode.languages.onDidChangeDiagnostics(look);
    look();
  });
}
const has = (code: string) => (problems: readonly vscode.Diagnostic[]): boolean => problems.some((one) => codeOf(one) === code);
const lacks = (code: string) => (problems: readonly vscode.Diagnostic[]): boolean => !has(code)(problems);

async function open(uri: vscode.Uri): Promise<vscode.TextEditor> { return vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri)); }
const at = (document: vscode.TextDocument, text: string, offset = 1): vscode.Position => document.positionAt(document.getText().indexOf(text) + offset);

async function type(editor: vscode.TextEditor, find: string, replacement: string): Promise<void> {
  const start = editor.document.getText().indexOf(find);
  assert.ok(start >= 0, find);
  await editor.edit((edit) => edit.replace(new vscode.Range(editor.document.positionAt(start), editor.document.positionAt(start + find.length)), replacement));
}

describe('the language in a real editor', () => {
  afterEach(async () => {
    for (const editor of vscode.window.visibleTextEditors) { await vscode.window.showTextDocument(editor.document); await vscode.commands.executeCommand('workbench.action.files.revert'); }
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('finds problems in files that nobody opened', async () => {
    const found = await problemsWhere(parameters('staging'), has('aos/environment-expectations'));
    assert.equal(found.find((one) => codeOf(one) === 'aos/environment-expectations')?.range.start.line, 11);
  });

  it('underlines a wrong value while it is typed, and the quick fix cures it', async () => {
    const editor = await open(parameters('dev'));
    await type(editor, "'Standard_LRS'", "'Standard_LSR'");
    const [problem] = (await problemsWhere(editor.document.uri, has('aos/disallowed-value'))).filter(has1('aos/disallowed-value'));
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>('vscode.executeCodeActionProvider', editor.document.uri, problem!.range, vscode.CodeActionKind.QuickFix.value);
    const fix = actions.find(({ title }) => title === "Change to 'Standard_LRS'");
    assert.ok(fix?.edit, actions.map(({ title }) => title).join(', '));
    await vscode.workspace.applyEdit(fix.edit);
    await problemsWhere(editor.document.uri, lacks('aos/disallowed-value'));
  });

  it('knows the template at once when it is changed and not saved', async () => {
    await open(parameters('dev'));
    await problemsWhere(parameters('dev'), lacks('aos/disallowed-value'));
    const template = await open(uriOf('deployment/main-modular.bicep'));
    await type(template, "@allowed(['Y1', 'EP1', 'EP2', 'EP3'])", "@allowed(['EP1', 'EP2', 'EP3'])");
    await type(template, "param functionAppSku string = 'Y1'", "param functionAppSku string = 'EP1'");
    await problemsWhere(parameters('dev'), has('aos/disallowed-value'));
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('undo');
    await problemsWhere(parameters('dev'), lacks('aos/disallowed-value'));
  });

  it('answers hover, definition, references, completion and lenses', async () => {
    const { document } = await open(parameters('dev'));
    await problemsWhere(document.uri, has('aos/required-tags'));
    const place = at(document, 'storageSku');
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', document.uri, place);
    assert.match(hovers.flatMap(({ contents }) => contents).map((one) => (one as vscode.MarkdownString).value).join('\n'), /Redundancy of the storage account/);
    const definitions = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeDefinitionProvider', document.uri, place);
    assert.deepEqual(definitions.map(({ uri }) => path.basename(uri.fsPath)), ['main-modular.bicep']);
    const references = await vscode.commands.executeCommand<vscode.Location[]>('vscode.executeReferenceProvider', document.uri, place);
    assert.deepEqual(references.map(({ uri }) => path.basename(uri.fsPath)).sort(), ['dev.bicepparam', 'prod.bicepparam', 'staging.bicepparam']);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>('vscode.executeCompletionItemProvider', document.uri, at(document, "'Standard_LRS'"));
    assert.ok(items.some(({ label }) => label === "'Standard_GRS'"));
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 10);
    assert.deepEqual(lenses.map(({ command }) => command?.title.replace(/\$\([a-z-]+\) /, '')), ['Plan', 'Deploy', 'Compare environments']);
  });

  it('renames a parameter in every environment and in the template', async () => {
    const { document } = await open(parameters('dev'));
    await problemsWhere(document.uri, has('aos/required-tags'));
    const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>('vscode.executeDocumentRenameProvider', document.uri, at(document, 'storageSku'), 'storageRedundancy');
    assert.deepEqual(edit.entries().map(([uri, edits]) => [path.basename(uri.fsPath), edits.length]).sort(), [['dev.bicepparam', 1], ['main-modular.bicep', 2], ['prod.bicepparam', 1], ['staging.bicepparam', 1]]);
  });

  it('judges aos.yaml', async () => {
    const editor = await open(uriOf('aos.yaml'));
    await type(editor, 'protected: true', 'protectd: true');
    await problemsWhere(editor.document.uri, has('aos/yaml-schema'));
  });

  it('judges agents against servers of other files', async () => {
    const editor = await open(uriOf('agents/ceo.json'));
    await type(editor, '"github"', '"gitub"');
    await problemsWhere(editor.document.uri, has('aos/unknown-server'));
  });

  it('follows aos.yaml to other places of agents, and back', async () => {
    const [settings, moved, usual] = [uriOf('aos.yaml'), uriOf('config/people/chef.json'), uriOf('agents/wrong.json')];
    const { fs } = vscode.workspace;
    const before = await fs.readFile(settings);
    const wrong = Buffer.from('{ "agent_id": "chef", "mcp_tools": [{ "server_name": "nowhere", "tool_name": "x" }] }');
    await fs.createDirectory(uriOf('config/people'));
    for (const uri of [moved, usual]) await fs.writeFile(uri, wrong);
    await problemsWhere(usual, has('aos/unknown-server'));
    assert.deepEqual(ours(moved), []);
    await fs.writeFile(settings, Buffer.concat([before, Buffer.from('\nagents: { files: config/people }\n')]));
    await problemsWhere(moved, has('aos/unknown-server'));
    await problemsWhere(usual, (problems) => problems.length === 0);
    await open(moved);
    const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', moved, 10);
    assert.ok(lenses.some(({ command }) => command?.title.endsWith('Test')), lenses.map(({ command }) => command?.title).join(', '));
    await fs.writeFile(settings, before);
    await problemsWhere(usual, has('aos/unknown-server'));
    await problemsWhere(moved, (problems) => problems.length === 0);
    for (const uri of [moved, usual]) await fs.delete(uri);
  });
});

const has1 = (code: string) => (one: vscode.Diagnostic): boolean => codeOf(one) === code;
