import type { JsonObject } from '../../../armTemplate';
import { notFound } from '../../armError';
import { matchesAny, rolesOf } from '../authorization/roleChecks';
import { SecretStore } from '../keyVault/secretStore';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer, StoredResource } from '../provider';
import { arrayOf, objectOf, sameText, textOf, valueAt } from '../shared/json';
import { siteIdOf, siteState } from './siteState';

interface Reference { readonly vaultName: string; readonly secretName: string; readonly secretVersion: string }

/** Reads `@Microsoft.KeyVault(VaultName=..;SecretName=..)` and the form with SecretUri. Undefined when the text is no reference; null when it is a broken one. */
export function parseReference(setting: string): Reference | null | undefined {
  const inner = /^@Microsoft\.KeyVault\((.*)\)$/is.exec(setting)?.[1];
  if (inner === undefined) return /^@Microsoft\.KeyVault/i.test(setting) ? null : undefined;
  const parts = Object.fromEntries(inner.split(';').map((part) => part.split(/=(.*)/s, 2)).map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]));
  if (parts.secreturi) return fromUri(parts.secreturi);
  return parts.vaultname && parts.secretname ? { vaultName: parts.vaultname, secretName: parts.secretname, secretVersion: parts.secretversion ?? '' } : null;
}

function fromUri(text: string): Reference | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const segments = url.pathname.split('/').filter(Boolean);
  const at = segments.indexOf('secrets');
  const name = at >= 0 ? segments[at + 1] : undefined;
  if (name === undefined) return null;
  const vaultName = at > 0 ? segments[at - 1]! : url.hostname.split('.')[0]!;
  return { vaultName, secretName: name, secretVersion: segments[at + 2] ?? '' };
}

const readSecret = 'Microsoft.KeyVault/vaults/secrets/getSecret/action';

/** Whether the app's identity may read secrets: a data role at the vault or above it, or an access policy. */
function mayRead(site: StoredResource, vault: StoredResource, context: ProviderContext): boolean {
  const principalIds = [valueAt(site.body, 'identity.principalId'), ...Object.values(objectOf(valueAt(site.body, 'identity.userAssignedIdentities'))).map((identity) => objectOf(identity).principalId)].flatMap((id) => textOf(id) ?? []);
  const isMine = (id: unknown) => principalIds.some((mine) => sameText(mine, String(id)));
  if (valueAt(vault.body, 'properties.enableRbacAuthorization') !== true) {
    return arrayOf(valueAt(vault.body, 'properties.accessPolicies')).some((policy) => isMine(objectOf(policy).objectId) && arrayOf(valueAt(policy, 'permissions.secrets')).some((permission) => /^(get|all)$/i.test(String(permission))));
  }
  return principalIds.some((id) => rolesOf(id, vault.id, context).some((role) => matchesAny(role.dataActions, readSecret) && !matchesAny(role.notDataActions, readSecret)));
}

function status(site: StoredResource, reference: Reference | null, context: ProviderContext): { status: string; details: string } {
  if (!reference) return { status: 'InvalidSyntax', details: 'The reference does not have the form @Microsoft.KeyVault(SecretUri=...) or @Microsoft.KeyVault(VaultName=...;SecretName=...).' };
  const vault = context.resources.listByType('Microsoft.KeyVault/vaults').find(({ name }) => sameText(name, reference.vaultName));
  if (!vault) return { status: 'VaultNotFound', details: `Key Vault ${reference.vaultName} was not found.` };
  if (valueAt(site.body, 'identity.type') === undefined) return { status: 'MSINotEnabled', details: 'Reference was not able to be resolved because the site has no managed identity.' };
  if (!mayRead(site, vault, context)) return { status: 'AccessToKeyVaultDenied', details: "Key Vault reference was not able to be resolved because site was denied access to Key Vault reference's vault." };
  const secret = new SecretStore(vault.name, context).find(reference.secretName);
  if (!secret) return { status: 'SecretNotFound', details: `Reference was not able to be resolved because the secret ${reference.secretName} was not found.` };
  const isThere = reference.secretVersion === '' || secret.versions.some(({ version }) => version === reference.secretVersion);
  return isThere ? { status: 'Resolved', details: 'Reference has been successfully resolved.' } : { status: 'SecretVersionNotFound', details: `The secret ${reference.secretName} has no version ${reference.secretVersion}.` };
}

