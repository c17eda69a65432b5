import type { RunEvent, RunRecord } from '../../src/core/deployment';
import { LogicError } from '../../src/core/errors';
import type { AuditStore, EnvironmentLocks, RunJournal } from '../../src/core/ports';

/** What is journaled goes through JSON, as on disk. */
export class MemoryJournal implements RunJournal {
  readonly lines = new Map<string, string[]>();
  /** Throws for the events that a test wants to be lost. */
  onAppend: (event: RunEvent) => void = () => undefined;

  async append(runId: string, event: RunEvent): Promise<void> {
    this.onAppend(event);
    this.lines.set(runId, [...(this.lines.get(runId) ?? []), JSON.stringify(event)]);
  }

  async read(runId: string): Promise<readonly RunEvent[]> { return (this.lines.get(runId) ?? []).map((line) => JSON.parse(line) as RunEvent); }
  async findTampering(): Promise<number | undefined> { return undefined; }
  async list(): Promise<readonly string[]> { return [...this.lines.keys()].reverse(); }
  get text(): string { return [...this.lines.values()].flat().join('\n'); }
}

export class MemoryAudit implements AuditStore {
  readonly records = new Map<string, RunRecord>();
  onSave: (record: RunRecord) => void = () => undefined;

  async save(record: RunRecord): Promise<void> { this.onSave(record); this.records.set(record.deploymentId, record); }
  async list(): Promise<readonly RunRecord[]> { return [...this.records.values()].reverse(); }
  async find(deploymentId: string): Promise<RunRecord | undefined> { return this.records.get(deploymentId); }
}

export class MemoryLocks implements EnvironmentLocks {
  readonly held = new Map<string, string>();

  async acquire(environment: string, runId: string): Promise<{ release(): Promise<void> }> {
    const holder = this.held.get(environment);
    if (holder) throw new LogicError('Run.Locked', `The environment ${environment} is being deployed by run ${holder}.`);
    this.held.set(environment, runId);
    return { release: async () => { this.held.delete(environment); } };
  }

  async holder(environment: string): Promise<string | undefined> { return this.held.get(environment); }
}
