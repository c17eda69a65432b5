import { ExpressionFault } from '../fault';
import { getKey, isArray, isInteger, isObject, type Value } from '../values/value';
import { plainText } from '../values/plainText';

/** `target.index` or `target[index]`. @throws ExpressionFault in the words of ARM. */
export function accessValue(target: Value, index: Value): Value {
  if (isArray(target)) return accessArray(target, index);
  if (isObject(target) && typeof index === 'string') {
    const value = getKey(target, index);
    if (value === undefined) throw new ExpressionFault(`The language expression property '${index}' doesn't exist, available properties are '${Object.keys(target).join(', ')}'.`);
    return value;
  }
  throw new ExpressionFault(`The language expression property '${plainText(index)}' can't be evaluated${isObject(target) ? ', property name must be a string' : ''}.`);
}

function accessArray(target: readonly Value[], index: Value): Value {
  if (!isInteger(index)) throw new ExpressionFault(`Unable to evaluate named property or non-integer index '${plainText(index)}' on an array value.`);
  const value = target[index];
  if (value === undefined) throw new ExpressionFault(`The language expression property array index '${index}' is out of bounds.`);
  return value;
}

/** Like `accessValue`, undefined where nothing is there. */
export function tryAccess(target: Value, index: Value): Value | undefined {
  if (isArray(target) && isInteger(index)) return target[index];
  if (isObject(target) && typeof index === 'string') return getKey(target, index);
  return undefined;
}
