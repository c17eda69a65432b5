import { DeployError, type EnvironmentError } from '../errors';
import type { AuditStore, Clock, RunJournal } from '../ports';
import { unwrapRefusal } from './deploymentFailure';
import { toErrorDocument } from './errorDocument';
import type { PhaseName, RunEvent, RunRecord } from './events';
import { redact } from './redact';
import { LatestOnly } from './latestOnly';
import { defaultRetryPolicy, withRetry, type RetryPolicy } from './retry';
import { applyEvent, type FoldedRun } from './runRecord';
import { isEnded, type RunState } from './runState';

export interface SessionPorts {
  readonly clock: Clock;
  readonly journal: RunJournal;
  readonly audit: AuditStore;
  /** Told of every event after it is on disk. */
  readonly onEvent: (record: RunRecord, event: RunEvent) => void;
}

type WithoutTime<T> = T extends unknown ? Omit<T, 'at'> : never;
export type NewEvent = WithoutTime<RunEvent>;

/** A run goes on, and its environment is let go, only when the audit has these. Others that add a row are written while the run goes on; what a crash leaves out is made up for from the journal. */
const awaited: ReadonlySet<RunEvent['type']> = new Set(['started', 'confirmed', 'overridden', 'detached', 'ended']);

/** One run while it is followed: the only way to add an event to it. Nothing leaves before secrets are taken out. */
export class RunSession {
  private secrets: readonly string[] = [];

  private readonly audit: LatestOnly;

  constructor(private readonly ports: SessionPorts, readonly runId: string, private folded?: FoldedRun) {
    this.audit = new LatestOnly(() => ports.audit.save(this.record));
  }

  get record(): RunRecord { return this.run.record; }
  get state(): RunState { return this.run.state; }
  get hasStarted(): boolean { return this.folded !== undefined; }
  get isEnded(): boolean { return isEnded(this.state); }

  /** A re-attached run may have a phase behind it already. */
  hasDone(name: PhaseName): boolean { return this.record.phases.some((phase) => phase.name === name && phase.state === 'succeeded'); }

  /** Texts that no event may hold from now on. */
  hide(secrets: readonly string[]): void { this.secrets = secrets; }

  /** Journals (synced to disk), audits and tells. @throws what the journal throws; then the event has not happened. */
  async emit(event: NewEvent): Promise<void> {
    const [folded, stamped] = this.apply(event);
    await this.ports.journal.append(this.runId, stamped);
    await this.accept(folded, stamped);
  }

  /** The last event of a run whose journal failed: told to everybody who still listens, although it cannot be kept. */
  async emitUnjournaled(event: NewEvent): Promise<void> { await this.accept(...this.apply(event)); }

  private apply(event: NewEvent): [FoldedRun, RunEvent] {
    const stamped = redact({ ...event, at: this.ports.clock.now().toISOString() } as RunEvent, this.secrets);
    return [applyEvent(this.folded, stamped), stamped];
  }

  private async accept(folded: FoldedRun, event: RunEvent): Promise<void> {
    const rows = this.folded?.record.events.length ?? 0;
    this.folded = folded;
    if (awaited.has(event.type)) await this.saveAudit(event);
    else if (folded.record.events.length > rows) this.audit.wish();
    this.ports.onEvent(folded.record, event);
  }

  /** Without an audit no run begins. Later the journal holds the truth, and each save writes the whole record again. */
  private async saveAudit(event: RunEvent): Promise<void> {
    try {
      await this.audit.settle();
    } catch (error) {
      if (event.type === 'started' || !(error instanceof DeployError)) throw error;
    }
  }

  /** Runs one phase; a failure leaves it running for the run's end to close. A re-attached run may be inside it already. */
  async phase<T>(phase: PhaseName, work: () => Promise<T>, summary?: (value: T) => string | undefined): Promise<T> {
    const entered = this.state.name === phase && 'status' in this.state && this.state.status === 'running';
    if (!entered) await this.emit({ type: 'phase', phase, state: 'running' });
    const value = await work();
    await this.emit({ type: 'phase', phase, state: 'succeeded', message: summary?.(value) });
    return value;
  }

  async skip(phase: PhaseName, message: string): Promise<void> { await this.emit({ type: 'phase', phase, state: 'skipped', message }); }

  /** A remote call: journaled before each attempt, tried again while the fault is environmental. */
  async call<T>(call: string, signal: AbortSignal | undefined, work: (attempt: number) => Promise<T>, policy: RetryPolicy = defaultRetryPolicy): Promise<T> {
    let current = 1;
    return withRetry(policy, {
      clock: this.ports.clock, signal,
      onCall: async (attempt) => { current = attempt; await this.emit({ type: 'calling', call, attempt }); },
      onRetry: (attempt, delayMs, error) => this.retrying(call, attempt, delayMs, error),
    }, () => work(current).catch((error: unknown) => { throw unwrapRefusal(error); }));
  }

  /** A read that may happen hundreds of times: only its failures are journaled. */
  async read<T>(call: string, signal: AbortSignal | undefined, work: () => Promise<T>, policy: RetryPolicy): Promise<T> {
    return withRetry(policy, { clock: this.ports.clock, signal, onRetry: (attempt, delayMs, error) => this.retrying(call, attempt, delayMs, error) }, work);
  }

  async retrying(call: string, attempt: number, delayMs: number, error: EnvironmentError): Promise<void> {
    await this.emit({ type: 'retrying', call, attempt, delayMs, error: toErrorDocument(error) });
  }

  private get run(): FoldedRun {
    if (!this.folded) throw new Error(`Run ${this.runId} has not started.`);
    return this.folded;
  }
}
