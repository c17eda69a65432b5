import type { ErrorDocument, RunEvent } from '../../core/deployment/events';
import type { Diagnostic } from '../../core/values';

/** The problems of an environment after one event more; the same list when nothing has changed. Errors only: warnings stay on the page. */
export function relevantProblems(before: readonly Diagnostic[], event: RunEvent): readonly Diagnostic[] {
  if (event.type === 'started') return before.length === 0 ? before : [];
  if (event.type === 'diagnostics') {
    const errors = event.diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
    return errors.length === 0 ? before : union(before, errors);
  }
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
