import { listAll } from '../armPages';
import { outputText, readLiveOutputs } from '../deployment';
import type { Environment } from '../environments';
import { InputError, LogicError } from '../errors';
import { asArray, asObject, asString } from '../json';
import type { AzureConnection, ConfigurationBlobs, ContainerAddress, GroupScope, RecoverableBlobs } from '../ports';
import type { JsonObject } from '../values';

export interface DataPlace { readonly environment: Environment; readonly connection: AzureConnection; readonly scope: GroupScope }

const api = 'api-version=2023-05-01';

/** The environment's account for data: the one of aos.yaml or of the outputs, else the only one. @throws LogicError `Restore.NoAccount`; InputError `Restore.ManyAccounts`. */
export async function openData(place: DataPlace, container: string, signal?: AbortSignal): Promise<RecoverableBlobs> {
  return open(place.connection, await accountOf(place, signal), container, signal);
}

/** A container of the same account for a test; it need not be there. */
export async function openScratch(place: DataPlace, container: string, signal?: AbortSignal): Promise<{ readonly accountId: string; readonly texts: ConfigurationBlobs; readonly blobs: RecoverableBlobs }> {
  const account = await accountOf(place, signal);
  const [address, { dataPlanes }] = [await addressOf(place.connection, account, container, signal), place.connection];
  return { accountId: idOf(account), texts: dataPlanes.openContainer(address), blobs: dataPlanes.openRecoverable(address) };
}

/** A container of an account that is known by its ID. */
export async function openContainerOf(connection: AzureConnection, accountId: string, container: string, signal?: AbortSignal): Promise<ConfigurationBlobs> {
  const { body } = await connection.arm.request('GET', `${accountId}?${api}`, undefined, signal);
  return connection.dataPlanes.openContainer(await addressOf(connection, asObject(body), container, signal));
}

/** Texts in a container of the same account. */
export async function openTexts(place: DataPlace, container: string, signal?: AbortSignal): Promise<ConfigurationBlobs> {
  return place.connection.dataPlanes.openContainer(await addressOf(place.connection, await accountOf(place, signal), container, signal));
}

async function accountOf({ environment, connection, scope }: DataPlace, signal?: AbortSignal): Promise<JsonObject> {
  const named = environment.storageAccount ?? outputText(await readLiveOutputs(connection, scope, signal), 'storageAccountName');
  const inGroup = (await listAccounts(connection, scope, signal)).filter((one) => idOf(one).toLowerCase().includes(`/resourcegroups/${scope.resourceGroup.toLowerCase()}/`));
  const chosen = named === undefined ? inGroup[0] : inGroup.find((one) => sameName(one, named));
  if (named === undefined && inGroup.length > 1) throw new InputError('Restore.ManyAccounts', `${scope.resourceGroup} holds ${inGroup.length} storage accounts, and no deployment says which one holds the data.`, { nextStep: 'Name it in aos.yaml: storageAccount.' });
  if (!chosen) throw new LogicError('Restore.NoAccount', `${scope.resourceGroup} holds no storage account${named === undefined ? '' : ` ${named}`}.`, { nextStep: 'Roll back the infrastructure first: it makes the account anew.' });
  return chosen;
}

/** A backup account anywhere in the subscription. @throws InputError `Restore.NoBackupAccount`. */
export async function openBackupAccount({ connection, scope }: DataPlace, account: string, container: string, signal?: AbortSignal): Promise<RecoverableBlobs> {
  const found = (await listAccounts(connection, scope, signal)).find((one) => sameName(one, account));
  if (!found) throw new InputError('Restore.NoBackupAccount', `There is no storage account ${account} in this subscription, or nobody here may see it.`, { nextStep: 'Name the account that holds the backup with --from.' });
  return open(connection, found, container, signal);
}

const listAccounts = ({ arm }: AzureConnection, { subscriptionId }: GroupScope, signal?: AbortSignal): Promise<JsonObject[]> => listAll(arm, `/subscriptions/${subscriptionId}/providers/Microsoft.Storage/storageAccounts?${api}`, signal);

const open = async (connection: AzureConnection, account: JsonObject, container: string, signal?: AbortSignal): Promise<RecoverableBlobs> => connection.dataPlanes.openRecoverable(await addressOf(connection, account, container, signal));

async function addressOf({ arm }: AzureConnection, account: JsonObject, container: string, signal?: AbortSignal): Promise<ContainerAddress> {
  const properties = asObject(account['properties']);
  const blobEndpoint = asString(asObject(properties['primaryEndpoints'])['blob']);
  const name = asString(account['name']) ?? '';
  if (blobEndpoint === undefined) throw new LogicError('Restore.NoBlobs', `The storage account ${name} serves no blobs.`, { nextStep: 'Name an account of kind StorageV2.' });
  const accountKey = properties['allowSharedKeyAccess'] === false ? undefined : await keyOf(arm, idOf(account), signal);
  return { blobEndpoint, account: name, container, ...(accountKey !== undefined && { accountKey }) };
}

/** Who may not read keys goes on as who is signed in. */
async function keyOf(arm: AzureConnection['arm'], id: string, signal?: AbortSignal): Promise<string | undefined> {
  try {
    const { body } = await arm.request('POST', `${id}/listKeys?${api}`, undefined, signal);
    return asString(asObject(asArray(asObject(body)['keys'])[0])['value']);
  } catch (error) {
    if (error instanceof LogicError && (error.status === 403 || error.status === 409)) return undefined;
    throw error;
  }
}

const idOf = (one: JsonObject): string => asString(one['id']) ?? '';
const sameName = (one: JsonObject, name: string): boolean => asString(one['name'])?.toLowerCase() === name.toLowerCase();
