import { asArray, asObject, asString, isArray } from '../../json';
import type { JsonObject, JsonValue } from '../../values';
import { any, anyArray, anyObject, bool, literal, nullType, unionOf, type ObjectMemberType, type ValueType } from './valueType';

/** Types that a compiled template declares, its `$ref`s followed as they are needed. */
export class DeclaredTypes {
  readonly #named = new Map<string, ValueType>();

  constructor(private readonly template: JsonObject) {}

  /** The type of one declaration: of a parameter, a property, an item or a definition. */
  of(declared: JsonObject): ValueType {
    const type = this.#withoutNull(declared);
    return declared['nullable'] === true ? unionOf([type, nullType]) : type;
  }

  /** The declaration with what its `$ref` says behind what it says itself. */
  flatten(declared: JsonObject, depth = 0): JsonObject {
    const reference = asString(declared['$ref']);
    if (reference === undefined || depth > 20) return declared;
    const { $ref: _reference, ...own } = declared;
    return { ...this.flatten(this.#definition(reference), depth + 1), ...own };
  }

  #definition(reference: string): JsonObject { return asObject(asObject(this.template['definitions'])[definitionName(reference)]); }

  #withoutNull(declared: JsonObject): ValueType {
    if (asObject(declared['metadata'])['__bicep_resource_derived_type!'] !== undefined) return looselyOf(asString(declared['type']));
    const reference = asString(declared['$ref']);
    if (reference === undefined) return this.#inline(declared);
    const { $ref: _reference, nullable: _nullable, metadata: _metadata, defaultValue: _default, ...own } = declared;
    if (Object.keys(own).length > 0) return this.#inline(this.flatten(declared));
    return this.#byName(reference);
  }

  #byName(reference: string): ValueType {
    const known = this.#named.get(reference);
    if (known) return known;
    let inner: ValueType | undefined;
    const named: ValueType = { kind: 'named', name: definitionName(reference).replace(/^_\d+\./, ''), resolve: () => (inner ??= this.of(this.#definition(reference))) };
    this.#named.set(reference, named);
    return named;
  }

  #inline(declared: JsonObject): ValueType {
    const allowed = declared['allowedValues'];
    switch ((asString(declared['type']) ?? '').toLowerCase()) {
      case 'string': case 'securestring':
        if (isArray(allowed)) return unionOf(allowed.map((value) => (typeof value === 'string' ? literal(value) : any)));
        return { kind: 'string', ...numbers(declared, 'minLength', 'maxLength') };
      case 'int':
        if (isArray(allowed)) return unionOf(allowed.map((value): ValueType => (isInteger(value) ? { kind: 'int', value: BigInt(value) } : any)));
        return { kind: 'int', ...bigints(declared, 'minValue', 'maxValue') };
      case 'bool':
        if (isArray(allowed)) return unionOf(allowed.map((value): ValueType => (typeof value === 'boolean' ? { kind: 'bool', value } : any)));
        return bool;
      case 'array': return this.#array(declared, allowed);
      case 'object': case 'secureobject': return allowed === undefined ? this.#object(declared) : any;
      default: return any;
    }
  }

  #array(declared: JsonObject, allowed: JsonValue | undefined): ValueType {
    const limits = numbers(declared, 'minLength', 'maxLength');
    if (isArray(allowed)) {
      const scalars = allowed.every((value) => typeof value === 'string' || isInteger(value));
      return { kind: 'array', item: scalars ? unionOf(allowed.map((value): ValueType => (typeof value === 'string' ? literal(value) : { kind: 'int', value: BigInt(value as number) }))) : any, ...limits };
    }
    const prefix = declared['prefixItems'];
    if (isArray(prefix)) return declared['items'] === false ? { kind: 'tuple', items: prefix.map((item) => this.of(asObject(item))) } : anyArray;
    const items = declared['items'];
    return { kind: 'array', item: items === undefined || typeof items === 'boolean' ? any : this.of(asObject(items)), ...limits };
  }

  #object(declared: JsonObject): ValueType {
    const discriminator = asObject(declared['discriminator']);
    const property = asString(discriminator['propertyName']);
    if (property !== undefined) return { kind: 'discriminated', property, variants: new Map(Object.entries(asObject(discriminator['mapping'])).map(([value, variant]) => [value, this.of(asObject(variant))])) };
    const additional = declared['additionalProperties'];
    if (declared['properties'] === undefined && additional === undefined) return anyObject;
    const members = new Map(Object.entries(asObject(declared['properties'])).map(([name, member]) => [name, this.#member(asObject(member))]));
    return { kind: 'object', members, additional: additional === false ? 'none' : additional === undefined ? 'loose' : additional === true ? any : this.of(asObject(additional)) };
  }

  #member(declared: JsonObject): ObjectMemberType {
    const flat = this.flatten(declared);
    const description = asString(asObject(flat['metadata'])['description']);
    return { type: this.of(declared), required: flat['nullable'] !== true, ...(description !== undefined && { description }) };
  }
}

/** Names of definitions that a type of another file got begin with `_1.`. */
const definitionName = (reference: string): string => reference.replace(/^#\/definitions\//, '');
const isInteger = (value: JsonValue): value is number => typeof value === 'number' && Number.isSafeInteger(value);

/** Of a type that comes from a resource only the outermost shape is known. */
function looselyOf(type: string | undefined): ValueType {
  switch (type?.toLowerCase()) {
    case 'string': return { kind: 'string' };
    case 'int': return { kind: 'int' };
    case 'bool': return bool;
    case 'array': return anyArray;
    case 'object': return anyObject;
    default: return any;
  }
}

function numbers<K extends string>(declared: JsonObject, ...names: readonly K[]): { readonly [P in K]?: number } {
  return Object.fromEntries(names.flatMap((name) => (typeof declared[name] === 'number' ? [[name, declared[name]]] : []))) as { readonly [P in K]?: number };
}
function bigints<K extends string>(declared: JsonObject, ...names: readonly K[]): { readonly [P in K]?: bigint } {
  return Object.fromEntries(names.flatMap((name) => { const value = declared[name]; return value !== undefined && isInteger(value) ? [[name, BigInt(value)]] : []; })) as { readonly [P in K]?: bigint };
}

export const parametersOf = (template: JsonObject): readonly (readonly [string, JsonObject])[] => Object.entries(asObject(template['parameters'])).map(([name, declared]) => [name, asObject(declared)]);
export const allowedStrings = (declared: JsonObject): readonly string[] => asArray(declared['allowedValues']).filter((value): value is string => typeof value === 'string');
