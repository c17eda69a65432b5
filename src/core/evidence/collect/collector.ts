import type { KeepingPorts } from './memory';
import type { RunEvent, RunRecord } from '../../deployment/events';
import type { Environment } from '../../environments/environment';
import type { CompiledEnvironment } from '../../parameters';
import type { AzureConnection, Clock, GroupScope, LocalTools, ReleaseFeed, WorkspaceFiles } from '../../ports';
import type { JsonObject } from '../../values';
import type { EvidenceRecords, Fact, Query, Role } from '../api';

/** What the evidence needs of the rest of the product. */
export interface EvidencePorts extends KeepingPorts {
  readonly files: WorkspaceFiles;
  readonly tools: LocalTools;
  readonly releases: ReleaseFeed;
  readonly records: EvidenceRecords;
  readonly clock: Clock;
  listEnvironments(): Promise<readonly Environment[]>;
  getEnvironment(name: string): Promise<Environment>;
  /** With the findings of the compiler and of our own rules. */
  compile(environment: Environment, signal?: AbortSignal): Promise<CompiledEnvironment>;
  bicepVersion(signal?: AbortSignal): Promise<string>;
  /** Where the environment goes as far as files tell. */
  locate(environment: Environment, compiled: CompiledEnvironment): GroupScope & { readonly location: string };
  /** Runs of an environment, newest first. */
  listRuns(environment: string): Promise<readonly RunRecord[]>;
  listAudit(): Promise<readonly RunRecord[]>;
  /** The newest backup of an environment that is kept here, read back; undefined when there is none. */
  proveBackup(environment: string): Promise<{ readonly madeAt: string; readonly files: readonly string[]; readonly damaged: readonly string[] } | undefined>;
  readRun(runId: string): Promise<readonly RunEvent[]>;
  /** Signs in; the subscription is the environment's, or the only one. */
  reach(environment: Environment, signal?: AbortSignal): Promise<{ readonly connection: AzureConnection; readonly scope: GroupScope }>;
  connect(environment: Environment, signal?: AbortSignal): Promise<AzureConnection>;
  /** Aborts after so many milliseconds; absent: nothing is limited in time. */
  readonly deadline?: (ms: number) => AbortSignal;
}

/** What a collector works with. Every request of it passes a gate, and asking for another query asks that one once. */
export interface Collecting {
  readonly ports: EvidencePorts;
  readonly environment: Environment;
  readonly signal: AbortSignal | undefined;
  /** Details of a few resources are read one by one, which is fresher than an index. */
  readonly readsDirectly: boolean;
  connection(): Promise<AzureConnection>;
  scope(): Promise<GroupScope>;
  fact<T>(query: Query<T>): Promise<Fact<T>>;
  /** @throws NotAnswered when there is no answer, with the reason. */
  answer<T>(query: Query<T>): Promise<T>;
  /** As `answer`; undefined when it is absent. */
  find<T>(query: Query<T>): Promise<T | undefined>;
  /** Resource ID of a role. @throws Absent, NotAnswered. */
  idOf(role: Role): Promise<string>;
  /** Puts IDs into a path that begins with a role or a scope in braces. */
  path(template: string): Promise<string>;
  /** Must never be in a verdict. */
  keepSecret(...values: readonly string[]): void;
}

/** Answers the queries of one kind. Throws Absent, NotAnswered, or our errors, which become facts. */
export type Collector = (ask: JsonObject, collecting: Collecting) => Promise<unknown>;
export type Collectors = Readonly<Record<string, Collector>>;
