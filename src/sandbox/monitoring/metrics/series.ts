import type { ProviderContext, StoredResource } from '../../providers/provider';
import { measureLevels } from '../levels';
import type { Interval } from '../logs/timespan';
import { sameText, valueAt } from '../../providers/shared/json';
import type { Aggregation, MetricDefinition } from './catalogue';
import { countedOf, minuteMs, type Counted, type Dimensions, type Tally } from './counters';

/** One value for each aggregation that has one in a stretch of time; `at` is its beginning, in milliseconds since 1970. */
export interface Point { readonly at: number; readonly values: Partial<Readonly<Record<Aggregation, number>>> }
export interface Series { readonly dimensions: Dimensions; readonly points: readonly Point[] }

export interface SeriesQuestion {
  readonly resource: StoredResource;
  readonly metric: MetricDefinition;
  readonly interval: Interval;
  /** Length of one stretch in milliseconds. */
  readonly grainMs: number;
  /** By which dimensions the answer is split, and which of them count; absent: one series over all. */
  readonly split?: readonly string[];
  readonly wants?: (dimensions: Dimensions) => boolean;
}

/** What was counted in each stretch of time; stretches begin at whole minutes. */
export function seriesOf({ resource, metric, interval, grainMs, split = [], wants = () => true }: SeriesQuestion, context: ProviderContext): readonly Series[] {
  const [from, to] = [Math.floor(interval.from / minuteMs) * minuteMs, Math.min(interval.to, context.clock.now().getTime() + 1)];
  // Plans that scale with what is asked of them report no use.
  const hasShares = metric.kind !== 'share' || !sameText(valueAt(resource.body, 'sku.tier'), 'Dynamic');
  const born = Math.floor(Date.parse(resource.createdAt) / minuteMs) * minuteMs;
  if (metric.kind === 'gauge') measureLevels(resource, context);
  const groups = new Map<string, { readonly dimensions: Dimensions; readonly counted: Counted[] }>();
  for (const counted of countedOf(resource.id, metric.name, context)) {
    if (!wants(counted.dimensions)) continue;
    const dimensions = Object.fromEntries(split.map((name) => [name, counted.dimensions[name] ?? '']));
    const key = JSON.stringify(dimensions);
    groups.set(key, { dimensions, counted: [...groups.get(key)?.counted ?? [], counted] });
  }
  if (groups.size === 0 && split.length === 0) groups.set('', { dimensions: {}, counted: [] });
  return [...groups.values()].map(({ dimensions, counted }) => ({ dimensions, points: pointsOf(metric, counted, { from, to, grainMs, born: hasShares ? born : to }) }));
}

interface Frame { readonly from: number; readonly to: number; readonly grainMs: number; readonly born: number }

function pointsOf(metric: MetricDefinition, counted: readonly Counted[], frame: Frame): readonly Point[] {
  const minutes = minutesOf(metric, counted, frame);
  const points: Point[] = [];
  for (let at = frame.from; at < frame.to; at += frame.grainMs) {
    const tallies: Tally[] = [];
    for (let minute = at / minuteMs; minute < Math.min(at + frame.grainMs, frame.to) / minuteMs; minute++) { const tally = minutes.get(minute); if (tally) tallies.push(tally); }
    points.push({ at, values: valuesOf(metric, tallies, { isAlive: at + frame.grainMs > frame.born, lengthMs: Math.min(frame.grainMs, frame.to - at) }) });
  }
  return points;
}

/** One tally a minute over all series. What is a level is the sum over series, in every minute since its first. */
function minutesOf({ kind }: MetricDefinition, counted: readonly Counted[], frame: Frame): ReadonlyMap<number, Tally> {
  const minutes = new Map<number, Tally>();
  if (kind === 'gauge') return levelsOf(counted, frame);
  for (const { minutes: own } of counted) for (const [minute, tally] of own) minutes.set(minute, together(minutes.get(minute), tally));
  if (kind !== 'share') return minutes;
  for (let minute = Math.max(frame.from, frame.born) / minuteMs; minute < frame.to / minuteMs; minute++) {
    // Of a minute that is not over, what is over counts.
    const percent = Math.min(100, ((minutes.get(minute)?.[1] ?? 0) / Math.min(minuteMs, frame.to - minute * minuteMs)) * 100);
    minutes.set(minute, [1, percent, percent, percent]);
  }
  return minutes;
}

const together = (a: Tally | undefined, b: Tally): Tally => (a ? [a[0] + b[0], a[1] + b[1], Math.min(a[2], b[2]), Math.max(a[3], b[3])] : b);

function levelsOf(counted: readonly Counted[], { from, to }: Frame): ReadonlyMap<number, Tally> {
  const levels = new Map<number, Tally>();
  for (const { minutes } of counted) {
    let next = minutes.findIndex(([minute]) => minute >= from / minuteMs);
    if (next < 0) next = minutes.length;
    let level = minutes[next - 1]?.[1][1];
    for (let minute = from / minuteMs; minute < to / minuteMs; minute++) {
      if (minutes[next]?.[0] === minute) level = minutes[next++]![1][1];
      if (level === undefined) continue;
      const sum = (levels.get(minute)?.[1] ?? 0) + level;
      levels.set(minute, [1, sum, sum, sum]);
    }
  }
  return levels;
}

/** Nothing counted is zero since the resource is there; an average of nothing is none. */
function valuesOf({ kind }: MetricDefinition, tallies: readonly Tally[], { isAlive, lengthMs }: { readonly isAlive: boolean; readonly lengthMs: number }): Point['values'] {
  const sum = tallies.reduce<Tally | undefined>(together, undefined);
  if (kind === 'rate') return isAlive ? { Average: (sum?.[0] ?? 0) / (lengthMs / 1000) } : {};
  if (!sum) return isAlive && kind === 'event' ? { Total: 0, Count: 0 } : {};
  return { Average: sum[1] / sum[0], Minimum: sum[2], Maximum: sum[3], Total: sum[1], Count: sum[0] };
}
