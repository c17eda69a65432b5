import type { AuditEventType, RunEvent, RunRecord } from './events';
import type { JsonObject, JsonValue } from '../values';

type AuditEvent = RunRecord['events'][number];

/** What one event of a run adds to the audit, in the event types that the Python orchestrator knows. */
export function toAuditEvents(event: RunEvent, record: RunRecord): readonly AuditEvent[] {
  const entry = (type: AuditEventType, message: string, details?: JsonValue): readonly AuditEvent[] => [{ timestamp: event.at, type, message, ...(details === undefined ? {} : { details }) }];
  switch (event.type) {
    case 'phase': return ofPhase(event, entry);
    case 'diagnostics': return entry('lint', `${event.diagnostics.length} finding(s)`, lintDetails(event));
    case 'plan': return entry('plan', `What-if: ${summarize(event.plan.counts)}`, { planHash: event.plan.planHash, source: event.plan.source, counts: { ...event.plan.counts }, ...(event.plan.preflight && { preflight: Object.fromEntries(event.plan.preflight.map(({ id, state }) => [id, state])) }) });
    case 'confirmed': return entry('confirmation', event.how === 'not-needed' ? 'No confirmation needed' : 'Confirmed', { how: event.how, planHash: event.planHash, by: event.by ?? null });
    case 'overridden': return entry('confirmation', `Went on against ${event.rule}: ${event.reason}`, { rule: event.rule, obstacle: event.obstacle, reason: event.reason, by: event.by ?? null });
    case 'settingsRestored': return entry('deploy', 'Application settings put back', { restored: event.restored.map(({ siteId, names }) => ({ siteId, names: [...names] })) });
    case 'retrying': return entry('failure_classification', `${event.call} failed and is tried again: ${event.error.message}`, { type: 'environmental', code: event.error.code, attempt: event.attempt, delayMs: event.delayMs });
    case 'outputs': return entry('deploy', 'Deployment succeeded', { deploymentName: record.deploymentName, outputs: Object.keys(event.outputs) });
    case 'health': return entry('health', `${event.resources.filter((one) => one.verdict === 'healthy').length} of ${event.resources.length} healthy`);
    case 'cancelRequested': return entry('deploy', 'Cancellation requested', { choice: event.choice });
    case 'detached': return entry('deploy', event.message, { reason: event.reason });
    case 'reattached': return entry('deploy', 'Re-attached', { host: event.host });
    case 'locksLifted': return entry('deploy', `Lifted ${event.locks.length} lock(s)`, { locks: event.locks.map((one) => one.id) });
    case 'locksSet': return entry('deploy', event.failed.length === 0 ? 'Locks set again' : 'Some locks could not be set again', { failed: event.failed.map(({ id, message }) => ({ id, message })) });
    case 'assignmentsRemoved': return entry('deploy', `Removed ${event.assignments.length} role assignment(s) to set them again`, { removed: event.assignments.map(({ id, kind, wantedId, properties }) => ({ id, kind, wantedId, principalId: properties['principalId'] ?? null, roleDefinitionId: properties['roleDefinitionId'] ?? null })) });
    case 'assignmentsSettled': return entry('deploy', event.failed.length > 0 ? 'Some role assignments could not be put back' : event.putBack.length > 0 ? 'Role assignments put back' : 'Role assignments set again', { setAgain: event.setAgain, putBack: event.putBack, failed: event.failed.map(({ id, message }) => ({ id, message })) });
    case 'removed': return entry('deploy', `Removed ${event.resourceIds.length} resource(s)`, { removed: event.resourceIds, failed: event.failed.map(({ id, message }) => ({ id, message })) });
    case 'ended': return ofEnd(event, record, entry);
    default: return [];
  }
}

type Entry = (type: AuditEventType, message: string, details?: JsonValue) => readonly AuditEvent[];

function ofPhase(event: Extract<RunEvent, { type: 'phase' }>, entry: Entry): readonly AuditEvent[] {
  if (event.phase === 'validating_parameters' && event.state === 'succeeded') return entry('validate', 'Parameters validated successfully');
  if (event.phase === 'linting' && event.state === 'succeeded') return entry('lint', event.message ?? 'Lint succeeded', { success: true, errors: [] });
  if (event.phase === 'deploying' && (event.state === 'running' || event.state === 'skipped')) return entry('deploy', event.message ?? (event.state === 'running' ? 'Deployment started' : 'Nothing deployed'));
  return [];
}

function ofEnd(event: Extract<RunEvent, { type: 'ended' }>, { rollbackTo }: RunRecord, entry: Entry): readonly AuditEvent[] {
  if (event.state === 'rolled_back' && rollbackTo) return entry('rolled_back', event.message, { to: rollbackTo.deploymentId, source: rollbackTo.source, bundleId: rollbackTo.bundleId ?? null, gitSha: rollbackTo.gitSha ?? null });
  if (!event.error) return [];
  const kind = event.error.kind;
  const type = event.error.advice?.[0] && kind !== 'cancelled' ? event.error.advice[0].class : kind === 'environment' ? 'environmental' : kind === 'bug' || kind === undefined ? 'unknown' : kind === 'cancelled' ? 'cancelled' : 'logic';
  return entry('failure_classification', event.message, { type, code: event.error.code });
}

function lintDetails(event: Extract<RunEvent, { type: 'diagnostics' }>): JsonObject {
  const of = (severity: string): readonly string[] => event.diagnostics.filter((one) => one.severity === severity).map((one) => `${one.code}: ${one.message}`);
  const errors = of('error');
  return { success: errors.length === 0, errors, warnings: of('warning') };
}

function summarize(counts: { readonly create: number; readonly modify: number; readonly delete: number; readonly noChange: number }): string {
  return `${counts.create} to create, ${counts.modify} to modify, ${counts.delete} to delete, ${counts.noChange} unchanged`;
}
