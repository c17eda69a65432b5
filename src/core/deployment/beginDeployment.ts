import { DeployError, EnvironmentError, LogicError } from '../errors';
import type { DeploymentApi, DeploymentRecord, DeploymentRequest } from '../ports/arm';
import { defaultRetryPolicy } from './retry';
import type { RunSession } from './runSession';

const runTag = 'aos-run';
const attemptTag = 'aos-attempt';

/** Whether this record is the deployment that run began: same name and our tag, however the run lost sight of it. */
export const isOwnDeployment = (record: DeploymentRecord, runId: string): boolean => record.tags[runTag] === runId;

/** The request of one attempt at the same deployment; the tag tells its record from that of a failed attempt before it. */
export const forAttempt = (request: DeploymentRequest, attempt: number): DeploymentRequest => ({ ...request, tags: { ...request.tags, [attemptTag]: String(attempt) } });

/**
 * Begins the deployment, or adopts it where an earlier request of this run got through although its answer was lost.
 * The request itself is never aborted halfway: what ARM has taken cannot be told from what it has not.
 * @throws LogicError `Run.NameTaken` when somebody else's deployment has the name; LostContactError when nobody can tell whether ARM took it.
 */
export async function beginOrAdopt(session: RunSession, api: DeploymentApi, request: DeploymentRequest, signal: AbortSignal): Promise<DeploymentRecord> {
  try {
    return await session.call('deployments.begin', signal, (attempt) => begin(session, api, request, attempt));
  } catch (error) {
    if (!(error instanceof EnvironmentError) || error instanceof LostContactError) throw error;
    const found = await lastLook(session, api, request, error);
    if (found) return found;
    throw error;
  }
}

async function begin(session: RunSession, api: DeploymentApi, request: DeploymentRequest, attempt: number): Promise<DeploymentRecord> {
  const found = attempt > 1 ? await findLost(session, api, request) : undefined;
  if (found) return found;
  try {
    return await api.begin(request);
  } catch (error) {
    if (!(error instanceof LogicError) || error.code !== 'Arm.DeploymentActive') throw error;
    const active = await findOwn(session, api, request);
    if (active) return active;
    throw new LogicError(error.code, `Azure refused the deployment because another one is active in ${request.resourceGroup}: ${error.message}`, { details: error.details, cause: error, nextStep: 'Wait until it has ended, or cancel it, then deploy again.' });
  }
}

/** As findOwn, where an earlier request may have got through: being refused the look leaves that open. */
async function findLost(session: RunSession, api: DeploymentApi, request: DeploymentRequest): Promise<DeploymentRecord | undefined> {
  try {
    return await findOwn(session, api, request);
  } catch (error) {
    if (!(error instanceof LogicError) || error.code === 'Run.NameTaken') throw error;
    throw new LostContactError(`It is not known whether Azure took the deployment ${request.name}: ${error.message}`, error);
  }
}

async function findOwn(session: RunSession, api: DeploymentApi, request: DeploymentRequest): Promise<DeploymentRecord | undefined> {
  const found = await api.find(request, request.name);
  if (!found) return undefined;
  if (isOwnDeployment(found, session.runId) && found.tags[attemptTag] !== request.tags?.[attemptTag]) return undefined;
  if (isOwnDeployment(found, session.runId)) return found;
  throw new LogicError('Run.NameTaken', `The resource group ${request.resourceGroup} already holds a deployment named ${request.name} that this run did not begin.`, { nextStep: 'Deploy again: the next run takes another name.' });
}

/** After the last failed attempt: did one of them get through? */
async function lastLook(session: RunSession, api: DeploymentApi, request: DeploymentRequest, cause: EnvironmentError): Promise<DeploymentRecord | undefined> {
  try {
    return await session.read('deployments.find', undefined, () => findLost(session, api, request), defaultRetryPolicy);
  } catch (error) {
    if (error instanceof EnvironmentError && !(error instanceof LostContactError)) throw new LostContactError(`Azure cannot be reached, so it is not known whether it took the deployment ${request.name}: ${cause.message}`, error);
    throw error;
  }
}

/** ARM may be at work and we cannot see it. The run is left open, to be resumed. */
export class LostContactError extends EnvironmentError {
  override readonly isRetryable = false;
  constructor(message: string, cause: unknown) {
    super('Run.LostContact', message, { cause, details: cause instanceof DeployError ? [{ code: cause.code, message: cause.message }] : [], nextStep: 'Resume the run when that is cured: it is safe, nothing is deployed twice.' });
  }
}
