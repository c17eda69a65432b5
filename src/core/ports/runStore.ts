import type { RunEvent, RunRecord, RunTarget } from '../deployment/events';
import type { NoiseBaseline } from '../whatIf/noise';

/** The append-only journal of one workspace's runs, under `.aos/`. Holds no secrets. */
export interface RunJournal {
  /** Appends and syncs to disk before it resolves. @throws EnvironmentError `Journal.Unwritable`. */
  append(runId: string, event: RunEvent): Promise<void>;
  /** Events of one run in the order they were written; a torn last line is left out. */
  read(runId: string): Promise<readonly RunEvent[]>;
  /** Number of the first line (from 1) that was changed, taken out or put in after it was written; undefined when there is none. */
  findTampering(runId: string): Promise<number | undefined>;
  /** Ids of all runs, newest first. */
  list(): Promise<readonly string[]>;
}

/** The audit that people and the Python orchestrator read: `deployment/audit/<id>.json` and `audit.db`. */
export interface AuditStore {
  /** Writes the run as it stands now: creates its row or replaces it. @throws InputError `Audit.Unwritable`, EnvironmentError `Audit.Busy`. */
  save(record: RunRecord): Promise<void>;
  /** Runs of both tools, newest first. */
  list(): Promise<readonly RunRecord[]>;
  find(deploymentId: string): Promise<RunRecord | undefined>;
  /** What other tools would read of this ended run, where it is not what was saved; a sentence naming the place. Undefined: all is as saved. */
  findTampering?(record: RunRecord): Promise<string | undefined>;
}

/** One run at a time for an environment, across windows and processes. */
export interface EnvironmentLocks {
  /** @throws LogicError `Run.Locked` naming the run that holds the lock. A lock whose process is gone is taken over. */
  acquire(environment: string, runId: string): Promise<{ release(): Promise<void> }>;
  /** The run that holds the lock now, if its process lives. */
  holder(environment: string): Promise<string | undefined>;
}

/** What what-if reports although nothing has changed, kept per environment and target. Holds no values, only hashes. */
export interface NoiseStore {
  /** Undefined where there is none, or none that can be read: a plan without folding is still true. */
  find(environment: string, target: NoiseTarget): Promise<NoiseBaseline | undefined>;
  /** @throws EnvironmentError `File.NotWritten`. */
  save(baseline: NoiseBaseline, target: NoiseTarget): Promise<void>;
}
export type NoiseTarget = Pick<RunTarget, 'cloud' | 'isSandbox' | 'subscriptionId' | 'resourceGroup'>;
