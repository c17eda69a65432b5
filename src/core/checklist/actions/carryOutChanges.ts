import { LogicError, type DeployError } from '../../errors';
import { asObject, asString } from '../../json';
import type { ArmRequests, Clock } from '../../ports';
import type { ArmChange } from './action';
import type { PlannedChange } from './planChanges';

export interface CarriedOut { readonly title: string; readonly id: string; readonly changeType: PlannedChange['changeType'] }
export interface CarryOutOptions { readonly clock: Clock; readonly signal?: AbortSignal; readonly onStep?: (done: number, total: number, title: string) => void }

const pollMs = 2_000;
const mostPolls = 300;

/**
 * Sends the requests one after the other and waits for each to be done. The first that fails ends it.
 * @throws LogicError, EnvironmentError with `details` that name what was done before.
 */
export async function carryOutChanges(arm: ArmRequests, changes: readonly (ArmChange & { readonly changeType?: PlannedChange['changeType'] })[], { clock, signal, onStep }: CarryOutOptions): Promise<readonly CarriedOut[]> {
  const done: CarriedOut[] = [];
  for (const change of changes) {
    onStep?.(done.length, changes.length, change.title);
    try {
      await carryOut(arm, change, clock, signal);
    } catch (error) {
      throw told(error, change, done);
    }
    done.push({ title: change.title, id: change.id, changeType: change.changeType ?? 'Modify' });
  }
  onStep?.(done.length, changes.length, '');
  return done;
}

async function carryOut(arm: ArmRequests, { method, id, apiVersion, body }: ArmChange, clock: Clock, signal: AbortSignal | undefined): Promise<void> {
  const { status } = await arm.request(method, `${id}?api-version=${apiVersion}`, body, signal);
  // A deletion that goes on is answered with 202 alone; what is left there otherwise has a state of its own.
  if (method === 'POST' || status === 204 || (method === 'DELETE' && status !== 202)) return;
  for (let poll = 0; poll < mostPolls; poll++) {
    const state = await stateOf(arm, id, apiVersion, signal);
    if (method === 'DELETE' ? state === 'absent' : state === 'Succeeded') return;
    if (state === 'Failed' || state === 'Canceled') throw new LogicError('Action.Failed', `Azure gave up on ${id}: ${state}.`, { nextStep: 'Look at the activity log of the resource.' });
    await clock.sleep(pollMs, signal);
  }
  throw new LogicError('Action.NotDone', `${id} has not become ready.`, { nextStep: 'Check the item again later.' });
}

/** Things without a state of their own are done when they are there. */
async function stateOf(arm: ArmRequests, id: string, apiVersion: string, signal: AbortSignal | undefined): Promise<string> {
  try {
    const { body } = await arm.request('GET', `${id}?api-version=${apiVersion}`, undefined, signal);
    return asString(asObject(asObject(body)['properties'])['provisioningState']) ?? 'Succeeded';
  } catch (error) {
    if (error instanceof LogicError && error.status === 404) return 'absent';
    throw error;
  }
}

function told(error: unknown, change: ArmChange, done: readonly CarriedOut[]): unknown {
  if (!(error instanceof Error) || !('kind' in error)) return error;
  const { details } = error as DeployError;
  if (done.length === 0) return error;
  return new LogicError('Action.Partly', `${change.title} failed: ${error.message} Done before: ${done.map(({ title }) => title).join('; ')}.`, { cause: error, details, nextStep: 'Correct the cause and run the action again: what is done already is left alone.' });
}
