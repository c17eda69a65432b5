import { LogicError } from '../errors';
import type { AzureConnection, RunJournal } from '../ports';
import { isOwnDeployment } from './beginDeployment';
import type { RunRecord } from './events';
import { isTerminal } from './followDeployment';
import { findReadableRun } from './readRun';
import { isRunEnded, mayHaveBegun } from './runRecord';
import type { RunSession } from './runSession';

/** Open runs are recent: older journals are not read. */
const lookBack = 30;

/** Runs that have ended: they stay so, and their journals are not read again. */
export type EndedRuns = Set<string>;

/**
 * An earlier run of this environment may have been left running, or its process killed. While its deployment is at work in Azure, a second one would
 * work against it. @throws LogicError `Run.StillActive` naming that run.
 */
export async function refuseWhileOtherActive(session: RunSession, journal: RunJournal, ended: EndedRuns, connection: AzureConnection, signal: AbortSignal): Promise<void> {
  for (const runId of (await journal.list()).slice(0, lookBack)) {
    const record = runId === session.runId || ended.has(runId) ? undefined : (await findReadableRun(journal, runId))?.record;
    if (record && isRunEnded(record)) ended.add(runId);
    if (!record || !isOpenHere(record, session.record.environment, connection)) continue;
    if (await isActive(session, record, connection, signal)) throw new LogicError('Run.StillActive', `The run ${runId} of ${record.environment} is not finished: its deployment is still at work in ${record.target?.resourceGroup}.`, { nextStep: `Resume it ("aos-deploy deploy --resume ${runId}") or cancel it ("aos-deploy cancel ${runId}").` });
  }
}

function isOpenHere(record: RunRecord, environment: string, { cloud }: AzureConnection): boolean {
  return !isRunEnded(record) && mayHaveBegun(record) && record.environment === environment && record.target?.cloud === cloud.name && record.target.subscriptionId !== '';
}

async function isActive(session: RunSession, record: RunRecord, connection: AzureConnection, signal: AbortSignal): Promise<boolean> {
  const found = await session.call('deployments.find', signal, () => connection.deployments.find(record.target!, record.deploymentName, signal));
  return found !== undefined && isOwnDeployment(found, record.deploymentId) && !isTerminal(found.provisioningState);
}
