import assert from 'node:assert/strict';
import { localTarget, resolveTarget } from '../../../../src/core/deployment';
import type { InputError } from '../../../../src/core/errors';
import type { AzureConnection } from '../../../../src/core/ports';
import type { JsonObject } from '../../../../src/core/values';
import { FakeAzure } from '../../../support/fakeAzure';
import { devEnvironment } from '../../../support/runHarness';

const connectionTo = (isSandbox: boolean): AzureConnection => {
  const { connection } = new FakeAzure([]);
  return { ...connection, cloud: { ...connection.cloud, isSandbox } };
};
const compiled = (standard?: string, given?: string) => ({
  template: { parameters: { Location: { type: 'string', ...(standard !== undefined && { defaultValue: standard }) } } } as JsonObject,
  parameters: (given === undefined ? {} : { Location: { value: given } }) as JsonObject,
});
const placeOf = async (source: ReturnType<typeof compiled>, isSandbox = false, location?: string): Promise<string> =>
  (await resolveTarget({ ...devEnvironment, ...(location !== undefined && { location }) }, undefined, connectionTo(isSandbox), source)).target.location;

describe('where a new resource group goes', () => {
  it('is said by the environment, then by the parameter, then by its default, in any spelling of the name', async () => {
    assert.deepEqual([await placeOf(compiled('westus', 'uksouth'), false, 'eastus2'), await placeOf(compiled('westus', 'uksouth')), await placeOf(compiled('westus'))], ['eastus2', 'uksouth', 'westus']);
  });

  it('is asked for where only the group itself could tell', async () => {
    await assert.rejects(placeOf(compiled('[resourceGroup().location]')), (error: InputError) => error.code === 'Target.NoLocation');
  });

  it('needs no answer in a rehearsal', async () => {
    assert.equal(await placeOf(compiled('[resourceGroup().location]'), true), 'eastus');
  });
});

describe('the target of a plan without a connection', () => {
  it('is the one that the sandbox would take', () => {
    const { subscriptionId, location } = localTarget({ ...devEnvironment, cloud: 'sandbox' }, undefined, compiled());
    assert.deepEqual([subscriptionId, location], ['00000000-0000-0000-0000-000000000001', 'eastus']);
  });

  it('leaves blank what nobody said', () => {
    const { subscriptionId, location } = localTarget(devEnvironment, undefined, compiled());
    assert.deepEqual([subscriptionId, location], ['', '']);
  });
});
