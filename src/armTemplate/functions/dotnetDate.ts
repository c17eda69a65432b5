import type { WrittenDate } from './dateText';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
/** .NET's one-letter formats, invariant culture. */
const STANDARD: Readonly<Record<string, string>> = {
  d: 'MM/dd/yyyy', D: 'dddd, dd MMMM yyyy', f: 'dddd, dd MMMM yyyy HH:mm', F: 'dddd, dd MMMM yyyy HH:mm:ss', g: 'MM/dd/yyyy HH:mm', G: 'MM/dd/yyyy HH:mm:ss',
  M: 'MMMM dd', m: 'MMMM dd', o: "yyyy-MM-ddTHH:mm:ss.fffffffzzz", O: "yyyy-MM-ddTHH:mm:ss.fffffffzzz", r: "ddd, dd MMM yyyy HH:mm:ss 'GMT'", R: "ddd, dd MMM yyyy HH:mm:ss 'GMT'",
  s: "yyyy-MM-ddTHH:mm:ss", t: 'HH:mm', T: 'HH:mm:ss', u: "yyyy-MM-dd HH:mm:ss'Z'", y: 'yyyy MMMM', Y: 'yyyy MMMM',
};

/** A date in a .NET format, as the clock shows it at its offset. Undefined when the format is not valid. */
export function formatDate(written: WrittenDate, format: string): string | undefined {
  if (format.length === 1 && !STANDARD[format]) return undefined;
  const pattern = format === '' ? `${STANDARD.G!} zzz` : format.length === 1 ? STANDARD[format]! : format, shown = 'uUrR'.includes(pattern0(format)) ? { ...written, localMs: written.localMs - written.offsetMinutes * 60_000, offsetMinutes: 0 } : written, date = new Date(shown.localMs);
  let text = '';
  for (let at = 0; at < pattern.length;) {
    const char = pattern.charAt(at);
    if (char === "'" || char === '"') {
      const end = pattern.indexOf(char, at + 1);
      if (end < 0) return undefined;
      text += pattern.slice(at + 1, end); at = end + 1;
    } else if (char === '\\') {
      if (at + 1 >= pattern.length) return undefined;
      text += pattern.charAt(at + 1); at += 2;
    } else if (char === '%') {
      if (at + 1 >= pattern.length || pattern.charAt(at + 1) === '%') return undefined;
      text += piece(pattern.charAt(at + 1), 1, date, shown) ?? ''; at += 2;
    } else {
      const run = /^(.)\1*/s.exec(pattern.slice(at))![0], made = piece(char, run.length, date, shown);
      if (made === undefined) return undefined;
      text += made; at += run.length;
    }
  }
  return text;
}

const pattern0 = (format: string): string => (format.length === 1 ? format : ' ');
function offsetText(offset: number, count: number): string {
  const hours = Math.floor(Math.abs(offset) / 60), sign = offset < 0 ? '-' : '+';
  return count === 1 ? `${sign}${hours}` : `${sign}${pad(hours, 2)}${count > 2 ? `:${pad(Math.abs(offset) % 60, 2)}` : ''}`;
}

const pad = (value: number, width: number): string => String(value).padStart(width, '0');

/** Text of one run of a letter; undefined when it may not be that long. */
function piece(letter: string, count: number, date: Date, { offsetMinutes: offset, ticks = 0 }: WrittenDate): string | undefined {
  const short = Math.min(count, 2);
  switch (letter) {
    case 'd': return count < 3 ? pad(date.getUTCDate(), count) : count === 3 ? DAYS[date.getUTCDay()]!.slice(0, 3) : DAYS[date.getUTCDay()]!;
    case 'M': return count < 3 ? pad(date.getUTCMonth() + 1, count) : count === 3 ? MONTHS[date.getUTCMonth()]!.slice(0, 3) : MONTHS[date.getUTCMonth()]!;
    case 'y': return count < 3 ? pad(date.getUTCFullYear() % 100, count) : pad(date.getUTCFullYear(), count);
    case 'H': return pad(date.getUTCHours(), short);
    case 'h': return pad(date.getUTCHours() % 12 || 12, short);
    case 'm': return pad(date.getUTCMinutes(), short);
    case 's': return pad(date.getUTCSeconds(), short);
    case 't': return (date.getUTCHours() < 12 ? 'AM' : 'PM').slice(0, count);
    case 'f': return count > 7 ? undefined : (pad(date.getUTCMilliseconds(), 3) + pad(ticks, 4)).slice(0, count);
    case 'F': return count > 7 ? undefined : (pad(date.getUTCMilliseconds(), 3) + pad(ticks, 4)).slice(0, count).replace(/0+$/, '');
    case 'z': return offsetText(offset, count);
    case 'K': return offsetText(offset, 3).repeat(count);
    case 'g': return 'A.D.';
    default: return letter.repeat(count);
  }
}
