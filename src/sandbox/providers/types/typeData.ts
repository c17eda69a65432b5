import data from './resourceTypes.json';

/** One shape of the official resource types, with references as positions in `types`. */
export type TypeShape =
  | { readonly is: 'any' | 'bool' }
  | { readonly is: 'int'; readonly min?: number; readonly max?: number }
  | { readonly is: 'string'; readonly min?: number; readonly max?: number; readonly pattern?: string; readonly secure?: boolean }
  /** `open`: values beyond the list are allowed, as most of Azure's are. */
  | { readonly is: 'enum'; readonly values: readonly string[]; readonly open?: boolean }
  | { readonly is: 'array'; readonly of: number; readonly min?: number; readonly max?: number }
  | { readonly is: 'union'; readonly of: readonly number[] }
  | ObjectShape
  /** The shape in `of` is chosen by the value of the property `by`; `has` belongs to all of them. */
  | { readonly is: 'choice'; readonly by: string; readonly has: PropertyShapes; readonly of: Readonly<Record<string, number>> };

export interface ObjectShape { readonly is: 'object'; readonly has: PropertyShapes; readonly more?: number }

/** Name to shape and flags (`PropertyFlag`, added up). */
export type PropertyShapes = Readonly<Record<string, readonly [number, number?]>>;

export const PropertyFlag = { required: 1, readOnly: 2, writeOnly: 4, deployTimeConstant: 8 } as const;

interface TypeData {
  readonly source: string;
  readonly apiVersions: Readonly<Record<string, readonly string[]>>;
  readonly resources: Readonly<Record<string, number>>;
  readonly types: readonly TypeShape[];
}

const typeData = data as unknown as TypeData;

export const shapeAt = (position: number): TypeShape => typeData.types[position] ?? { is: 'any' };

/** All API versions that the official types list for a type, newest first; empty for types that are not among them. */
export function apiVersionsOf(type: string): readonly string[] {
  const key = Object.keys(typeData.apiVersions).find((name) => name.toLowerCase() === type.toLowerCase());
  return key === undefined ? [] : typeData.apiVersions[key]!;
}

/** The body's shape in the version asked for, else in the next older one, else in the oldest there is. */
export function bodyShape(type: string, apiVersion: string): TypeShape | undefined {
  const prefix = `${type.toLowerCase()}@`;
  const versions = Object.keys(typeData.resources).filter((key) => key.toLowerCase().startsWith(prefix)).map((key) => key.slice(prefix.length)).sort();
  const version = versions.filter((candidate) => candidate <= apiVersion).at(-1) ?? versions[0];
  const key = Object.keys(typeData.resources).find((candidate) => candidate.toLowerCase() === prefix + (version ?? ''));
  return key === undefined ? undefined : shapeAt(typeData.resources[key]!);
}
