import type { Check, EvidenceScope, Fact, Verdict } from './api';
import { CheckFacts, Decided } from './facts';
import { notApplicable, unknown } from './verdict';

/** A verdict and what the check looked at to find it. */
export interface Decision { readonly check: Check; readonly verdict: Verdict; readonly seen: ReadonlyMap<string, Fact<unknown>>; readonly seenRows: readonly string[]; /** What the check found, where a person's word stands instead. */ readonly own?: Verdict }

/**
 * Decides checks in the order that their rows ask for. `known`: verdicts of rows without a check, and of rows that a person decides; any other check beats them.
 * A pass that rests on nothing is none: it becomes `unknown`.
 */
export function decideChecks(checks: readonly Check[], facts: ReadonlyMap<string, Fact<unknown>>, scope: EvidenceScope, known: ReadonlyMap<string, Verdict> = new Map()): readonly Decision[] {
  const verdicts = new Map(known);
  const decisions = new Map<string, Decision>();
  for (const check of inOrder(checks)) {
    const decision = withPerson(decideOne(check, facts, scope, verdicts), known.get(check.row));
    decisions.set(check.row, decision);
    verdicts.set(check.row, decision.verdict);
  }
  return checks.map(({ row }) => decisions.get(row)!);
}

/** What a person decided stands where the check finds something to decide. */
function withPerson(decision: Decision, decided: Verdict | undefined): Decision {
  const settles = !decision.check.isPersonal || decision.verdict.state === 'pass' || decision.verdict.state === 'n/a' || decision.verdict.standsAgainst === true;
  return settles || !decided ? decision : { ...decision, verdict: decided, own: decision.verdict };
}

function decideOne(check: Check, facts: ReadonlyMap<string, Fact<unknown>>, scope: EvidenceScope, verdicts: ReadonlyMap<string, Verdict>): Decision {
  if (check.stages && !(scope.stage && check.stages.includes(scope.stage))) return { check, verdict: offStage(check, scope), seen: new Map(), seenRows: [] };
  const view = new CheckFacts(check, scope, facts, verdicts);
  const verdict = grounded(verdictOf(check, view, scope), view);
  return { check, verdict, seen: view.seen, seenRows: [...view.seenRows.keys()] };
}

function offStage({ stages = [] }: Check, { stage, environment }: EvidenceScope): Verdict {
  return stage ? notApplicable(`Only for ${stages.join(' and ')}.`) : unknown(`It cannot be told whether ${environment.name} is dev, staging or prod.`);
}

function verdictOf(check: Check, view: CheckFacts, scope: EvidenceScope): Verdict {
  try { return check.decide(view, scope); } catch (error) {
    if (error instanceof Decided) return error.verdict;
    throw error;
  }
}

/** What is passed or warned about must have been seen. */
function grounded(verdict: Verdict, view: CheckFacts): Verdict {
  if (verdict.state !== 'pass' && verdict.state !== 'warn') return verdict;
  const saw = [...view.seen.values()].some(({ state }) => state === 'answered' || state === 'absent') || view.seenRows.size > 0;
  return saw ? verdict : unknown(`Nothing was seen that shows it: ${verdict.reason}`);
}

/** Checks after the rows that they read. @throws Error naming a circle. */
function inOrder(checks: readonly Check[]): readonly Check[] {
  const byRow = new Map(checks.map((check) => [check.row, check]));
  const ordered = new Set<Check>();
  const visit = (check: Check, path: readonly string[]): void => {
    if (ordered.has(check)) return;
    if (path.includes(check.row)) throw new Error(`Rows read each other in a circle: ${[...path, check.row].join(' -> ')}.`);
    for (const row of check.rows ?? []) { const other = byRow.get(row); if (other) visit(other, [...path, check.row]); }
    ordered.add(check);
  };
  for (const check of checks) visit(check, []);
  return [...ordered];
}

/** The checks of the rows and of all rows that these read. */
export function withReadRows(all: readonly Check[], rows: readonly string[] | undefined): readonly Check[] {
  if (!rows) return all;
  const byRow = new Map(all.map((check) => [check.row, check]));
  const wanted = new Set<string>();
  const visit = (row: string): void => { if (wanted.has(row)) return; wanted.add(row); byRow.get(row)?.rows?.forEach(visit); };
  rows.forEach(visit);
  return all.filter(({ row }) => wanted.has(row));
}
