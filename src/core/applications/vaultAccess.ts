import { eachListed } from '../armPages';
import { DeployError, LogicError } from '../errors';
import { asArray, asObject, asString } from '../json';
import type { AzureConnection } from '../ports';
import type { JsonObject } from '../values';
import { sitesVersion } from './site';

const authorization = 'api-version=2022-04-01';
const readSecret = 'Microsoft.KeyVault/vaults/secrets/getSecret/action';
/** Key Vault Administrator, Secrets Officer, Secrets User. */
const readers = new Set(['00482a5a-887f-4fb3-b363-3b7fe8e74483', 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7', '4633458b-17de-408a-b874-0445c86b69e6']);

/** Who resolves the references of a site: `none` when it has no identity for it. */
export interface ReferenceIdentity { readonly principalId: string; readonly isUserAssigned: boolean }

/** The identity of `keyVaultReferenceIdentity`, else the system-assigned one: a user-assigned identity is never used by itself. */
export async function readReferenceIdentity({ arm }: AzureConnection, siteId: string, signal?: AbortSignal): Promise<ReferenceIdentity | 'none'> {
  const { identity, properties } = asObject((await arm.request('GET', `${siteId}?${sitesVersion}`, undefined, signal)).body);
  const chosen = asString(asObject(properties)['keyVaultReferenceIdentity']);
  if (chosen === undefined || chosen === '' || /^systemassigned$/i.test(chosen)) {
    const own = asString(asObject(identity)['principalId']);
    return own === undefined ? 'none' : { principalId: own, isUserAssigned: false };
  }
  const assigned = Object.entries(asObject(asObject(identity)['userAssignedIdentities'])).find(([id]) => id.toLowerCase() === chosen.toLowerCase());
  const principalId = asString(asObject(assigned?.[1])['principalId']);
  return principalId === undefined ? 'none' : { principalId, isUserAssigned: true };
}

/** Whether a principal may read the secrets of a vault: by a data role at the vault or above it, or by an access policy. `unknown`: its roles cannot be read. */
export async function mayReadSecrets(connection: AzureConnection, vault: JsonObject, principalId: string, signal?: AbortSignal): Promise<boolean | 'unknown'> {
  const properties = asObject(vault['properties']);
  if (properties['enableRbacAuthorization'] !== true) return asArray(properties['accessPolicies']).map(asObject).some((policy) => asString(policy['objectId'])?.toLowerCase() === principalId.toLowerCase() && asArray(asObject(policy['permissions'])['secrets']).some((one) => /^(get|all)$/i.test(String(one))));
  try {
    const filter = encodeURIComponent(`atScope() and assignedTo('${principalId}')`);
    const { body } = await connection.arm.request('GET', `${asString(vault['id']) ?? ''}/providers/Microsoft.Authorization/roleAssignments?${authorization}&$filter=${filter}`, undefined, signal);
    const roles = asArray(asObject(body)['value']).map((one) => asString(asObject(asObject(one)['properties'])['roleDefinitionId']) ?? '');
    for (const role of roles) if (await grants(connection, role, signal)) return true;
    return false;
  } catch (error) {
    if (error instanceof LogicError) return 'unknown';
    throw error;
  }
}

async function grants({ arm }: AzureConnection, roleId: string, signal?: AbortSignal): Promise<boolean> {
  if (readers.has(roleId.split('/').at(-1) ?? '')) return true;
  const { body } = await arm.request('GET', `${roleId}?${authorization}`, undefined, signal);
  const matches = (list: unknown): boolean => asArray(list).some((one) => typeof one === 'string' && new RegExp(`^${one.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&')).join('.*')}$`, 'i').test(readSecret));
  return asArray(asObject(asObject(body)['properties'])['permissions']).map(asObject).some((one) => matches(one['dataActions']) && !matches(one['notDataActions']));
}

/** A vault of the subscription by its name, with properties; undefined when there is none that can be seen. */
export async function findVault({ arm }: AzureConnection, subscriptionId: string, name: string, signal?: AbortSignal): Promise<JsonObject | undefined> {
  for await (const vault of eachListed(arm, `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/vaults?api-version=2023-07-01`, signal)) {
    if (asString(vault['name'])?.toLowerCase() === name.toLowerCase()) return vault;
  }
  return undefined;
}

export type SecretFound = 'there' | 'missing' | 'disabled' | 'expired' | 'unknown';

/** Whether a secret is there and of use, without reading its value: from ARM, which a reader of the vault may ask, else from the vault itself. */
export async function findSecretState(connection: AzureConnection, vault: JsonObject, name: string, now: Date, signal?: AbortSignal): Promise<SecretFound> {
  try {
    const { body } = await connection.arm.request('GET', `${asString(vault['id']) ?? ''}/secrets/${encodeURIComponent(name)}?api-version=2023-07-01`, undefined, signal);
    const { enabled, exp } = asObject(asObject(asObject(body)['properties'])['attributes']);
    return judge(enabled !== false, typeof exp === 'number' ? exp * 1000 : undefined, now);
  } catch (error) {
    if (!(error instanceof LogicError)) throw error;
    return error.status === 404 ? 'missing' : askVault(connection, vault, name, now, signal);
  }
}

async function askVault({ dataPlanes }: AzureConnection, vault: JsonObject, name: string, now: Date, signal?: AbortSignal): Promise<SecretFound> {
  const uri = asString(asObject(vault['properties'])['vaultUri']);
  if (uri === undefined) return 'unknown';
  try {
    const [newest] = await dataPlanes.openVault(uri).listVersions(name, signal);
    return newest ? judge(newest.isEnabled, newest.expiresAt === undefined ? undefined : Date.parse(newest.expiresAt), now) : 'missing';
  } catch (error) {
    if (error instanceof DeployError && error.kind !== 'cancelled') return 'unknown';
    throw error;
  }
}

const judge = (isEnabled: boolean, expiresAtMs: number | undefined, now: Date): SecretFound => (!isEnabled ? 'disabled' : expiresAtMs !== undefined && expiresAtMs <= now.getTime() ? 'expired' : 'there');
