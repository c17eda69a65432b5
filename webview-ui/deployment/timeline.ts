import type { OperationView } from '../../src/protocol';

/** Where a bar lies on a scale of 0 to 1000. */
export interface Bar { readonly x: number; readonly width: number }
export interface TimelineRow { readonly operation: OperationView; readonly bar?: Bar; readonly durationMs?: number }
export interface Lane { readonly module: string; readonly head?: TimelineRow; readonly rows: readonly TimelineRow[] }
export interface Timeline { readonly lanes: readonly Lane[]; readonly spanMs: number }

const scale = 1000;
const narrowest = 4;

/**
 * Lays the operations of a run out by module: the module's own operation heads its lane.
 * Running operations reach to `nowMs` (epoch milliseconds); what has no start yet has no bar.
 */
export function layoutTimeline(operations: readonly OperationView[], nowMs: number): Timeline {
  const starts = operations.flatMap((operation) => (operation.startedAt ? [Date.parse(operation.startedAt)] : []));
  const from = Math.min(...starts, nowMs);
  const to = Math.max(from + 1, ...operations.map((operation) => endOf(operation, nowMs)));
  const row = (operation: OperationView): TimelineRow => ({ operation, ...measure(operation, from, to, nowMs) });
  const heads = new Map(operations.filter((operation) => operation.isModule).map((operation) => [operation.name, operation]));
  const names = [...new Set(operations.map((operation) => (operation.isModule ? operation.name : operation.module)))];
  const lanes = names.map((module): Lane => {
    const head = heads.get(module);
    return { module, head: head && row(head), rows: operations.filter((operation) => !operation.isModule && operation.module === module).map(row) };
  });
  return { lanes, spanMs: to - from };
}

const endOf = (operation: OperationView, nowMs: number): number => (operation.endedAt ? Date.parse(operation.endedAt) : nowMs);

function measure(operation: OperationView, from: number, to: number, nowMs: number): Pick<TimelineRow, 'bar' | 'durationMs'> {
  if (!operation.startedAt) return {};
  const start = Date.parse(operation.startedAt);
  const durationMs = Math.max(0, endOf(operation, nowMs) - start);
  const x = Math.min(scale - narrowest, ((start - from) / (to - from)) * scale);
  return { durationMs, bar: { x, width: Math.max(narrowest, Math.min(scale - x, (durationMs / (to - from)) * scale)) } };
}
