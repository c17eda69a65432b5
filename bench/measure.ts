/** One measured line of the report. */
export interface Measure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'KB' | 'MB' | 'requests' | 'changes' | 'x';
  /** What the project promises: `value` is to stay below it (or above it, where more is better). */
  readonly bar?: number;
  readonly moreIsBetter?: boolean;
  /** How it was measured, in a few words: repetitions, size of the input, what it is compared with. */
  readonly how: string;
}

/** A file `bench/*.bench.ts` exports one of these as `default`. */
export interface Bench {
  readonly title: string;
  /** Throws when it cannot be measured here; the report then says why. */
  measure(): Promise<readonly Measure[]>;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return percentile(sorted, 0.5);
}

/** `values` sorted ascending; `share` from 0 to 1. */
export const percentile = (values: readonly number[], share: number): number => values[Math.min(values.length - 1, Math.floor(values.length * share))] ?? NaN;

/** Milliseconds that `work` takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
