import { isArray, isObject } from '../json';
import type { JsonValue } from '../values';

/** A template expression that was left as it stands because only the deployment can evaluate it. `[[` is an escaped literal. */
export const isExpression = (value: unknown): value is string =>
  typeof value === 'string' && /^\[(?!\[)\s*[A-Za-z_][\w.]*\s*\([\s\S]*\]$/.test(value);

/** Whether an expression stands anywhere in the value. */
export function holdsExpression(value: JsonValue | undefined): boolean {
  if (isExpression(value)) return true;
  if (isArray(value)) return value.some(holdsExpression);
  return isObject(value) && Object.values(value).some(holdsExpression);
}
