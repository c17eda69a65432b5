import { LogicError } from '../errors';
import type { JsonObject } from '../values';
import type { DeployInput } from './deployPhase';
import type { ResourceVerdict } from './events';
import type { RunSession } from './runSession';
import type { CompiledRun, RunSteps } from './steps';

/** Checks what was deployed. @throws LogicError `Health.Unhealthy`; what cannot be known is said, and fails nothing. */
export async function verifyRun<C extends CompiledRun>(session: RunSession, steps: RunSteps<C>, { connection, scope, cancel, leave }: DeployInput, outputs: JsonObject): Promise<string> {
  const signal = AbortSignal.any([cancel, leave]);
  const verdicts = await session.phase('verifying_health', async () => {
    const report = await session.call('resources.verify', signal, () => steps.verify(connection, scope, outputs, signal));
    await session.emit({ type: 'health', resources: report.verdicts, warnings: report.warnings });
    refuseUnhealthy(report.verdicts);
    return report.verdicts;
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
