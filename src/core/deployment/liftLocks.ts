import { DeployError, LogicError } from '../errors';
import type { AzureConnection, ManagementLock } from '../ports/arm';
import { LostContactError } from './beginDeployment';
import { LeftRunningError } from './deployPhase';
import { defaultRetryPolicy, withRetry } from './retry';
import type { RunSession } from './runSession';
import type { Clock } from '../ports/clock';

const lockApi = '2020-05-01';

export interface LockInput { readonly connection: AzureConnection; readonly clock: Clock; readonly cancel: AbortSignal }

/** Lifts locks. They are journaled first: whoever takes up the run knows what to set again. */
export async function liftLocks(session: RunSession, { connection, cancel }: LockInput, locks: readonly ManagementLock[]): Promise<void> {
  if (locks.length === 0) return;
  const before = session.record.liftedLocks ?? [];
  await session.emit({ type: 'locksLifted', locks: [...before.filter(({ id }) => !locks.some((one) => isSame(one.id, id))), ...locks] });
  for (const { id } of locks) await session.call('locks.delete', cancel, () => connection.arm.request('DELETE', `${id}?api-version=${lockApi}`));
}

/**
 * Does `work`, then sets again what the run has lifted, whatever came of the work. Only where the deployment goes on without us do the locks stay off:
 * they would stop it, and whoever takes the run up sets them.
 */
export async function withLocksSetAgain<T>(session: RunSession, input: () => Promise<Omit<LockInput, 'cancel'>>, work: () => Promise<T>): Promise<T> {
  let goesOn = false;
  try {
    return await work();
  } catch (error) {
    goesOn = error instanceof LeftRunningError || error instanceof LostContactError;
    throw error;
  } finally {
    if (!goesOn && (session.record.liftedLocks?.length ?? 0) > 0) await setLocksAgain(session, await input());
  }
}

/** Not to be cancelled: a lock that stays off by accident is worse than a wait. */
export async function setLocksAgain(session: RunSession, { connection, clock }: Omit<LockInput, 'cancel'>): Promise<void> {
  if ((session.record.liftedLocks?.length ?? 0) === 0) return;
  const failed: { readonly id: string; readonly message: string }[] = [];
  const there = await listThere(session, connection, clock);
  for (const { id, level, notes } of session.record.liftedLocks ?? []) {
    // The template has set it, perhaps otherwise than it was before.
    if (there.some((one) => isSame(one.id, id))) continue;
    try {
      await withRetry(defaultRetryPolicy, { clock }, () => connection.arm.request('PUT', `${id}?api-version=${lockApi}`, { properties: { level, ...(notes !== undefined && { notes }) } }));
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      failed.push({ id, message: error.message });
    }
  }
  await session.emit({ type: 'locksSet', failed });
}

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Where the locks of now cannot be listed, all are written as they were: one too many does less harm than one too few. */
async function listThere({ record: { target } }: RunSession, { resources }: AzureConnection, clock: Clock): Promise<readonly ManagementLock[]> {
  if (!target) return [];
  try {
    return await withRetry(defaultRetryPolicy, { clock }, () => resources.listLocks(target));
  } catch (error) {
    if (error instanceof DeployError) return [];
    throw error;
  }
}

/** @throws LogicError `Rollback.Locked` when locks are in the way and nobody agreed to lift them. */
export function refuseLocked(locks: readonly ManagementLock[], resourceGroup: string): void {
  if (locks.length === 0) return;
  throw new LogicError('Rollback.Locked', `${resourceGroup} is locked: ${locks.map(describeLock).join(', ')}. Going back needs ${locks.length === 1 ? 'it' : 'them'} out of the way. Nothing was changed.`, { nextStep: 'Agree that they are lifted for the rollback and set again after it (--lift-locks on the command line).' });
}

export const describeLock = ({ id, name, level }: ManagementLock): string => `${name} (${level}) on ${id.replace(/\/providers\/Microsoft\.Authorization\/locks\/[^/]+$/i, '').split('/').at(-1)}`;
