import { redact, withoutModules } from '../deployment';
import type { Environment } from '../environments/environment';
import { CancelledError } from '../errors';
import type { AskedQuery, BindingKind, Bindings, Check, CheckedRow, EvidenceOptions, EvidenceReport, EvidenceScope, Fact, Query, Verdict } from './api';
import type { Collectors, EvidencePorts } from './collect/collector';
import { allCollectors } from './collect/collectors';
import { Memory } from './collect/memory';
import { findScope } from './collect/scope';
import { Session } from './collect/session';
import { allChecks } from './checks';
import { decideChecks, withReadRows, type Decision } from './decide';
import { keyOf, needsOf } from './facts';
import type { DeploymentRecord } from '../ports/arm';
import { compiled, deployments, git, plan, signedIn } from './queries';

const defaultMaxAgeMs = 60_000;
/** With so few resources to read, ARM itself is asked and not its index. */
const fewResources = 3;

/** Of so many rows many ask git. */
const wholeList = 100;

/** Scripts and the like are told by their beginning. */
const longestQuery = 300;

/** Gathers the evidence of an environment's rows and decides them. One for each workspace: it remembers answers. */
export class EvidenceService {
  private readonly memory: Memory;
  /** Rows that a check decides from evidence alone. */
  readonly rows: readonly string[];

  constructor(private readonly ports: EvidencePorts, private readonly checks: readonly Check[] = allChecks, private readonly collectors: Collectors = allCollectors) {
    this.memory = new Memory(ports);
    this.rows = checks.filter(({ isPersonal }) => !isPersonal).map(({ row }) => row);
  }

  /**
   * Decides rows from what is true now. What cannot be asked makes its rows `unknown`; nothing is thrown for that.
   * @throws InputError `Environment.Unknown`; CancelledError.
   */
  async check(name: string, options: EvidenceOptions = {}, signal?: AbortSignal): Promise<EvidenceReport> {
    const environment = await this.ports.getEnvironment(name);
    const startedAt = this.ports.clock.now().toISOString();
    const checks = withReadRows(this.checks, options.rows);
    await this.memory.load(environment);
    const session = this.open(environment, checks, options, signal);
    const scope = await findScope(session);
    const facts = await this.collect(session, uniqueNeeds(checks, scope), options.onProgress);
    const asked: Pass = { session, scope, facts, startedAt, ...(options.known && { known: options.known }) };
    if (signal?.aborted) return this.cancelled(asked, checks, options);
    const [bindings, by] = await Promise.all([this.bind(session, checks), whoAsks(session)]);
    return this.finish(asked, checks, bindings, by);
  }

  private async finish({ session, scope, facts, startedAt, known }: Pass, checks: readonly Check[], bindings: Bindings, by: string | undefined): Promise<EvidenceReport> {
    const { environment } = session;
    const decisions = decideChecks(checks, facts, scope, known);
    await this.memory.save(environment, this.ports.clock.now());
    const secrets = [...session.secrets].sort((a, b) => b.length - a.length);
    const rows = decisions.map((decision) => redactRow(this.report(decision, bindings, startedAt), secrets));
    return { environment: environment.name, startedAt, endedAt: this.ports.clock.now().toISOString(), rows, bindings, armRequests: session.arm.passed, fromMemory: session.fromMemory, ...(session.oldestRecalled !== undefined && { oldestFromMemory: session.oldestRecalled }), ...(by !== undefined && { by }) };
  }

  /** What all was answered for counts, although the rest was not asked any more. */
  private async cancelled(asked: Pass, checks: readonly Check[], { onCancelled }: EvidenceOptions): Promise<never> {
    const bindings = await this.bind(asked.session, checks);
    const ready = answeredChecks(checks, asked).filter(({ binds = [] }) => binds.every((kind) => bindings[kind] !== undefined));
    const by = await unlessCancelled(whoAsks(asked.session));
    if (ready.length > 0) await onCancelled?.(await this.finish(asked, ready, bindings, by));
    throw new CancelledError();
  }

  /** After something was changed: the next check asks everything anew. */
  forget(): Promise<void> { return this.memory.forget(); }

  private open(environment: Environment, checks: readonly Check[], options: EvidenceOptions, signal: AbortSignal | undefined): Session {
    const roles = new Set(checks.flatMap((check) => (typeof check.needs === 'function' ? [] : check.needs)).map((query) => (query.kind === 'resource' ? keyOf(query) : query.kind === 'details' ? 'all' : '')));
    const readsDirectly = !roles.has('all') && roles.size <= fewResources && options.rows !== undefined;
    return new Session({ ports: this.ports, collectors: this.collectors, environment, memory: this.memory, maxAgeMs: options.maxAgeMs ?? defaultMaxAgeMs, readsDirectly, asksGitMuch: checks.length >= wholeList, ...(signal && { signal }) });
  }

  private async collect(session: Session, queries: ReadonlyMap<string, Query>, onProgress: EvidenceOptions['onProgress']): Promise<ReadonlyMap<string, Fact<unknown>>> {
    let answered = 0;
    const entries = await Promise.all([...queries].map(async ([key, query]) => {
      const fact = await unlessCancelled(session.fact(query));
      onProgress?.({ answered: ++answered, total: queries.size });
      return [key, fact] as const;
    }));
    return new Map(entries.filter((entry): entry is readonly [string, Fact<unknown>] => entry[1] !== undefined));
  }

