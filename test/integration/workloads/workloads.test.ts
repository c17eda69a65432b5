import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { SwapPreview } from '../../../src/core/applications';
import type { AgentTestReport } from '../../../src/core/agentTests';
import type { UploadReport } from '../../../src/core/configurations';
import type { BackupReport } from '../../../src/core/restore';
import type { SecretResult } from '../../../src/core/secrets';
import type { DeployOutcome } from '../../../src/editor/workloads/applicationReport';
import { commands, panels, viewCommands } from '../../../src/ids';
import { activate, folder, openPages, run, stopSandbox, tabsUntil } from '../editor/support';
import { deployInfrastructure, editorsUntil, uploadElsewhere } from './support';

const dev = { environment: 'dev', confirmed: 'dev' };
const file = (...parts: readonly string[]): string => path.join(folder(), ...parts);
const rewrite = (name: string, change: (text: string) => string): void => writeFileSync(name, change(readFileSync(name, 'utf8')));
const outcomes = (report: UploadReport | undefined): readonly (readonly [string, string])[] => (report?.results ?? []).map(({ id, outcome }) => [id, outcome] as const);
const diffs = (): readonly vscode.TabInputTextDiff[] => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).map(({ input }) => input).filter((input) => input instanceof vscode.TabInputTextDiff);

