import type { JsonObject } from '../../../armTemplate';
import { ArmError, notFound } from '../../armError';
import type { ProviderContext, ProviderRoute, RouteAnswer, StoredResource } from '../provider';
import { objectOf, sameText } from '../shared/json';
import { SecretStore } from './secretStore';

export interface DeletedVault {
  readonly vault: StoredResource;
  readonly subscriptionId: string;
  /** ISO 8601. */
  readonly deletionDate: string;
  readonly scheduledPurgeDate: string;
}

/** Soft-deleted vaults by name in lower case. Those whose retention is over are purged when somebody looks. */
export function findDeletedVault(name: string, context: ProviderContext): DeletedVault | undefined {
  const found = table(context).get(name.toLowerCase());
  if (!found || Date.parse(found.scheduledPurgeDate) > context.clock.now().getTime()) return found;
  purge(found, context);
  return undefined;
}

export function softDelete(vault: StoredResource, context: ProviderContext): void {
  const now = context.clock.now();
  const days = Number(objectOf(vault.body.properties).softDeleteRetentionInDays ?? 90);
  const scheduled = new Date(now.getTime() + days * 86_400_000);
  const subscriptionId = vault.id.split('/')[2] ?? '';
  table(context).set(vault.name.toLowerCase(), { vault, subscriptionId, deletionDate: now.toISOString(), scheduledPurgeDate: scheduled.toISOString() });
}

export const forgetDeleted = (name: string, context: ProviderContext): void => table(context).delete(name.toLowerCase());

function purge(deleted: DeletedVault, context: ProviderContext): void {
  new SecretStore(deleted.vault.name, context).purgeAll();
  forgetDeleted(deleted.vault.name, context);
}

const table = (context: ProviderContext) => context.table<DeletedVault>('Microsoft.KeyVault/deletedVaults');

function all(context: ProviderContext, subscriptionId = ''): DeletedVault[] {
  const names = [...table(context).entries()].map(([name]) => name);
  return names.flatMap((name) => findDeletedVault(name, context) ?? []).filter((deleted) => sameText(deleted.subscriptionId, subscriptionId));
}

const location = ({ vault }: DeletedVault): string => String(vault.body.location ?? '');

function shown(deleted: DeletedVault): JsonObject {
  const { vault, subscriptionId, deletionDate, scheduledPurgeDate } = deleted;
  const isProtected = objectOf(vault.body.properties).enablePurgeProtection === true;
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${location(deleted)}/deletedVaults/${vault.name}`, name: vault.name, type: 'Microsoft.KeyVault/deletedVaults',
    properties: { vaultId: vault.id, location: location(deleted), tags: vault.body.tags ?? {}, deletionDate, scheduledPurgeDate, ...(isProtected ? { purgeProtectionEnabled: true } : {}) },
  };
}

function get({ parameters }: { parameters: Readonly<Record<string, string>> }, context: ProviderContext): DeletedVault {
  const name = parameters.vaultName ?? '';
  const found = all(context, parameters.subscriptionId).find((deleted) => sameText(deleted.vault.name, name) && sameText(location(deleted), parameters.location ?? ''));
  if (!found) throw notFound('DeletedVaultNotFound', `The specified deleted vault '${name}' does not exist.`);
  return found;
}

function purgeVault(request: { parameters: Readonly<Record<string, string>> }, context: ProviderContext): RouteAnswer {
  const deleted = get(request, context);
  if (objectOf(deleted.vault.body.properties).enablePurgeProtection === true) throw new ArmError(405, 'MethodNotAllowed', "Operation 'DeletedVaultPurge' is not allowed.");
  purge(deleted, context);
  return { status: 200 };
}

const base = '/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault';

export const deletedVaultRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: `${base}/deletedVaults`, summary: 'Vaults - List Deleted', handle: ({ parameters }, context) => ({ body: { value: all(context, parameters.subscriptionId).map(shown) } }) },
  // There are no managed HSMs here; clients that list what is deleted ask for both kinds.
  { method: 'GET', path: `${base}/deletedManagedHSMs`, summary: 'Managed HSMs - List Deleted', handle: () => ({ body: { value: [] } }) },
  { method: 'GET', path: `${base}/locations/{location}/deletedVaults/{vaultName}`, summary: 'Vaults - Get Deleted', handle: (request, context) => ({ body: shown(get(request, context)) }) },
  { method: 'POST', path: `${base}/locations/{location}/deletedVaults/{vaultName}/purge`, summary: 'Vaults - Purge Deleted', handle: purgeVault },
];
