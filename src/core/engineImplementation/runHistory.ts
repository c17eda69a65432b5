import { findReadableRun, isRunEnded, readRun, type RunEvent, type RunRecord } from '../deployment';
import type { RunIntegrity } from '../engine';
import { DeployError, InputError } from '../errors';
import { canonicalJson } from '../hash';
import type { AuditStore, EnvironmentLocks, RunJournal } from '../ports';
import type { JsonValue } from '../values';

const toJson = (value: unknown): JsonValue => JSON.parse(JSON.stringify(value)) as JsonValue;

export interface HistoryPorts { readonly journal: RunJournal; readonly audit: AuditStore; readonly locks: EnvironmentLocks }

/** What the audit and the journals together know of all runs. The journal is the truth for our own; the audit also holds other tools' runs. */
export class RunHistory {
  constructor(private readonly ports: HistoryPorts) {}

  /** Newest first. A run without an end whose process is gone is `unknown`. */
  async list(environment?: string): Promise<readonly RunRecord[]> {
    const repaired = await this.repairAudit();
    const ids = new Set(repaired.map((record) => record.deploymentId));
    const records = [...repaired, ...(await this.ports.audit.list()).filter((record) => !ids.has(record.deploymentId))].sort((a, b) => (a.timestamp < b.timestamp ? 1 : a.timestamp > b.timestamp ? -1 : 0));
    const wanted = environment === undefined ? records : records.filter((record) => record.environment === environment);
    return Promise.all(wanted.map((record) => this.withPresentState(record)));
  }

  /** @throws InputError `Run.Unknown`. */
  async get(runId: string): Promise<RunRecord> {
    const record = (await findReadableRun(this.ports.journal, runId))?.record ?? await this.ports.audit.find(runId);
    // Neither tells of it: a damaged journal is then the reason to name.
    if (!record) await readRun(this.ports.journal, runId);
    if (!record) throw new InputError('Run.Unknown', `There is no run ${runId} in this workspace.`, { nextStep: 'List the runs with "aos-deploy history".' });
    return this.withPresentState(record);
  }

  /** The journal is a chain of hashes, and the audit must say what the journal leads to. */
  async checkIntegrity(runId: string): Promise<RunIntegrity> {
    let events: readonly RunEvent[];
    let record: RunRecord | undefined;
    try {
      [events, record] = [await this.ports.journal.read(runId), (await readRun(this.ports.journal, runId))?.record];
    } catch (error) {
      if (!(error instanceof DeployError) || error.code !== 'Journal.Damaged') throw error;
      return { state: 'changed', reason: error.message };
    }
    if (events.length === 0) return { state: 'unknown', reason: 'There is no journal of this run.' };
    const line = await this.ports.journal.findTampering(runId);
    if (line !== undefined) return { state: 'changed', reason: `Line ${line} of the journal is not what was written.` };
    const audited = await this.ports.audit.find(runId);
    if (!audited) return { state: 'changed', reason: 'The audit record is gone; the journal is intact.' };
    if (isRunEnded(audited) && canonicalJson(toJson(audited)) !== canonicalJson(toJson(record))) return { state: 'changed', reason: 'The audit record is not what the journal leads to.' };
    const tampered = record && isRunEnded(record) ? await this.ports.audit.findTampering?.(record) : undefined;
    return tampered === undefined ? { state: 'intact', reason: `${events.length} events, chained.` } : { state: 'changed', reason: tampered };
  }

  /** Runs that have not ended and that nobody follows. */
  async listInterrupted(): Promise<readonly RunRecord[]> {
    const open = (await this.list()).filter((record) => !isRunEnded(record));
    const followed = await Promise.all(open.map((record) => this.isFollowed(record)));
    return open.filter((_, index) => !followed[index]);
  }

  /** A run that died between journal and audit gets its audit row now. Returns the runs that the audit does not hold to their end, as their journals tell them: the audit may still refuse them. */
  async repairAudit(): Promise<readonly RunRecord[]> {
    const audited = new Map((await this.ports.audit.list()).map((record) => [record.deploymentId, record]));
    const told: RunRecord[] = [];
    for (const runId of await this.ports.journal.list()) {
      const known = audited.get(runId);
      if (known && isRunEnded(known)) continue;
      const record = (await findReadableRun(this.ports.journal, runId))?.record;
      if (!record) continue;
      told.push(record);
      if (!known || isRunEnded(record) || record.events.length !== known.events.length) await this.trySave(record);
    }
    return told;
  }

  /** Reading the history must not fail because it cannot be completed on disk; a new run would say so. */
  private async trySave(record: RunRecord): Promise<void> {
    try {
      await this.ports.audit.save(record);
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
    }
  }

  private async withPresentState(record: RunRecord): Promise<RunRecord> {
    if (isRunEnded(record) || record.state === 'unknown' || await this.isFollowed(record)) return record;
    return { ...record, state: 'unknown', message: `Interrupted while ${record.state.replaceAll('_', ' ')}: its process is gone. Resume it to see what became of it.` };
  }

  private async isFollowed(record: RunRecord): Promise<boolean> {
    return await this.ports.locks.holder(record.environment) === record.deploymentId;
  }
}