describe('applications, agents and MCP servers', function () {
  this.timeout(180_000);
  const ceo = (): string => file('agents', 'ceo.json');
  before(async () => { await activate(); await deployInfrastructure('dev'); });
  after(async () => { await run('workbench.action.closeAllEditors'); await stopSandbox(); });

  it('goes from sources to an app that is alive, with what was shown', async () => {
    const [main] = await run<readonly DeployOutcome[]>(commands.deployApplications, { ...dev, applications: ['main'] });
    assert.ok(main && 'report' in main, JSON.stringify(main));
    assert.equal(main.report.result.state, 'published');
    assert.deepEqual(main.report.checks.filter(({ state }) => state === 'fail'), []);
    await run(viewCommands.refreshApplications, { environment: 'dev' });
    await run(viewCommands.showApplication, { environment: 'dev', application: 'main' });
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.getText(), new RegExp(main.report.hash));
    assert.match(document.getText(), /✓ Health/);
  });

  it('packages nothing that Python does not compile', async () => {
    const source = file('azure_functions', 'MCPServers', 'function_app.py');
    const before = readFileSync(source, 'utf8');
    writeFileSync(source, 'def broken(:\n');
    assert.equal(await run(commands.deployApplications, { ...dev, applications: ['mcp'] }), undefined);
    assert.ok(vscode.languages.getDiagnostics(vscode.Uri.file(source)).some(({ code }) => code === 'aos/python-syntax'));
    writeFileSync(source, before);
  });

  it('uploads what is new, and then only what changed', async () => {
    assert.deepEqual(outcomes(await run<UploadReport>(commands.uploadAgents, { ...dev, ids: ['ceo', 'cfo', 'cmo', 'cto'] })), ['ceo', 'cfo', 'cmo', 'cto'].map((id) => [id, 'uploaded']));
    assert.equal(await run(commands.uploadAgents, { ...dev, ids: ['ceo', 'cfo'] }), undefined);
    rewrite(ceo(), (text) => text.replace('growing', 'thriving'));
    assert.deepEqual(outcomes(await run<UploadReport>(commands.uploadAgents, { ...dev, configuration: 'ceo', configurationKind: 'agent' })), [['ceo', 'uploaded']]);
    assert.deepEqual(outcomes(await run<UploadReport>(commands.uploadServers, { ...dev, ids: ['github', 'filesystem'] })), [['filesystem', 'uploaded'], ['github', 'uploaded']]);
  });

  it('backs up secrets, audit and what was uploaded', async () => {
    const backup = await run<BackupReport>(commands.backUp, { environment: 'dev' });
    const names = backup.manifest.files.map(({ name }) => name);
    assert.ok(names.some((name) => /^configurations\/.*ceo\.json$/.test(name)), names.join(', '));
    assert.ok(names.some((name) => /^audit-\d{8}\.db$/.test(name)), names.join(', '));
    assert.equal(JSON.parse(readFileSync(path.join(backup.folder, names.find((name) => name.endsWith('ceo.json'))!), 'utf8')).agent_id, 'ceo');
    assert.deepEqual(backup.manifest.missing, []);
  });

  it('puts an unsaved text on disk before it is uploaded', async () => {
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(ceo()));
    const at = editor.document.getText().indexOf('thriving');
    await editor.edit((edit) => edit.replace(new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + 8)), 'well'));
    assert.deepEqual(outcomes(await run<UploadReport>(commands.uploadAgents, { ...dev, file: ceo() })), [['ceo', 'uploaded']]);
    assert.match(readFileSync(ceo(), 'utf8'), /keep it well/);
  });

  it('takes an earlier content back, and shows it beside the file', async () => {
    rewrite(ceo(), (text) => text.replace('keep it well', 'keep it best'));
    await run<UploadReport>(commands.uploadAgents, { ...dev, configuration: 'ceo', configurationKind: 'agent' });
    assert.deepEqual(await run(commands.restoreConfiguration, { ...dev, configurationKind: 'agent', configuration: 'ceo', version: 'none' }), undefined);
    assert.deepEqual(await run(commands.compareConfigurations, { environment: 'dev', configurationKind: 'agent', configuration: 'ceo' }), ['ceo']);
    const { original, modified } = await editorsUntil(() => diffs()[0]);
    assert.deepEqual([original.scheme, modified.fsPath], ['aos-deploy', ceo()]);
    assert.equal((await vscode.workspace.openTextDocument(original)).getText(), readFileSync(ceo(), 'utf8'));
  });

  it('merges what somebody else changed in another place, and loses neither', async () => {
    const cfo = file('agents', 'cfo.json');
    await uploadElsewhere('dev', 'agents/cfo.json', (text) => text.replace('"enabled": true', '"enabled": false'));
    rewrite(cfo, (text) => text.replace(/"purpose": "[^"]*"/, '"purpose": "Count what there is"'));
    assert.deepEqual(outcomes(await run<UploadReport>(commands.mergeConfiguration, { ...dev, configurationKind: 'agent', configuration: 'cfo' })), [['cfo', 'uploaded']]);
    assert.match(readFileSync(cfo, 'utf8'), /Count what there is/);
    assert.match(readFileSync(cfo, 'utf8'), /"enabled": false/);
    assert.equal(await run(commands.uploadAgents, { ...dev, ids: ['cfo'] }), undefined);
  });

  it('opens the merge editor where both changed the same', async () => {
    const cto = file('agents', 'cto.json');
    await uploadElsewhere('dev', 'agents/cto.json', (text) => text.replace(/"purpose": "[^"]*"/, '"purpose": "Theirs"'));
    rewrite(cto, (text) => text.replace(/"purpose": "[^"]*"/, '"purpose": "Ours"'));
    void run(commands.mergeConfiguration, { ...dev, configurationKind: 'agent', configuration: 'cto' });
    await editorsUntil(() => vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(({ label }) => /cto\.json/.test(label) && /^Merging/.test(label)));
    assert.match(readFileSync(cto, 'utf8'), /Ours/);
    await run('workbench.action.closeAllEditors');
  });

  it('asks a live agent, step by step', async () => {
    const [realm] = await run<readonly DeployOutcome[]>(commands.deployApplications, { ...dev, applications: ['realm'] });
    assert.ok(realm && 'report' in realm, JSON.stringify(realm));
    const report = await run<AgentTestReport>(commands.testAgent, { environment: 'dev', configuration: 'ceo', ways: ['http'] });
    assert.deepEqual([report.agentId, report.state, report.ways.map(({ way }) => way)], ['ceo', 'pass', ['http']], JSON.stringify(report));
    assert.ok(report.trace.length > 0);
  });

  it('deploys to a slot that it makes, and swaps it into production', async () => {
    const [staged] = await run<readonly DeployOutcome[]>(commands.deployApplications, { ...dev, applications: ['main'], slot: 'staging' });
    assert.ok(staged && 'report' in staged && staged.report.slot === 'staging', JSON.stringify(staged));
    const preview = await run<SwapPreview>(commands.swapSlots, { ...dev, application: 'main', slot: 'staging' });
    assert.deepEqual([preview.source, preview.target, preview.blockers], ['staging', 'production', []]);
  });

  it('fills the vault from what is deployed, and writes nothing twice', async () => {
    const set = () => run<readonly SecretResult[]>(commands.setSecrets, { ...dev, fromDeployment: ['StorageConnectionString'] });
    assert.deepEqual((await set()).map(({ name, outcome }) => [name, outcome]), [['StorageConnectionString', 'written']]);
    assert.deepEqual((await set()).map(({ outcome }) => outcome), ['unchanged']);
  });

  it('deletes what has no file any more, on request only', async () => {
    const cmo = file('agents', 'cmo.json');
    const registry = file('agent_registry.json');
    const [text, book] = [readFileSync(cmo, 'utf8'), readFileSync(registry, 'utf8')];
    rmSync(cmo);
    rewrite(registry, (all) => { const document = JSON.parse(all) as { agents: { agent_id: string }[] }; return JSON.stringify({ ...document, agents: document.agents.filter(({ agent_id }) => agent_id !== 'cmo') }, undefined, 2); });
    assert.deepEqual(outcomes(await run<UploadReport>(commands.pruneConfigurations, { ...dev, configurationKind: 'agent', ids: ['cmo', 'ceo'] })), [['cmo', 'deleted']]);
    writeFileSync(cmo, text);
    writeFileSync(registry, book);
  });

  it('brings here what is only deployed, and converts between the forms', async () => {
    const cmo = file('agents', 'cmo.json');
    const before = readFileSync(cmo, 'utf8');
    await run<UploadReport>(commands.uploadAgents, { ...dev, configuration: 'cmo', configurationKind: 'agent' });
    rmSync(cmo);
    const registry = file('agent_registry.json');
    const book = readFileSync(registry, 'utf8');
    rewrite(registry, (all) => { const document = JSON.parse(all) as { agents: { agent_id: string }[] }; return JSON.stringify({ ...document, agents: document.agents.filter(({ agent_id }) => agent_id !== 'cmo') }, undefined, 2); });
    assert.equal(await run(commands.takeDeployed, { environment: 'dev', configurationKind: 'agent', configuration: 'cmo' }), cmo);
    assert.deepEqual(JSON.parse(readFileSync(cmo, 'utf8')), JSON.parse(before));
    writeFileSync(registry, book);
    rewrite(cmo, (text) => text.replace(/"purpose": "[^"]*"/, '"purpose": "Be heard"'));
    assert.deepEqual(await run<readonly string[]>(commands.convertConfigurations, { configurationKind: 'agent', to: 'registry', confirmed: true }), [registry]);
    assert.match(readFileSync(registry, 'utf8'), /Be heard/);
    assert.deepEqual(await run(commands.convertConfigurations, { configurationKind: 'agent', to: 'registry', confirmed: true }), []);
    writeFileSync(registry, book);
    writeFileSync(cmo, before);
  });

  it('makes a valid agent and opens it', async () => {
    const made = await run<string>(commands.newAgent, { answers: { id: 'auditor', purpose: 'Look at the books' } });
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, made);
    assert.equal((JSON.parse(readFileSync(made, 'utf8')) as { agent_id: string }).agent_id, 'auditor');
    assert.ok(!(await run<readonly vscode.Diagnostic[]>(commands.validateConfigurations)).some((one) => String((one as unknown as { file: string }).file) === made && (one as unknown as { severity: string }).severity === 'error'));
    rmSync(made);
    assert.ok(!existsSync(made));
  });

  it('offers the commands over an agent, a server and a parameters file', async () => {
    const titles = async (name: string): Promise<readonly string[]> => {
      const uri = vscode.Uri.file(file(...name.split('/')));
      await vscode.window.showTextDocument(uri);
      const lenses = await vscode.commands.executeCommand<readonly vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
      return lenses.flatMap(({ command }) => command?.title.replace(/^\$\([^)]*\) /, '') ?? []);
    };
    assert.deepEqual(await titles('agents/cfo.json'), ['Upload', 'Compare with deployed', 'Test']);
    assert.deepEqual(await titles('mcp-servers/github.json'), ['Upload', 'Compare with deployed']);
    assert.deepEqual(await titles('deployment/parameters/dev.bicepparam'), ['Plan', 'Deploy', 'Compare environments']);
  });

  it('shows the settings of an environment on a page of its own', async () => {
    await run(commands.configureSettings, { environment: 'dev' });
    await tabsUntil(() => openPages().includes(panels.settings));
  });
});