/** A setting as the app's code sees it. A reference that does not resolve reaches the code as it stands, and `problem` says why. */
export interface EffectiveSetting { readonly value: string; readonly problem?: string }

export function effectiveSettings(site: StoredResource, context: ProviderContext): Readonly<Record<string, EffectiveSetting>> {
  return Object.fromEntries(Object.entries(siteState(site).appSettings).map(([name, setting]) => {
    const value = String(setting);
    const reference = parseReference(value);
    if (reference === undefined) return [name, { value }];
    const { status: found, details } = status(site, reference, context);
    if (found !== 'Resolved' || !reference) return [name, { value, problem: `${found}: ${details}` }];
    const vault = context.resources.listByType('Microsoft.KeyVault/vaults').find((one) => sameText(one.name, reference.vaultName));
    return [name, { value: new SecretStore(vault?.name ?? '', context).getVersion(reference.secretName, reference.secretVersion).value }];
  }));
}

type Kind = 'appsettings' | 'connectionstrings';

/** Names and texts of the settings of one kind. */
function settingsOf(site: StoredResource, kind: Kind): readonly (readonly [name: string, text: string])[] {
  const { appSettings, connectionStrings } = siteState(site);
  const texts = kind === 'appsettings' ? Object.entries(appSettings) : Object.entries(connectionStrings).map(([name, given]) => [name, objectOf(given).value] as const);
  return texts.flatMap(([name, text]) => (typeof text === 'string' ? [[name, text] as const] : []));
}

/** One entry for each setting that is a reference. */
function references(site: StoredResource, kind: Kind, context: ProviderContext): JsonObject[] {
  return settingsOf(site, kind).flatMap(([name, value]) => {
    const reference = parseReference(value);
    if (reference === undefined) return [];
    const properties = { reference: value, ...status(site, reference, context), ...(reference ?? {}), source: 'KeyVault', activeVersion: '', identityType: textOf(valueAt(site.body, 'identity.type')) ?? 'None' };
    return [{ id: `${site.id}/config/configreferences/${kind}/${name}`, name, type: 'Microsoft.Web/sites/config/configreferences', location: site.body.location ?? '', properties }];
  });
}

const listReferences = (kind: Kind) => ({ path, parameters }: ProviderRouteRequest, context: ProviderContext): RouteAnswer => {
  const site = context.resources.find(siteIdOf(path));
  if (!site) throw notFound('ResourceNotFound', `The app of ${path} does not exist.`);
  const all = references(site, kind, context);
  if (parameters.setting === undefined) return { body: { value: all } };
  const one = all.find((reference) => sameText(reference.name, parameters.setting ?? ''));
  if (!one) throw notFound('NotFound', `The ${kind === 'appsettings' ? 'application setting' : 'connection string'} '${parameters.setting}' is no Key Vault reference.`);
  return { body: one };
};

/** @see Web Apps - Get App Settings Key Vault References, Get Site Connection String Key Vault References */
export const referenceRoutes: readonly ProviderRoute[] = (['appsettings', 'connectionstrings'] as const).flatMap((kind) => ['', '/slots/{slot}'].flatMap((slot) => ['', '/{setting}'].map((one): ProviderRoute => ({
  method: 'GET', path: `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.Web/sites/{site}${slot}/config/configreferences/${kind}${one}`,
  summary: `Web Apps - Get ${kind === 'appsettings' ? 'App Settings' : 'Site Connection String'} Key Vault References${slot === '' ? '' : ' of a slot'}`, handle: listReferences(kind),
}))));
