import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Plan } from '../../../src/core/whatIf/plan';
import { commands, panels, viewCommands } from '../../../src/ids';
import { activate, openPages, run, stopSandbox, tabsUntil } from './support';

describe('the plan', () => {
  before(activate);
  after(stopSandbox);

  it('is made against the local sandbox, which starts by itself', async () => {
    const plan = await run<Plan>(commands.plan, { environment: 'dev' });
    assert.ok(plan.counts.create > 0);
    assert.ok(plan.target.isSandbox);
  });

  it('is shown on one page, however often it is made', async () => {
    await run(commands.plan, { environment: 'dev' });
    await tabsUntil(() => openPages().includes(panels.plan));
    assert.deepEqual(openPages().filter((page) => page === panels.plan), [panels.plan]);
  });

  it('points to the declarations of the workspace', async () => {
    const plan = await run<Plan>(commands.plan, { environment: 'dev' });
    const declared = plan.changes.filter(({ declaration }) => declaration);
    assert.ok(declared.length > 0);
    const documents = await Promise.all(declared.slice(0, 3).map(({ declaration }) => vscode.workspace.openTextDocument(declaration?.file ?? '')));
    assert.ok(documents.every(({ languageId, fileName }) => languageId === 'bicep' || fileName.endsWith('.bicep')));
  });

  it('leaves the resource group as it was', async () => {
    await run(viewCommands.refreshResources);
    const again = await run<Plan>(commands.plan, { environment: 'dev' });
    assert.ok(again.counts.create > 0);
  });
});
