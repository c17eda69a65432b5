import * as vscode from 'vscode';
import type { RunEvent } from '../../core/deployment/events';
import type { Diagnostic } from '../../core/values';
import { relevantProblems } from './problemsOfRun';

/** Errors of the last run of each environment, as entries of the Problems view; gone with its next run. */
export class RunProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('aos-deploy.run');
  readonly #byEnvironment = new Map<string, readonly Diagnostic[]>();

  take(environment: string, event: RunEvent): void {
    const before = this.#byEnvironment.get(environment) ?? [];
    const after = relevantProblems(before, event);
    if (after === before) return;
    this.#byEnvironment.set(environment, after);
    this.#draw();
  }

  dispose(): void { this.#collection.dispose(); }

  #draw(): void {
    const byFile = new Map<string, vscode.Diagnostic[]>();
    for (const problem of [...this.#byEnvironment.values()].flat()) byFile.set(problem.file, [...(byFile.get(problem.file) ?? []), toDiagnostic(problem)]);
    this.#collection.clear();
    for (const [file, diagnostics] of byFile) this.#collection.set(vscode.Uri.file(file), diagnostics);
  }
}

const severities = { error: vscode.DiagnosticSeverity.Error, warning: vscode.DiagnosticSeverity.Warning, info: vscode.DiagnosticSeverity.Information };

function toDiagnostic({ range, message, nextStep, severity, code }: Diagnostic): vscode.Diagnostic {
  const place = range ? new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character) : new vscode.Range(0, 0, 0, 0);
  const diagnostic = new vscode.Diagnostic(place, nextStep ? `${message} ${nextStep}` : message, severities[severity]);
  return Object.assign(diagnostic, { code, source: 'AOS Deploy' });
}
