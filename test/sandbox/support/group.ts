import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { send, subscriptionId } from './clients';

/** A new sandbox with an empty resource group `rg` in East US. */
export async function startWithGroup(): Promise<{ readonly sandbox: StartedSandbox; readonly endpoint: string }> {
  const sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
  const endpoint = sandbox.endpoints.resourceManager;
  await send(endpoint, 'PUT', `/subscriptions/${subscriptionId}/resourceGroups/rg?api-version=2021-04-01`, { location: 'eastus' });
  return { sandbox, endpoint };
}
