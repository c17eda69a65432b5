import type { JsonObject, JsonValue } from '../api';
import { ExpressionFault } from '../fault';
import type { Template } from '../template/template';
import { isJsonObject } from '../template/userFunctions';
import { deepEquals } from '../values/compare';
import { printJsonText } from '../values/jsonText';
import { findKey, getKey, isArray, isInteger, isObject, isUnknown, typeName, type Value, type ValueObject } from '../values/value';
import { plainText } from '../values/plainText';

export interface Checked {
  readonly name: string;
  readonly template: Template;
  /** What is checked, for errors; `{}` stands for the name. Default: `template parameter {}`. */
  readonly kind?: string;
  readonly path?: string;
}

/** Follows `$ref` into the template's definitions; properties beside the `$ref` win. @throws ExpressionFault when there is no such definition or it refers to itself. */
export function resolveDefinition(definition: JsonObject, template: Template): JsonObject {
  let current = definition;
  for (let hops = 0; typeof current.$ref === 'string'; hops++) {
    const name = /^#\/definitions\/(.+)$/.exec(current.$ref)?.[1]?.replaceAll('~1', '/').replaceAll('~0', '~'), found = name === undefined ? undefined : getKey(template.section('definitions') as ValueObject, decodeReference(name));
    if (!isJsonObject(found as JsonValue) || hops > 50) throw new ExpressionFault(`The type definition reference '${current.$ref}' cannot be resolved.`);
    const { $ref: _, ...own } = current;
    current = { ...(found as JsonObject), ...own };
  }
  return current;
}
function decodeReference(name: string): string { try { return decodeURIComponent(name); } catch (error) { if (error instanceof URIError) return name; throw error; } }

/** `steps` begin with a dot or a bracket. */
const into = (checked: Checked, steps: string): Checked => ({ ...checked, path: `${checked.path ?? ''}${steps}` });
const invalid = ({ kind = 'template parameter {}', name, path = '' }: Checked, reason: string): ExpressionFault => new ExpressionFault(`The provided value for the ${kind.replace('{}', `'${name}${path}'`)} is not valid. ${reason}`);
const SYNTAX = 'Please see https://aka.ms/arm-syntax-parameters for usage details.';

/** Checks a value against a parameter definition or type. Unknown parts pass. @throws ExpressionFault with ARM's reason. */
export function checkValue(value: Value, declared: JsonObject, checked: Checked): void {
  const definition = resolveDefinition(declared, checked.template);
  if (isUnknown(value) || (value === null && definition.nullable === true)) return;
  checkType(value, definition, checked);
  checkAllowed(value, definition, checked);
  if (isInteger(value)) checkRange(value, definition, checked);
  if (typeof value === 'string' || isArray(value)) checkLength(value.length, definition, checked);
  if (isArray(value)) checkItems(value, definition, checked);
  if (isObject(value)) checkObject(value, definition, checked);
}

const EXPECTED: Readonly<Record<string, string>> = { string: 'String, Uri', securestring: 'String, Uri', int: 'Integer', bool: 'Boolean', array: 'Array', object: 'Object', secureobject: 'Object' };

function checkType(value: Value, definition: JsonObject, checked: Checked): void {
  const expected = EXPECTED[plainText(definition.type).toLowerCase()], actual = typeName(value);
  if (expected === undefined || expected.split(', ').includes(actual)) return;
  throw invalid(checked, `Expected a value of type '${expected}', but received a value of type '${actual}'. Please see https://aka.ms/arm-create-parameter-file for usage details.`);
}

function checkAllowed(value: Value, definition: JsonObject, checked: Checked): void {
  const allowed = definition.allowedValues;
  if (!Array.isArray(allowed)) return;
  const passes = isAllowed(value, allowed, definition);
  if (!passes) throw invalid(checked, `The value '${shown(value, definition)}' is not part of the allowed value(s): '${allowed.map((item) => (typeof item === 'string' ? item : printJsonText(item))).join(',')}'.`);
}

/** An array may also be any selection of the allowed values. */
function isAllowed(value: Value, allowed: readonly JsonValue[], definition: JsonObject): boolean {
  if (allowed.some((item) => deepEquals(item, value))) return true;
  return isArray(value) && plainText(definition.type).toLowerCase() === 'array' && value.every((item) => isUnknown(item) || allowed.some((one) => deepEquals(one, item)));
}

