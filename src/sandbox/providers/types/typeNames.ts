import data from './typeNames.json';

interface TypeNames { readonly namespaces: Readonly<Record<string, Readonly<Record<string, string>>>> }

const { namespaces } = data as TypeNames;

export interface OfficialType { readonly type: string; readonly apiVersion: string }

/** Every type of Azure's official resource types, with the newest API version. What depends on a location (`locations/...`) is no resource that is kept. */
export const officialTypes: readonly OfficialType[] = Object.entries(namespaces).flatMap(([namespace, types]) =>
  Object.entries(types).flatMap(([name, apiVersion]) => (name.toLowerCase().startsWith('locations/') ? [] : [{ type: `${namespace}/${name}`, apiVersion }])));

const names: ReadonlySet<string> = new Set(officialTypes.map(({ type }) => type.toLowerCase()));

/** Whether Azure has the type, without case. */
export const isOfficialType = (type: string): boolean => names.has(type.toLowerCase());
