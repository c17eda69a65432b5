import assert from 'node:assert/strict';
import type { BackupDue } from '../../../src/core/restore';
import { reminderText } from '../../../src/editor/backups/backupText';
import { environmentNodes, environmentPickItems, planSummary, runNode } from '../../../src/editor/views/environments/environmentNodes';
import type { EnvironmentEntry, EnvironmentsState } from '../../../src/editor/state/environmentsState';
import { childrenOf } from '../../../src/editor/shared/treeNode';
import { entry, now, outline, plan, run } from './builders';

const some = (...entries: EnvironmentEntry[]): EnvironmentsState => ({ kind: 'some', entries, selected: entries[0]?.environment.name, problems: [] });
const first = (state: EnvironmentsState) => environmentNodes(state, now)[0]!;

describe('the Environments tree', () => {
  it('lists parameters, plan, deployment, target and history below an environment', () => {
    assert.deepEqual(environmentNodes(some(entry('dev', { history: [run()] }), entry('prod')), now).map(outline), [
      ['dev', ['Parameters', 'Plan', 'Last deployment', 'Target', ['History', ['5 min ago']]]],
      ['prod', ['Parameters', 'Plan', 'Target', 'History']],
    ]);
  });

  it('marks an environment whose backup is due, with what and since when', () => {
    const due: BackupDue = { state: 'due', everyDays: 31, at: '2026-02-20T12:00:00.000Z', parts: [{ part: 'audit', since: '2026-02-20T12:00:00.000Z', last: '2026-01-20T12:00:00.000Z' }, { part: 'secrets', since: '2026-02-25T12:00:00.000Z' }] };
    const nodes = environmentNodes(some(entry(), entry('prod')), now, '', { backupDue: (name) => (name === 'prod' ? due : undefined) });
    const marks = nodes.map((node) => childrenOf(node).filter(({ contextValue }) => contextValue === 'backup'));
    assert.deepEqual(marks.map((found) => found.map(({ description, tooltip }) => [description, tooltip])), [[], [['due since 9 days ago · audit, secrets', 'audit: due since 2026\\-02\\-20 12:00:00 UTC, backed up last 2026\\-01\\-20 12:00:00 UTC\n\nsecrets: due since 2026\\-02\\-25 12:00:00 UTC, never backed up']]]);
    assert.equal(reminderText('prod', due), 'prod: a backup has been due since 2026-02-20 (audit, secrets).');
  });

  it('says the state in words and repeats it as an icon', () => {
    const states = [entry(), entry('dev', { history: [run()] }), entry('dev', { history: [run({ state: 'failed', success: false })] }), entry('dev', { activeRun: run({ state: 'deploying', endedAt: undefined }) }), entry('dev', { interrupted: [run({ state: 'unknown', endedAt: undefined })] })];
    assert.deepEqual(states.map((one) => first(some(one))).map((node) => [node.description, node.icon?.id]), [
      ['sandbox · never deployed', 'circle-large'], ['sandbox · deployed 2 min ago', 'circle-filled'], ['sandbox · failed 2 min ago', 'error'], ['sandbox · deploying', 'sync~spin'], ['sandbox · interrupted', 'question'],
    ]);
  });

  it('gives protected environments their own icon', () => {
    assert.deepEqual(first(some(entry('prod'))).icon, { id: 'lock', color: 'aosDeploy.protectedEnvironment' });
  });

  it('marks what commands may do in the context value', () => {
    assert.equal(first(some(entry('prod', { activeRun: run({ state: 'deploying', endedAt: undefined }) }))).contextValue, 'environment.protected.running.selected');
  });

  it('shows how far a running deployment is', () => {
    const operations = ['Succeeded', 'Running'].map((provisioningState, index) => ({ operationId: String(index), provisioningOperation: 'Create', provisioningState, target: { id: `/r/${index}`, type: 'Microsoft.Web/sites', name: 'x' } }));
    const node = childrenOf(first(some(entry('dev', { activeRun: run({ state: 'deploying', endedAt: undefined, operations }) })))).find(({ label }) => label === 'Running deployment');
    assert.equal(node?.description, 'deploying · 1 of 2');
  });

  it('summarizes the last plan', () => {
    const node = childrenOf(first(some(entry('dev', { plan: plan({ counts: { create: 2, modify: 1, delete: 0, noChange: 3, ignore: 0, noise: 0, notPredicted: 0 } }) }))))[1];
    assert.equal(node?.description, '2 to create · 1 to change · 10 min ago');
    assert.equal(planSummary({ create: 0, modify: 0, delete: 0 }), 'nothing to change');
  });

  it('shows a problem of the parameters file where it is listed', () => {
    const problem = { file: 'x', severity: 'error' as const, code: 'BCP035', message: 'A required parameter is missing.' };
    assert.equal(childrenOf(first(some(entry('dev', { problems: [problem] }))))[0]?.description, 'dev.bicepparam · A required parameter is missing.');
  });

  it('lets no Markdown of a message through to the tooltip', () => {
    assert.ok(!runNode(run({ message: '[x](command:evil) <b>' }), now).tooltip?.includes('[x](command:evil)'));
  });

  it('has an id for each item that no other has', () => {
    const all = environmentNodes(some(entry('dev', { history: [run(), run({ deploymentId: 'run-2' })] }), entry('prod')), now).flatMap((node) => [node, ...childrenOf(node), ...childrenOf(node).flatMap(childrenOf)]);
    assert.equal(new Set(all.map(({ id }) => id)).size, all.length);
  });

  it('shows what keeps environments from being read, each problem at its file', () => {
    const problem = { file: '/w/deployment/parameters/dev.bicepparam', severity: 'error' as const, code: 'aos/using-not-found', message: 'It points nowhere.', range: { start: { line: 2, character: 0 }, end: { line: 2, character: 9 } } };
    assert.deepEqual(environmentNodes({ kind: 'none', problems: [problem, { ...problem, code: 'aos/no-template' }] }, now, '/w').map(({ label, description }) => [label, description]), [['It points nowhere.', 'deployment/parameters/dev.bicepparam:3']]);
    assert.deepEqual(environmentNodes({ kind: 'failed', error: { code: 'X', message: 'Broken.', nextStep: 'Mend it.' } }, now).map(({ label }) => label), ['Broken.', 'Mend it.', 'Try Again']);
  });

  it('is empty while nothing is known, so that the welcome view shows', () => {
    assert.deepEqual((['unknown', 'loading'] as const).map((kind) => environmentNodes({ kind }, now)), [[], []]);
  });

  it('offers each environment in the picker with its state', () => {
    assert.deepEqual(environmentPickItems([entry(), entry('prod')], 'dev', now).map(({ label, description }) => [label, description]), [['$(check) dev', 'sandbox · never deployed'], ['$(lock) prod', 'sandbox · never deployed']]);
  });
});
