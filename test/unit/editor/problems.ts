import type { ErrorDocument, RunEvent } from '../../../src/core/deployment/events';
import type { Diagnostic } from '../../../src/core/values';
import { relevantProblems } from '../../../src/editor/runs/problemsOfRun';

const at = '2026-03-01T12:00:00Z';

/** Codes of the problems after the findings, after the end, and after the start of another run. */
export function problemsAfter(diagnostics: readonly Diagnostic[], error: ErrorDocument): readonly (readonly string[])[] {
  const started = { type: 'started', at } as RunEvent;
  const events: RunEvent[] = [{ type: 'diagnostics', at, diagnostics }, { type: 'ended', at, state: 'failed', message: error.message, error }, started];
  let problems: readonly Diagnostic[] = [];
  return events.map((event) => (problems = relevantProblems(problems, event)).map(({ code }) => code));
}
