import type { ScalarFunction } from './functions';
import { compareValues, isEmpty, toNumber, toText, type Value } from './values';

const finite = (value: number): Value => (Number.isFinite(value) ? value : null);
const one = (call: (value: number) => number): ScalarFunction => ({ least: 1, most: 1, call: ([value]) => { const number = toNumber(value); return number === null ? null : finite(call(number)); } });
const extreme = (direction: number): ScalarFunction => ({ least: 1, call: (values) => values.filter((value) => !isEmpty(value)).reduce<Value>((best, value) => (best === null || compareValues(value, best) * direction > 0 ? value : best), null) });

/** A constant of a type, as in `long(5)` or `real(1.5)`. */
const number: ScalarFunction = { least: 1, most: 1, call: ([value]) => toNumber(value) };

export const mathFunctions: Readonly<Record<string, ScalarFunction>> = {
  ceiling: one(Math.ceil), sqrt: one(Math.sqrt), exp: one(Math.exp), log: one(Math.log), log10: one(Math.log10), log2: one(Math.log2), sign: one(Math.sign),
  pow: { least: 2, most: 2, call: ([base, power]) => { const [a, b] = [toNumber(base), toNumber(power)]; return a === null || b === null ? null : finite(a ** b); } },
  max_of: extreme(1), min_of: extreme(-1),
  isnan: { least: 1, most: 1, call: ([value]) => typeof value === 'number' && Number.isNaN(value) }, isfinite: { least: 1, most: 1, call: ([value]) => Number.isFinite(toNumber(value) ?? NaN) },
  long: number, int: number, real: number, double: number,
  bool: { least: 1, most: 1, call: ([value = null]) => (typeof value === 'boolean' ? value : toNumber(value) === null ? null : toNumber(value) !== 0) },
  guid: { least: 1, most: 1, call: ([value]) => toText(value).toLowerCase() }, toguid: { least: 1, most: 1, call: ([value]) => (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(toText(value)) ? toText(value).toLowerCase() : null) },
};
