import { findSite, readAppSettings, type Site } from '../applications';
import { outputText, readLiveOutputs } from '../deployment';
import type { ApplicationSettings, ConfigurationSettings, Environment } from '../environments';
import { DeployError, EnvironmentError, InputError, LogicError } from '../errors';
import { asArray, asObject, asString, member } from '../json';
import type { AzureConnection, ConfigurationBlobs, GroupScope, Resource } from '../ports';
import type { ConfigurationKind } from './configuration';

/** Where configurations of one kind go: one container for single blobs, one for the registry. */
export interface ConfigurationDestination {
  readonly account: string;
  readonly single: NamedContainer;
  readonly registry: NamedContainer;
  /** What was taken for granted, in sentences. */
  readonly notices: readonly string[];
}
export interface NamedContainer { readonly name: string; /** Name under which the ledger keeps it: addresses of a sandbox change with every start, so that they are no part of it. */ readonly ledger: string; readonly blobs: ConfigurationBlobs }

const apps: Readonly<Record<ConfigurationKind, { readonly name: string; readonly setting: string; readonly container: string }>> = {
  agent: { name: 'realm', setting: 'AGENT_CONFIG_BLOB_CONTAINER', container: 'agent-configs' },
  server: { name: 'mcp', setting: 'MCP_REGISTRY_BLOB_CONTAINER', container: 'mcp-registry' },
};

export interface DestinationQuery { readonly connection: AzureConnection; readonly scope: GroupScope; readonly environment: Environment; readonly kind: ConfigurationKind; readonly settings: ConfigurationSettings; /** Of the app that runs them, from aos.yaml. */ readonly application?: ApplicationSettings }

/**
 * Finds the storage account (aos.yaml, deployment outputs, then the only one there is) and the containers (aos.yaml, the app's settings, then the usual names).
 * @throws LogicError `Configuration.NoStorageAccount`; InputError `Configuration.ManyStorageAccounts`.
 */
export async function findDestination(query: DestinationQuery, signal?: AbortSignal): Promise<ConfigurationDestination> {
  const { connection, scope, environment, kind, settings } = query;
  const outputs = await readLiveOutputs(connection, scope, signal);
  const account = await findAccount(connection, scope, environment.storageAccount ?? outputText(outputs, 'storageAccountName'), signal);
  const notices: string[] = [];
  const registry = settings.registryContainer ?? await containerOfApp(query, notices, signal) ?? apps[kind].container;
  const key = await findKey(connection, account, signal);
  const blobEndpoint = asString(member(asObject(account.properties?.['primaryEndpoints']), 'blob'));
  if (blobEndpoint === undefined) throw new LogicError('Configuration.NoBlobs', `The storage account ${account.name} serves no blobs.`, { nextStep: 'Name a storage account of kind StorageV2 in aos.yaml: storageAccount.' });
  const open = (name: string): NamedContainer => ({ name, ledger: `${connection.cloud.isSandbox ? 'sandbox' : connection.cloud.name}${account.id.toLowerCase()}/${name}`, blobs: connection.dataPlanes.openContainer({ blobEndpoint, account: account.name, container: name, ...(key !== undefined && { accountKey: key }) }) });
  return { account: account.name, notices, single: open(settings.container ?? 'aos-config'), registry: open(registry) };
}

async function findAccount({ resources }: AzureConnection, scope: GroupScope, named: string | undefined, signal?: AbortSignal): Promise<Resource> {
  const all = (await resources.listResources(scope, signal)).filter(({ type }) => type.toLowerCase() === 'microsoft.storage/storageaccounts');
  const chosen = named === undefined ? (all.length === 1 ? all[0] : undefined) : all.find(({ name }) => name.toLowerCase() === named.toLowerCase());
  if (!chosen && named === undefined && all.length > 1) throw new InputError('Configuration.ManyStorageAccounts', `${scope.resourceGroup} holds ${all.length} storage accounts (${all.map(({ name }) => name).join(', ')}), and no deployment says which one is for configurations.`, { nextStep: 'Name it in aos.yaml: storageAccount.' });
  const full = chosen && await resources.findResource(chosen.id, signal);
  if (!full) throw new LogicError('Configuration.NoStorageAccount', named === undefined ? `${scope.resourceGroup} holds no storage account.` : `The storage account ${named} is not in ${scope.resourceGroup}.`, { nextStep: 'Deploy the environment first, or name the account in aos.yaml: storageAccount.' });
  return full;
}

/** Settings are secret, so that not everybody may read them; the usual name is then taken, and that is said. */
async function containerOfApp({ connection, scope, kind, application = {} }: DestinationQuery, notices: string[], signal?: AbortSignal): Promise<string | undefined> {
  const { name, setting, container } = apps[kind];
  const site = await orNoSite(findSite({ connection, scope }, { name, root: '', settings: application }, undefined, signal));
  if (site === undefined) return undefined;
  try {
    return (await readAppSettings(connection, site, signal))[setting] || undefined;
  } catch (error) {
    if (!(error instanceof LogicError)) throw error;
    notices.push(`The settings of ${site.name} cannot be read (${error.message}), so that its container is taken to be ${container}.`);
    return undefined;
  }
}

/** Before the app is there, or where nothing says which one it is, its settings say nothing. */
async function orNoSite(site: Promise<Site>): Promise<Site | undefined> {
  try { return await site; } catch (error) {
    if (error instanceof DeployError && /^Application\.(NoSite|SiteNotClear)$/.test(error.code)) return undefined;
    throw error;
  }
}

/** The account's first key, unless keys are switched off or out of reach: then who is signed in has to be allowed to write blobs. */
async function findKey({ arm }: AzureConnection, { id, properties }: Resource, signal?: AbortSignal): Promise<string | undefined> {
  if (properties?.['allowSharedKeyAccess'] === false) return undefined;
  try {
    const { body } = await arm.request('POST', `${id}/listKeys?api-version=2023-05-01`, undefined, signal);
    return asString(asObject(asArray(asObject(body)['keys'])[0])['value']);
  } catch (error) {
    if (error instanceof LogicError && (error.status === 403 || error.status === 409)) return undefined;
    throw error;
  }
}

export const isContainerMissing = (error: unknown): boolean => error instanceof DeployError && !(error instanceof EnvironmentError) && error.code === 'Blob.ContainerNotFound';

/** The container as if it were empty while it is not there. Writing is left to who creates it first. */
export function emptyWhenMissing(blobs: ConfigurationBlobs): ConfigurationBlobs {
  const orElse = async <T>(act: Promise<T>, value: T): Promise<T> => { try { return await act; } catch (error) { if (isContainerMissing(error)) return value; throw error; } };
  return { ...blobs, list: (prefix, signal) => orElse(blobs.list(prefix, signal), []), find: (name, signal) => orElse(blobs.find(name, signal), undefined) };
}
