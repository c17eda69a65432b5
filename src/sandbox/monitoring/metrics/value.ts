import { parseResourceId } from '../../resourceId';
import type { ProviderContext } from '../../providers/provider';
import { customMetric, findMetric, metricsOf, type Aggregation } from './catalogue';
import type { Dimensions } from './counters';
import { seriesOf, type Series } from './series';

export interface MetricQuestion {
  readonly resourceId: string;
  readonly metric: string;
  readonly aggregation: Aggregation;
  /** Length of the window that ends at `at`, in milliseconds. */
  readonly windowMs: number;
  /** Milliseconds since 1970; absent: now. */
  readonly at?: number;
  /** Names of dimensions by which the answer is split, and which combinations count. */
  readonly split?: readonly string[];
  readonly wants?: (dimensions: Dimensions) => boolean;
}
export interface MetricValue { readonly dimensions: Dimensions; readonly value: number }

/** What a metric is over a window, one value for each combination of the dimensions asked for; empty where nothing was measured, or there is no such resource or metric. */
export function metricValues({ resourceId, metric: name, aggregation, windowMs, at, split, wants }: MetricQuestion, context: ProviderContext): readonly MetricValue[] {
  const resource = context.resources.find(resourceId);
  const type = parseResourceId(resourceId)?.type ?? '';
  const metric = findMetric(metricsOf(type) ?? [], name) ?? (name.startsWith('customMetrics/') ? customMetric(name) : undefined);
  if (!resource || !metric) return [];
  const now = at ?? context.clock.now().getTime();
  const series = seriesOf({ resource, metric, interval: { from: now - windowMs, to: now + 1 }, grainMs: Math.ceil(windowMs / 60_000 + 1) * 60_000, ...(split && { split }), ...(wants && { wants }) }, context);
  return series.flatMap(({ dimensions, points }: Series) => { const value = points[0]?.values[aggregation]; return value === undefined ? [] : [{ dimensions, value }]; });
}
