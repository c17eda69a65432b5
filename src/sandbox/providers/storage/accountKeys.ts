import { createHmac } from 'node:crypto';
import type { JsonObject } from '../../../armTemplate';
import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ActionRequest, ProviderContext, RouteAnswer, StoredResource } from '../provider';
import { objectOf, property, textOf, valueAt } from '../shared/json';
import { longTime } from '../shared/time';

type KeyName = 'key1' | 'key2';

/** Base64 of 64 bytes, as storage keys are. Follows from the seed, the account and how often the key was regenerated. */
export function accountKey(account: Pick<StoredResource, 'id' | 'hidden'>, name: KeyName, context: Pick<ProviderContext, 'random'>): string {
  const rotations = Number(account.hidden?.[name] ?? 0);
  return context.random.base64(`storage:${keyOf(account.id)}:${name}:${rotations}`, 64);
}

export function listKeys({ resource }: ActionRequest, context: ProviderContext): RouteAnswer {
  const created = (name: KeyName) => valueAt(resource.body, `properties.keyCreationTime.${name}`) ?? longTime(new Date(resource.createdAt));
  const keys = (['key1', 'key2'] as const).map((name) => ({ creationTime: created(name), keyName: name, value: accountKey(resource, name, context), permissions: 'FULL' }));
  return { body: { keys } };
}

export function regenerateKey(request: ActionRequest, context: ProviderContext): RouteAnswer {
  const name = textOf(property(request.body, 'keyName'))?.toLowerCase();
  if (name !== 'key1' && name !== 'key2') throw badRequest('InvalidValuesForRequestParameters', 'Values for request parameters are invalid: keyName.');
  const { resource } = request;
  const properties = objectOf(resource.body.properties);
  const changed = context.resources.update(resource.id, {
    hidden: { ...resource.hidden, [name]: Number(resource.hidden?.[name] ?? 0) + 1 },
    body: { ...resource.body, properties: { ...properties, keyCreationTime: { ...objectOf(properties.keyCreationTime), [name]: longTime(context.clock.now()) } } },
  });
  return listKeys({ ...request, resource: changed }, context);
}

/** @see Storage, Create an account SAS: the string to sign of version 2020-12-06 and later. */
export function listAccountSas({ resource, body }: ActionRequest, context: ProviderContext): RouteAnswer {
  const asked = (name: string): string => textOf(property(body, name)) ?? '';
  const missing = ['signedServices', 'signedResourceTypes', 'signedPermission', 'signedExpiry'].filter((name) => asked(name) === '');
  if (missing.length > 0) throw badRequest('InvalidValuesForRequestParameters', `Values for request parameters are invalid: ${missing.join(',')}.`);
  const fields = {
    sv: '2022-11-02', ss: asked('signedServices'), srt: asked('signedResourceTypes'), sp: asked('signedPermission'), st: withoutFraction(asked('signedStart')),
    se: withoutFraction(asked('signedExpiry')), sip: asked('signedIp'), spr: asked('signedProtocol') || 'https,http',
  };
  const text = [resource.name, fields.sp, fields.ss, fields.srt, fields.st, fields.se, fields.sip, fields.spr, fields.sv, '', ''].join('\n');
  const key = accountKey(resource, asked('keyToSign').toLowerCase() === 'key2' ? 'key2' : 'key1', context);
  return { body: { accountSasToken: query({ ...fields, sig: createHmac('sha256', Buffer.from(key, 'base64')).update(text, 'utf8').digest('base64') }) } };
}

/** SAS times have whole seconds. */
const withoutFraction = (time: string): string => time.replace(/\.\d+(?=Z|$|[+-])/, '');

const query = (fields: Record<string, string>): string =>
  Object.entries(fields).filter(([, value]) => value !== '').map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');

/** Counts of regenerations, kept over later PUTs. */
export const keptRotations = (existing: StoredResource | undefined): JsonObject => ({ ...existing?.hidden });
