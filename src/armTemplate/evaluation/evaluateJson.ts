import type { JsonObject, JsonValue } from '../api';
import { call, literal } from '../expressions/ast';
import { isExpression, unescape } from '../expressions/parser';
import { ExpressionFault } from '../fault';
import { isInteger, isUnknown, setKey, toExpression, Unknown, type Value } from '../values/value';
import { deeper, evaluate } from './evaluate';
import type { Frame } from './frame';
import { plainText } from '../values/plainText';

/** Most instances of one copy loop that ARM accepts. */
export const COPY_LIMIT = 800;

/** Evaluates a piece of template: strings that are expressions, keys that are expressions, and property copies. Constant pieces are returned as they are. */
export function evaluateJson(json: JsonValue, frame: Frame): Value {
  if (typeof json === 'string') return evaluateText(json, frame);
  if (typeof json !== 'object' || json === null || frame.scope.template.isConstant(json)) return json;
  const inner = deeper(frame, {});
  return Array.isArray(json) ? json.map((item) => evaluateJson(item, inner)) : evaluateObject(json, inner);
}

export function evaluateText(text: string, frame: Frame): Value {
  return isExpression(text) ? evaluate(frame.scope.template.expression(text), frame) : unescape(text);
}

function evaluateObject(json: JsonObject, frame: Frame): Value {
  const object: { [key: string]: Value } = {};
  for (const [key, value] of Object.entries(json)) {
    if (key.toLowerCase() === 'copy' && isPropertyCopy(value)) { for (const loop of value) setKey(object, plainText(loop.name), expandPropertyCopy(loop, frame)); continue; }
    const name = evaluateText(key, frame);
    if (isUnknown(name)) setKey(object, key, evaluateJson(value, frame));
    else setKey(object, plainText(name), evaluateJson(value, frame));
  }
  return object;
}

export type PropertyCopy = JsonObject & { name: JsonValue; count: JsonValue; input: JsonValue };

export function isPropertyCopy(value: JsonValue | undefined): value is PropertyCopy[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'object' && item !== null && !Array.isArray(item) && 'count' in item && 'input' in item && 'name' in item);
}

/** Values of one `copy` inside an object. A count that is unknown leaves the whole array unknown. */
export function expandPropertyCopy(loop: PropertyCopy, frame: Frame): Value {
  const count = evaluateJson(loop.count, frame);
  if (isUnknown(count)) return new Unknown(call('map', [call('range', [literal(0), count.expression]), call('lambda', [literal(plainText(loop.name)), reducedInput(loop, frame)])]));
  return repeat(count, (index) => evaluateJson(loop.input, deeper(frame, { copy: { name: plainText(loop.name), index, outer: frame.copy, isDefault: false } })));
}

function reducedInput(loop: PropertyCopy, frame: Frame): Unknown['expression'] {
  const index = call('lambdaVariables', [literal(plainText(loop.name))]);
  const copy = { name: plainText(loop.name), index: new Unknown(index), outer: frame.copy, isDefault: false };
  const value = evaluateJson(loop.input, deeper(frame, { copy }));
  return toExpression(value);
}

/** @throws ExpressionFault when the count is no integer from 0 to 800. */
export function checkCount(count: Value): number {
  if (!isInteger(count)) throw new ExpressionFault(`The copy count is of an unexpected type. Expected 'Integer'.`);
  if (count < 0 || count > COPY_LIMIT) throw new ExpressionFault(`The template 'copy' definition has an invalid copy count of: '${count}'. The copy count must be a non-negative integer value and cannot exceed '${COPY_LIMIT}'. Please see https://aka.ms/arm-resource-loops for usage details.`);
  return count;
}

function repeat(count: Value, make: (index: number) => Value): Value {
  return Array.from({ length: checkCount(count) }, (_, index) => make(index));
}
