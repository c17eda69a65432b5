import { InputError } from '../errors';
import type { RunJournal } from '../ports';
import { foldRun, type FoldedRun } from './runRecord';

/**
 * The run that a journal tells; undefined when there is none.
 * @throws InputError `Journal.Damaged` naming the file, when its lines do not make this run.
 */
export async function readRun(journal: Pick<RunJournal, 'read'>, runId: string): Promise<FoldedRun | undefined> {
  const events = await journal.read(runId);
  let folded: FoldedRun | undefined;
  // Folding is pure: whatever goes wrong in it lies in the events, which come from a file that anybody can change.
  try { folded = foldRun(events); } catch (error) { throw damaged(runId, error instanceof Error ? error.message : String(error)); }
  if (folded && folded.record.deploymentId !== runId) throw damaged(runId, `Its events are those of the run ${folded.record.deploymentId}.`);
  return folded;
}

/** For those who look through all runs: a damaged journal of one run says nothing, and stands in nobody's way. */
export async function findReadableRun(journal: Pick<RunJournal, 'read'>, runId: string): Promise<FoldedRun | undefined> {
  try {
    return await readRun(journal, runId);
  } catch (error) {
    if (error instanceof InputError && error.code === 'Journal.Damaged') return undefined;
    throw error;
  }
}

const damaged = (runId: string, why: string): InputError =>
  new InputError('Journal.Damaged', `The run journal .aos/runs/${runId}.jsonl is damaged: ${why}`, { nextStep: 'Restore the file, or move it away: what the audit holds of the run stays.' });
