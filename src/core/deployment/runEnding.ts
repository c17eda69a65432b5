import { CancelledError, DeployError, EnvironmentError } from '../errors';
import { LostContactError } from './beginDeployment';
import { FinishedFirstError, LeftRunningError } from './deployPhase';
import { toErrorDocument } from './errorDocument';
import type { ErrorDocument } from './events';
import { listOwed } from './keepSettings';
import { mayHaveBegun } from './runRecord';
import type { RunSignals } from './runPorts';
import type { NewEvent, RunSession } from './runSession';

/** Nobody cancelled: the window was closed, or the time was up. Such a run has no end yet, wherever it was. */
const isLeft = (error: unknown, leaving: Leaving | undefined): boolean => error instanceof CancelledError && leaving !== undefined && leaving.signals.leave.aborted && !leaving.signals.cancel.aborted;

/** `isInAzure`: Azure has a deployment of this run, unless the run itself says that it has ended. */
export interface Leaving { readonly signals: Pick<RunSignals, 'cancel' | 'leave'>; readonly isInAzure: boolean }

type Emit = (event: NewEvent) => Promise<void>;

/** Does the work of a run. However that goes, the run ends in the journal with its truth, or stays open where ARM may still be at work. */
export async function toTheEnd(session: RunSession, work: () => Promise<void>, leaving?: Leaving): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (session.isEnded) throw thrown;
    const error = isLeft(thrown, leaving) ? new LeftRunningError(leaving?.isInAzure) : thrown;
    await close(session, error, (event) => session.emit(event)).catch((journalError: unknown) => {
      if (session.isEnded || !(journalError instanceof EnvironmentError)) throw journalError;
      return close(session, error, (event) => session.emitUnjournaled(event));
    });
  }
}

async function close(session: RunSession, error: unknown, emit: Emit): Promise<void> {
  const document = withWayForward(session, toErrorDocument(error, { resourceGroup: session.record.target?.resourceGroup }));
  if (error instanceof LeftRunningError) return emit({ type: 'detached', reason: 'left-running', message: `${whereLeft(session, error)} Resume with "aos-deploy deploy --resume ${session.runId}".` });
  if (error instanceof LostContactError) return emit({ type: 'detached', reason: 'lost-contact', message: document.message, error: document });
  if (error instanceof FinishedFirstError) return finishFirst(error, emit);
  const state = error instanceof CancelledError || (error instanceof DeployError && error.code === 'Run.ConfirmationNeeded') ? 'cancelled' : 'failed';
  return emit({ type: 'ended', state, message: `${describe(session, error, document.message)}${stillOwed(session, document.code)}`, error: document });
}

function whereLeft(session: RunSession, { isInAzure }: LeftRunningError): string {
  if (session.hasDone('deploying')) return 'Left while checking health: the deployment itself has succeeded.';
  return isInAzure ? 'Left running in Azure.' : 'Left before anything was deployed.';
}

/** A promise about application settings that this end leaves open. */
function stillOwed({ record }: RunSession, code: string): string {
  const owed = record.settingsToRestore ?? [];
  return owed.length === 0 || !mayHaveBegun(record) || code === 'Settings.NotRestored' ? '' : ` Application settings were not put back (${listOwed(owed)}).`;
}

/** Half a rollback is a state of its own: what is back, and how to go on. */
function withWayForward({ record }: RunSession, document: ErrorDocument): ErrorDocument {
  if (!record.rollbackTo || !mayHaveBegun(record)) return document;
  const done = record.operations.filter((one) => one.provisioningState === 'Succeeded' && one.target).length;
  const where = done === 0 ? 'nothing of it has been deployed' : `${done} ${done === 1 ? 'operation has' : 'operations have'} succeeded and those resources are as in that state, the rest is as before`;
  const next = 'roll back to the same state again: what is done stays done. Or choose another good state.';
  return { ...document, message: `${document.message} The rollback to ${record.rollbackTo.deploymentId} is not done: ${where}.`, nextStep: document.nextStep ? `${document.nextStep} Then ${next}` : `Cure the cause, then ${next}` };
}

/** A bare "cancelled" says nothing of what there is now. */
function describe(session: RunSession, error: unknown, message: string): string {
  if (!(error instanceof CancelledError) || error.message !== new CancelledError().message) return message;
  if (session.state.name === 'verifying_health') return 'Cancelled while checking health. The deployment itself had succeeded.';
  return mayHaveBegun(session.record) ? 'Cancelled before the deployment began.' : 'Cancelled. Nothing was changed.';
}

async function finishFirst(error: FinishedFirstError, emit: Emit): Promise<void> {
  await emit({ type: 'phase', phase: 'deploying', state: 'succeeded', message: 'Finished before the cancellation took effect.' });
  await emit({ type: 'phase', phase: 'verifying_health', state: 'skipped', message: 'Cancelled.' });
  await emit({ type: 'ended', state: 'completed', message: error.message });
}
