import assert from 'node:assert/strict';
import { EnvironmentError, LogicError } from '../../../../src/core/errors';
import type { PreflightCheck } from '../../../../src/core/preflight';
import { RunHarness } from '../../../support/runHarness';

const vaultId = '/subscriptions/s/resourceGroups/rg-aos-dev/providers/Microsoft.KeyVault/vaults/kv-1';
const check = (over: Partial<PreflightCheck>): PreflightCheck => ({ id: 'x', title: 'X', state: 'pass', reason: 'Fine.', resourceIds: [], remedies: [], canOverride: true, ...over });
const held = check({
  id: 'soft-deleted-names', state: 'fail', reason: "The name 'kv-1' is held by a deleted resource until 2026-12-01.", resourceIds: [vaultId],
  remedies: [{ title: 'Recover it', command: 'az keyvault recover --name kv-1', action: { kind: 'recover', vault: 'kv-1', resourceId: vaultId, location: 'eastus' } }, { title: 'Purge it', command: 'az keyvault purge --name kv-1' }, { title: 'Choose another namePrefix' }],
});
const unregistered = check({ id: 'provider-registration', state: 'fail', reason: 'Two providers are not registered.', remedies: ['A', 'B'].map((namespace) => ({ title: `Register Microsoft.${namespace}`, command: `az provider register --namespace Microsoft.${namespace} --wait`, action: { kind: 'register' as const, namespace: `Microsoft.${namespace}` } })) });

describe('a template that Azure refuses before there is a plan', () => {
  const refusal = new LogicError('Arm.ConflictError', 'A vault with the same name already exists in deleted state.', { details: [{ code: 'ConflictError', message: 'A vault with the same name already exists in deleted state.' }] });

  async function refused(checks: readonly PreflightCheck[], at: 'validate' | 'whatIf' = 'validate', error: Error = refusal): Promise<Awaited<ReturnType<RunHarness['run']>>> {
    const harness = new RunHarness();
    harness.steps.examineRefused = async () => checks;
    harness.azure.failNext(at, error, 3);
    const record = await harness.run();
    assert.deepEqual([record.state, harness.azure.begun.length], ['failed', 0]);
    return record;
  }

  for (const at of ['validate', 'whatIf'] as const) it(`at ${at} is explained by what the checks know first, with Azure's word behind it`, async () => {
    const { error } = await refused([check({}), held], at);
    assert.equal(error?.code, 'Arm.ConflictError');
    assert.equal(error.message, "The name 'kv-1' is held by a deleted resource until 2026-12-01. A vault with the same name already exists in deleted state.");
    assert.equal(error.nextStep, 'Recover it, or purge it, or choose another namePrefix. (az keyvault recover --name kv-1)');
    assert.deepEqual(error.advice?.map(({ action, resourceId }) => [action, resourceId])[0], ['recover', vaultId]);
    assert.deepEqual((error.details as readonly { code: string }[]).map(({ code }) => code), ['Preflight.soft-deleted-names', 'ConflictError']);
  });

  it('offers each provider to be registered', async () => {
    const { error } = await refused([unregistered]);
    assert.deepEqual(error?.advice?.filter(({ action }) => action === 'register-provider').map(({ command }) => command), ['A', 'B'].map((name) => `az provider register --namespace Microsoft.${name} --wait`));
  });

  it('tells the same way out once', async () => {
    const { error } = await refused([unregistered], 'validate', new LogicError('Arm.MissingSubscriptionRegistration', "The subscription is not registered to use namespace 'Microsoft.A'.", { details: [{ code: 'MissingSubscriptionRegistration', message: "The subscription is not registered to use namespace 'Microsoft.A'." }] }));
    const commands = error?.advice?.map(({ command }) => command) ?? [];
    assert.deepEqual(commands, [...new Set(commands)]);
  });

  it('keeps Azure’s word where no check has failed', async () => {
    const { error } = await refused([check({}), check({ state: 'cannot-tell' })]);
    assert.equal(error?.message, refusal.message);
  });

  it('does not ask for reasons of an outage', async () => {
    let asked = 0;
    const harness = new RunHarness();
    harness.steps.examineRefused = async () => { asked++; return [held]; };
    harness.azure.failNext('validate', new EnvironmentError('Arm.ServiceUnavailable', 'Try later.'), 3);
    const { error } = await harness.run();
    assert.deepEqual([error?.code, asked], ['Arm.ServiceUnavailable', 0]);
  });
});
