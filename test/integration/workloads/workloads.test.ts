import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { UploadReport } from '../../../src/core/configurations';
import type { DeployOutcome } from '../../../src/editor/workloads/applicationReport';
import { commands, panels, viewCommands } from '../../../src/ids';
import { activate, folder, openPages, run, stopSandbox, tabsUntil } from '../editor/support';
import { deployInfrastructure } from './support';

const dev = { environment: 'dev', confirmed: 'dev' };
const file = (...parts: readonly string[]): string => path.join(folder(), ...parts);
const rewrite = (name: string, change: (text: string) => string): void => writeFileSync(name, change(readFileSync(name, 'utf8')));
const outcomes = (report: UploadReport | undefined): readonly (readonly [string, string])[] => (report?.results ?? []).map(({ id, outcome }) => [id, outcome] as const);

describe('applications, agents and MCP servers', function () {
  this.timeout(180_000);
  const ceo = (): string => file('agents', 'ceo.json');
  before(async () => { await activate(); await deployInfrastructure('dev'); });
  after(async () => { await run('workbench.action.closeAllEditors'); stopSandbox(); });

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

  it('puts an unsaved text on disk before it is uploaded', async () => {
    const editor = await vscode.window.showTextDocument(vscode.Uri.file(ceo()));
    const at = editor.document.getText().indexOf('thriving');
    await editor.edit((edit) => edit.replace(new vscode.Range(editor.document.positionAt(at), editor.document.positionAt(at + 8)), 'well'));
    assert.deepEqual(outcomes(await run<UploadReport>(commands.uploadAgents, { ...dev, file: ceo() })), [['ceo', 'uploaded']]);
    assert.match(readFileSync(ceo(), 'utf8'), /keep it well/);
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
