import type { JsonObject } from '../../armTemplate';
import type { ProviderContext } from '../providers/provider';

/** An alert as the sandbox keeps it. Times are ISO 8601. */
export interface Alert {
  /** Name of the alert, a GUID. */
  readonly name: string;
  readonly rule: string;
  readonly target: string;
  readonly severity: string;
  readonly signalType: 'Metric' | 'Log';
  readonly service: string;
  readonly description: string;
  readonly firedAt: string;
  readonly changedAt: string;
  readonly changedBy: string;
  readonly resolvedAt?: string;
  readonly state: 'New' | 'Acknowledged' | 'Closed';
  readonly condition: JsonObject;
  readonly history: readonly Change[];
}
export interface Change { readonly event: 'AlertCreated' | 'StateChange' | 'MonitorConditionChange'; readonly from: string; readonly to: string; readonly at: string; readonly by: string; readonly comment?: string }

const mostKept = 2000;
export const alertTable = (context: ProviderContext) => context.table<Alert>('Microsoft.AlertsManagement/alerts');

/** Keeps a new alert; the oldest go first. */
export function fire(alert: Omit<Alert, 'changedAt' | 'changedBy' | 'state' | 'history'>, context: ProviderContext): void {
  const table = alertTable(context);
  table.set(alert.name, { ...alert, changedAt: alert.firedAt, changedBy: 'System', state: 'New', history: [{ event: 'AlertCreated', from: 'None', to: 'New', at: alert.firedAt, by: 'System' }] });
  if (table.size > mostKept) for (const [oldest] of table.entries()) { table.delete(oldest); break; }
}

export function resolve(name: string, at: number, context: ProviderContext): void {
  const alert = alertTable(context).get(name);
  if (!alert || alert.resolvedAt !== undefined) return;
  const time = new Date(at).toISOString();
  alertTable(context).set(name, { ...alert, resolvedAt: time, changedAt: time, changedBy: 'System', history: [...alert.history, { event: 'MonitorConditionChange', from: 'Fired', to: 'Resolved', at: time, by: 'System' }] });
}
