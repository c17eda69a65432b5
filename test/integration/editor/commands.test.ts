import assert from 'node:assert/strict';
import path from 'node:path';
import * as vscode from 'vscode';
import type { Prerequisite } from '../../../src/core/engine';
import { commands, viewCommands } from '../../../src/ids';
import { activate, folder, run } from './support';

describe('commands', () => {
  before(activate);
  afterEach(() => run('workbench.action.closeQuickOpen'));

  it('answer that an environment is selected', async () => {
    assert.equal(await run(commands.selectEnvironment, { environment: 'dev' }), 'dev');
  });

  it('end quietly when an environment does not exist', async () => {
    assert.equal(await run(commands.selectEnvironment, { environment: 'nowhere' }), undefined);
  });

  it('open the parameters file of the environment they are called on', async () => {
    await run(viewCommands.openParameters, { environment: 'prod' });
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, path.join(folder(), 'deployment', 'parameters', 'prod.bicepparam'));
  });

  it('find the tools', async () => {
    const found = await run<readonly Prerequisite[]>(commands.checkPrerequisites);
    assert.equal(found.find(({ title }) => title.includes('Bicep'))?.state, 'pass');
  });

  it('refuse a run that is in no history', async () => {
    assert.equal(await run(viewCommands.showRunRecord, { runId: 'none' }), undefined);
    assert.notEqual(vscode.window.activeTextEditor?.document.uri.scheme, 'aos-deploy');
  });

  it('show the log', async () => {
    await run(commands.showLog);
    assert.ok(await vscode.commands.getCommands(true).then((known) => known.includes(commands.showLog)));
  });
});
