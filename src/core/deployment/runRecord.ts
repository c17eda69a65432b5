import type { DeploymentOperation } from '../ports/arm';
import { toAuditEvents } from './auditEvents';
import type { Phase, PhaseName, RunEvent, RunRecord, RunStateName } from './events';
import type { Plan } from '../whatIf/plan';
import { next, phaseOrder, type RunState } from './runState';

/** A run and the state that its events led to. */
export interface FoldedRun { readonly record: RunRecord; readonly state: RunState }

/** @throws LogicError `Run.IllegalMove` when the events do not make a run. */
export function foldRun(events: readonly RunEvent[]): FoldedRun | undefined {
  let run: FoldedRun | undefined;
  for (const event of events) run = applyEvent(run, event);
  return run;
}

/** One event more. Pure: the given run stays as it is. */
export function applyEvent(run: FoldedRun | undefined, event: RunEvent): FoldedRun {
  const state = next(run?.state, event);
  const before = event.type === 'started' ? emptyRecord(event) : run!.record;
  const record = merge(before, event);
  return { state, record: { ...record, state: nameOf(state), events: [...record.events, ...toAuditEvents(event, record)] } };
}

export const isRunEnded = (record: RunRecord): boolean => record.endedAt !== undefined;

/** Whether ARM may hold a deployment of this run. */
export function mayHaveBegun(record: RunRecord): boolean {
  return record.phases.some((phase) => phase.name === 'deploying' && phase.state !== 'pending' && phase.state !== 'skipped');
}

function nameOf(state: RunState): RunStateName {
  return state.name === 'detached' ? 'unknown' : state.name;
}

function emptyRecord(event: Extract<RunEvent, { type: 'started' }>): RunRecord {
  return {
    deploymentId: event.runId, deploymentName: event.deploymentName, environment: event.environment, target: event.target,
    gitSha: event.gitSha, templateFile: event.templateFile, parametersFile: event.parametersFile, timestamp: event.at, by: event.by,
    state: 'initialized', success: false, message: 'Started.', phases: pendingPhases(),
    events: [], operations: [], outputs: {}, warnings: [], health: [], ...(event.rollbackTo && { rollbackTo: event.rollbackTo }),
  };
}

function merge(record: RunRecord, event: RunEvent): RunRecord {
  switch (event.type) {
    case 'target': return { ...record, target: event.target };
    case 'phase': return { ...record, phases: movePhases(record.phases, event), message: event.message ?? (event.state === 'running' ? sentences[event.phase] : record.message) };
    case 'plan': return { ...record, planHash: event.plan.planHash, planCounts: event.plan.counts, templateHash: event.plan.templateHash, parametersHash: event.plan.parametersHash, target: event.plan.target, ...(record.rollbackTo && { removes: removalsOf(event.plan) }) };
    case 'confirmed': return event.restore?.length ? { ...record, settingsToRestore: event.restore } : record;
    case 'settingsRestored': return { ...record, settingsToRestore: undefined };
    case 'operations': return { ...record, operations: mergeOperations(record.operations, event.operations) };
    case 'locksLifted': return { ...record, liftedLocks: event.locks };
    case 'locksSet': return { ...record, liftedLocks: undefined, warnings: union(record.warnings, event.failed.map((one) => `The lock ${one.id} could not be set again: ${one.message}`)) };
    case 'assignmentsRemoved': return { ...record, removedAssignments: event.assignments };
    case 'assignmentsSettled': return { ...record, removedAssignments: undefined, warnings: union(record.warnings, event.failed.map((one) => `The role assignment ${one.id} was removed and could not be put back: ${one.message}`)) };
    case 'removed': return { ...record, removes: undefined, ...(record.liftedLocks && { liftedLocks: record.liftedLocks.filter(({ id }) => !isBelow(id, event.resourceIds)) }), warnings: union(record.warnings, event.failed.map((one) => `${one.id} could not be removed: ${one.message}`)) };
    case 'outputs': return { ...record, outputs: event.outputs, warnings: union(record.warnings, event.warnings) };
    case 'health': return { ...record, health: event.resources, warnings: union(record.warnings, event.warnings ?? []) };
    case 'cancelRequested': return { ...record, message: event.choice === 'cancel-in-azure' ? 'Cancelling.' : record.message };
    case 'detached': return { ...record, message: event.message, error: event.error };
    case 'reattached': return { ...record, message: 'Re-attached.', error: undefined, ...(event.restart ? { phases: pendingPhases(), planHash: undefined, planCounts: undefined, settingsToRestore: undefined } : {}) };
    case 'ended': return { ...record, endedAt: event.at, success: event.state === 'completed' || event.state === 'rolled_back', message: event.message, error: event.error, phases: closePhases(record.phases, event) };
    default: return record;
  }
}

const removalsOf = ({ changes }: Plan): RunRecord['removes'] => changes.filter(({ changeType }) => changeType === 'Delete').map(({ resourceId, apiVersion }) => ({ resourceId, ...(apiVersion !== undefined && { apiVersion }) }));

/** A lock that the plan takes away, or whose resource it takes away, is not set again. */
const isBelow = (id: string, resourceIds: readonly string[]): boolean => resourceIds.some((one) => `${id}/`.toLowerCase().startsWith(`${one}/`.toLowerCase()));

const pendingPhases = (): readonly Phase[] => phaseOrder.map((name) => ({ name, state: 'pending' }));

const sentences: Record<PhaseName, string> = {
  validating_parameters: 'Checking the parameters file.', linting: 'Reading the compiler’s findings.', planning: 'Asking what would change.',
  awaiting_confirmation: 'Waiting for the confirmation.', deploying: 'Deploying.', verifying_health: 'Checking the deployed resources.',
};

function movePhases(phases: readonly Phase[], event: Extract<RunEvent, { type: 'phase' }>): readonly Phase[] {
  return phases.map((phase) => {
    if (phase.name !== event.phase) return phase;
    if (event.state === 'running') return { ...phase, state: event.state, startedAt: event.at };
    return { ...phase, state: event.state, startedAt: phase.startedAt ?? event.at, endedAt: event.at };
  });
}

/** A run that ends early leaves no phase "running": what ran takes the end's state, what never ran was skipped. */
function closePhases(phases: readonly Phase[], event: Extract<RunEvent, { type: 'ended' }>): readonly Phase[] {
  const stopped = event.state === 'cancelled' ? 'cancelled' : 'failed';
  return phases.map((phase) => {
    if (phase.state === 'running') return { ...phase, state: stopped, endedAt: event.at };
    return phase.state === 'pending' ? { ...phase, state: 'skipped' } : phase;
  });
}

/** Identity of an operation: IDs are unique within one deployment only. */
export const operationKey = (operation: DeploymentOperation): string => `${operation.deploymentName ?? ''}/${operation.operationId}`;

function mergeOperations(known: readonly DeploymentOperation[], news: readonly DeploymentOperation[]): readonly DeploymentOperation[] {
  const merged = new Map(known.map((operation) => [operationKey(operation), operation]));
  for (const operation of news) merged.set(operationKey(operation), operation);
  return [...merged.values()];
}

const union = (first: readonly string[], second: readonly string[]): readonly string[] => [...new Set([...first, ...second])];
