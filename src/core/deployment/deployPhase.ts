import { CancelledError, DeployError, EnvironmentError, LogicError } from '../errors';
import type { AzureConnection, DeploymentRecord, GroupScope } from '../ports/arm';
import type { Clock } from '../ports/clock';
import type { JsonObject } from '../values';
import { beginOrAdopt, forAttempt, LostContactError } from './beginDeployment';
import { deploymentFailure, TransientFailureError } from './deploymentFailure';
import { readOutputs } from './deploymentOutputs';
import { followDeployment, isTerminal } from './followDeployment';
import type { Planned } from './planPhase';
import type { SettingsPromise } from './keepSettings';
import { defaultRetryPolicy, delayAfter } from './retry';
import type { RunSession } from './runSession';

export interface DeployInput {
  readonly connection: AzureConnection;
  readonly clock: Clock;
  readonly scope: GroupScope;
  readonly listWarnings: (outputs: JsonObject) => readonly string[];
  /** Aborted: cancel in Azure. */
  readonly cancel: AbortSignal;
  /** Aborted: stop following and leave it running. */
  readonly leave: AbortSignal;
  /** Application settings that this run puts back; absent where another process held them. */
  readonly settings?: SettingsPromise;
}

/** Nobody follows the run now; `isInAzure` tells whether it goes on there. */
export class LeftRunningError extends Error {
  constructor(readonly isInAzure = true) { super('Left.'); }
}

/** Creates what the deployment needs, begins it and follows it to its end. */
export async function deploy(session: RunSession, input: DeployInput, planned: Planned): Promise<JsonObject> {
  const { connection, cancel } = input;
  if (!planned.group) await createGroup(session, input, planned);
  if (cancel.aborted || input.leave.aborted) throw new CancelledError(`Cancelled before the deployment began.${planned.group ? '' : ` The new resource group ${input.scope.resourceGroup} stays, empty.`}`);
  for (let attempt = 1; ; attempt++) {
    await beginOrAdopt(session, connection.deployments, forAttempt(planned.request, attempt), cancel);
    try {
      return await followToOutputs(session, input);
    } catch (error) {
      if (!(error instanceof TransientFailureError) || attempt >= defaultRetryPolicy.attempts) throw error;
      const delayMs = delayAfter(defaultRetryPolicy, attempt, error);
      await session.retrying('deployment', attempt, delayMs, error);
      await input.clock.sleep(delayMs, cancel);
    }
  }
}

/** From a deployment that ARM has accepted to its outputs; also the way back in after a crash. */
export async function followToOutputs(session: RunSession, input: DeployInput): Promise<JsonObject> {
  const record = await follow(session, input);
  const state = record.provisioningState.toLowerCase();
  if (state === 'failed') throw deploymentFailure(record, session.record.operations);
  if (state !== 'succeeded') throw new CancelledError(`The deployment ${record.name} was cancelled in Azure. Resources that it had already created stay.`);
  const outputs = readOutputs(record);
  await session.emit({ type: 'outputs', outputs, warnings: input.listWarnings(outputs) });
  return outputs;
}

async function follow(session: RunSession, input: DeployInput): Promise<DeploymentRecord> {
  const { connection, scope, clock, cancel, leave } = input;
  const name = session.record.deploymentName;
  try {
    return await followDeployment(session, connection, scope, name, clock, AbortSignal.any([cancel, leave]));
  } catch (error) {
    if (error instanceof CancelledError) return stop(session, input);
    if (error instanceof DeployError && error.code === 'Arm.DeploymentNotFound') throw error;
    // Whatever keeps us from reading it (an outage, a right that was taken away, a full disk, a bug of ours): Azure goes on.
    throw new LostContactError(`The deployment ${name} goes on in Azure, but it can be followed no more: ${(error as Error).message}`, error);
  }
}

async function stop(session: RunSession, input: DeployInput): Promise<never> {
  const choice = input.leave.aborted ? 'leave-running' : 'cancel-in-azure';
  await session.emit({ type: 'cancelRequested', choice });
  if (choice === 'leave-running') throw new LeftRunningError();
  throw await settleCancellation(session, input, await cancelInAzure(session, input));
}

/** The error that ends a cancelled run truthfully. What finished first has outputs, and they are kept. */
export async function settleCancellation(session: RunSession, input: DeployInput, record: DeploymentRecord): Promise<DeployError> {
  if (record.provisioningState.toLowerCase() === 'succeeded') {
    const outputs = readOutputs(record);
    await session.emit({ type: 'outputs', outputs, warnings: input.listWarnings(outputs) });
  }
  return whatHappened(record, session);
}

/** Asks ARM to cancel, then looks what came of it: the deployment may have ended first. */
export async function cancelInAzure(session: RunSession, { connection, scope, clock, leave }: DeployInput): Promise<DeploymentRecord> {
  const name = session.record.deploymentName;
  try {
    await session.call('deployments.cancel', leave, () => connection.deployments.cancel(scope, name, leave));
  } catch (error) {
    const ended = error instanceof LogicError && isTerminal((await connection.deployments.find(scope, name, leave))?.provisioningState ?? '');
    if (!ended) throw asLost(error, name);
  }
  try {
    return await followDeployment(session, connection, scope, name, clock, leave);
  } catch (error) {
    throw asLost(error, name);
  }
}

function asLost(error: unknown, name: string): unknown {
  if (error instanceof CancelledError) return new LeftRunningError();
  return error instanceof EnvironmentError ? new LostContactError(`Azure was asked to cancel the deployment ${name}, but what came of it is not known: ${error.message}`, error) : error;
}

function whatHappened(record: DeploymentRecord, session: RunSession): DeployError {
  const created = session.record.operations.filter((one) => one.provisioningState === 'Succeeded' && one.target).length;
  const kept = created === 0 ? 'No resource had been deployed.' : `${created} operation(s) had already succeeded; those resources stay.`;
  switch (record.provisioningState.toLowerCase()) {
    case 'canceled': return new CancelledError(`Cancelled in Azure. ${kept}`);
    case 'failed': return deploymentFailure(record, session.record.operations, 'It failed before the cancellation took effect. ');
    default: return new FinishedFirstError();
  }
}

/** The cancellation came too late: everything is deployed. */
export class FinishedFirstError extends CancelledError {
  constructor() { super('The deployment finished before the cancellation took effect. Everything is deployed; its health was not checked.'); }
}

/** The group, with the tags of the environment; then the check that ARM could not make without it. */
async function createGroup(session: RunSession, { connection, scope, cancel }: DeployInput, planned: Planned): Promise<void> {
  const environment = session.record.environment;
  const tags = { environment, project: 'aos', managedBy: 'aos-deploy' };
  await session.call('resources.createResourceGroup', cancel, () => connection.resources.createResourceGroup(scope, planned.target.location, tags));
  try {
    await session.call('deployments.validate', cancel, () => connection.deployments.validate(planned.request, cancel));
  } catch (error) {
    if (error instanceof LogicError) throw new LogicError(error.code, `${error.message} (The new resource group ${scope.resourceGroup} stays, empty.)`, { details: error.details, nextStep: error.nextStep, cause: error });
    throw error;
  }
}
