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

interface KnownType { readonly apiVersions: readonly string[]; readonly shapes: readonly (readonly [apiVersion: string, position: number])[] }

/** By type in lower case; shapes oldest first. */
const knownTypes: ReadonlyMap<string, KnownType> = new Map(Object.entries(typeData.apiVersions).map(([type, apiVersions]) => [type.toLowerCase(), { apiVersions, shapes: shapesOf(type) }]));

function shapesOf(type: string): KnownType['shapes'] {
  const prefix = `${type}@`.toLowerCase();
  return Object.entries(typeData.resources).filter(([key]) => key.toLowerCase().startsWith(prefix)).map(([key, position]) => [key.slice(prefix.length), position] as const).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** All API versions that the official types list for a type, newest first; empty for types that are not among them. */
export const apiVersionsOf = (type: string): readonly string[] => knownTypes.get(type.toLowerCase())?.apiVersions ?? [];

/** The body's shape in the version asked for, else in the next older one, else in the oldest there is. */
export function bodyShape(type: string, apiVersion: string): TypeShape | undefined {
  const shapes = knownTypes.get(type.toLowerCase())?.shapes ?? [];
  const shape = shapes.findLast(([version]) => version <= apiVersion) ?? shapes[0];
  return shape && shapeAt(shape[1]);
}
