import type { ScalarFunction } from './functions';
import { Timespan, timeAt, toDate, toNumber, toText, type Value } from './values';

const dayMs = 86_400_000;
type Part = 'year' | 'quarter' | 'month' | 'week' | 'day' | 'hour' | 'minute' | 'second' | 'millisecond';
const lengths: Readonly<Partial<Record<Part, number>>> = { week: 7 * dayMs, day: dayMs, hour: 3_600_000, minute: 60_000, second: 1000, millisecond: 1 };

/** The beginning of the stretch of time that a time lies in, `offset` stretches later. Weeks begin on Sunday. */
function startOf(part: 'day' | 'week' | 'month' | 'year', value: Value, offset: number): Date | null {
  const date = toDate(value);
  if (!date || !Number.isInteger(offset)) return null;
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (part) {
    case 'day': return timeAt(Date.UTC(year, month, day + offset));
    case 'week': return timeAt(Date.UTC(year, month, day - date.getUTCDay() + 7 * offset));
    case 'month': return timeAt(Date.UTC(year, month + offset, 1));
    case 'year': return timeAt(Date.UTC(year + offset, 0, 1));
  }
}

const starts = (part: 'day' | 'week' | 'month' | 'year'): ScalarFunction => ({ least: 1, most: 2, call: ([value = null, offset]) => startOf(part, value, toNumber(offset) ?? 0) });
const ends = (part: 'day' | 'week' | 'month' | 'year'): ScalarFunction => ({ least: 1, most: 2, call: ([value = null, offset]) => { const next = startOf(part, value, (toNumber(offset) ?? 0) + 1); return next && timeAt(next.getTime() - 1); } });
const part = (read: (date: Date) => Value): ScalarFunction => ({ least: 1, most: 1, call: ([value]) => { const date = toDate(value); return date && read(date); } });

/** How many whole borders of a part lie between two times. */
function difference(name: string, later: Value | undefined, earlier: Value | undefined): number | null {
  const [a, b] = [toDate(later), toDate(earlier)];
  if (!a || !b) return null;
  const months = (a.getUTCFullYear() - b.getUTCFullYear()) * 12 + a.getUTCMonth() - b.getUTCMonth();
  switch (name.toLowerCase()) {
    case 'year': return a.getUTCFullYear() - b.getUTCFullYear();
    case 'quarter': return Math.floor(a.getUTCMonth() / 3) - Math.floor(b.getUTCMonth() / 3) + 4 * (a.getUTCFullYear() - b.getUTCFullYear());
    case 'month': return months;
    default: { const length = lengthOf(name); return length === undefined ? null : Math.floor(a.getTime() / length) - Math.floor(b.getTime() / length); }
  }
}

const lengthOf = (name: string): number | undefined => (Object.hasOwn(lengths, name.toLowerCase()) ? lengths[name.toLowerCase() as Part] : undefined);

function added(name: string, amount: number | null, value: Value | undefined): Date | null {
  const date = toDate(value);
  if (!date || amount === null) return null;
  const length = lengthOf(name);
  if (length !== undefined) return timeAt(date.getTime() + amount * length);
  const months = { year: 12, quarter: 3, month: 1 }[name.toLowerCase()];
  return months === undefined ? null : timeAt(new Date(date).setUTCMonth(date.getUTCMonth() + months * amount));
}

function partOf(name: string, date: Date): number | null {
  const parts: Readonly<Record<string, number>> = { year: date.getUTCFullYear(), quarter: Math.floor(date.getUTCMonth() / 3) + 1, month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), millisecond: date.getUTCMilliseconds() };
  return Object.hasOwn(parts, name) ? parts[name]! : null;
}

const two = (value: number, length = 2): string => String(value).padStart(length, '0');
/** Letters of a format, longest first. */
const formats: Readonly<Record<string, (date: Date) => string>> = {
  yyyy: (date) => two(date.getUTCFullYear(), 4), yy: (date) => two(date.getUTCFullYear() % 100), MM: (date) => two(date.getUTCMonth() + 1), M: (date) => String(date.getUTCMonth() + 1), dd: (date) => two(date.getUTCDate()), d: (date) => String(date.getUTCDate()),
  HH: (date) => two(date.getUTCHours()), H: (date) => String(date.getUTCHours()), hh: (date) => two(date.getUTCHours() % 12 || 12), h: (date) => String(date.getUTCHours() % 12 || 12), mm: (date) => two(date.getUTCMinutes()), m: (date) => String(date.getUTCMinutes()),
  ss: (date) => two(date.getUTCSeconds()), s: (date) => String(date.getUTCSeconds()), fff: (date) => two(date.getUTCMilliseconds(), 3), tt: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
};

export const timeFunctions: Readonly<Record<string, ScalarFunction>> = {
  startofday: starts('day'), startofweek: starts('week'), startofmonth: starts('month'), startofyear: starts('year'), endofday: ends('day'), endofweek: ends('week'), endofmonth: ends('month'), endofyear: ends('year'),
  dayofweek: part((date) => new Timespan(date.getUTCDay() * dayMs)), dayofmonth: part((date) => date.getUTCDate()), dayofyear: part((date) => Math.floor((date.getTime() - Date.UTC(date.getUTCFullYear(), 0, 1)) / dayMs) + 1),
  hourofday: part((date) => date.getUTCHours()), getyear: part((date) => date.getUTCFullYear()), getmonth: part((date) => date.getUTCMonth() + 1), monthofyear: part((date) => date.getUTCMonth() + 1),
  unixtime_seconds_todatetime: { least: 1, most: 1, call: ([value]) => { const number = toNumber(value); return number === null ? null : timeAt(number * 1000); } },
  unixtime_milliseconds_todatetime: { least: 1, most: 1, call: ([value]) => { const number = toNumber(value); return number === null ? null : timeAt(number); } },
  make_datetime: { least: 3, most: 6, call: (parts) => { const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts.map((one) => toNumber(one) ?? NaN); return timeAt(Date.UTC(year, month - 1, day, hour, minute) + second * 1000); } },
  datetime_part: { least: 2, most: 2, call: ([name, value]) => { const date = toDate(value); return date ? partOf(toText(name).toLowerCase(), date) : null; } },
  datetime_diff: { least: 3, most: 3, call: ([name, later, earlier]) => difference(toText(name), later, earlier) },
  datetime_add: { least: 3, most: 3, call: ([name, amount, value]) => added(toText(name), toNumber(amount), value) },
  format_datetime: { least: 2, most: 2, call: ([value, format]) => { const date = toDate(value); return date ? toText(format).replace(/yyyy|yy|MM|M|dd|d|HH|H|hh|h|mm|m|ss|s|fff|tt/g, (letters) => formats[letters]!(date)) : ''; } },
};
