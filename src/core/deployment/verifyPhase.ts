import { LogicError } from '../errors';
import type { JsonObject } from '../values';
import type { DeployInput } from './deployPhase';
import type { ResourceVerdict } from './events';
import type { RunSession } from './runSession';
import type { CompiledRun, RunSteps } from './steps';

/** Checks what was deployed; `afterwards` runs once it is found sound, and may return warnings.
 *  @throws LogicError `Health.Unhealthy`; what cannot be known is said, and fails nothing. */
export async function verifyRun<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, { connection, scope, cancel, leave }: DeployInput, outputs: JsonObject, afterwards: () => Promise<readonly string[]>): Promise<string> {
  if (session.hasDone('verifying_health')) return summarize(session.record.health);
  const signal = AbortSignal.any([cancel, leave]);
  const verdicts = await session.phase('verifying_health', async () => {
    const deployed = session.record.operations.filter((one) => one.provisioningOperation === 'Create' && one.target && one.target.type.toLowerCase() !== 'microsoft.resources/deployments').map((one) => one.target?.id ?? '');
    const found = await session.call('resources.verify', signal, () => steps.verify({ connection, scope, outputs, deployed }, signal));
    await session.emit({ type: 'health', resources: found });
    refuseUnhealthy(found);
    const warnings = await afterwards();
    if (warnings.length > 0) await session.emit({ type: 'health', resources: found, warnings });
    return found;
  }, summarize);
  return summarize(verdicts);
}

function refuseUnhealthy(verdicts: readonly ResourceVerdict[]): void {
  const bad = verdicts.filter((one) => one.verdict === 'unhealthy');
  const first = bad[0];
  if (!first) return;
  throw new LogicError('Health.Unhealthy', `Everything was deployed, but ${bad.length} of ${verdicts.length} resources are not healthy; first ${first.resourceId}: ${first.reason}`, {
    details: bad.map((one) => ({ code: 'Health.Unhealthy', message: one.reason, resourceId: one.resourceId })), nextStep: 'Look at the resource, then verify again.',
  });
}

function summarize(verdicts: readonly ResourceVerdict[]): string {
  const count = (verdict: string): number => verdicts.filter((one) => one.verdict === verdict).length;
  const unknown = count('unknown');
  return `${count('healthy')} of ${verdicts.length} resources healthy${unknown > 0 ? `, ${unknown} unknown` : ''}.`;
}
