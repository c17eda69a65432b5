import { DeployError } from '../errors';
import type { EnvironmentLocks, RunJournal } from '../ports';
import { toErrorDocument } from './errorDocument';
import type { StartedRun } from './runPorts';
import type { RunSession } from './runSession';

/** Writes the run down; what it returns does the work. */
export type BeginRun = (session: RunSession) => Promise<() => Promise<void>>;

export interface HeldRunPorts { readonly locks: EnvironmentLocks; readonly journal: RunJournal; readonly newSession: () => Promise<RunSession> }

/** Holds the environment's lock from before the first event until the work is over. Resolves once the run is written down. @throws LogicError `Run.Locked`. */
export async function holdRun(ports: HeldRunPorts, environment: string, runId: string, begin: BeginRun): Promise<StartedRun> {
  const lock = await ports.locks.acquire(environment, runId);
  let session: RunSession | undefined;
  try {
    session = await ports.newSession();
    const held = session;
    const work = await begin(held);
    return { runId, result: work().then(() => held.record).finally(() => lock.release()) };
  } catch (error) {
    await abandon(ports.journal, session, error).finally(() => lock.release());
    throw error;
  }
}

/** A run that got into the journal but not into the audit has ended before it began. */
async function abandon(journal: RunJournal, session: RunSession | undefined, error: unknown): Promise<void> {
  if (!session?.hasStarted || session.record.state !== 'initialized' || !(error instanceof DeployError)) return;
  await journal.append(session.runId, { type: 'ended', at: session.record.timestamp, state: 'failed', message: error.message, error: toErrorDocument(error) });
}
