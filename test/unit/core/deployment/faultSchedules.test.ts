import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EnvironmentError, LogicError } from '../../../../src/core/errors';
import type { FakeCall } from '../../../support/fakeAzure';
import { RunHarness } from '../../../support/runHarness';

const calls: readonly FakeCall[] = ['listSubscriptions', 'findResourceGroup', 'validate', 'whatIf', 'createResourceGroup', 'begin', 'find', 'listOperations'];
const errors = {
  throttled: () => new EnvironmentError('Arm.TooManyRequests', 'Throttled.', { retryAfterMs: 1000 }),
  outage: () => new EnvironmentError('Arm.InternalServerError', 'Outage.'),
  reset: () => new EnvironmentError('Network.Reset', 'Reset.'),
  refused: () => new LogicError('Arm.AuthorizationFailed', 'Refused.'),
};
const fault = fc.record({ call: fc.constantFrom(...calls), error: fc.constantFrom(...Object.keys(errors) as (keyof typeof errors)[]), times: fc.integer({ min: 1, max: 10 }), afterActing: fc.boolean() });

describe('any schedule of faults', () => {
  it('ends a run as without them, or with a truthful failure; nothing is deployed twice, no row is missing, no lock is left', async () => {
    await fc.assert(fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 4 }), fc.boolean(), async (faults, groupExists) => {
      const harness = new RunHarness(groupExists ? undefined : []);
      for (const { call, error, times, afterActing } of faults) harness.azure.failNext(call, errors[error](), times, afterActing && error !== 'refused');
      let record = await harness.run();
      const row = harness.audit.records.get(record.deploymentId);
      assert.deepEqual([row?.state, harness.locks.held.size], [record.state, 0]);
      if (record.state === 'failed') assert.ok(record.error && record.message.length > 0);
      for (let tries = 0; record.endedAt === undefined && tries < 100; tries++) record = await (await harness.newProcess().resume(record.deploymentId, harness.request(), new AbortController().signal)).result;
      assert.notEqual(record.endedAt, undefined);
      const inAzure = [...harness.azure.deployments.values()];
      assert.ok(harness.azure.begun.length <= 1, 'deployed twice');
      if (record.state === 'completed') assert.equal(inAzure[0]?.provisioningState, 'Succeeded');
      if (record.state === 'failed') assert.ok(inAzure.every((one) => one.provisioningState !== 'Running'), 'a deployment still runs in Azure, but the run says that it failed');
    }), { numRuns: 600 });
  }).timeout(60_000);
});
