import { CancelledError, DeployError } from '../errors';
import type { PlanInput, Planned } from './planPhase';
import type { RunSession } from './runSession';
import type { CompiledRun, RunSteps } from './steps';

/**
 * Right after a green run nothing has changed, so whatever the same what-if reports now is noise. It is a service to the next plan:
 * when Azure or the disk does not go along, the run is no worse for it.
 * @returns a warning in that case.
 */
export async function rememberNoise<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, input: PlanInput<C>, planned: Planned, signal: AbortSignal): Promise<string | undefined> {
  const { environment, compiled, clock, connection } = input;
  if (!steps.rememberNoise || signal.aborted) return undefined;
  try {
    await session.emit({ type: 'calling', call: 'deployments.whatIf', attempt: 1 });
    const whatIf = await connection.deployments.whatIf({ ...planned.request, name: `${planned.request.name}-noise` }, signal);
    await steps.rememberNoise({ environment, target: planned.target, compiled, whatIf, clock });
    return undefined;
  } catch (error) {
    if (!(error instanceof DeployError) || error.code === 'Journal.Unwritable') throw error;
    return error instanceof CancelledError ? undefined : `The noise of what-if was not recorded, so the next plan may show changes that are none: ${error.message}`;
  }
}
