import type { DeploymentOperation } from '../ports/arm';
import type { Diagnostic, FileRange } from '../values';
import { explainError, type Advice } from './explainError';

export interface FailureInput {
  /** Operations of the run, those inside modules too. */
  readonly operations: readonly DeploymentOperation[];
  /** What ended the run, as thrown or as ARM wrote it; told only where no operation tells more. */
  readonly error?: unknown;
  /** Finds the declaration of a resource; the plan's changes and `buildDeclarations` both know. */
  readonly locate: (resourceId: string) => FileRange | undefined;
  /** Where entries go whose declaration is not known. */
  readonly templateFile: string;
  readonly resourceGroup?: string;
}

/** Entries for the Problems view of a failed run: every innermost cause once, at the declaration of its resource, in the coach's words and the service's. */
export function diagnoseFailure({ operations, error, locate, templateFile, resourceGroup }: FailureInput): Diagnostic[] {
  const context = { ...(resourceGroup !== undefined && { resourceGroup }) };
  const failed = operations.filter(({ provisioningState, error: own }) => own !== undefined && /^(failed|canceled)$/i.test(provisioningState));
  // A module's own operation only repeats what failed inside it.
  const inner = failed.filter(({ target }) => !/^microsoft\.resources\/deployments$/i.test(target?.type ?? ''));
  const advice = (inner.length > 0 ? inner : failed).flatMap((operation) => explainError(operation.error, { ...context, ...(operation.target && { resourceId: operation.target.id }) }).map((one) => ({ one, resourceId: one.resourceId ?? operation.target?.id })));
  const all = advice.length > 0 || error === undefined ? advice : explainError(error, context).map((one) => ({ one, resourceId: one.resourceId }));
  const entries = all.map(({ one, resourceId }) => toDiagnostic(one, resourceId, (resourceId === undefined ? undefined : locate(resourceId)) ?? { file: templateFile }));
  return entries.filter((entry, index) => entries.findIndex((other) => other.message === entry.message && other.file === entry.file && other.range?.start.line === entry.range?.start.line) === index);
}

function toDiagnostic({ cause, nextStep, error, ruleId }: Advice, resourceId: string | undefined, place: FileRange): Diagnostic {
  const about = resourceId === undefined ? '' : `${resourceId.split('/').at(-1)}: `;
  const own = ruleId === undefined || error.message === cause ? '' : ` Azure says: ${error.message}`;
  return { ...place, severity: 'error', code: error.code, message: `${about}${cause}${own}`, nextStep };
}
