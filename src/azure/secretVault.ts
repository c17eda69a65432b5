import type { PipelineRequest } from '@azure/core-rest-pipeline';
import { LogicError } from '../core/errors';
import type { SecretEntry, SecretVault } from '../core/ports';
import { asArray, asObject, asString } from '../core/json';
import type { JsonObject } from '../core/values';
import { toResponseError } from './armError';

const version = 'api-version=7.4';

/** A request that carries a token for vaults; any status is an answer. */
export type VaultSender = (request: { readonly method: PipelineRequest['method']; readonly url: string; readonly body?: string }, signal?: AbortSignal) => Promise<{ readonly status: number; readonly headers: { get(name: string): string | undefined }; readonly body: string }>;

/** Secrets over the REST API of the vault, of which five operations are needed. @see https://learn.microsoft.com/rest/api/keyvault/secrets/operation-groups */
export function createSecretVault(uri: string, send: VaultSender): SecretVault {
  const base = uri.replace(/\/+$/, '');
  const host = new URL(base).hostname.split('.')[0] ?? base;
  const ask = async (method: 'GET' | 'PUT', url: string, body?: JsonObject, signal?: AbortSignal): Promise<JsonObject | undefined> => {
    const answer = await send({ method, url, ...(body && { body: JSON.stringify(body) }) }, signal);
    if (answer.status === 404) return undefined;
    if (answer.status >= 200 && answer.status < 300) return asObject(JSON.parse(answer.body));
    throw refusal(host, answer, url, method);
  };
  const secretUrl = (name: string, more = ''): string => `${base}/secrets/${encodeURIComponent(name)}${more}?${version}`;
  const listAll = async (first: string, signal?: AbortSignal): Promise<JsonObject[]> => {
    const items: JsonObject[] = [];
    for (let next: string | undefined = first; next !== undefined && isWithin(next, base);) {
      const page: JsonObject = await ask('GET', next, undefined, signal) ?? {};
      items.push(...asArray(page['value']).map(asObject));
      next = asString(page['nextLink']);
    }
    return items;
  };
  return {
    list: async (signal) => (await listAll(`${base}/secrets?${version}`, signal)).map((item) => toEntry(item, false)).sort((a, b) => (a.name < b.name ? -1 : 1)),
    find: async (name, signal) => { const found = await ask('GET', secretUrl(name), undefined, signal); return found && { ...toEntry(found, true), value: asString(found['value']) ?? '' }; },
    set: async (name, value, signal) => toEntry(await ask('PUT', secretUrl(name), { value }, signal) ?? {}, true),
    listVersions: async (name, signal) => {
      const versions = (await listAll(secretUrl(name, '/versions'), signal)).map((item) => ({ ...toEntry(item, true), createdAt: Number(asObject(item['attributes'])['created'] ?? 0) }));
      return versions.sort((a, b) => b.createdAt - a.createdAt).map(({ createdAt: _createdAt, ...entry }) => entry);
    },
  };
}

/** A page that leads elsewhere would take the token along. */
const isWithin = (url: string, base: string): boolean => URL.canParse(url) && new URL(url).host === new URL(base).host;

function toEntry(item: JsonObject, hasVersion: boolean): SecretEntry {
  const [, name = '', version] = /\/secrets\/([^/]+)(?:\/([^/?]+))?/.exec(asString(item['id']) ?? '') ?? [];
  const { enabled, updated, exp } = asObject(item['attributes']);
  const iso = (seconds: unknown): string | undefined => (typeof seconds === 'number' ? new Date(seconds * 1000).toISOString() : undefined);
  const [updatedAt, expiresAt] = [iso(updated), iso(exp)];
  return { name, isEnabled: enabled !== false, ...(updatedAt !== undefined && { updatedAt }), ...(expiresAt !== undefined && { expiresAt }), ...(hasVersion && version !== undefined && { version }) };
}

function refusal(vault: string, answer: { readonly status: number; readonly headers: { get(name: string): string | undefined }; readonly body: string }, url: string, method: string): Error {
  const { status, body } = answer;
  if (status === 403 && /forbiddenbyfirewall|not allowed by network|client address/i.test(body)) return new LogicError('Vault.NotReachable', `The vault ${vault} takes no requests from this network.`, { status, nextStep: 'Allow this address in the firewall of the vault, or work from inside its network.' });
  if (status === 401 || status === 403) return new LogicError('Vault.Denied', `Who is signed in may not do this with the secrets of ${vault}.`, { status, nextStep: `Ask for the role ${method === 'GET' ? 'Key Vault Secrets User' : 'Key Vault Secrets Officer'} on the vault.` });
  if (status === 409 && /deleted/i.test(body)) return new LogicError('Vault.SecretDeleted', `The vault ${vault} keeps a deleted secret of this name.`, { status, nextStep: 'Recover or purge it, then repeat.' });
  return toResponseError({ ...answer, method, url });
}
