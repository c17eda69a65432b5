import { asArray, asObject, isArray, isObject, member } from '../json';
import type { JsonObject, JsonValue } from '../values';
import type { HiddenPart } from './hiddenReader';

/** A resource as the local prediction has it; `unknownPaths` are paths whose value only the deployment knows. */
export interface PredictedBody { readonly id: string; readonly type: string; readonly body: JsonObject; readonly unknownPaths: readonly string[] }

/** One named value that a template gives to a hidden part. */
export interface HiddenValue {
  /** Absent where only the deployment knows it. */
  readonly value?: JsonValue;
  /** It is made with a secret whose value at the last deployment nobody has kept: another live value may be that one. */
  readonly isUncertain?: true;
  /** Where it stands in the resource that declares it, as plans write paths. */
  readonly path: string;
}

/** What a template gives to one hidden part of one app. */
export interface HiddenWish {
  readonly siteId: string;
  readonly part: HiddenPart;
  /** The resource that declares it: the app, or its child `config/...`. */
  readonly declaredBy: string;
  readonly type: string;
  /** Path of the whole part in the declaring resource. */
  readonly path: string;
  /** By the name as the template writes it. */
  readonly values: ReadonlyMap<string, HiddenValue>;
}

const isSite = (type: string): boolean => /^microsoft\.web\/sites(\/slots)?$/i.test(type);
const isConfiguration = (type: string): boolean => /^microsoft\.web\/sites(\/slots)?\/config$/i.test(type);

/** The parts that `siteConfig` gives as members of its own; all others of its members are of `web`. */
const lists = [
  { part: 'appsettings', member: 'appSettings', valueName: 'value' },
  { part: 'connectionstrings', member: 'connectionStrings', valueName: 'connectionString' },
  { part: 'azurestorageaccounts', member: 'azureStorageAccounts' },
] as const;
const parts: readonly HiddenPart[] = [...lists.map(({ part }) => part), 'web'];

/** Finds what a template gives to parts that nobody reads back with the app. Lists are replaced whole and the child is written later, so it wins; of `web` both count. */
export function findHiddenWishes(resources: readonly PredictedBody[]): readonly HiddenWish[] {
  const all = [...resources.filter(({ type }) => isSite(type)).flatMap(wishesOfSite), ...resources.filter(({ type }) => isConfiguration(type)).flatMap(wishOfChild)];
  const byPart = new Map(all.map((wish) => [`${wish.siteId}|${wish.part}${wish.part === 'web' ? wish.declaredBy : ''}`.toLowerCase(), wish]));
  return [...byPart.values()];
}

/** Marks what comes out otherwise with other secrets. */
export const withUncertain = (wishes: readonly HiddenWish[], others: readonly HiddenWish[]): readonly HiddenWish[] => wishes.map((wish) => {
  const other = others.find(({ declaredBy, part }) => declaredBy === wish.declaredBy && part === wish.part);
  const values = [...wish.values].map(([name, value]) => [name, JSON.stringify(other?.values.get(name)?.value) === JSON.stringify(value.value) ? value : { ...value, isUncertain: true as const }] as const);
  return { ...wish, values: new Map(values) };
});

function wishesOfSite(resource: PredictedBody): readonly HiddenWish[] {
  const config = member(member(resource.body, 'properties'), 'siteConfig');
  if (!isObject(config)) return [];
  const base = { siteId: resource.id, declaredBy: resource.id, type: resource.type };
  const listed = lists.flatMap((list): readonly HiddenWish[] => {
    const given = member(config, list.member);
    const path = `properties.siteConfig.${list.member}`;
    // A list that only the deployment can make says nothing about any of its values.
    if ('valueName' in list ? !isArray(given) : !isObject(given)) return [];
    return [{ ...base, part: list.part, path, values: 'valueName' in list ? fromPairs(asArray(given), path, list.valueName, resource.unknownPaths) : fromObject(asObject(given), path, '', resource.unknownPaths) }];
  });
  const rest = Object.fromEntries(Object.entries(config).filter(([name]) => !notOfWeb.has(name.toLowerCase())));
  return Object.keys(rest).length === 0 ? listed : [...listed, { ...base, part: 'web', path: 'properties.siteConfig', values: fromObject(rest, 'properties.siteConfig', '', resource.unknownPaths) }];
}
const notOfWeb: ReadonlySet<string> = new Set([...lists.map((list) => list.member.toLowerCase()), 'metadata']);

function wishOfChild(resource: PredictedBody): readonly HiddenWish[] {
  const [, siteId = '', name = ''] = /^(.*)\/config\/([^/]+)$/i.exec(resource.id) ?? [];
  const part = parts.find((one) => one === name.toLowerCase());
  if (part === undefined) return [];
  const values = fromObject(asObject(member(resource.body, 'properties')), 'properties', part === 'connectionstrings' ? '.value' : '', resource.unknownPaths);
  return [{ siteId, part, declaredBy: resource.id, type: resource.type, path: 'properties', values: part === 'web' ? new Map([...values].filter(([one]) => !notOfWeb.has(one.toLowerCase()))) : values }];
}

/** `[{name, value}]`. The list is in the order of the template, which unknown paths count by. */
function fromPairs(list: readonly JsonValue[], path: string, valueName: string, unknown: readonly string[]): ReadonlyMap<string, HiddenValue> {
  return new Map(list.flatMap((entry, index): readonly [string, HiddenValue][] => {
    if (!isObject(entry)) return [];
    const { name, ...rest } = entry;
    const known = !isUnknown(unknown, `${path}[${index}]`);
    const value = valueName === 'value' ? rest['value'] ?? '' : { value: member(entry, valueName) ?? '', type: member(entry, 'type') ?? '' };
    return [[String(name), { path: `${path}[name=${String(name)}].${valueName}`, ...(known && { value }) }]];
  }));
}

const fromObject = (given: JsonObject, path: string, suffix: string, unknown: readonly string[]): ReadonlyMap<string, HiddenValue> =>
  new Map(Object.entries(given).map(([name, value]) => [name, { path: `${path}${/[.[\]'\s]/.test(name) ? `['${name}']` : `.${name}`}${suffix}`, ...(!isUnknown(unknown, `${path}.${name}`) && { value }) }]));

/** Whether something at this place or inside it is left to the deployment. Of two indexes one must not begin the other. */
const isUnknown = (unknown: readonly string[], path: string): boolean => unknown.some((part) => startsAt(part.toLowerCase(), path.toLowerCase()) || startsAt(path.toLowerCase(), part.toLowerCase()));
const startsAt = (path: string, place: string): boolean => path.startsWith(place) && (path.length === place.length || /[.[]/.test(path[place.length] ?? ''));
