import * as vscode from 'vscode';
import type { RunEvent } from '../core/deployment/events';
import type { Diagnostic } from '../core/values';
import { problemsOfFailure, relevantProblems, type FailurePlaces } from './runs/problemsOfRun';

/** Our entries of the Problems view. Each source (the workspace, the runs of an environment, its plan) replaces its own. */
export class Problems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('aos-deploy');
  readonly #bySource = new Map<string, readonly Diagnostic[]>();

  /** Errors of a run: gone with the next run of the environment. */
  takeRunEvent(event: RunEvent, places: FailurePlaces): void {
    const source = `run/${places.record.environment}`;
    this.replace(source, relevantProblems(this.#bySource.get(source) ?? [], event, () => problemsOfFailure(places)));
  }

  replace(source: string, problems: readonly Diagnostic[]): void {
    const before = this.#bySource.get(source) ?? [];
    if (before === problems || (before.length === 0 && problems.length === 0)) return;
    this.#bySource.set(source, problems);
    this.#draw();
  }

  dispose(): void { this.#collection.dispose(); }

  #draw(): void {
    const byFile = new Map<string, Map<string, vscode.Diagnostic>>();
    for (const problem of [...this.#bySource.values()].flat()) {
      const ofFile = byFile.get(problem.file) ?? new Map<string, vscode.Diagnostic>();
      // A run, a plan and the workspace may tell the same thing in other words; the place tells that it is one.
      const place = problem.range ? JSON.stringify(problem.range.start) : problem.message;
      if (!ofFile.has(place)) ofFile.set(place, toDiagnostic(problem));
      byFile.set(problem.file, ofFile);
    }
    this.#collection.clear();
    for (const [file, diagnostics] of byFile) this.#collection.set(vscode.Uri.file(file), [...diagnostics.values()]);
  }
}

const severities = { error: vscode.DiagnosticSeverity.Error, warning: vscode.DiagnosticSeverity.Warning, info: vscode.DiagnosticSeverity.Information };

function toDiagnostic({ range, message, nextStep, severity, code }: Diagnostic): vscode.Diagnostic {
  const place = range ? new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character) : new vscode.Range(0, 0, 0, 0);
  const diagnostic = new vscode.Diagnostic(place, nextStep ? `${message} ${nextStep}` : message, severities[severity]);
  return Object.assign(diagnostic, { code, source: 'AOS Deploy' });
}
