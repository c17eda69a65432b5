import type { RunEvent, RunRecord, StartedRun } from '../deployment';
import type { RunHandle } from '../engine';

interface LiveRun { readonly cancel: AbortController; readonly leave: AbortController; readonly result: Promise<RunRecord> }
export interface RunControls { readonly cancel: AbortController; readonly leave: AbortController }

/** The runs that this engine follows now, and who listens to them. */
export class LiveRuns {
  private readonly runs = new Map<string, LiveRun>();
  private readonly listeners = new Set<(record: RunRecord, event: RunEvent) => void>();

  /** `signal` cancels the run that `start` begins. */
  async follow(start: (controls: RunControls) => Promise<StartedRun>, signal?: AbortSignal): Promise<RunHandle> {
    const cancel = new AbortController();
    const leave = new AbortController();
    const abort = (): void => cancel.abort();
    if (signal?.aborted) abort();
    signal?.addEventListener('abort', abort, { once: true });
    const done = (): void => signal?.removeEventListener('abort', abort);
    try {
      const { runId, result } = await start({ cancel, leave });
      this.runs.set(runId, { cancel, leave, result });
      return { runId, result: result.finally(() => { done(); this.runs.delete(runId); }) };
    } catch (error) {
      done();
      throw error;
    }
  }

  get(runId: string): LiveRun | undefined { return this.runs.get(runId); }

  watch(listener: (record: RunRecord, event: RunEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  tell(record: RunRecord, event: RunEvent): void {
    for (const listener of [...this.listeners]) listener(record, event);
  }

  /** Stops following everything; deployments that began go on in Azure. */
  async leaveAll(): Promise<void> {
    const runs = [...this.runs.values()];
    for (const run of runs) run.leave.abort();
    await Promise.allSettled(runs.map((run) => run.result));
  }
}
