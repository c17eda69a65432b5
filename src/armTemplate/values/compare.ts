import { isArray, isObject, isUnknown, type Value } from './value';

/** Deep equality, with case, whatever the order of keys. */
export function deepEquals(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isArray(a)) return isArray(b) && a.length === b.length && a.every((item, index) => deepEquals(item, b[index]!));
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && deepEquals(a[key]!, b[key]!));
}

const INVARIANT = new Intl.Collator('en-US');
/** Linguistic order, as `less` and `greater` use it: letters first by themselves, then lower before upper case. */
export const compareText = (a: string, b: string): number => INVARIANT.compare(a, b);

/** Order of .NET's ordinal comparison: by UTF-16 unit. */
export const compareOrdinal = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
/** Ordinal without case, as .NET: compared in upper case. */
export const compareIgnoreCase = (a: string, b: string): number => compareOrdinal(a.toUpperCase(), b.toUpperCase());

/** True when two values differ whatever their unknown parts turn out to be. */
export function surelyDiffer(a: Value, b: Value): boolean {
  if (isUnknown(a) || isUnknown(b)) return false;
  if (isArray(a) && isArray(b)) return a.length !== b.length || a.some((item, index) => surelyDiffer(item, b[index]!));
  if (!isObject(a) || !isObject(b)) return !deepEquals(a, b);
  const keys = Object.keys(a);
  return keys.length !== Object.keys(b).length || keys.some((key) => !Object.hasOwn(b, key) || surelyDiffer(a[key]!, b[key]!));
}
