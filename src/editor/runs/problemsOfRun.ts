import { diagnoseFailure } from '../../core/coach';
import type { ErrorDocument, RunEvent, RunRecord } from '../../core/deployment/events';
import type { Diagnostic, FileRange } from '../../core/values';
import type { PlanChange } from '../../core/whatIf/plan';

/** Where a run's failures are declared: the run, the changes of its plan as far as they are known, and its template for everything else. */
export interface FailurePlaces { readonly record: RunRecord; readonly changes: readonly PlanChange[]; readonly templateFile: string }

/** The innermost causes of a failed run, each at the declaration of its resource, as the coach explains them. Empty when no operation failed. */
export function problemsOfFailure({ record, changes, templateFile }: FailurePlaces): readonly Diagnostic[] {
  if (record.state !== 'failed' || !record.operations.some(({ error }) => error)) return [];
  const declarations = new Map(changes.flatMap(({ resourceId, declaration }): [string, FileRange][] => (declaration ? [[resourceId.toLowerCase(), declaration]] : [])));
  return diagnoseFailure({ operations: record.operations, locate: (resourceId) => declarations.get(resourceId.toLowerCase()), templateFile, ...(record.target ? { resourceGroup: record.target.resourceGroup } : {}) });
}

/** The problems of an environment after one event more; the same list when nothing has changed. Errors only: warnings stay on the page. */
export function relevantProblems(before: readonly Diagnostic[], event: RunEvent, failure?: () => readonly Diagnostic[]): readonly Diagnostic[] {
  if (event.type === 'started') return before.length === 0 ? before : [];
  if (event.type === 'diagnostics') {
    const errors = event.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
    return errors.length === 0 ? before : union(before, errors);
  }
  const causes = event.type === 'ended' && event.state === 'failed' ? failure?.() ?? [] : [];
  if (causes.length > 0) return union(before, causes);
  return event.type === 'ended' && event.error?.file ? union(before, problemsOfError(event.error)) : before;
}

/** The problem that an error is, when it names a file. */
export function problemsOfError({ file, range, code, message, nextStep }: ErrorDocument): readonly Diagnostic[] {
  return file ? [{ file, range, code, message, severity: 'error', ...(nextStep ? { nextStep } : {}) }] : [];
}

/** The error at a run's end often repeats the finding that caused it. */
function union(before: readonly Diagnostic[], more: readonly Diagnostic[]): readonly Diagnostic[] {
  const place = (diagnostic: Diagnostic): string => `${diagnostic.file}:${diagnostic.range?.start.line ?? ''}:${diagnostic.range?.start.character ?? ''}`;
  const taken = new Set(before.map(place));
  const fresh = more.filter((diagnostic) => !taken.has(place(diagnostic)));
  return fresh.length === 0 ? before : [...before, ...fresh];
}
