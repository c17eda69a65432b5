import { CancelledError } from '../errors';
import type { PlanInput, Planned } from './planPhase';
import type { RunSession } from './runSession';
import type { CompiledRun, RunSteps } from './steps';

/**
 * What a green run leaves for later: the bundle of what it deployed, and the noise of what-if. Right after the run nothing has changed, so whatever
 * the same what-if reports now is noise. Both are services to later runs: when Azure or the disk does not go along, this run is no worse for it.
 * @returns a warning for each that failed.
 */
export async function afterGreen<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, input: PlanInput<C>, planned: Planned, signal: AbortSignal): Promise<readonly string[]> {
  if (signal.aborted) return [];
  const { environment, compiled, clock, connection } = input;
  const { target } = planned;
  return [
    ...await attempt('What was deployed was not kept for a later rollback', async () => steps.keepDeployed?.({ environment, record: session.record, target, compiled, clock, connection })),
    ...await attempt('The noise of what-if was not recorded, so the next plan may show changes that are none', async () => {
      if (!steps.rememberNoise) return;
      await session.emit({ type: 'calling', call: 'deployments.whatIf', attempt: 1 });
      const whatIf = await connection.deployments.whatIf({ ...planned.request, name: `${planned.request.name}-noise` }, signal);
      await steps.rememberNoise({ environment, target, compiled, whatIf, clock });
    }),
  ];
}

async function attempt(failure: string, work: () => Promise<void>): Promise<readonly string[]> {
  try {
    await work();
    return [];
  } catch (error) {
    // Errors of the disk carry a code as well; anything without one is a bug.
    if (!(error instanceof Error) || !('code' in error) || error.code === 'Journal.Unwritable') throw error;
    return error instanceof CancelledError ? [] : [`${failure}: ${error.message}`];
  }
}
