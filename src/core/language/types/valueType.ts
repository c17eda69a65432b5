import { quoted } from '../../bicepparam/quoted';

/** What a value may be, as Bicep understands it. `any` also stands for all that is not known, and is never complained about. */
export type ValueType =
  /** `isError`: a problem inside was reported already, and what builds on it is wrong as well. */
  | { readonly kind: 'any'; readonly isError?: true }
  | { readonly kind: 'null' }
  | { readonly kind: 'string'; readonly value?: string; readonly minLength?: number; readonly maxLength?: number }
  | { readonly kind: 'int'; readonly value?: bigint; readonly minValue?: bigint; readonly maxValue?: bigint }
  | { readonly kind: 'bool'; readonly value?: boolean }
  | { readonly kind: 'array'; readonly item: ValueType; readonly minLength?: number; readonly maxLength?: number }
  | { readonly kind: 'tuple'; readonly items: readonly ValueType[] }
  | ObjectType
  | { readonly kind: 'discriminated'; readonly property: string; readonly variants: ReadonlyMap<string, ValueType> }
  | { readonly kind: 'union'; readonly options: readonly ValueType[] }
  /** A named type, which may contain itself. */
  | { readonly kind: 'named'; readonly name: string; readonly resolve: () => ValueType };

export interface ObjectType {
  readonly kind: 'object';
  readonly members: ReadonlyMap<string, ObjectMemberType>;
  /** What other properties may be: `loose` allows them with a warning, `none` forbids them. */
  readonly additional: ValueType | 'loose' | 'none';
}
export interface ObjectMemberType { readonly type: ValueType; readonly required: boolean; readonly description?: string }

export const any: ValueType = { kind: 'any' };
export const errorType: ValueType = { kind: 'any', isError: true };
export const isError = (type: ValueType): boolean => type.kind === 'any' && type.isError === true;
export const nullType: ValueType = { kind: 'null' };
export const text: ValueType = { kind: 'string' };
export const int: ValueType = { kind: 'int' };
export const bool: ValueType = { kind: 'bool' };
export const anyArray: ValueType = { kind: 'array', item: any };
export const anyObject: ValueType = { kind: 'object', members: new Map(), additional: any };
export const literal = (value: string): ValueType => ({ kind: 'string', value });

/** The type behind a name. */
export function resolved(type: ValueType): Exclude<ValueType, { kind: 'named' }> {
  let current = type;
  for (let depth = 0; current.kind === 'named'; depth++) {
    if (depth > 50) return { kind: 'any' };
    current = current.resolve();
  }
  return current;
}

/** The options of a union, flattened; of any other type, itself. */
export function optionsOf(type: ValueType, depth = 0): readonly Exclude<ValueType, { kind: 'named' | 'union' }>[] {
  const known = resolved(type);
  if (known.kind !== 'union') return [known];
  return depth > 20 ? [{ kind: 'any' }] : known.options.flatMap((option) => optionsOf(option, depth + 1));
}

export function unionOf(types: readonly ValueType[]): ValueType {
  const options = types.flatMap((type) => (type.kind === 'union' ? type.options : [type]));
  if (options.some(isError)) return errorType;
  if (options.some(({ kind }) => kind === 'any')) return any;
  return options.length === 1 ? options[0]! : { kind: 'union', options };
}

/** As Bicep writes it: `'a' | 'b'`, `string[]`, `{ a: int }`. */
export function renderType(type: ValueType, depth = 0): string {
  switch (type.kind) {
    case 'string': return type.value === undefined ? 'string' : quoted(type.value);
    case 'int': return type.value === undefined ? 'int' : String(type.value);
    case 'bool': return type.value === undefined ? 'bool' : String(type.value);
    case 'array': { const item = renderType(type.item, depth + 1); return item === 'any' ? 'array' : `${item.includes(' | ') ? `(${item})` : item}[]`; }
    case 'tuple': return type.items.length === 0 ? 'empty array' : `[${type.items.map((item) => renderType(item, depth + 1)).join(', ')}]`;
    case 'object': return type.members.size === 0 ? 'object' : depth > 2 ? '{ … }' : `{ ${[...type.members].map(([name, { type: member, required }]) => `${name}${required ? '' : '?'}: ${renderType(member, depth + 1)}`).join(', ')} }`;
    case 'discriminated': return [...type.variants.values()].map((variant) => renderType(variant, depth + 1)).join(' | ');
    case 'union': return type.options.map((option) => renderType(option, depth + 1)).join(' | ');
    case 'named': return type.name;
    default: return type.kind;
  }
}
