import { asArray, asObject, asString, isArray, isObject } from '../../json';
import type { JsonObject, JsonValue } from '../../values';
import type { DeclaredTypes } from './declaredType';
import type { FunctionShape } from './functions';
import { any, bool, literal, nullType, type ObjectMemberType, type ValueType } from './valueType';

/** What a Bicep file gives to those that import from it. */
export interface TemplateExports {
  readonly variables: ReadonlyMap<string, ValueType>;
  readonly functions: ReadonlyMap<string, FunctionShape>;
  readonly types: ReadonlyMap<string, ValueType>;
}

/** Reads the marks that the Bicep compiler leaves on what is decorated with `@export()`. */
export function readExports(template: JsonObject, types: DeclaredTypes): TemplateExports {
  const marked = asArray(asObject(template['metadata'])['__bicep_exported_variables!']).map((one) => asString(asObject(one)['name']) ?? '');
  const values = asObject(template['variables']);
  return {
    variables: new Map(marked.map((name) => [name, Object.hasOwn(values, name) ? typeOfJson(values[name]) : any])),
    functions: new Map(exportedIn(memberFunctions(template)).map(([name, member]) => [name, shapeOf(member, types)])),
    types: new Map(exportedIn(asObject(template['definitions'])).map(([name, definition]) => [name, types.of(definition)])),
  };
}

function exportedIn(all: JsonObject): (readonly [string, JsonObject])[] {
  return Object.entries(all).map(([name, one]) => [name, asObject(one)] as const).filter(([, one]) => asObject(one['metadata'])['__bicep_export!'] === true);
}

const memberFunctions = (template: JsonObject): JsonObject => Object.assign({}, ...asArray(template['functions']).map((one) => asObject(asObject(one)['members']))) as JsonObject;

function shapeOf(member: JsonObject, types: DeclaredTypes): FunctionShape {
  const takes = asArray(member['parameters']).map((one) => types.of(asObject(one)));
  return { min: takes.length, max: takes.length, gives: types.of(asObject(member['output'])), takes };
}

/** The type of a compiled value: exact where it is plain JSON, unknown where it is computed. */
export function typeOfJson(value: JsonValue | undefined): ValueType {
  if (typeof value === 'string') return /^\[(?!\[)/.test(value) ? any : literal(value.startsWith('[[') ? value.slice(1) : value);
  if (typeof value === 'number') return Number.isSafeInteger(value) ? { kind: 'int', value: BigInt(value) } : any;
  if (typeof value === 'boolean') return { ...bool, value } as ValueType;
  if (value === null) return nullType;
  if (isArray(value)) return { kind: 'tuple', items: value.map(typeOfJson) };
  if (!isObject(value)) return any;
  return { kind: 'object', members: new Map(Object.entries(value).map(([name, member]): [string, ObjectMemberType] => [name, { type: typeOfJson(member), required: true }])), additional: 'none' };
}
