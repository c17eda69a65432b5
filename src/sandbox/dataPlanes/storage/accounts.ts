import { createHmac } from 'node:crypto';
import { accountKey } from '../../providers/storage/accountKeys';
import type { ProviderContext, StoredResource } from '../../providers/provider';
import { valueAt } from '../../providers/shared/json';

export interface AccountKeys { readonly name: string; readonly key1: string; readonly key2: string; readonly allowsKeys: boolean; readonly resource: StoredResource }

/** All accounts of the sandbox with their current keys. */
export const accountsOf = (context: ProviderContext): AccountKeys[] => context.resources.listByType('Microsoft.Storage/storageAccounts').map((resource) => ({
  name: resource.name, key1: accountKey(resource, 'key1', context), key2: accountKey(resource, 'key2', context), allowsKeys: valueAt(resource.body, 'properties.allowSharedKeyAccess') !== false, resource,
}));

/** Nobody's account: Azurite would fall back to its well-known one when the list is empty. */
const placeholder = (context: ProviderContext): string => `sandboxnobody:${context.random.base64('storage placeholder', 64)}`;

export const accountList = (accounts: readonly AccountKeys[], context: ProviderContext): string => [...accounts.map(({ name, key1, key2 }) => `${name}:${key1}:${key2}`), placeholder(context)].join(';');

/** Query string of an account SAS for everything, for requests that the sandbox itself makes or vouches for. Valid for a day. @see Storage, Create an account SAS */
export function fullAccess({ name, key1 }: AccountKeys, now: Date): string {
  const time = (date: Date) => date.toISOString().replace(/\.\d+Z/, 'Z');
  const fields = { sv: '2020-12-06', ss: 'bqt', srt: 'sco', sp: 'rwdlacuptfx', st: '', se: time(new Date(now.getTime() + 86_400_000)), sip: '', spr: 'https,http' };
  const text = [name, fields.sp, fields.ss, fields.srt, fields.st, fields.se, fields.sip, fields.spr, fields.sv, '', ''].join('\n');
  const signature = createHmac('sha256', Buffer.from(key1, 'base64')).update(text, 'utf8').digest('base64');
  return `sv=${fields.sv}&ss=${fields.ss}&srt=${fields.srt}&sp=${fields.sp}&se=${encodeURIComponent(fields.se)}&spr=${encodeURIComponent(fields.spr)}&sig=${encodeURIComponent(signature)}`;
}
