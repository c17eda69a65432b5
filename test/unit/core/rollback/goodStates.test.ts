import assert from 'node:assert/strict';
import { makeBundle, type Bundle } from '../../../../src/core/bundles';
import type { RunRecord } from '../../../../src/core/deployment';
import type { DeploymentRecord } from '../../../../src/core/ports';
import { chooseState, listGoodStates } from '../../../../src/core/rollback';
import { parseDurationMs, withoutModules } from '../../../../src/core/deployment';
import { isDeploymentOfRun } from '../../../../src/core/rollback/history';

const at = (minute: number): string => `2026-03-04T05:${String(minute).padStart(2, '0')}:00.000Z`;
const bundle = (id: string, minute: number, gitSha = `${id}00000000`, storageSku = id): Bundle => makeBundle({
  environment: 'dev', deploymentId: id, deploymentName: id, madeAt: at(minute), gitSha, target: { cloud: 'sandbox', subscriptionId: 's', resourceGroup: 'g', location: 'eastus' },
  template: { resources: [] }, parameters: { storageSku: { value: storageSku }, secret: { value: 'never stored' } }, secureParameterNames: ['secret'], outputs: {},
});
const run = (id: string, minute: number, more: Partial<RunRecord> = {}): RunRecord => ({
  deploymentId: id, deploymentName: id, environment: 'dev', templateFile: 't', parametersFile: 'p', timestamp: at(minute), endedAt: at(minute), state: 'completed', success: true, message: '', by: 'me',
  phases: [{ name: 'deploying', state: 'succeeded' }], events: [], operations: [], outputs: {}, warnings: [], health: [], ...more,
});
const deployment = (name: string, minute: number, more: Partial<DeploymentRecord> = {}): DeploymentRecord => ({ id: `/${name}`, name, provisioningState: 'Succeeded', timestamp: at(minute), outputs: {}, tags: {}, ...more });
const past = (more: Partial<Parameters<typeof listGoodStates>[0]> = {}): ReturnType<typeof listGoodStates> => listGoodStates({ bundles: [], damaged: [], runs: [], deployments: [], hasCommit: () => false, ...more });
const shown = (states: ReturnType<typeof listGoodStates>): string[] => states.states.map(({ deploymentId, source, isCurrent }) => `${deploymentId} ${source}${isCurrent ? ' now' : ''}`);

describe('the list of good states', () => {
  it('is newest first, tells who, and what differs from now', () => {
    const found = past({ bundles: [bundle('bbbb', 20), bundle('aaaa', 10)], runs: [run('bbbb', 20), run('aaaa', 10)] });
    assert.deepEqual(shown(found), ['bbbb bundle now', 'aaaa bundle']);
    assert.deepEqual([found.states[1]?.by, found.states[1]?.differs, found.states[1]?.missingSecrets], ['me', ['commit', 'parameter storageSku'], ['secret']]);
  });

  it('takes a run without a bundle from its commit, one without its commit from ARM, and says what cannot be had', () => {
    const runs = [run('lost', 30, { gitSha: 'dead' }), run('arm', 20, { gitSha: 'gone' }), run('commit', 10, { gitSha: 'c0ffee' })];
    const found = past({ runs, deployments: [deployment('arm', 20), deployment('commit', 10)], hasCommit: (sha) => sha === 'c0ffee' });
    assert.deepEqual(shown(found), ['lost history now', 'arm history', 'commit commit']);
    assert.match(found.states[0]?.problem ?? '', /commit dead is not in this repository/);
  });

  it('knows runs of the Python orchestrator, and deployments that nobody here made', () => {
    const python = run('deploy-1', 12, { phases: [], gitSha: 'c0ffee', deploymentName: 'deploy-1' });
    const found = past({ runs: [python], deployments: [deployment('aos-deploy-20260304-051130', 12), deployment('by-hand', 5)], hasCommit: () => true });
    assert.deepEqual(found.states.map(({ deploymentId, tool, source, deploymentName }) => [deploymentId, tool, source, deploymentName]), [['deploy-1', 'deploy.py', 'commit', 'aos-deploy-20260304-051130'], ['by-hand', 'other', 'history', 'by-hand']]);
  });

  it('leaves out runs that failed or had nothing to deploy, also where ARM calls their deployment a success', () => {
    const idle = run('idle', 30, { phases: [{ name: 'deploying', state: 'skipped' }] });
    const sick = run('sick', 20, { success: false, state: 'failed', message: 'not healthy' });
    const found = past({ runs: [idle, sick, run('good', 10)], bundles: [bundle('good', 10)], deployments: [deployment('sick', 20)] });
    assert.deepEqual([shown(found), found.failedRun?.deploymentId], [['good bundle'], 'sick']);
    assert.equal(chooseState(found, undefined, 'dev').deploymentId, 'good');
  });

  it('never goes back by default to what a rollback has left', () => {
    const back = run('back', 40, { state: 'rolled_back', rollbackTo: { deploymentId: 'aaaa', source: 'bundle', madeAt: at(10) } });
    const found = past({ bundles: [bundle('back', 40, 'aaaa00000000', 'aaaa'), bundle('bbbb', 20), bundle('aaaa', 10, 'aaaa00000000'), bundle('early', 5)], runs: [back, run('bbbb', 20), run('aaaa', 10), run('early', 5)] });
    assert.equal(found.states.find(({ deploymentId }) => deploymentId === 'bbbb')?.leftBy, 'back');
    assert.equal(chooseState(found, undefined, 'dev').deploymentId, 'early');
    assert.equal(chooseState(found, 'bbbb', 'dev').deploymentId, 'bbbb');
  });
});

