import type { JsonValue } from '../../armTemplate';

/** A value while a query runs: JSON, a time, or a span of time. Null stands for Kusto's null and for the empty string of a missing text. */
export type Value = JsonValue | Date | Timespan;
export class Timespan { constructor(readonly ms: number) {} }
/** Values by column name; a Map is one. */
export interface Row extends Iterable<readonly [string, Value]> { get(name: string): Value | undefined }

export const isObject = (value: Value | undefined): value is { [name: string]: JsonValue } => typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date) && !(value instanceof Timespan);

/** As `tostring` prints it: true of a `bool` is `True`, that of a dynamic value is printed as JSON has it (`textOfDynamic`). */
export function toText(value: Value | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (value instanceof Date) return value.toISOString().replace('Z', '0000Z');
  if (value instanceof Timespan) return printTimespan(value.ms);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number' && !Number.isFinite(value)) return notFinite(value);
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export const textOfDynamic = (value: Value | undefined): string => (typeof value === 'boolean' ? String(value) : toText(value));

const notFinite = (value: number): string => (Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity');

/** `d.hh:mm:ss`, with seven digits of a second where they are not whole, as Kusto prints spans. */
function printTimespan(ms: number): string {
  const ticks = Math.round(Math.abs(ms) * 10_000);
  const seconds = Math.floor(ticks / 10_000_000);
  const two = (number: number) => String(number).padStart(2, '0');
  const [days, rest] = [Math.floor(seconds / 86_400), ticks % 10_000_000];
  return `${ms < 0 ? '-' : ''}${days > 0 ? `${days}.` : ''}${two(Math.floor(seconds / 3600) % 24)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}${rest > 0 ? `.${String(rest).padStart(7, '0')}` : ''}`;
}

/** Milliseconds of `[-][d.]hh:mm[:ss[.fffffff]]`; undefined for anything else. */
export function spanOfClock(text: string): number | undefined {
  const [, sign, days = '0', hours, minutes, seconds = '0'] = /^(-?)(?:(\d+)\.)?(\d+):(\d+)(?::(\d+(?:\.\d+)?))?$/.exec(text.trim()) ?? [];
  if (hours === undefined || minutes === undefined) return undefined;
  return (sign === '-' ? -1 : 1) * (((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60_000 + Math.round(Number(seconds) * 10_000_000) / 10_000);
}

export function toJson(value: Value | undefined): JsonValue {
  if (value === undefined) return null;
  if (value instanceof Date) return value.toISOString();
  return value instanceof Timespan || (typeof value === 'number' && !Number.isFinite(value)) ? toText(value) : value;
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

/** Times without an offset are UTC. */
export function toDate(value: Value | undefined): Date | null {
  if (value instanceof Date) return value;
  const match = typeof value === 'string' ? /^(\d{4}-\d\d(?:-\d\d)?)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?) ?(Z|[+-]\d\d:?\d\d)?)?$/i.exec(value.trim()) : null;
  if (!match) return null;
  const [, day = '', time = '00:00', offset = 'Z'] = match;
  const date = new Date(`${day.length === 7 ? `${day}-01` : day}T${time.replace(/(\.\d{3})\d+/, '$1')}${offset}`);
  return Number.isNaN(date.getTime()) ? null : date;
}

/** Null for what is no time, and for times beyond what can be told. */
export function timeAt(ms: number): Date | null {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? null : date;
}

export const isEmpty = (value: Value | undefined): boolean => value === null || value === undefined || value === '';

/** Below zero, zero, above zero: an order of all values, for sorting. Nulls come first; numbers, times and spans by size; all else as text. */
export function compareValues(left: Value, right: Value): number {
  if (isEmpty(left) || isEmpty(right)) return Number(!isEmpty(left)) - Number(!isEmpty(right));
  return order(left, right) ?? byText(left, right);
}

/** As the comparison operators see two values: null where one is missing, or where they cannot be compared. */
export function compareOrNull(left: Value, right: Value): number | null {
  if (left === null || right === null) return null;
  const found = order(left, right);
  if (found !== undefined) return Number.isNaN(found) ? null : found;
  return typeof left === typeof right && !(left instanceof Timespan) ? byText(left, right) : null;
}

/** By size where a side is a time, a span or a number, and the other reads as one. */
function order(left: Value, right: Value): number | undefined {
  if (left instanceof Date || right instanceof Date) {
    const [a, b] = [toDate(left), toDate(right)];
    return a && b ? a.getTime() - b.getTime() : undefined;
  }
  if (typeof left !== 'number' && typeof right !== 'number' && !(left instanceof Timespan)) return undefined;
  const [a, b] = [toNumber(left), toNumber(right)];
  return a === null || b === null ? undefined : a === b ? 0 : a - b;
}

function byText(left: Value, right: Value): number {
  const [a, b] = [toText(left), toText(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Null where both are missing; a missing value equals nothing that is there. */
export function equalOrNull(left: Value, right: Value): boolean | null {
  if (left === null || right === null) return left === right ? null : false;
  if (typeof left === 'boolean' || typeof right === 'boolean') return toText(left).toLowerCase() === toText(right).toLowerCase();
  return compareOrNull(left, right) === 0;
}

export const equalValues = (left: Value, right: Value): boolean => equalOrNull(left, right) === true;
