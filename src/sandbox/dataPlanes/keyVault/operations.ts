import type { JsonObject, JsonValue } from '../../../armTemplate';
import { ArmError, badRequest, notFound } from '../../armError';
import type { SecretStore } from '../../providers/keyVault/secretStore';
import type { Secret, SecretValue } from '../../providers/keyVault/secretStore';
import type { ProviderContext, StoredResource } from '../../providers/provider';
import { objectOf, property, textOf, valueAt } from '../../providers/shared/json';
import { openBackup, sealBackup } from './backup';
import type { Bundles } from './bundles';

export interface VaultRequest {
  readonly method: string;
  /** Segments of the path within the vault, decoded: `['secrets', 'name', 'version']`. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly body: JsonValue | undefined;
}

export interface VaultAnswer { readonly status: number; readonly body?: JsonObject }

export interface Vault { readonly resource: StoredResource; readonly store: SecretStore; readonly bundles: Bundles; readonly context: ProviderContext }

/** `name` is that of the audit log. */
interface Operation { readonly name: string; readonly dataAction: string; run(vault: Vault): VaultAnswer }

const actions = 'Microsoft.KeyVault/vaults/secrets';

/** The operation that a request asks for. @throws ArmError 404 for paths that are none, 501 for keys and certificates. @see Key Vault REST, Secrets */
export function operationOf({ method, segments, query, body }: VaultRequest): Operation {
  const [collection = '', name = '', third = ''] = segments;
  if (['keys', 'certificates', 'storage', 'deletedkeys', 'deletedcertificates', 'rng'].includes(collection.toLowerCase())) throw new ArmError(501, 'NotImplementedInSandbox', `The sandbox serves the secrets of vaults; '${collection}' is not implemented.`);
  const route = `${method} ${shape(collection.toLowerCase(), name, third, segments.length)}`;
  switch (route) {
    case 'GET secrets': return { name: 'SecretList', dataAction: `${actions}/readMetadata/action`, run: (vault) => page(vault, query, 'secrets', vault.store.list().map((secret) => vault.bundles.item(secret.name, secret.versions.at(-1)!, false))) };
    case 'PUT secrets/{name}': return { name: 'SecretSet', dataAction: `${actions}/setSecret/action`, run: (vault) => set(vault, name, body) };
    case 'GET secrets/{name}': case 'GET secrets/{name}/{version}': return { name: 'SecretGet', dataAction: `${actions}/getSecret/action`, run: (vault) => get(vault, name, third) };
    case 'PATCH secrets/{name}': case 'PATCH secrets/{name}/{version}': return { name: 'SecretUpdate', dataAction: `${actions}/setSecret/action`, run: (vault) => update(vault, name, third, body) };
    case 'DELETE secrets/{name}': return { name: 'SecretDelete', dataAction: `${actions}/delete`, run: (vault) => softDelete(vault, name) };
    case 'GET secrets/{name}/versions': return { name: 'SecretListVersions', dataAction: `${actions}/readMetadata/action`, run: (vault) => page(vault, query, `secrets/${name}/versions`, vault.store.get(name).versions.map((version) => vault.bundles.item(name, version, true))) };
    case 'POST secrets/{name}/backup': return { name: 'SecretBackup', dataAction: `${actions}/backup/action`, run: ({ store, context }) => ({ status: 200, body: { value: sealBackup(store.get(name), context) } }) };
    case 'POST secrets/restore': return { name: 'SecretRestore', dataAction: `${actions}/restore/action`, run: (vault) => restore(vault, body) };
    case 'GET deletedsecrets': return { name: 'SecretListDeleted', dataAction: `${actions}/readMetadata/action`, run: (vault) => page(vault, query, 'deletedsecrets', vault.store.listDeleted().map((secret) => vault.bundles.deleted(secret, false))) };
    case 'GET deletedsecrets/{name}': return { name: 'SecretGetDeleted', dataAction: `${actions}/readMetadata/action`, run: ({ store, bundles }) => ({ status: 200, body: bundles.deleted(store.getDeleted(name), true) }) };
    case 'DELETE deletedsecrets/{name}': return { name: 'SecretPurge', dataAction: `${actions}/purge/action`, run: (vault) => purge(vault, name) };
    case 'POST deletedsecrets/{name}/recover': return { name: 'SecretRecover', dataAction: `${actions}/recover/action`, run: (vault) => recover(vault, name) };
    default: throw notFound('NotFound', `The vault has no operation ${method} /${segments.join('/')}.`);
  }
}

function shape(collection: string, name: string, third: string, count: number): string {
  if (count === 1) return collection;
  if (count === 2) return collection === 'secrets' && name.toLowerCase() === 'restore' ? 'secrets/restore' : `${collection}/{name}`;
  if (count > 3) return `${collection}/...`;
  return ['versions', 'backup', 'recover'].includes(third.toLowerCase()) ? `${collection}/{name}/${third.toLowerCase()}` : `${collection}/{name}/{version}`;
}

function given(body: JsonValue | undefined): Partial<SecretValue> {
  const { enabled, nbf, exp } = objectOf(property(body, 'attributes')) as { enabled?: boolean; nbf?: number; exp?: number };
  const tags = property(body, 'tags') as Record<string, string> | undefined;
  return { value: textOf(property(body, 'value')), contentType: textOf(property(body, 'contentType')), tags, attributes: { enabled, nbf, exp } };
}

function set(vault: Vault, name: string, body: JsonValue | undefined): VaultAnswer {
  const { value, ...rest } = given(body);
  if (value === undefined) throw badRequest('BadParameter', "The property 'value' is required.");
  const version = vault.store.set(name, { value, ...rest });
  mirror(vault, name);
  return { status: 200, body: vault.bundles.secret(name, version) };
}

function get({ store, bundles }: Vault, name: string, version: string): VaultAnswer {
  const found = store.getVersion(name, version);
  if (!found.attributes.enabled) throw new ArmError(403, 'Forbidden', 'Operation get is not allowed on a disabled secret.');
  return { status: 200, body: bundles.secret(name, found) };
}

function update(vault: Vault, name: string, version: string, body: JsonValue | undefined): VaultAnswer {
  const changed = vault.store.update(name, version, given(body));
  return { status: 200, body: vault.bundles.item(name, changed, true) };
}

function softDelete(vault: Vault, name: string): VaultAnswer {
  const secret = vault.store.softDelete(name);
  vault.context.resources.delete(`${vault.resource.id}/secrets/${name}`);
  return { status: 200, body: vault.bundles.deleted(secret, true) };
}

function purge({ store, bundles }: Vault, name: string): VaultAnswer {
  store.getDeleted(name);
  if (bundles.isPurgeProtected) throw new ArmError(403, 'Forbidden', 'Operation "purge" is not enabled for this vault.');
  store.purge(name);
  return { status: 204 };
}

function recover(vault: Vault, name: string): VaultAnswer { return current(vault, vault.store.recover(name)); }

function restore(vault: Vault, body: JsonValue | undefined): VaultAnswer {
  const value = textOf(property(body, 'value')) ?? '';
  return current(vault, vault.store.restore({ vault: vault.resource.name, ...openBackup(value, vault.context) }));
}

function current(vault: Vault, secret: Secret): VaultAnswer {
  mirror(vault, secret.name);
  return { status: 200, body: vault.bundles.item(secret.name, secret.versions.at(-1)!, true) };
}

/** ARM lists the same secrets. */
function mirror({ context, resource }: Vault, name: string): void {
  context.resources.put(`${resource.id}/secrets/${name}`, { properties: {} }, resource.apiVersion);
}

/** `maxresults` per page, 25 at most, as the service. */
function page(vault: Vault, query: URLSearchParams, path: string, items: readonly JsonObject[]): VaultAnswer {
  const size = Math.min(Number(query.get('maxresults') ?? 25) || 25, 25);
  const start = Number(query.get('$skiptoken') ?? 0) || 0;
  const next = start + size < items.length ? `${vault.bundles.pageBase}/${path}?api-version=${query.get('api-version') ?? '7.5'}&$skiptoken=${start + size}&maxresults=${size}` : null;
  return { status: 200, body: { value: items.slice(start, start + size), nextLink: next } };
}

/** Whether an access policy lets somebody do it. */
export function policyAllows(vault: StoredResource, objectId: string, dataAction: string): boolean {
  const permission = ({ getSecret: 'get', readMetadata: 'list', setSecret: 'set', delete: 'delete' } as Record<string, string>)[dataAction.slice(actions.length + 1).replace('/action', '')] ?? dataAction.slice(actions.length + 1).replace('/action', '');
  const policies = (valueAt(vault.body, 'properties.accessPolicies') ?? []) as JsonObject[];
  return policies.some((policy) => String(policy.objectId).toLowerCase() === objectId.toLowerCase() && ((valueAt(policy, 'permissions.secrets') ?? []) as string[]).some((one) => [permission, 'all'].includes(one.toLowerCase())));
}
