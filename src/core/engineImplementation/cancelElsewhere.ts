import { isRunEnded, mayHaveBegun, type RunRecord } from '../deployment';
import { LogicError } from '../errors';
import type { AzureConnection, Clock } from '../ports';
import type { RunHistory } from './runHistory';

const pollMs = 500;
const patienceMs = 120_000;

export interface ElsewhereInput { readonly record: RunRecord; readonly connection: AzureConnection; readonly history: RunHistory; readonly clock: Clock }

/**
 * Cancels the deployment of a run that another living process follows. That process sees ARM's answer and writes the end; we wait for it.
 * @throws LogicError `Run.NotDeploying` while there is nothing in Azure to cancel.
 */
export async function cancelElsewhere({ record, connection, history, clock }: ElsewhereInput, signal?: AbortSignal): Promise<RunRecord> {
  if (!mayHaveBegun(record) || !record.target) throw new LogicError('Run.NotDeploying', `The run ${record.deploymentId} is still at ${record.state.replaceAll('_', ' ')} in another process, so there is no deployment to cancel yet.`, { nextStep: 'Cancel it where it runs: nothing has been changed.' });
  await connection.deployments.cancel(record.target, record.deploymentName, signal);
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pollMs) {
    const now = await history.get(record.deploymentId);
    if (isRunEnded(now)) return now;
    await clock.sleep(pollMs, signal);
  }
  return history.get(record.deploymentId);
}
