import assert from 'node:assert/strict';
import { makeBundle, type Bundle } from '../../../../src/core/bundles';
import type { DeployOptions } from '../../../../src/core/engine';
import { EnvironmentError, LogicError } from '../../../../src/core/errors';
import { EngineHarness } from '../../../support/engineHarness';

const yes: DeployOptions = { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'typed-name', deletesConfirmed: true }) };
const lockId = '/subscriptions/sub-1/resourceGroups/rg-aos-dev/providers/Microsoft.Authorization/locks/freeze';

const bundle = (deploymentId: string, minute: number): Bundle => makeBundle({
  environment: 'dev', deploymentId, deploymentName: deploymentId, madeAt: `2026-03-04T05:0${minute}:00.000Z`, gitSha: `${deploymentId}0000`, target: { cloud: 'sandbox', subscriptionId: 'sub-1', resourceGroup: 'rg-aos-dev', location: 'eastus' },
  template: { resources: [], variables: { of: deploymentId } }, parameters: { storageSku: { value: deploymentId } }, secureParameterNames: [], outputs: {},
});

async function harness(): Promise<EngineHarness> {
  const made = new EngineHarness();
  for (const one of [bundle('aaaa', 1), bundle('bbbb', 2)]) await made.bundles.save(one);
  return made;
}

/** The engine's harness plans by its own counts. */
const withLock = (made: EngineHarness): EngineHarness => { made.run.azure.locks.set(lockId, { id: lockId, name: 'freeze', level: 'ReadOnly', notes: 'month end' }); return made; };

