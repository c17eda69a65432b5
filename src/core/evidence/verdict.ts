import type { JsonValue } from '../values';
import type { Facts, Verdict, VerdictState } from './api';

type Say = (reason: string, observed?: JsonValue) => Verdict;
const say = (state: VerdictState): Say => (reason, observed) => ({ state, reason, ...(observed !== undefined && { observed }) });

export const pass = say('pass');
export const warn = say('warn');
export const fail = say('fail');
export const unknown = say('unknown');
export const notApplicable = say('n/a');

/** `pass` when it holds, else `fail`; both reasons in one place. */
export const passIf = (holds: boolean, reasons: { readonly pass: string; readonly fail: string }, observed?: JsonValue): Verdict => (holds ? pass(reasons.pass, observed) : fail(reasons.fail, observed));

const rank: Readonly<Record<VerdictState, number>> = { 'n/a': 0, pass: 1, warn: 2, unknown: 3, fail: 4 };

/** The worst of several verdicts with the reasons of all that share its state; `n/a` counts only where there is nothing else. @throws RangeError for an empty list. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  const state = verdicts.reduce<VerdictState>((known, one) => (rank[one.state] > rank[known] ? one.state : known), 'n/a');
  const shared = verdicts.filter((one) => one.state === state);
  if (shared.length === 0) throw new RangeError('There is no verdict to take the worst of.');
  return { state, reason: [...new Set(shared.map(({ reason }) => reason))].join(' '), ...(verdicts.length === 1 && verdicts[0]!.observed !== undefined && { observed: verdicts[0]!.observed }) };
}

/** A roll-up: passes when every row that applies does. Rows that nobody decided are `unknown`. */
export function rollUp(facts: Facts, rows: readonly string[]): Verdict {
  const verdicts = rows.map((row) => ({ row, verdict: facts.row(row) ?? unknown('Not decided yet.') }));
  const applicable = verdicts.filter(({ verdict }) => verdict.state !== 'n/a');
  const observed = Object.fromEntries(verdicts.map(({ row, verdict }) => [row, verdict.state]));
  if (applicable.length === 0) return notApplicable('None of its rows applies.', observed);
  const { state } = worst(applicable.map(({ verdict }) => verdict));
  const named = applicable.filter(({ verdict }) => verdict.state === state).map(({ row }) => row);
  const reason = state === 'pass' ? `All ${applicable.length} rows pass.` : `${named.length} of ${applicable.length} rows ${state === 'unknown' ? 'could not be decided' : state}: ${named.join(', ')}.`;
  return { state, reason, observed };
}
