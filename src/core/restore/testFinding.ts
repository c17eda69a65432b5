import type { JsonObject } from '../values';
import type { RestoreTestReport } from './restoreTest';

/** Row of the checklist that a test is the evidence of. */
export const restoreTestRow = 'ops.monthly.restore-test';
/** What the test says of that row. */
export function findingOfTest({ set, verdict, conclusion, checks, scratch }: RestoreTestReport): { readonly state: 'pass' | 'fail' | 'unknown'; readonly reason: string; readonly observed: JsonObject } {
  const bad = checks.filter(({ state }) => state !== 'proved').slice(0, 5).map(({ name, reason }) => `${name}: ${reason}`);
  const left = scratch.flatMap((one) => one.left ?? []);
  return { state: verdict === 'proved' ? 'pass' : verdict === 'failed' ? 'fail' : 'unknown', reason: [`Backup ${set}: ${conclusion}`, ...bad, ...left].join(' '), observed: { set, verdict, proved: checks.filter(({ state }) => state === 'proved').length, tried: checks.length } };
}