  private async bind(session: Session, checks: readonly Check[]): Promise<Bindings> {
    const kinds = [...new Set(checks.flatMap(({ binds }) => binds ?? []))];
    const values = await Promise.all(kinds.map(async (kind) => [kind, await unlessCancelled(bindingOf(kind, session))] as const));
    return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as Bindings;
  }

  private report({ check, verdict, own, seen, seenRows }: Decision, bindings: Bindings, startedAt: string): CheckedRow {
    const asked = [...[...seen].map(([query, fact]): AskedQuery => ({ query: query.length > longestQuery ? `${query.slice(0, longestQuery)}…` : query, state: fact.state, at: fact.at || startedAt, ...(fact.state !== 'answered' && { reason: fact.reason }) })), ...seenRows.map((row): AskedQuery => ({ query: `row ${row}`, state: 'answered', at: startedAt }))];
    const binding = Object.fromEntries((check.binds ?? []).filter((kind) => bindings[kind] !== undefined).map((kind) => [kind, bindings[kind]])) as Bindings;
    return { row: check.row, ...verdict, ...(own && { own }), at: asked.map(({ at }) => at).sort()[0] ?? startedAt, asked, binding };
  }
}

/** One pass of questions and what came of it. */
interface Pass { readonly session: Session; readonly scope: EvidenceScope; readonly facts: ReadonlyMap<string, Fact<unknown>>; readonly startedAt: string; readonly known?: EvidenceOptions['known'] }

/** Undefined for what was cancelled. */
async function unlessCancelled<T>(answer: Promise<T>): Promise<T | undefined> {
  try { return await answer; } catch (error) {
    if (error instanceof CancelledError) return undefined;
    throw error;
  }
}

/** Checks that have all that they ask for, and whose rows have it, too. */
function answeredChecks(checks: readonly Check[], { facts, scope, known }: Pass): readonly Check[] {
  let ready = checks.filter((check) => needsOf(check, scope).every((query) => facts.has(keyOf(query))));
  for (let before = -1; before !== ready.length;) {
    before = ready.length;
    const rows = new Set(ready.map(({ row }) => row));
    ready = ready.filter((check) => (check.rows ?? []).every((row) => rows.has(row) || known?.has(row)));
  }
  return ready;
}

function uniqueNeeds(checks: readonly Check[], scope: EvidenceScope): ReadonlyMap<string, Query> {
  const applicable = checks.filter(({ stages }) => !stages || (scope.stage !== undefined && stages.includes(scope.stage)));
  return new Map(applicable.flatMap((check) => needsOf(check, scope).map((query) => [keyOf(query), query] as const)));
}

async function bindingOf(kind: BindingKind, session: Session): Promise<string | undefined> {
  const valueOf = async <T>(query: Query<T>, read: (value: T) => string | undefined): Promise<string | undefined> => {
    const fact = await session.fact(query);
    return fact.state === 'answered' ? read(fact.value) : undefined;
  };
  switch (kind) {
    case 'commit': return valueOf(git('rev-parse', 'HEAD'), ({ exitCode, stdout }) => (exitCode === 0 ? stdout.trim() : undefined));
    case 'parameters': return valueOf(compiled(), ({ parametersHash }) => parametersHash);
    case 'template': return valueOf(compiled(), ({ templateHash }) => templateHash);
    case 'plan': return valueOf(plan(), ({ planHash }) => planHash);
    case 'deployment': return valueOf(deployments(), (all) => newest(withoutModules(all.filter(({ provisioningState }) => provisioningState === 'Succeeded')))?.name);
  }
}

const newest = (all: readonly DeploymentRecord[]): DeploymentRecord | undefined => all.reduce<DeploymentRecord | undefined>((best, one) => (best && (best.timestamp ?? '') >= (one.timestamp ?? '') ? best : one), undefined);

async function whoAsks(session: Session): Promise<string | undefined> {
  const [local, cloud] = await Promise.all([session.fact(git('config', '--get', 'user.name')), session.fact(signedIn())]);
  return (local.state === 'answered' && local.value.stdout.trim()) || (cloud.state === 'answered' && cloud.value.name) || undefined;
}

/** Ids, states and times are ours; all that came from outside is cleaned. */
function redactRow(row: CheckedRow, secrets: readonly string[]): CheckedRow {
  const { reason, observed, asked, own } = row;
  const clean = (verdict: Verdict): Verdict => ({ ...verdict, reason: redact(verdict.reason, secrets), ...(verdict.observed !== undefined && { observed: redact(verdict.observed, secrets) }) });
  return { ...row, reason: redact(reason, secrets), ...(observed !== undefined && { observed: redact(observed, secrets) }), ...(own && { own: clean(own) }), asked: asked.map((one) => ({ ...one, query: redact(one.query, secrets), ...(one.reason !== undefined && { reason: redact(one.reason, secrets) }) })) };
}