describe('a rollback of the infrastructure', () => {
  it('deploys the chosen bundle, ends rolled back, and the audit says from what to what', async () => {
    const made = await harness();
    const record = await (await made.engine().rollback.start('dev', {}, yes)).result;
    assert.deepEqual([record.state, record.success, record.gitSha, record.rollbackTo?.deploymentId, made.run.azure.begun[0]?.template['variables']], ['rolled_back', true, 'aaaa0000', 'aaaa', { of: 'aaaa' }]);
    assert.deepEqual(record.events.at(-1), { timestamp: record.endedAt, type: 'rolled_back', message: record.message, details: { to: 'aaaa', source: 'bundle', bundleId: bundle('aaaa', 1).bundleId, gitSha: 'aaaa0000' } });
  });

  it('asks for the name, and changes nothing without it', async () => {
    const made = await harness();
    const levels: string[] = [];
    const record = await (await made.engine().rollback.start('dev', {}, { confirm: async ({ level }) => { levels.push(level); return undefined; } })).result;
    assert.deepEqual([record.state, record.error?.code, levels, made.run.azure.begun.length], ['cancelled', 'Run.ConfirmationNeeded', ['typed-name'], 0]);
  });

  it('refuses a plan that is not the approved one', async () => {
    const made = await harness();
    const record = await (await made.engine().rollback.start('dev', {}, { ...yes, approvedPlanHash: 'another' })).result;
    assert.deepEqual([record.state, record.error?.code, made.run.azure.begun.length], ['failed', 'Run.PlanStale', 0]);
  });

  it('tells a damaged bundle before anything begins', async () => {
    const made = await harness();
    const { bundleId } = bundle('aaaa', 1);
    made.bundles.texts.set(bundleId, made.bundles.texts.get(bundleId)!.replace('"aaaa"', '"evil"'));
    await assert.rejects(made.engine().rollback.start('dev', { to: bundleId.slice(0, 8) }, yes), { code: 'Bundle.Damaged' });
    assert.deepEqual(await made.engine().history(), []);
  });

  it('refuses a locked group unless the locks may be lifted, then sets them again', async () => {
    const made = withLock(await harness());
    const refused = await (await made.engine().rollback.start('dev', {}, yes)).result;
    assert.deepEqual([refused.state, refused.error?.code, made.run.azure.locks.size], ['failed', 'Rollback.Locked', 1]);
    assert.match(refused.message, /freeze \(ReadOnly\) on rg-aos-dev/);
    const preview = await made.engine().rollback.plan('dev', {});
    assert.match(preview.plan.warnings.join(), /lock freeze \(ReadOnly\) on rg-aos-dev is in the way/);
    const record = await (await made.engine().rollback.start('dev', { liftLocks: true }, yes)).result;
    assert.deepEqual([record.state, made.run.azure.locks.get(lockId)], ['rolled_back', { id: lockId, name: 'freeze', level: 'ReadOnly', notes: 'month end' }]);
    assert.deepEqual(made.run.azure.calls.filter((call) => /Lock|begin/.test(call)), ['deleteLock', 'begin', 'putLock']);
  });

  it('sets the locks again when the deployment fails, and says truthfully where things stand', async () => {
    const made = withLock(await harness());
    made.run.azure.ending = { provisioningState: 'Failed', error: { code: 'QuotaExceeded', message: 'No cores.' } };
    const record = await (await made.engine().rollback.start('dev', { liftLocks: true }, yes)).result;
    assert.deepEqual([record.state, made.run.azure.locks.size, record.liftedLocks], ['failed', 1, undefined]);
    assert.match(record.message, /No cores\. The rollback to aaaa is not done: nothing of it has been deployed/);
    assert.match(record.error?.nextStep ?? '', /roll back to the same state again/);
  });

  it('whose lock cannot be set again says so, and does not hide it', async () => {
    const made = withLock(await harness());
    made.run.azure.failNext('putLock', new LogicError('Arm.AuthorizationFailed', 'You may not.'));
    const record = await (await made.engine().rollback.start('dev', { liftLocks: true }, yes)).result;
    assert.match(record.warnings.join(), /locks\/freeze could not be set again: You may not\./);
  });

  it('left running is taken up by another process, which sets the locks again', async () => {
    const made = withLock(await harness());
    made.run.azure.pollsToEnd = 1e9;
    const first = made.engine();
    made.run.azure.onCall = (call) => { if (call === 'find') void first.dispose(); };
    const handle = await first.rollback.start('dev', { liftLocks: true }, yes);
    assert.deepEqual([(await handle.result).state, made.run.azure.locks.size], ['unknown', 0]);
    made.run.azure.onCall = () => undefined;
    made.run.azure.pollsToEnd = 1;
    const record = await (await made.engine(undefined, 101).resume(handle.runId, yes)).result;
    assert.deepEqual([record.state, made.run.azure.locks.size, made.run.azure.begun.length], ['rolled_back', 1, 1]);
  });

  it('that never reached Azure sets its locks again before it begins anew', async () => {
    const made = withLock(await harness());
    made.run.azure.failNext('begin', new EnvironmentError('Network.Reset', 'Reset.'));
    made.run.azure.failNext('find', new EnvironmentError('Network.Reset', 'Reset.'), 5);
    const handle = await made.engine().rollback.start('dev', { liftLocks: true }, yes);
    assert.deepEqual([(await handle.result).state, made.run.azure.locks.size], ['unknown', 0]);
    const record = await (await made.engine(undefined, 101).resume(handle.runId, yes)).result;
    assert.deepEqual([record.state, record.liftedLocks, made.run.azure.locks.size], ['rolled_back', undefined, 1], record.message);
    assert.deepEqual(made.run.azure.calls.filter((call) => /Lock/.test(call)), ['deleteLock', 'putLock', 'deleteLock', 'putLock']);
  });

  it('that never reached Azure begins anew with the same state, not with the files of now', async () => {
    const made = await harness();
    made.run.azure.failNext('begin', new EnvironmentError('Network.Reset', 'Reset.'));
    made.run.azure.failNext('find', new EnvironmentError('Network.Reset', 'Reset.'), 5);
    const handle = await made.engine().rollback.start('dev', {}, yes);
    assert.equal((await handle.result).state, 'unknown');
    const record = await (await made.engine(undefined, 101).resume(handle.runId, yes)).result;
    assert.deepEqual([record.state, made.run.azure.begun.map(({ template }) => template['variables'])], ['rolled_back', [{ of: 'aaaa' }]]);
  });
});
