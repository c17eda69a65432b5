import type { RunRecord } from '../../core/deployment';
import type { JsonObject, JsonValue } from '../../core/values';
import { toAuditTime } from './auditTime';

/** The JSON file of a run: the orchestrator's keys first, then our whole record under `run`. */
export interface AuditDocument {
  readonly deployment_id: string;
  readonly git_sha: string | null;
  readonly template_file: string;
  readonly parameters_file: string;
  readonly timestamp: string;
  readonly events: readonly { readonly timestamp: string; readonly event_type: string; readonly message: string; readonly details: JsonValue }[];
  readonly result: { readonly success: boolean; readonly message: string; readonly details: JsonObject };
  readonly resources: readonly { readonly resource_id: string; readonly resource_type: string; readonly health_status: string; readonly details: JsonObject }[];
  readonly run: RunRecord;
}

export function toAuditDocument(record: RunRecord): AuditDocument {
  return {
    deployment_id: record.deploymentId, git_sha: record.gitSha ?? null, template_file: record.templateFile, parameters_file: record.parametersFile, timestamp: toAuditTime(record.timestamp),
    events: record.events.map((event) => ({ timestamp: toAuditTime(event.timestamp), event_type: event.type, message: event.message, details: event.details ?? {} })),
    result: { success: record.success, message: record.message, details: resultDetails(record) },
    resources: record.health.map((one) => ({ resource_id: one.resourceId, resource_type: one.type, health_status: one.verdict, details: { reason: one.reason } })),
    run: record,
  };
}

function resultDetails(record: RunRecord): JsonObject {
  const details = {
    tool: 'aos-deploy', state: record.state, environment: record.environment, ended_at: record.endedAt ? toAuditTime(record.endedAt) : null, deployment_name: record.deploymentName,
    target: record.target ?? null, plan_hash: record.planHash ?? null, changes: record.planCounts ?? null, warnings: record.warnings, error: record.error ?? null, by: record.by ?? null,
  };
  return JSON.parse(JSON.stringify(details)) as JsonObject;
}

/** Our record out of an audit file; undefined for files of other tools, or damaged ones: the database still has their row. */
export function parseAuditFile(text: string): RunRecord | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && 'run' in value && isRecord(value.run) ? value.run : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const lists = ['phases', 'events', 'operations', 'warnings', 'health'] as const;
const texts = ['deploymentId', 'environment', 'timestamp', 'state', 'message', 'templateFile', 'parametersFile'] as const;

function isRecord(value: unknown): value is RunRecord {
  if (value === null || typeof value !== 'object') return false;
  const record = value as Record<string, unknown>;
  return texts.every((key) => typeof record[key] === 'string') && lists.every((key) => Array.isArray(record[key])) && typeof record['outputs'] === 'object' && record['outputs'] !== null;
}
