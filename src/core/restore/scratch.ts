import { CancelledError, DeployError, EnvironmentError, LogicError } from '../errors';
import { asObject, asString } from '../json';
import type { AzureConnection, Clock, GroupScope, ManagementLock } from '../ports';
import type { JsonObject } from '../values';
import { openContainerOf } from './accounts';
import type { VaultPlace } from './vault';

/** What a restore test made and takes away again: enough to find it in another process. */
export type Scratch =
  | { readonly kind: 'container'; readonly name: string; readonly accountId: string }
  /** Only where the environment's own group is locked against deletions. */
  | { readonly kind: 'group'; readonly name: string; readonly subscriptionId: string }
  | { readonly kind: 'vault'; readonly name: string; readonly resourceGroup: string; readonly subscriptionId: string; readonly location: string };

const vaultApi = 'api-version=2023-07-01', storageApi = 'api-version=2023-05-01', groupApi = 'api-version=2021-04-01';
const dnsPolls = 30, dnsPauseMs = 2_000;

export const scratchContainerName = (id: string): string => `aos-restore-test-${id}`;
export const scratchGroupName = (id: string): string => `rg-aos-restore-test-${id}`;
export const scratchVaultName = (id: string): string => `aosrt-${id}`;
/** A vault of a restore test is none of the environment's. */
export const isScratchVault = (name: string): boolean => /^aosrt-[0-9a-f]{12}$/i.test(name);

const vaultId = ({ subscriptionId, resourceGroup, name }: Scratch & { kind: 'vault' }): string => `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.KeyVault/vaults/${name}`;

/**
 * What the scratch vault will be: in the region of the vault that it stands for, as nothing else can read its sealed secrets. What is made in a group that is locked
 * against deletions would stay there, so it gets a group of its own then. @throws LogicError where the vault tells no location.
 */
export async function planScratchVault({ resources }: AzureConnection, scope: GroupScope, source: VaultPlace, id: string, signal?: AbortSignal): Promise<{ readonly group?: Scratch & { kind: 'group' }; readonly scratch: Scratch & { kind: 'vault' }; readonly like: JsonObject }> {
  const found = await resources.findResource(source.id, signal);
  if (!found?.location) throw new LogicError('Restore.NoVault', `The vault ${source.name} is gone.`, { nextStep: 'Look at the resource group.' });
  const vault = { kind: 'vault', name: scratchVaultName(id), ...scope, location: found.location } as const, like = found.properties ?? {};
  if (!(await resources.listLocks(scope, signal)).some((lock) => coversGroup(lock, scope))) return { scratch: vault, like };
  const group = { kind: 'group', name: scratchGroupName(id), subscriptionId: scope.subscriptionId } as const;
  return { group, scratch: { ...vault, resourceGroup: group.name }, like };
}

/** A lock on the group, or on the subscription around it. */
const coversGroup = ({ id }: ManagementLock, { subscriptionId, resourceGroup }: GroupScope): boolean =>
  [`/subscriptions/${subscriptionId}`, `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`].some((scope) => id.toLowerCase().startsWith(`${scope}/providers/microsoft.authorization/locks/`.toLowerCase()));

export async function makeScratchGroup({ resources }: AzureConnection, { name, subscriptionId }: Scratch & { kind: 'group' }, location: string, signal?: AbortSignal): Promise<void> {
  await resources.createResourceGroup({ subscriptionId, resourceGroup: name }, location, { purpose: 'aos-deploy restore test' }, signal);
}

