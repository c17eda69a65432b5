import type { JsonObject, JsonValue } from '../../armTemplate';
import { isObject, objectOf, omit, textOf, withDefaults } from './shared/json';
import type { ProviderContext, PutRequest, PutResult, ResourceProvider } from './provider';
import { createsWithOk, wellKnownTypes, type WellKnown } from './wellKnown';

const wellKnown = new Map(wellKnownTypes.map((facts) => [facts.type.toLowerCase(), facts]));

/** Any type that has no provider of its own: bodies are kept as they come, with what is well known of the type. Locations are optional, because nobody knows whether the type has one. */
export function genericProvider(type: string): ResourceProvider {
  const facts = wellKnown.get(type.toLowerCase());
  const base: ResourceProvider = { type: facts?.type ?? type, apiVersions: [], locations: 'global', ...(createsWithOk.test(type) && { createdStatus: 200 }) };
  if (!facts) return base;
  const { adds = {}, secrets = [], actions = {}, children = {} } = facts;
  return {
    ...base,
    put: (request, context) => put(request, facts, context),
    children: () => Object.entries(children).map(([childType, name]) => ({ type: childType, name, body: { properties: {} } })),
    actions: Object.fromEntries(Object.entries(actions).map(([name, answer]) => [name, ({ id, resource }, context) => ({ body: written(answer, { id, location: textOf(resource.body.location) }, context) })])),
    whatIf: { readOnly: pathsOf(adds, 'properties'), writeOnly: secrets.map((name) => `properties.${name}`) },
  };
}

/** Types that are served without a provider of their own. */
export const wellKnownTypeNames: readonly string[] = wellKnownTypes.map(({ type }) => type);

function put({ id, body }: PutRequest, { adds = {}, secrets = [] }: WellKnown, context: ProviderContext): PutResult {
  const given = objectOf(body.properties);
  const added = written(fitting(adds, given), { id, location: textOf(body.location) }, context);
  return { body: { ...body, properties: withDefaults(omit(given, ...secrets), objectOf(added)) } };
}

/** Without the optional objects that the body lacks; the others lose their `?`. */
function fitting(adds: JsonObject, given: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(adds).flatMap(([name, value]): [string, JsonValue][] => {
    const plain = name.replace(/\?$/, '');
    const own = given[plain];
    if (plain === name) return [[name, value]];
    return isObject(own) ? [[plain, fitting(objectOf(value), own)]] : [];
  }));
}

function pathsOf(adds: JsonObject, at: string): string[] {
  return Object.entries(adds).flatMap(([name, value]) => (name.endsWith('?') ? pathsOf(objectOf(value), `${at}.${name.slice(0, -1)}`) : [`${at}.${name}`]));
}

type Place = { readonly id: PutRequest['id']; readonly location: string | undefined };

function written(value: JsonValue, { id, location }: Place, context: ProviderContext): JsonValue {
  const segments = id.name.split('/');
  const words: Readonly<Record<string, string>> = {
    name: (segments.at(-1) ?? '').toLowerCase(), parent: (segments[0] ?? '').toLowerCase(), group: id.resourceGroup ?? '', subscription: id.subscriptionId ?? '', tenant: context.tenantId, location: (location ?? 'eastus').toLowerCase().replace(/\s/g, ''), guid: context.random.guid(`generic ${id.id.toLowerCase()}`),
  };
  const fill = (text: string): string => text.replace(/\{(\w+)(?::(\w+))?\}/g, (_all, word: string, which?: string) => (word === 'guid' && which !== undefined ? context.random.guid(`generic ${id.id.toLowerCase()} ${which}`) : word === 'key' ? context.random.base64(`generic ${id.id.toLowerCase()} ${which ?? ''}`, 32) : words[word] ?? ''));
  const visit = (one: JsonValue): JsonValue => (typeof one === 'string' ? fill(one) : Array.isArray(one) ? one.map(visit) : isObject(one) ? Object.fromEntries(Object.entries(one).map(([key, item]) => [key, visit(item)])) : one);
  return visit(value);
}
