import { LogicError } from '../core/errors';
import type { ArmRequests, GroupScope, ManagementLock, Resource, ResourceApi, ResourceGroup, Subscription } from '../core/ports/arm';
import { asObject, member } from '../core/json';
import type { JsonObject } from '../core/values';
import { parseResourceId } from '../core/whatIf';
import { listAll } from '../core/armPages';

const groupsVersion = '2024-11-01';
const subscriptionsVersion = '2022-12-01';
const locksVersion = '2020-05-01';

/** Resource groups and resources over plain ARM requests. API versions of providers are asked once per connection. */
export function createResourceApi(arm: ArmRequests): ResourceApi {
  const versions = new Map<string, Promise<ReadonlyMap<string, string>>>();
  const groupPath = ({ subscriptionId, resourceGroup }: GroupScope): string => `/subscriptions/${encodeURIComponent(subscriptionId)}/resourcegroups/${encodeURIComponent(resourceGroup)}`;
  return {
    listSubscriptions: async (signal) => (await listAll(arm, `/subscriptions?api-version=${subscriptionsVersion}`, signal)).map(toSubscription),
    findResourceGroup: async (scope, signal) => {
      const body = await findBody(arm, `${groupPath(scope)}?api-version=${groupsVersion}`, signal);
      return body && toGroup(body);
    },
    createResourceGroup: async (scope, location, tags, signal) =>
      toGroup(asObject((await arm.request('PUT', `${groupPath(scope)}?api-version=${groupsVersion}`, { location, tags }, signal)).body)),
    listResources: async (scope, signal) =>
      (await listAll(arm, `${groupPath(scope)}/resources?api-version=${groupsVersion}&$expand=provisioningState`, signal)).map(toResource),
    findResource: async (resourceId, signal) => {
      const version = await findApiVersion(arm, versions, resourceId, signal);
      const body = await findBody(arm, `${resourceId}?api-version=${version}`, signal);
      return body && toResource(body);
    },
    listLocks: async (scope, signal) =>
      (await listAll(arm, `${groupPath(scope)}/providers/Microsoft.Authorization/locks?api-version=${locksVersion}`, signal)).map(toLock),
  };
}

async function findBody(arm: ArmRequests, path: string, signal: AbortSignal | undefined): Promise<JsonObject | undefined> {
  try {
    return asObject((await arm.request('GET', path, undefined, signal)).body);
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/** 404 of the thing itself; of a subscription that cannot be seen, nothing is known. */
export const isAbsent = (error: unknown): boolean => error instanceof LogicError && error.status === 404 && error.code !== 'Arm.SubscriptionNotFound' && error.code !== 'Arm.InvalidSubscriptionId';

/** The newest stable API version that the provider offers for the type, else the newest preview. @throws LogicError `Arm.NoApiVersion`. */
async function findApiVersion(arm: ArmRequests, cache: Map<string, Promise<ReadonlyMap<string, string>>>, resourceId: string, signal: AbortSignal | undefined): Promise<string> {
  const parsed = parseResourceId(resourceId);
  if (!parsed) throw new LogicError('Arm.InvalidResourceId', `${resourceId} is no resource ID.`, { nextStep: 'Check where the ID comes from.' });
  if (parsed.type === 'Microsoft.Resources/resourceGroups') return groupsVersion;
  const namespace = parsed.type.split('/')[0] ?? '';
  const key = `${parsed.subscriptionId ?? ''}/${namespace}`.toLowerCase();
  let types = cache.get(key);
  if (!types) {
    types = listVersions(arm, parsed.subscriptionId, namespace, signal);
    cache.set(key, types);
    // A failure must not be remembered: the next call asks again.
    types.catch(() => cache.delete(key));
  }
  const version = (await types).get(parsed.type.toLowerCase());
  if (version === undefined) throw new LogicError('Arm.NoApiVersion', `The provider ${namespace} offers no API version for ${parsed.type}.`, { nextStep: `Register the provider: az provider register --namespace ${namespace}` });
  return version;
}

interface RawProvider { readonly namespace?: string; readonly resourceTypes?: readonly { readonly resourceType: string; readonly apiVersions?: readonly string[] }[] }

async function listVersions(arm: ArmRequests, subscriptionId: string | undefined, namespace: string, signal: AbortSignal | undefined): Promise<ReadonlyMap<string, string>> {
  const root = subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`;
  const provider = (await arm.request('GET', `${root}/providers/${namespace}?api-version=${groupsVersion}`, undefined, signal)).body as RawProvider | undefined;
  const newest = (versions: readonly string[]): string | undefined => [...versions].sort().at(-1);
  const entries = (provider?.resourceTypes ?? []).map(({ resourceType, apiVersions = [] }) => {
    const stable = apiVersions.filter((version) => /^\d{4}-\d{2}-\d{2}$/.test(version));
    return [`${namespace}/${resourceType}`.toLowerCase(), newest(stable) ?? newest(apiVersions)] as const;
  });
  return new Map(entries.filter((entry): entry is readonly [string, string] => entry[1] !== undefined));
}

function toSubscription(body: JsonObject): Subscription {
  const [subscriptionId, tenantId] = [text(body['subscriptionId']), text(body['tenantId'])];
  return { subscriptionId, displayName: text(body['displayName']) || subscriptionId, state: text(body['state']) || 'Unknown', ...(tenantId && { tenantId }) };
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const tagsOf = (body: JsonObject): Readonly<Record<string, string>> => asObject(body['tags']) as Readonly<Record<string, string>>;

const toGroup = (body: JsonObject): ResourceGroup => ({
  id: text(body['id']), name: text(body['name']), location: text(body['location']), tags: tagsOf(body),
  provisioningState: text(member(body['properties'], 'provisioningState')) || 'Unknown',
});

function toResource(body: JsonObject): Resource {
  const state = text(member(body['properties'], 'provisioningState')) || text(body['provisioningState']);
  return {
    id: text(body['id']), name: text(body['name']), type: text(body['type']),
    ...(typeof body['location'] === 'string' && { location: body['location'] }),
    ...(typeof body['kind'] === 'string' && body['kind'] !== '' && { kind: body['kind'] }),
    ...(body['sku'] !== undefined && body['sku'] !== null && { sku: asObject(body['sku']) }),
    ...(body['tags'] !== undefined && body['tags'] !== null && { tags: tagsOf(body) }),
    ...(state !== '' && { provisioningState: state }),
    ...(body['properties'] !== undefined && { properties: asObject(body['properties']) }),
  };
}

const toLock = (body: JsonObject): ManagementLock => {
  const notes = text(member(body['properties'], 'notes'));
  return { id: text(body['id']), name: text(body['name']), level: text(member(body['properties'], 'level')), ...(notes !== '' && { notes }) };
};
