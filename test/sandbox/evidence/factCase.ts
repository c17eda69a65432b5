import { allChecks, decideChecks, keyOf, type EvidenceScope, type Fact, type Query, type Stage, type Verdict, type VerdictState } from '../../../src/core/evidence';

/** What was found out and what other rows say. */
export interface FactState { readonly facts?: readonly (readonly [Query, Fact<unknown>])[]; readonly rows?: Readonly<Record<string, VerdictState>>; /** Of the scope, what differs from an empty one. */ readonly scope?: Partial<EvidenceScope> }

/** A row decided from facts alone: about ports of this computer that a test must not count on, or about nothing but other rows. */
export interface FactCase { readonly row: string; readonly stage: Stage; readonly right: FactState; readonly wrong: FactState }

const at = '2026-01-01T00:00:00.000Z';
export const answered = <T>(query: Query<T>, value: T): readonly [Query, Fact<unknown>] => [query as Query, { state: 'answered', value, at }];
export const unreachable = (query: Query): readonly [Query, Fact<unknown>] => [query, { state: 'unreachable', reason: 'Nobody answers.', at }];

export function decideFromFacts(row: string, stage: Stage, { facts = [], rows = {}, scope: given = {} }: FactState): Verdict {
  const scope: EvidenceScope = { environment: { name: stage, parametersFile: '/ws/p.bicepparam', templateFile: '/ws/t.bicep', resourceGroup: 'rg', isProtected: false }, stage, profile: {}, now: new Date(at), roles: {}, ...given };
  const known = new Map(Object.entries(rows).map(([id, state]): [string, Verdict] => [id, { state, reason: 'As the test says.' }]));
  return decideChecks(allChecks.filter((one) => one.row === row), new Map(facts.map(([query, fact]) => [keyOf(query), fact])), scope, known)[0]!.verdict;
}
