import { EnvironmentError, LogicError, type DeployError, type ErrorDetail } from '../errors';
import type { DeploymentOperation, DeploymentRecord } from '../ports/arm';
import { leavesFirst } from './errorDocument';

/** Codes of deployments that only say that something inside them failed. */
const wrappers = new Set(['DeploymentFailed', 'ResourceDeploymentFailure', 'ResourceOperationFailure', 'InvalidTemplateDeployment', 'MultipleErrorsOccurred', 'Conflict', 'BadRequest']);

/** Causes inside a finished deployment that pass by themselves. Quota and capacity do not: waiting seconds changes neither. */
const transient = new Set(['ServiceUnavailable', 'InternalServerError', 'BadGateway', 'GatewayTimeout', 'TooManyRequests', 'RetryableError', 'ServerBusy', 'ServerTimeout', 'OperationTimedOut', 'RequestTimeout']);

/**
 * Why ARM says a deployment failed: the cause first, then the modules that report it. The resource comes from the operation that
 * failed with the same cause, because ARM's own error names none.
 */
export function deploymentFailure(record: DeploymentRecord, operations: readonly DeploymentOperation[], prefix = ''): DeployError {
  const failed = operations.filter((one) => one.provisioningState === 'Failed' && one.error);
  const { cause, ordered } = causeOf([...failed.map(withResource), ...(record.error ? [record.error] : [])]);
  if (!cause) return new LogicError('Arm.DeploymentFailed', `${prefix}The deployment ${record.name} failed, and Azure gave no reason.`, { nextStep: 'Look at the operations of the deployment in the portal.' });
  const message = `${prefix}${sentenceOf(cause)}`;
  if (transient.has(cause.code)) return new TransientFailureError(`Arm.${cause.code}`, message, { details: ordered, nextStep: 'Azure had a passing fault: deploy again, it is safe.' });
  return new LogicError(`Arm.${cause.code}`, message, { details: ordered, nextStep: 'Cure the cause, then deploy again: deployments are incremental, what is there already stays as it is.' });
}

/** ARM finished the deployment as failed for a reason that passes by itself: the same deployment may be begun again. */
export class TransientFailureError extends EnvironmentError {}

/** A refusal that only wraps others, told by its innermost cause; any other error as it is. */
export function unwrapRefusal(error: unknown): unknown {
  if (!(error instanceof LogicError) || !wrappers.has(error.code.replace(/^Arm\./, ''))) return error;
  const { cause, ordered } = causeOf(error.details);
  if (!cause || wrappers.has(cause.code)) return error;
  const more = new Set(ordered.filter((one) => !wrappers.has(one.code)).map((one) => one.message)).size - 1;
  return new LogicError(`Arm.${cause.code}`, `Azure refused the template: ${sentenceOf(cause)}${more > 0 ? ` (and ${more} more)` : ''}`, { details: ordered, nextStep: error.nextStep, cause: error });
}

/** The first cause that is more than a wrapper, and all of them with it in front. */
function causeOf(tree: readonly ErrorDetail[]): { readonly cause?: ErrorDetail; readonly ordered: readonly ErrorDetail[] } {
  const details = dropRepeats(leavesFirst(tree));
  const cause = details.find((one) => !wrappers.has(one.code)) ?? details[0];
  return { cause, ordered: cause ? [cause, ...details.filter((one) => one !== cause)] : [] };
}

function sentenceOf({ resourceId, target, message }: ErrorDetail): string {
  const where = resourceId ?? (target?.startsWith('/') ? target : undefined);
  return where && !message.includes(where) ? `${shortName(where)}: ${message}` : message;
}

/** An operation's resource belongs to the leaf of its error; a module's operation only repeats what its own operations say. */
function withResource(operation: DeploymentOperation): ErrorDetail {
  const error = operation.error ?? { code: 'Unknown', message: '' };
  const target = operation.target;
  if (!target || target.type.toLowerCase() === 'microsoft.resources/deployments') return error;
  const mark = (detail: ErrorDetail): ErrorDetail => ({ ...detail, resourceId: detail.resourceId ?? target.id, details: detail.details?.map(mark) });
  return mark(error);
}

/** The same cause is told once, by the entry that knows its resource. */
function dropRepeats(details: readonly ErrorDetail[]): readonly ErrorDetail[] {
  const best = new Map<string, ErrorDetail>();
  for (const detail of details) {
    const key = `${detail.code}|${detail.message}`;
    if (!best.has(key) || (!best.get(key)?.resourceId && detail.resourceId)) best.set(key, detail);
  }
  return [...best.values()];
}

/** `type/name` of a resource ID, for sentences. */
function shortName(resourceId: string): string {
  const parts = resourceId.split('/providers/').at(-1)?.split('/') ?? [];
  return parts.length < 3 ? resourceId : `${parts[0]}/${parts.filter((_, index) => index % 2 === 1).join('/')} ${parts.filter((_, index) => index > 0 && index % 2 === 0).join('/')}`;
}
