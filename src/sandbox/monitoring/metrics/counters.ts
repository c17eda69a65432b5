import { keyOf } from '../../resourceId';
import type { ProviderContext, Table } from '../../providers/provider';

/** Something that was seen, `times` times. With `isSum` the value is the sum of all of them, and `least` and `most` their bounds. */
export interface Sample { readonly metric: string; readonly value: number; readonly dimensions?: Dimensions; readonly times?: number; readonly isSum?: boolean; readonly least?: number; readonly most?: number }
export type Dimensions = Readonly<Record<string, string>>;
/** Of one minute: how many, their sum, the smallest and the greatest. */
export type Tally = readonly [count: number, total: number, least: number, most: number];
/** By metric, then by dimensions as JSON. */
type Bucket = Readonly<Record<string, Readonly<Record<string, Tally>>>>;

export const minuteMs = 60_000;
/** Minutes with something in them that are kept of a resource, a month of them; and combinations of dimensions of one metric in a minute. */
const mostMinutes = 44_640, mostSeries = 200;

const bucketsOf = (resourceId: string, context: ProviderContext): Table<Bucket> => context.table<Bucket>(`Microsoft.Insights/metrics:${keyOf(resourceId)}`);

/** Counts what was seen of a resource, in the minute of `at` (milliseconds since 1970, now when absent). */
export function count(resourceId: string, samples: readonly Sample[], context: ProviderContext, at = context.clock.now().getTime()): void {
  change(resourceId, samples, context, at, (before, sample) => {
    const [value, times] = [sample.value, sample.times ?? 1];
    const [least, most] = [sample.least ?? value, sample.most ?? value];
    const total = sample.isSum ? value : value * times;
    return before ? [before[0] + times, before[1] + total, Math.min(before[2], least), Math.max(before[3], most)] : [times, total, least, most];
  });
}

/** Writes down how large something is now. Until the next time it stays so. */
export function gauge(resourceId: string, samples: readonly Sample[], context: ProviderContext): void {
  change(resourceId, samples, context, context.clock.now().getTime(), (_before, { value }) => [1, value, value, value]);
}

function change(resourceId: string, samples: readonly Sample[], context: ProviderContext, at: number, tally: (before: Tally | undefined, sample: Sample) => Tally): void {
  if (samples.length === 0) return;
  const table = bucketsOf(resourceId, context);
  const key = String(Math.floor(at / minuteMs));
  const bucket: Record<string, Record<string, Tally>> = { ...table.get(key) };
  for (const sample of samples) {
    const series = bucket[sample.metric] = { ...bucket[sample.metric] };
    const wanted = seriesKey(sample.dimensions ?? {});
    const name = wanted in series || Object.keys(series).length < mostSeries ? wanted : seriesKey({});
    series[name] = tally(series[name], sample);
  }
  table.set(key, bucket);
  if (table.size > mostMinutes) for (const [oldest] of table.entries()) { table.delete(oldest); break; }
}

const seriesKey = (dimensions: Dimensions): string => JSON.stringify(Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What was counted of one metric with one combination of dimensions; minutes are since 1970, in order. */
export interface Counted { readonly dimensions: Dimensions; readonly minutes: readonly (readonly [minute: number, tally: Tally])[] }

export function countedOf(resourceId: string, metric: string, context: ProviderContext): readonly Counted[] {
  const found = new Map<string, [number, Tally][]>();
  for (const [minute, bucket] of bucketsOf(resourceId, context).entries()) {
    const series = Object.hasOwn(bucket, metric) ? bucket[metric]! : {};
    for (const [key, tally] of Object.entries(series)) {
      const minutes = found.get(key) ?? [];
      found.set(key, minutes);
      minutes.push([Number(minute), tally]);
    }
  }
  return [...found].map(([key, minutes]) => ({ dimensions: Object.fromEntries(JSON.parse(key) as [string, string][]), minutes: minutes.sort(([a], [b]) => a - b) }));
}

/** Names of all that was ever counted of a resource. */
export function metricNamesOf(resourceId: string, context: ProviderContext): readonly string[] {
  const names = new Set<string>();
  for (const [, bucket] of bucketsOf(resourceId, context).entries()) for (const name of Object.keys(bucket)) names.add(name);
  return [...names];
}
