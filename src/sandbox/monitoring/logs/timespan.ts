/** An interval of time, in milliseconds since 1970; `to` is not in it. */
export interface Interval { readonly from: number; readonly to: number }

/** Milliseconds of an ISO 8601 duration of weeks and smaller; months and years count as 30 and 365 days. Undefined when it is none. */
export function isoDurationMs(text: string): number | undefined {
  const match = /^P(?=.)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?=.)(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/i.exec(text.trim());
  if (!match) return undefined;
  const [years = 0, months = 0, weeks = 0, days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return ((((years * 365 + months * 30 + weeks * 7 + days) * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** `PT1H`, `start/end`, `start/duration` or `duration/end`. Undefined when it is none of them, or ends before it begins. */
export function parseTimespan(text: string, now: Date): Interval | undefined {
  const [first = '', second, ...more] = unescaped(text.trim()).split('/');
  if (more.length > 0) return undefined;
  const [span, start] = [isoDurationMs(first), dateMs(first)];
  if (second === undefined) return span === undefined ? undefined : { from: now.getTime() - span, to: now.getTime() };
  const [length, end] = [isoDurationMs(second), dateMs(second)];
  const from = start ?? (span !== undefined && end !== undefined ? end - span : undefined);
  const to = end ?? (length !== undefined && start !== undefined ? start + length : undefined);
  return from === undefined || to === undefined || to < from ? undefined : { from, to };
}

/** The Azure CLI escapes a timespan twice. */
const unescaped = (text: string): string => text.replace(/%(3A|2F|2B)/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));

function dateMs(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\d/.test(text)) return undefined;
  // A plus sign of an offset comes as a space through query strings.
  const value = Date.parse(text.replace(/(\d) (\d\d:\d\d)$/, '$1+$2').replace(/(T\d\d:\d\d(:\d\d(\.\d+)?)?)$/, '$1Z'));
  return Number.isNaN(value) ? undefined : value;
}
