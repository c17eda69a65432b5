import type { RunEvent, RunRecord } from '../../../core/deployment/events';
import type { DeploymentOperation } from '../../../core/ports/arm';
import type { JsonValue } from '../../../core/values';
import type { PlanChange } from '../../../core/whatIf/plan';
import type { OperationView, RetryView, RunView } from '../../../protocol/deployment';
import { isNestedDeployment, isRunActive, isRunEnded, phaseTitle, runProgress } from '../../shared/runText';
import { declarationView } from '../shared/declaration';
import { errorView, operationErrorView } from '../shared/errorView';
import { operationTimes } from './operationTimes';

/** What the page needs beside the record. */
export interface RunContext {
  /** The workspace folder. */
  readonly root: string;
  readonly isProtected: boolean;
  readonly isActive?: boolean;
  readonly retries: readonly RetryView[];
  /** Changes of the run's plan, for declarations; empty when the plan is gone. */
  readonly changes: readonly PlanChange[];
  readonly portal?: string;
}

/** A run as the page draws it. */
export function runView(record: RunRecord, context: RunContext): RunView {
  const isActive = context.isActive ?? isRunActive(record);
  return {
    runId: record.deploymentId, deploymentName: record.deploymentName, environment: record.environment, isProtected: context.isProtected, target: record.target,
    state: record.state, isActive, message: record.message, by: record.by, gitSha: record.gitSha, startedAt: record.timestamp, endedAt: record.endedAt,
    progress: runProgress(record), phases: record.phases.map((phase) => ({ ...phase, title: phaseTitle(phase.name) })),
    operations: operationViews(record, context), retries: context.retries, warnings: record.warnings,
    outputs: Object.entries(record.outputs).map(([name, value]) => ({ name, text: outputText(value) })),
    health: record.health.map((verdict) => ({ ...verdict, name: verdict.resourceId.split('/').at(-1) ?? verdict.resourceId })),
    actions: {
      canCancel: isActive, canResume: !isActive && !isRunEnded(record.state), canDeployAgain: isRunEnded(record.state), canOpenPlan: context.changes.length > 0,
      canOpenInPortal: context.portal !== undefined && record.target?.isSandbox === false,
    },
    // That somebody cancelled is no error; the message says what is left.
    ...(record.error && record.error.kind !== 'cancelled' && record.error.code !== 'Cancelled' ? { error: errorView(record.error, context.root) } : {}),
  };
}

/** Retries of a run, newest first, from its events. */
export const retryView = (event: Extract<RunEvent, { type: 'retrying' }>): RetryView => ({ at: event.at, call: event.call, attempt: event.attempt, delayMs: event.delayMs, reason: event.error.message });

function operationViews(record: RunRecord, context: RunContext): readonly OperationView[] {
  const declarations = new Map(context.changes.map((change) => [change.resourceId.toLowerCase(), change.declaration]));
  return record.operations.filter((operation) => operation.target).map((operation) => {
    const id = operation.target?.id ?? operation.operationId;
    const module = operation.deploymentName && operation.deploymentName !== record.deploymentName ? operation.deploymentName : '';
    const declaration = declarationView(declarations.get(id.toLowerCase()), context.root);
    return {
      id: `${operation.deploymentName ?? ''}/${operation.operationId}`, resourceId: operation.target?.id, name: operation.target?.name ?? operation.operationId, type: operation.target?.type ?? '', module,
      isModule: isNestedDeployment(operation.target?.type ?? ''), provisioningState: operation.provisioningState, ...operationTimes(operation), ...stateOf(operation, record),
      ...(operation.error ? { error: operationErrorView(operation.error, record.error?.advice ? undefined : operation.target?.id ?? '') } : {}), ...(declaration ? { declaration } : {}),
    };
  }).sort((a, b) => (a.startedAt ?? a.endedAt ?? '').localeCompare(b.startedAt ?? b.endedAt ?? ''));
}

/** What ARM had not finished when the run ended is not running any more: nobody follows it. */
function stateOf(operation: DeploymentOperation, { state, endedAt }: RunRecord): Pick<OperationView, 'state' | 'endedAt'> {
  const known = operationState(operation);
  return known === 'running' && isRunEnded(state) ? { state: 'cancelled', endedAt } : { state: known };
}

function operationState({ provisioningState }: DeploymentOperation): OperationView['state'] {
  switch (provisioningState) {
    case 'Succeeded': return 'succeeded';
    case 'Failed': return 'failed';
    case 'Canceled': return 'cancelled';
    default: return 'running';
  }
}

/** Outputs arrive with or without ARM's `{type, value}` around them. */
function outputText(output: JsonValue): string {
  const value = typeof output === 'object' && output !== null && !Array.isArray(output) && 'value' in output && 'type' in output ? (output as { readonly value: JsonValue }).value : output;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
