import table from './prices.json';

/** `hour` and `month` cost as long as the resource is there, `held` by what it holds, `counted` by what was done with it. */
export type Measure = 'hour' | 'month' | 'held' | 'counted';

export interface Price {
  readonly type: string;
  /** Absent: any. */
  readonly sku?: string;
  /** A word of the resource's kind. Absent: any. */
  readonly kind?: string;
  readonly service: string;
  readonly category: string;
  readonly meter: string;
  readonly unit: string;
  readonly measure: Measure;
  /** Of `held` and `counted`. */
  readonly metric?: string;
  /** How many of the metric's count are one unit. */
  readonly per?: number;
  /** USD of one unit. */
  readonly price: number;
}

/** Hours of the month that prices are told for. */
export const hoursOfMonth = 730;
export const currency = table.currency;
export const prices = table.prices as readonly Price[];

const same = (a: string | undefined, b: string | undefined): boolean => a?.toLowerCase() === b?.toLowerCase();

export const isPriced = (type: string): boolean => prices.some((one) => same(one.type, type));

/** What a resource of this type, SKU and kind is charged for; nothing where the table does not know it. */
export const pricesOf = ({ type, sku, kind = '' }: { readonly type: string; readonly sku?: string; readonly kind?: string }): readonly Price[] =>
  prices.filter((one) => same(one.type, type) && (one.sku === undefined || same(one.sku, sku)) && (one.kind === undefined || kind.toLowerCase().split(',').includes(one.kind)));
