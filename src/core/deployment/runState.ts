import { LogicError } from '../errors';
import type { ErrorDocument, PhaseName, PhaseState, RunEvent } from './events';

/** Phases in the order a run takes them. */
export const phaseOrder: readonly PhaseName[] = ['validating_parameters', 'linting', 'planning', 'awaiting_confirmation', 'deploying', 'verifying_health'];

export type RunEnd = 'completed' | 'failed' | 'cancelled' | 'rolled_back';

/** Where a run stands. Only `next` makes new ones. */
export type RunState =
  | { readonly name: 'initialized' }
  | { readonly name: PhaseName; readonly status: Exclude<PhaseState, 'pending'> }
  /** Nobody follows; `from` is where it was, and ARM knows the rest. */
  | { readonly name: 'detached'; readonly from: InPhase }
  | { readonly name: RunEnd; readonly error?: ErrorDocument };

type InPhase = Extract<RunState, { status: unknown }>;

/** Events that belong to one phase only. */
const homes: Partial<Record<RunEvent['type'], readonly PhaseName[]>> = {
  diagnostics: ['validating_parameters', 'linting', 'planning'],
  plan: ['planning'],
  confirmed: ['awaiting_confirmation'],
  overridden: ['awaiting_confirmation'],
  settingsRestored: ['deploying'],
  operations: ['deploying'],
  removed: ['deploying'],
  outputs: ['deploying'],
  health: ['verifying_health'],
};

/**
 * The state after `event`. `undefined` is a run that has not started.
 * @throws LogicError `Run.IllegalMove` when the event cannot happen in this state.
 */
export function next(state: RunState | undefined, event: RunEvent): RunState {
  if (state === undefined) return event.type === 'started' ? { name: 'initialized' } : illegal(state, event);
  if (isEnded(state) || event.type === 'started') return illegal(state, event);
  if (event.type === 'reattached' && event.restart) return restart(state, event);
  if (state.name === 'detached') return event.type === 'reattached' ? state.from : illegal(state, event);
  const home = homes[event.type];
  if (home && !('status' in state && home.includes(state.name))) return illegal(state, event);
  if (event.type === 'phase') return movePhase(state, event);
  if (event.type === 'ended') return end(state, event);
  if (event.type === 'detached') return 'status' in state ? { name: 'detached', from: state } : illegal(state, event);
  return state;
}

export function isEnded(state: RunState): state is Extract<RunState, { name: RunEnd }> {
  return state.name === 'completed' || state.name === 'failed' || state.name === 'cancelled' || state.name === 'rolled_back';
}

function movePhase(state: Extract<RunState, { name: 'initialized' | PhaseName }>, event: Extract<RunEvent, { type: 'phase' }>): RunState {
  const entered = { name: event.phase, status: event.state };
  const closes = event.state === 'succeeded' || event.state === 'failed' || event.state === 'cancelled';
  if (closes) return 'status' in state && state.name === event.phase && state.status === 'running' ? entered : illegal(state, event);
  return follows(state) === event.phase ? entered : illegal(state, event);
}

/** The phase that may begin now; undefined while one is running or after the last. */
function follows(state: RunState): PhaseName | undefined {
  if (state.name === 'initialized') return phaseOrder[0];
  if (!('status' in state) || (state.status !== 'succeeded' && state.status !== 'skipped')) return undefined;
  return phaseOrder[phaseOrder.indexOf(state.name) + 1];
}

/** Only a run that went through every phase is completed; it may fail or be cancelled anywhere. */
function end(state: RunState, event: Extract<RunEvent, { type: 'ended' }>): RunState {
  const allDone = state.name === 'verifying_health' && (state.status === 'succeeded' || state.status === 'skipped');
  if ((event.state === 'completed' || event.state === 'rolled_back') && !allDone) return illegal(state, event);
  return { name: event.state, error: event.error };
}

/** Once ARM has finished a deployment of the run there is nothing to begin anew. */
function restart(state: RunState, event: RunEvent): RunState {
  const at = state.name === 'detached' ? state.from : state;
  return at.name === 'verifying_health' ? illegal(state, event) : { name: 'initialized' };
}

function illegal(state: RunState | undefined, event: RunEvent): never {
  const where = state === undefined ? 'before its start' : 'status' in state ? `${state.name} (${state.status})` : state.name;
  const what = event.type === 'phase' ? `phase ${event.phase} ${event.state}` : event.type === 'ended' ? `ended ${event.state}` : event.type;
  throw new LogicError('Run.IllegalMove', `A run that is ${where} cannot take the event "${what}".`);
}