const shown = (value: Value, definition: JsonObject): string => (isSecure(definition) ? '*****' : typeof value === 'string' ? value : printJsonText(value));
export const isSecure = (definition: JsonObject): boolean => /^secure/i.test(plainText(definition.type));

function checkRange(value: number, definition: JsonObject, checked: Checked): void {
  const { minValue, maxValue } = definition;
  if (isInteger(minValue) && value < minValue) throw invalid(checked, `Value should be greater than or equal to '${minValue}'. ${SYNTAX}`);
  if (isInteger(maxValue) && value > maxValue) throw invalid(checked, `Value should be less than or equal to '${maxValue}'. ${SYNTAX}`);
}

function checkLength(length: number, definition: JsonObject, checked: Checked): void {
  const { minLength, maxLength } = definition;
  if (isInteger(minLength) && length < minLength) throw invalid(checked, `Length of the value should be greater than or equal to '${minLength}'. Please see https://aka.ms/arm-syntax-parameters for usage details.`);
  if (isInteger(maxLength) && length > maxLength) throw invalid(checked, `Length of the value should be less than or equal to '${maxLength}'. Please see https://aka.ms/arm-syntax-parameters for usage details.`);
}

function checkItems(value: readonly Value[], definition: JsonObject, checked: Checked): void {
  const { prefixItems, items } = definition, tuple = Array.isArray(prefixItems) ? prefixItems : [];
  tuple.forEach((item, index) => {
    if (index >= value.length) { if (!isJsonObject(item) || resolveDefinition(item, checked.template).nullable === true) return; throw invalid(checked, `The array expects at least ${tuple.length} item(s). ${SYNTAX}`); }
    if (isJsonObject(item)) checkValue(value[index]!, item, into(checked, `[${index}]`));
  });
  if (items === false && value.length > tuple.length) throw invalid(checked, `The array expects exactly ${tuple.length} item(s), but additional items were present. ${SYNTAX}`);
  if (isJsonObject(items)) value.slice(tuple.length).forEach((item, index) => checkValue(item, items, into(checked, `[${index + tuple.length}]`)));
}

function checkObject(value: ValueObject, declared: JsonObject, checked: Checked): void {
  const definition = withVariant(value, declared, checked), { properties, additionalProperties } = definition, known = isJsonObject(properties) ? properties : {};
  for (const [name, property] of Object.entries(known)) {
    if (!isJsonObject(property)) continue;
    const own = findKey(value, name);
    if (own !== undefined) checkValue(value[own]!, property, into(checked, `.${name}`));
    else if (resolveDefinition(property, checked.template).nullable !== true) throw invalid(checked, `A non-null value for the property '${name}' must be provided, but the property was null or missing. ${SYNTAX}`);
  }
  for (const [name, item] of Object.entries(value)) {
    if (findKey(known as ValueObject, name) !== undefined) continue;
    if (additionalProperties === false) throw invalid(checked, `The object does not allow values with properties not defined in the schema, but the following unknown properties were present: ['${name}']. ${SYNTAX}`);
    if (isJsonObject(additionalProperties)) checkValue(item, additionalProperties, into(checked, `.${name}`));
  }
}

/** The definition together with the variant that the discriminator picks. */
function withVariant(value: ValueObject, definition: JsonObject, checked: Checked): JsonObject {
  const { discriminator } = definition;
  if (!isJsonObject(discriminator) || !isJsonObject(discriminator.mapping)) return definition;
  const tagName = plainText(discriminator.propertyName), tag = getKey(value, tagName);
  if (isUnknown(tag)) return { type: 'object' };
  const variant = typeof tag === 'string' && Object.hasOwn(discriminator.mapping, tag) ? discriminator.mapping[tag] : undefined;
  if (!isJsonObject(variant)) throw invalid(checked, `The property '${tagName}' must be one of '${Object.keys(discriminator.mapping).join(', ')}'.`);
  const resolved = resolveDefinition(variant, checked.template);
  return { ...definition, ...resolved, properties: { ...(isJsonObject(definition.properties) ? definition.properties : {}), ...(isJsonObject(resolved.properties) ? resolved.properties : {}) } };
}
