import type { JsonObject, JsonValue, PartialJson, UnknownPart } from '../api';
import { printExpression } from '../expressions/print';
import { isArray, isObject, isUnknown, setKey, type Value } from '../values/value';
import { plainText } from '../values/plainText';

/** Splits a value into its JSON, with expressions in place of what is unknown, and the list of those places. */
export function toPartialJson(value: Value): PartialJson {
  const unknown: UnknownPart[] = [];
  return { value: convert(value, '', unknown), unknown };
}

function convert(value: Value, path: string, unknown: UnknownPart[]): JsonValue {
  if (isUnknown(value)) {
    const expression = `[${printExpression(value.expression)}]`;
    unknown.push({ path, expression });
    return expression;
  }
  if (isArray(value)) return value.map((item, index) => convert(item, `${path}[${index}]`, unknown));
  if (!isObject(value)) return value;
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setKey(copy, key, convert(item, path === '' ? key : `${path}.${key}`, unknown));
  return copy;
}

/** Text of a value that names something; an expression in brackets where it is unknown. */
export const partialText = (value: Value): string => (isUnknown(value) ? `[${printExpression(value.expression)}]` : plainText(value));
