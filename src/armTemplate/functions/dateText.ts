const ISO = /^\s*(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/i;
const MONTH = /^\s*(\d{4})-(\d{2})\s*$/;
const AMERICAN = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})(?:\s+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?\s*(AM|PM)?)?\s*(Z|[+-]\d{2}:?\d{2})?\s*$/i;
const COMPACT = /^\s*(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?\s*$/i;
const WORDS = /^\s*(?:[A-Za-z]+,? )?(?:(\d{1,2}) ([A-Za-z]{3,9}),?|([A-Za-z]{3,9}) (\d{1,2}),?) (\d{4})(?: (\d{1,2}):(\d{2})(?::(\d{2}))?\s*(AM|PM)?)?\s*(GMT|Z|[+-]\d{2}:?\d{2})?\s*$/i;
const MONTHS = ['january', 'february', 'march', 'april', 'may', 'june', 'july', 'august', 'september', 'october', 'november', 'december'];

/** A date as templates write it: milliseconds since 1970 as the clock shows it where it was written, and that place's offset from UTC (0 without one). */
export interface WrittenDate { readonly localMs: number; readonly offsetMinutes: number; /** Of 100 ns, below the millisecond. */ readonly ticks?: number }

/** Undefined when the text is no date. */
export function parseDate(text: string): WrittenDate | undefined {
  const iso = ISO.exec(text) ?? COMPACT.exec(text);
  if (iso) return compose(iso[1], iso[2], iso[3], iso[4], iso[5], iso[6], iso[7], iso[8]);
  const whole = MONTH.exec(text);
  if (whole) return compose(whole[1], whole[2], '1');
  const us = AMERICAN.exec(text);
  if (us) return compose(us[3], us[1], us[2], hour12(us[4], us[8]), us[5], us[6], us[7], us[9]);
  const words = WORDS.exec(text), name = (words?.[2] ?? words?.[3] ?? '').toLowerCase(), month = MONTHS.findIndex((one) => one === name || one.slice(0, 3) === name) + 1;
  return words && month ? compose(words[5], String(month), words[1] ?? words[4], hour12(words[6], words[9]), words[7], words[8], undefined, words[10]) : undefined;
}

function hour12(hour: string | undefined, half: string | undefined): string | undefined {
  if (hour === undefined || half === undefined) return hour;
  return String(Number(hour) % 12 + (half.toUpperCase() === 'PM' ? 12 : 0));
}

function compose(year?: string, month?: string, day?: string, hour?: string, minute?: string, second?: string, fraction?: string, offset?: string): WrittenDate | undefined {
  const [y, mo, d, h, mi, s] = [year, month, day, hour, minute, second].map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(y, mo - 1, d);
  if (y < 1 || date.getUTCMonth() !== mo - 1 || date.getUTCDate() !== d || h > 23 || mi > 59 || s > 59) return undefined;
  date.setUTCHours(h, mi, s, Number((fraction ?? '').padEnd(3, '0').slice(0, 3)));
  return { localMs: date.getTime(), offsetMinutes: offsetMinutes(offset), ticks: Number((fraction ?? '').padEnd(7, '0').slice(3, 7)) };
}

function offsetMinutes(offset: string | undefined): number {
  const match = /^([+-])(\d{2}):?(\d{2})$/.exec(offset ?? '');
  return match ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) : 0;
}

/** Milliseconds of an ISO 8601 duration. A month counts 30 days and a year 365, as in .NET's XmlConvert; weeks are not known. */
export function parseDuration(text: string): number | undefined {
  const match = /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(text.trim());
  if (!match || match.slice(2).every((part) => part === undefined) || /T$/.test(text.trim())) return undefined;
  const [years, months, days, hours, minutes, seconds] = match.slice(2).map((part) => Number(part ?? 0)) as [number, number, number, number, number, number];
  const total = ((years * 365 + months * 30 + days) * 86400 + hours * 3600 + minutes * 60 + seconds) * 1000;
  return match[1] ? -total : total;
}