/** Makes the scratch vault for who is signed in alone, as closed to networks as the one it stands for, and waits until its name is known. */
export async function makeScratchVault(connection: AzureConnection, scratch: Scratch & { kind: 'vault' }, like: JsonObject, clock: Clock, signal?: AbortSignal): Promise<VaultPlace> {
  const { objectId, tenantId } = await connection.identity?.whoAmI(signal) ?? {};
  if (!objectId) throw new LogicError('Restore.NobodyKnown', 'The sign-in does not tell who is signed in, so that nobody could be let into a scratch vault.', { nextStep: 'Sign in as a person or a service principal.' });
  const tenant = asString(like['tenantId']) ?? tenantId ?? '';
  const { networkAcls, publicNetworkAccess } = like;
  const { body } = await connection.arm.request('PUT', `${vaultId(scratch)}?${vaultApi}`, {
    location: scratch.location, tags: { purpose: 'aos-deploy restore test' },
    properties: {
      tenantId: tenant, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: false, softDeleteRetentionInDays: 7,
      accessPolicies: [{ tenantId: tenant, objectId, permissions: { secrets: ['get', 'list', 'restore'] } }], ...(networkAcls !== undefined && { networkAcls }), ...(publicNetworkAccess !== undefined && { publicNetworkAccess }),
    },
  }, signal);
  const uri = asString(asObject(asObject(body)['properties'])['vaultUri'])?.replace(/\/+$/, '');
  if (uri === undefined) throw new LogicError('Restore.NoVault', `The scratch vault ${scratch.name} tells no address.`, { nextStep: 'Try again.' });
  await untilServed(connection, uri, clock, signal);
  return { id: vaultId(scratch), name: scratch.name, uri, isPurgeProtected: false };
}

async function untilServed({ dataPlanes }: AzureConnection, uri: string, clock: Clock, signal?: AbortSignal): Promise<void> {
  for (let polls = 1; ; polls++) {
    try {
      await dataPlanes.send({ method: 'GET', url: `${uri}/secrets?api-version=7.4`, credential: { for: 'vault' } }, signal);
      return;
    } catch (error) {
      if (!(error instanceof EnvironmentError) || polls >= dnsPolls) throw error;
      await clock.sleep(dnsPauseMs, signal);
    }
  }
}

/** Takes it away; what is gone already is fine. `left` says what stays although it was asked to go. Errors of outages pass: it is tried again. */
export async function removeScratch(connection: AzureConnection, scratch: Scratch, signal?: AbortSignal): Promise<{ readonly left?: string }> {
  const { arm } = connection;
  if (scratch.kind === 'group') {
    await unlessGone(() => arm.request('DELETE', `/subscriptions/${scratch.subscriptionId}/resourceGroups/${scratch.name}?${groupApi}`, undefined, signal));
    return {};
  }
  if (scratch.kind === 'container') {
    await unlessGone(() => removeContainer(connection, scratch, signal));
    return {};
  }
  await unlessGone(() => arm.request('DELETE', `${vaultId(scratch)}?${vaultApi}`, undefined, signal));
  try {
    await unlessGone(() => arm.request('POST', `/subscriptions/${scratch.subscriptionId}/providers/Microsoft.KeyVault/locations/${scratch.location}/deletedVaults/${scratch.name}/purge?${vaultApi}`, undefined, signal));
    return {};
  } catch (error) {
    if (!(error instanceof DeployError) || error instanceof EnvironmentError || error instanceof CancelledError) throw error;
    return { left: `The vault ${scratch.name} is deleted, and stays among the deleted ones for 7 days, because it could not be purged: ${error.message}` };
  }
}

/** Locks hold the management plane alone: whoever may write to the account takes the container away there. */
async function removeContainer(connection: AzureConnection, { accountId, name }: Scratch & { kind: 'container' }, signal?: AbortSignal): Promise<void> {
  try {
    await connection.arm.request('DELETE', `${accountId}/blobServices/default/containers/${name}?${storageApi}`, undefined, signal);
  } catch (error) {
    if (!(error instanceof LogicError) || error.status !== 409) throw error;
    await (await openContainerOf(connection, accountId, name, signal)).deleteContainer(signal);
  }
}

async function unlessGone(work: () => Promise<unknown>): Promise<void> {
  try { await work(); } catch (error) { if (!(error instanceof LogicError) || error.status !== 404) throw error; }
}
