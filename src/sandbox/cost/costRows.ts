import { hoursOfMonth, pricesOf, type Price } from './prices';

/** A time in which a resource was charged in one way. Times are ISO 8601; without `until` it still is. */
export interface Stretch {
  readonly id: string;
  readonly type: string;
  readonly location: string;
  readonly sku?: string;
  readonly kind?: string;
  /** How many of the SKU: instances, messaging units. */
  readonly units: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly from: string;
  readonly until?: string;
}

/** Milliseconds since 1970; `to` is not in it. */
export interface Interval { readonly from: number; readonly to: number }

/** What was counted of a metric of a resource: the begin of each minute, in order, with its sum or its last level. */
export type Counts = (resourceId: string, metric: string) => readonly (readonly [at: number, value: number])[];

/** What one meter of one resource cost on one day. */
export interface CostRow {
  /** `2026-01-31`, in UTC. */
  readonly day: string;
  readonly stretch: Stretch;
  readonly price: Price;
  /** In the meter's unit. */
  readonly quantity: number;
  /** USD. */
  readonly cost: number;
}

const hourMs = 3_600_000, dayMs = 86_400_000, minuteMs = 60_000, gib = 2 ** 30;

/**
 * What resources cost, a day and a meter. Parts of a time add up to the whole; what is not there costs nothing; another SKU costs its own price from
 * the moment it counts. Rows of no quantity are left out.
 */
export function costRows(stretches: readonly Stretch[], interval: Interval, counts: Counts = () => []): CostRow[] {
  return stretches.flatMap((stretch) => {
    const alive = { from: Math.max(interval.from, Date.parse(stretch.from)), to: Math.min(interval.to, stretch.until === undefined ? Infinity : Date.parse(stretch.until)) };
    return pricesOf(stretch).flatMap((price) => rowsOf(stretch, price, price.measure === 'counted' ? inMinutes(stretch, interval) : alive, counts));
  });
}

/** Counts know the begin of their minute, so lives are measured in minutes too: an event of the minute of creation counts. */
const inMinutes = ({ from, until }: Stretch, interval: Interval): Interval => {
  const minute = (time: string): number => Math.floor(Date.parse(time) / minuteMs) * minuteMs;
  return { from: Math.max(interval.from, minute(from)), to: Math.min(interval.to, until === undefined ? Infinity : minute(until)) };
};

function rowsOf(stretch: Stretch, price: Price, { from, to }: Interval, counts: Counts): CostRow[] {
  const counted = price.metric === undefined || from >= to ? [] : counts(stretch.id, price.metric);
  if (price.metric !== undefined && counted.length === 0) return [];
  const rows: CostRow[] = [];
  for (let start = Math.floor(from / dayMs) * dayMs; start < to; start += dayMs) {
    const quantity = quantityOf(price, stretch.units, { from: Math.max(from, start), to: Math.min(to, start + dayMs) }, counted);
    if (quantity > 0) rows.push({ day: new Date(start).toISOString().slice(0, 10), stretch, price, quantity, cost: quantity * price.price });
  }
  return rows;
}

function quantityOf({ measure, per = 1 }: Price, units: number, interval: Interval, counted: ReturnType<Counts>): number {
  const hours = (interval.to - interval.from) / hourMs;
  switch (measure) {
    case 'hour': return hours * units;
    case 'month': return hours * units / hoursOfMonth;
    case 'held': return held(interval, counted) / hourMs / gib / hoursOfMonth;
    case 'counted': return counted.reduce((sum, [at, value]) => (at >= interval.from && at < interval.to ? sum + value : sum), 0) / per;
  }
}

/** Bytes times milliseconds: a level lasts until the next one. */
function held({ from, to }: Interval, levels: ReturnType<Counts>): number {
  return levels.reduce((sum, [at, value], index) => sum + value * Math.max(0, Math.min(to, levels[index + 1]?.[0] ?? Infinity) - Math.max(from, at)), 0);
}
