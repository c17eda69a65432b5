import { CancelledError, EnvironmentError } from '../../errors';
import type { Environment } from '../../environments/environment';
import type { AzureConnection, DataPlanes, DeploymentApi, GroupScope } from '../../ports';
import type { Fact, Query, Role } from '../api';
import { keyOf } from '../facts';
import type { Collecting, Collectors, EvidencePorts } from './collector';
import { Batches } from './batches';
import { NotAnswered, toFact } from './fact';
import { Gate } from './gate';
import type { Memory } from './memory';
import { findRole } from './roles';
import { Stamps } from './stamps';

export interface SessionOptions {
  readonly ports: EvidencePorts;
  readonly collectors: Collectors;
  readonly environment: Environment;
  readonly memory: Memory;
  readonly maxAgeMs: number;
  readonly readsDirectly: boolean;
  /** So many questions for git that it pays to find out first whether anything changed. */
  readonly asksGitMuch: boolean;
  readonly signal?: AbortSignal;
}

const patienceMs = 45_000;
/** Questions that cost nothing are asked each time. */
const alwaysFresh = new Set(['audit', 'fileText', 'findFiles', 'environments', 'runs', 'plan', 'records', 'uploads', 'folderFiles', 'literalParameters', 'deploymentRecord', 'backups', 'incidentReport']);

const isAlwaysFresh = ({ kind, ask }: Query): boolean => alwaysFresh.has(kind) || (kind === 'tool' && ask['command'] === 'git');

/** Only environment variables can change what comes of the same sources. */
const compiledMaxAgeMs = 10 * 60_000;
/** One pass of questions about one environment. Each query is asked once, however many need it; what failed is not remembered. */
export class Session implements Collecting {
  readonly arm: Gate;
  fromMemory = 0;
  oldestRecalled?: string;
  readonly secrets: Set<string>;
  private readonly others: Gate;
  private readonly asked = new Map<string, Promise<Fact<unknown>>>();
  private readonly stamps: Stamps;
  private reached?: Promise<{ readonly connection: AzureConnection; readonly scope: GroupScope }>;

  constructor(private readonly options: SessionOptions) {
    this.arm = new Gate(options.ports.clock);
    this.others = new Gate(options.ports.clock);
    this.stamps = new Stamps(this, options.asksGitMuch);
    this.secrets = options.memory.secretsOf(options.environment);
  }

  get ports(): EvidencePorts { return this.options.ports; }
  get environment(): Environment { return this.options.environment; }
  get signal(): AbortSignal | undefined { return this.options.signal; }
  get readsDirectly(): boolean { return this.options.readsDirectly; }

  fact<T>(query: Query<T>): Promise<Fact<T>> {
    const key = keyOf(query as Query);
    const known = this.asked.get(key) ?? this.recallOrAsk(key, query as Query);
    this.asked.set(key, known);
    return known as Promise<Fact<T>>;
  }

  private async recallOrAsk(key: string, query: Query): Promise<Fact<unknown>> {
    const stamp = await this.stamps.of(query);
    if (stamp === undefined && isAlwaysFresh(query)) return this.ask(query);
    const place = stamp === undefined ? key : `${key} ${stamp}`;
    const maxAgeMs = query.kind === 'compiled' ? Math.max(this.options.maxAgeMs, compiledMaxAgeMs) : this.options.maxAgeMs;
    const known = this.options.memory.recall(this.environment, place, maxAgeMs, this.ports.clock.now());
    if (known) { this.fromMemory++; if (this.oldestRecalled === undefined || known.at < this.oldestRecalled) this.oldestRecalled = known.at; return known; }
    const fact = await this.ask(query);
    if (fact.state === 'answered' || fact.state === 'absent') this.options.memory.keep(this.environment, place, fact);
    return fact;
  }

  async answer<T>(query: Query<T>): Promise<T> {
    const fact = await this.fact(query);
    if (fact.state === 'answered') return fact.value;
    throw new NotAnswered(fact);
  }

  async find<T>(query: Query<T>): Promise<T | undefined> {
    return (await this.fact(query)).state === 'absent' ? undefined : this.answer(query);
  }

  async connection(): Promise<AzureConnection> { return (await this.reach()).connection; }
  async scope(): Promise<GroupScope> { return (await this.reach()).scope; }
  idOf(role: Role): Promise<string> { return findRole(role, this); }

  async path(template: string): Promise<string> {
    const name = /^\{(\w+)\}/.exec(template)?.[1];
    if (name === undefined) return template;
    return `${await this.placeOf(name)}${template.slice(name.length + 2)}`;
  }

  keepSecret(...values: readonly string[]): void {
    for (const value of values) if (value.length >= 6) this.secrets.add(value);
  }

  private async placeOf(name: string): Promise<string> {
    if (name !== 'sub' && name !== 'rg') return this.idOf(name as Role);
    const { subscriptionId, resourceGroup } = await this.scope();
    return name === 'sub' ? `/subscriptions/${subscriptionId}` : `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  }

  private async ask(query: Query): Promise<Fact<unknown>> {
    const collector = this.options.collectors[query.kind];
    if (!collector) throw new Error(`Nobody answers queries of the kind ${query.kind}.`);
    const at = this.ports.clock.now().toISOString();
    return this.inTime(collector(query.ask, this)).then((value): Fact<unknown> => ({ state: 'answered', value, at }), (error: unknown) => toFact(error, at));
  }

  /** An answer that does not come in time is none; who asked goes on. */
  private inTime<T>(answer: Promise<T>): Promise<T> {
    const deadline = this.ports.deadline?.(patienceMs);
    return new Promise<T>((resolve, reject) => {
      const late = (): void => reject(new EnvironmentError('Network.Timeout', `No answer came within ${patienceMs / 1000} seconds.`, { nextStep: 'Try again; check the network if it happens again.' }));
      const cancelled = (): void => reject(new CancelledError());
      if (this.signal?.aborted) { cancelled(); }
      deadline?.addEventListener('abort', late, { once: true });
      this.signal?.addEventListener('abort', cancelled, { once: true });
      answer.then(resolve, reject).finally(() => { deadline?.removeEventListener('abort', late); this.signal?.removeEventListener('abort', cancelled); });
    });
  }

  private reach(): Promise<{ readonly connection: AzureConnection; readonly scope: GroupScope }> {
    return this.reached ??= this.ports.reach(this.environment, this.signal).then(({ connection, scope }) => ({ scope, connection: this.gated(connection) }));
  }

  /** The same connection with every request through a gate. */
  gated(connection: AzureConnection): AzureConnection {
    const through = <A extends readonly unknown[], R>(gate: Gate, call: (...given: A) => Promise<R>) => (...given: A): Promise<R> => gate.pass(() => call(...given), this.signal);
    const { deployments, arm, dataPlanes } = connection;
    const gatedDeployments: DeploymentApi = { ...deployments, find: through(this.arm, deployments.find.bind(deployments)), list: through(this.arm, deployments.list.bind(deployments)), listOperations: through(this.arm, deployments.listOperations.bind(deployments)) };
    const gatedPlanes: DataPlanes = { ...dataPlanes, send: through(this.others, dataPlanes.send.bind(dataPlanes)) };
    const batches = new Batches(arm, this.arm, this.ports.clock, this.signal);
    return { ...connection, deployments: gatedDeployments, arm: { request: (method, path, body) => batches.request(method, path, body) }, dataPlanes: gatedPlanes };
  }
}
