import type { JsonValue } from '../../armTemplate';

/** A value while a query runs: JSON, a time, or a span of time. Null stands for Kusto's null and for the empty string of a missing text. */
export type Value = JsonValue | Date | Timespan;
export class Timespan { constructor(readonly ms: number) {} }
/** Values by column name; a Map is one. */
export interface Row extends Iterable<readonly [string, Value]> { get(name: string): Value | undefined }

export const isObject = (value: Value | undefined): value is { [name: string]: JsonValue } => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Timespan);

/** As `tostring` prints it. */
export function toText(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Timespan) return printTimespan(value.ms);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** `d.hh:mm:ss`, as Kusto prints spans. */
function printTimespan(ms: number): string {
  const seconds = Math.floor(Math.abs(ms) / 1000);
  const two = (number: number) => String(number).padStart(2, '0');
  const days = Math.floor(seconds / 86_400);
  return `${ms < 0 ? '-' : ''}${days > 0 ? `${days}.` : ''}${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

export function toJson(value: Value | undefined): JsonValue {
  if (value === undefined) return null;
  return value instanceof Date || value instanceof Timespan ? toText(value) : value;
}

/** Null when the value reads as no number. */
export function toNumber(value: Value | undefined): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (value instanceof Date) return value.getTime();
  if (value instanceof Timespan) return value.ms;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isNaN(number) ? null : number;
}

export function toDate(value: Value | undefined): Date | null {
  if (value instanceof Date) return value;
  if (typeof value !== 'string' || !/^\d{4}-\d\d/.test(value)) return null;
  const date = new Date(/^\d{4}-\d\d-\d\d$/.test(value) ? `${value}T00:00:00Z` : value.replace(/^(\d{4}-\d\d-\d\d) /, '$1T').replace(/(\.\d{3})\d+/, '$1').replace(/(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/, '$1Z'));
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Null for what is no time, and for times beyond what can be told. */
export function timeAt(ms: number): Date | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date;
}

export const isEmpty = (value: Value | undefined): boolean => value === null || value === undefined || value === '';

/** Below zero, zero, above zero. Nulls come first; numbers, times and spans by size; all else as text. */
export function compareValues(left: Value, right: Value): number {
  if (isEmpty(left) || isEmpty(right)) return Number(!isEmpty(left)) - Number(!isEmpty(right));
  if (left instanceof Date || right instanceof Date) return (toDate(left)?.getTime() ?? 0) - (toDate(right)?.getTime() ?? 0);
  if (typeof left === 'number' || typeof right === 'number' || left instanceof Timespan) {
    const [a, b] = [toNumber(left), toNumber(right)];
    if (a !== null && b !== null) return a - b;
  }
  const [a, b] = [toText(left), toText(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

export function equalValues(left: Value, right: Value): boolean {
  if (typeof left === 'boolean' || typeof right === 'boolean') return toText(left).toLowerCase() === toText(right).toLowerCase();
  return compareValues(left, right) === 0;
}
