import { randomUUID } from 'node:crypto';
import type { ArmErrorDetail } from './armError';
import type { Clock } from './clock';
import type { StateStore, StateTable } from './store/stateStore';

export type OperationKind = 'put' | 'delete' | 'deleteGroup' | 'move';

/** A long-running operation as the store keeps it. */
export interface OperationRecord {
  readonly id: string;
  readonly kind: OperationKind;
  readonly targetId: string;
  /** Of a move: the resources; the target is the group. */
  readonly moved?: readonly string[];
  readonly status: 'InProgress' | 'Succeeded' | 'Failed';
  /** ISO 8601 UTC. */
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Milliseconds of work; absent: stuck, it never ends. */
  readonly durationMs?: number;
  /** What the work ends with. */
  readonly error?: ArmErrorDetail;
}

/** What ends an operation: changes the target and may refuse. */
export type FinishOperation = (record: OperationRecord) => ArmErrorDetail | undefined;

const keptFinished = 2000;

/** Work that outlasts its request. It goes on at the next start of the sandbox. */
export class Operations {
  private readonly table: StateTable<OperationRecord>;
  private readonly finishers = new Map<OperationKind, FinishOperation>();
  private readonly waiting = new Map<string, ((error: ArmErrorDetail | undefined) => void)[]>();
  private readonly stopped = new AbortController();

  constructor(store: StateStore, private readonly clock: Clock) { this.table = store.table('operations'); }

  /** Says how operations of a kind end. All kinds are registered before `resume`. */
  register(kind: OperationKind, finish: FinishOperation): void { this.finishers.set(kind, finish); }

  resume(): void {
    for (const record of this.table.values()) if (record.status === 'InProgress') this.run(record);
  }

  /** @param durationMs absent: stuck. */
  begin(work: Pick<OperationRecord, 'kind' | 'targetId' | 'moved' | 'durationMs' | 'error'>): OperationRecord {
    const record: OperationRecord = { ...work, id: randomUUID(), status: 'InProgress', startedAt: this.clock.now().toISOString() };
    this.table.set(record.id, record);
    this.prune();
    this.run(record);
    return record;
  }

  find(id: string): OperationRecord | undefined { return this.table.get(id.toLowerCase()); }

  /** Resolves with the error that the operation ended with. Never resolves for a stuck one, nor after `close`. */
  ended(id: string): Promise<ArmErrorDetail | undefined> {
    const record = this.table.get(id);
    if (!record || record.status !== 'InProgress') return Promise.resolve(record?.error);
    return new Promise((resolve) => { this.waiting.set(id, [...this.waiting.get(id) ?? [], resolve]); });
  }

  close(): void { this.stopped.abort(); }

  private run(record: OperationRecord): void {
    if (record.durationMs === undefined) return;
    void this.clock.wait(record.durationMs, this.stopped.signal).then(() => { if (!this.stopped.signal.aborted) this.finish(record); });
  }

  private finish(record: OperationRecord): void {
    const error = this.finishers.get(record.kind)?.(record);
    this.table.set(record.id, { ...record, status: error ? 'Failed' : 'Succeeded', endedAt: this.clock.now().toISOString(), ...(error && { error }) });
    for (const resolve of this.waiting.get(record.id) ?? []) resolve(error);
    this.waiting.delete(record.id);
  }

  private prune(): void {
    if (this.table.size <= keptFinished) return;
    for (const [id, record] of this.table.entries()) {
      if (record.status === 'InProgress') continue;
      this.table.delete(id);
      return;
    }
  }
}