describe('the choice of a good state', () => {
  const states = past({ bundles: [bundle('bbbb', 20, 'abcd1111'), bundle('aaaa', 10, 'abcd2222')], damaged: ['f'.repeat(64)], runs: [run('lost', 1, { gitSha: 'dead' })] });

  it('takes a run, a bundle or a commit, abbreviated where that is clear', () => {
    const second = bundle('aaaa', 10, 'abcd2222');
    assert.deepEqual(['aaaa', second.bundleId.slice(0, 10), 'abcd2'].map((wanted) => chooseState(states, wanted, 'dev').deploymentId), ['aaaa', 'aaaa', 'aaaa']);
  });

  for (const [wanted, code] of [['abcd', 'Rollback.NotClear'], ['nothing', 'Rollback.UnknownState'], ['abc', 'Rollback.UnknownState'], ['lost', 'Rollback.NotUsable'], ['ffffff', 'Bundle.Damaged']] as const) {
    it(`answers ${code} for "${wanted}", with the way forward`, () => {
      assert.throws(() => chooseState(states, wanted, 'dev'), (error: Error & { code: string; nextStep?: string }) => error.code === code && (error.nextStep ?? '') !== '');
    });
  }

  it('says when there is none, and why', () => {
    assert.throws(() => chooseState(past(), undefined, 'dev'), { code: 'Rollback.NoGoodState', message: 'No good state of dev is known.' });
    assert.throws(() => chooseState(past({ bundles: [bundle('aaaa', 1)], runs: [run('aaaa', 1)] }), undefined, 'dev'), /only good state of dev is the one deployed now/);
    assert.throws(() => chooseState(past({ damaged: ['f'.repeat(64)] }), undefined, 'dev'), /1 bundle\(s\) are damaged \(ffffffffffff\)/);
  });
});

describe('the history of ARM', () => {
  it('counts a deployment and its modules as one: what began first', () => {
    const whole = deployment('whole', 10, { correlationId: 'c', duration: 'PT5M' });
    const modules = ['a', 'b'].map((name) => deployment(name, 10, { correlationId: 'c', duration: 'PT1M30S' }));
    assert.deepEqual(withoutModules([...modules, whole, deployment('other', 3, { correlationId: 'd' })]).map(({ name }) => name), ['whole', 'other']);
  });

  it('reads durations as ARM writes them, and anything else as none', () => {
    assert.deepEqual(['PT1M30.5S', 'P1DT2H', 'PT0S', '', 'five minutes', 'P'].map(parseDurationMs), [90_500, 93_600_000, 0, 0, 0, 0]);
  });

  it('knows a run by name, by tag, or by the time in the name of the Python orchestrator', () => {
    const python = run('x', 11, { phases: [] });
    assert.deepEqual([deployment('aos-deploy-20260304-051000', 11), deployment('aos-deploy-20260304-041000', 11), deployment('y', 1, { tags: { 'aos-run': 'x' } })].map((one) => isDeploymentOfRun(one, python)), [true, false, true]);
  });
});
