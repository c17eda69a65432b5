import type { RunEvent, RunRecord } from '../core/deployment';
import type { Diagnostic } from '../core/values';

/** Columns padded to their widest cell; control characters of foreign texts never reach the terminal. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const clean = [head, ...rows].map((row) => row.map(printable));
  const widths = head.map((_, column) => Math.max(...clean.map((row) => row[column]?.length ?? 0)));
  return clean.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n') + '\n';
}

/** `file(line,column): severity code: message`, as editors and pipelines recognise it. */
export function renderDiagnostics(diagnostics: readonly Diagnostic[]): string {
  return diagnostics.map((one) => `${one.file}${one.range ? `(${one.range.start.line + 1},${one.range.start.character + 1})` : ''}: ${one.severity} ${one.code}: ${printable(one.message)}${one.nextStep ? `\n  Next: ${printable(one.nextStep)}` : ''}\n`).join('');
}

export function renderRun(record: RunRecord): string {
  return [
    `${record.deploymentId}: ${record.state}`, ...(record.error ? [] : [printable(record.message)]),
    ...record.phases.filter((phase) => phase.state !== 'skipped').map((phase) => `  ${phase.name.padEnd(24)}${phase.state}${seconds(phase.startedAt, phase.endedAt)}`),
    ...record.warnings.map((warning) => `Warning: ${printable(warning)}`), '',
  ].join('\n');
}

/** Lines for people about one event; most events have none. */
export function renderProgress(event: RunEvent): readonly string[] {
  switch (event.type) {
    case 'started': return [`Run ${event.runId} of ${event.environment}`];
    case 'phase': return event.state === 'running' ? [`· ${event.phase.replaceAll('_', ' ')}`] : event.state === 'skipped' ? [] : [`  ${event.phase.replaceAll('_', ' ')} ${event.state}${event.message ? `: ${printable(event.message)}` : ''}`];
    case 'diagnostics': return event.diagnostics.some(isNoError) ? [renderDiagnostics(event.diagnostics.filter(isNoError)).trimEnd()] : [];
    case 'retrying': return [`  ${event.call} failed (${printable(event.error.message)}); again in ${event.delayMs / 1000} s`];
    case 'operations': return event.operations.flatMap((one) => (one.target ? [`  ${one.provisioningState.padEnd(10)} ${one.target.type} ${one.target.name}${one.error ? `: ${printable(one.error.message)}` : ''}`] : []));
    case 'health': return event.resources.filter((one) => one.verdict !== 'healthy').map((one) => `  ${one.verdict} ${one.resourceId}: ${printable(one.reason)}`);
    case 'detached': return event.reason === 'left-running' ? [printable(event.message)] : [];
    default: return [];
  }
}

/** Errors end the run, and are told then. */
const isNoError = (diagnostic: Diagnostic): boolean => diagnostic.severity !== 'error';

function seconds(from: string | undefined, to: string | undefined): string {
  return from && to ? `  ${((Date.parse(to) - Date.parse(from)) / 1000).toFixed(1)} s` : '';
}

const printable = (text: string): string => text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, ' ');
