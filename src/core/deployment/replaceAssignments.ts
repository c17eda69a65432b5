import { DeployError, LogicError } from '../errors';
import type { AssignmentInTheWay } from '../preflight';
import { LostContactError } from './beginDeployment';
import { LeftRunningError } from './deployPhase';
import type { LockInput } from './liftLocks';
import { defaultRetryPolicy, withRetry } from './retry';
import type { RunSession } from './runSession';

const api = 'api-version=2022-04-01';

/** Takes role assignments out of the way of the declared ones. They are journaled first: whoever takes up the run knows what to put back. */
export async function removeAssignments(session: RunSession, { connection, cancel }: LockInput, assignments: readonly AssignmentInTheWay[]): Promise<void> {
  if (assignments.length === 0) return;
  const before = session.record.removedAssignments ?? [];
  await session.emit({ type: 'assignmentsRemoved', assignments: [...before, ...assignments.filter((one) => !before.some(({ id }) => id === one.id))] });
  for (const { id } of assignments) await session.call('roleAssignments.delete', cancel, () => connection.arm.request('DELETE', `${id}?${api}`));
}

/**
 * Does `work`; where it fails, writes again those assignments that it did not set itself. Where the deployment goes on without us they stay away:
 * they would stop it, and whoever takes the run up settles them.
 */
export async function withAssignmentsPutBack<T>(session: RunSession, input: LockInput, work: () => Promise<T>): Promise<T> {
  try {
    const done = await work();
    const removed = session.record.removedAssignments ?? [];
    if (removed.length > 0) await session.emit({ type: 'assignmentsSettled', setAgain: [...new Set(removed.map(({ wantedId }) => wantedId))], putBack: [], failed: [] });
    return done;
  } catch (error) {
    if (!(error instanceof LeftRunningError || error instanceof LostContactError)) await putBack(session, input);
    throw error;
  }
}

/** Not to be cancelled: an application without its access is worse than a wait. */
export async function putBack(session: RunSession, { connection, clock }: Omit<LockInput, 'cancel'>): Promise<void> {
  const removed = session.record.removedAssignments ?? [];
  if (removed.length === 0) return;
  const [setAgain, back]: [string[], string[]] = [[], []];
  const failed: { readonly id: string; readonly message: string }[] = [];
  for (const { id, wantedId, properties } of removed) {
    try {
      if (await withRetry(defaultRetryPolicy, { clock }, () => isThere(connection.arm, wantedId))) setAgain.push(wantedId);
      else {
        await withRetry(defaultRetryPolicy, { clock }, () => connection.arm.request('PUT', `${id}?${api}`, { properties }));
        back.push(id);
      }
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      failed.push({ id, message: error.message });
    }
  }
  await session.emit({ type: 'assignmentsSettled', setAgain: [...new Set(setAgain)], putBack: back, failed });
}

async function isThere(arm: LockInput['connection']['arm'], id: string): Promise<boolean> {
  try {
    await arm.request('GET', `${id}?${api}`);
    return true;
  } catch (error) {
    if (error instanceof LogicError && error.status === 404) return false;
    throw error;
  }
}
