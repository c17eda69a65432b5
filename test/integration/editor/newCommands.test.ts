import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import type { RunRecord } from '../../../src/core/deployment/events';
import type { Plan } from '../../../src/core/whatIf/plan';
import { commands, panels } from '../../../src/ids';
import { activate, folder, openPages, run, stopSandbox, tabsUntil } from './support';

const parameters = (name: string): string => path.join(folder(), 'deployment', 'parameters', `${name}.bicepparam`);
const workflow = (): string => path.join(folder(), '.github', 'workflows', 'aos-deploy.yml');

describe('commands around deployments', () => {
  before(activate);
  after(async () => {
    rmSync(parameters('trial'), { force: true });
    await run('workbench.action.closeAllEditors');
    await stopSandbox();
  });

  it('make a new environment from another one, once', async () => {
    assert.equal(await run(commands.newEnvironment, { environment: 'dev', name: 'trial' }), parameters('trial'));
    assert.match(readFileSync(parameters('trial'), 'utf8'), /param environment = 'trial'/);
    assert.equal(vscode.window.activeTextEditor?.document.uri.fsPath, parameters('trial'));
    writeFileSync(parameters('trial'), `${readFileSync(parameters('trial'), 'utf8')}// mine\n`);
    assert.equal(await run(commands.newEnvironment, { environment: 'dev', name: 'trial' }), undefined);
    assert.match(readFileSync(parameters('trial'), 'utf8'), /\/\/ mine\n$/);
  });

  it('copy an environment as commands', async () => {
    const text = await run<string>(commands.copyAsCommands, { environment: 'dev', tool: 'az' });
    assert.match(text, /az deployment group what-if .*--parameters deployment\/parameters\/dev\.bicepparam/);
    assert.equal(await vscode.env.clipboard.readText(), text);
    assert.match(await run<string>(commands.copyAsCommands, { environment: 'dev', tool: 'deploy.py' }), /python3 deploy\.py/);
  });

  it('generate a workflow and leave one that was changed alone until it may be replaced', async () => {
    const git = path.join(folder(), '.git');
    mkdirSync(git, { recursive: true });
    if (!existsSync(path.join(git, 'HEAD'))) writeFileSync(path.join(git, 'HEAD'), 'ref: refs/heads/main\n');
    const file = await run<string>(commands.generateWorkflow);
    assert.equal(file, workflow());
    const text = readFileSync(file, 'utf8');
    assert.match(text, /deploy-prod:/);
    assert.equal(await run(commands.generateWorkflow), file);
    writeFileSync(file, `${text}# mine\n`);
    assert.equal(await run(commands.generateWorkflow, { replace: true }), file);
    assert.equal(readFileSync(file, 'utf8'), text);
    rmSync(file);
    assert.ok(!existsSync(workflow()));
  });

  it('plan locally, without starting anything', async () => {
    const plan = await run<Plan>(commands.planLocally, { environment: 'dev' });
    assert.equal(plan.source, 'local');
    assert.ok(plan.changes.length > 0);
  });

  it('show the sandbox and the environments side by side', async () => {
    await run(commands.compareEnvironments);
    await run(commands.showSandbox);
    await tabsUntil(() => [panels.matrix, panels.sandbox].every((page) => openPages().includes(page)));
  });

  it('refuse to compare what is not there, and say that drift needs a deployment', async () => {
    assert.equal(await run(commands.compareRuns, { runId: 'none', otherRunId: 'none' }), undefined);
    assert.equal(await run<RunRecord>(commands.detectDrift, { environment: 'dev' }), undefined);
  });
});
