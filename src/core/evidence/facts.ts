import { canonicalJson } from '../hash';
import type { Check, EvidenceScope, Fact, Facts, Query, Verdict } from './api';
import { fail, unknown } from './verdict';

/** Equal queries have equal keys. */
export const keyOf = (query: Query): string => `${query.kind} ${canonicalJson(query.ask)}`;

/** Ends a check whose question has no answer; it becomes the verdict. */
export class Decided extends Error {
  constructor(readonly verdict: Verdict) { super(verdict.reason); this.name = 'Decided'; }
}

/** Facts as one check sees them; keeps which of them it looked at. */
export class CheckFacts implements Facts {
  readonly seen = new Map<string, Fact<unknown>>();
  readonly seenRows = new Map<string, Verdict>();
  private readonly allowed: ReadonlySet<string>;

  constructor(private readonly check: Check, scope: EvidenceScope, private readonly facts: ReadonlyMap<string, Fact<unknown>>, private readonly verdicts: ReadonlyMap<string, Verdict>) {
    this.allowed = new Set(needsOf(check, scope).map(keyOf));
  }

  get<T>(query: Query<T>): Fact<T> {
    const key = keyOf(query as Query);
    if (!this.allowed.has(key)) throw new Error(`The check of ${this.check.row} asks for ${key}, which is not among its needs.`);
    const fact = this.facts.get(key) ?? { state: 'failed', reason: 'It was not asked.', at: '' };
    this.seen.set(key, fact);
    return fact as Fact<T>;
  }

  need<T>(query: Query<T>): T {
    const fact = this.get(query);
    if (fact.state === 'answered') return fact.value;
    throw new Decided(fact.state === 'absent' ? fail(fact.reason) : unknown(fact.reason));
  }

  find<T>(query: Query<T>): T | undefined {
    return this.get(query).state === 'absent' ? undefined : this.need(query);
  }

  row(id: string): Verdict | undefined {
    if (!this.check.rows?.includes(id)) throw new Error(`The check of ${this.check.row} reads ${id}, which is not among its rows.`);
    const verdict = this.verdicts.get(id);
    if (verdict) this.seenRows.set(id, verdict);
    return verdict;
  }
}

export const needsOf = (check: Check, scope: EvidenceScope): readonly Query[] => (typeof check.needs === 'function' ? check.needs(scope) : check.needs);
