import { ConfirmationNeededError, LogicError } from '../errors';
import type { Obstacle } from '../guard';

/**
 * Ends a run that something stands against.
 * @throws LogicError `Preflight.Failed` naming each failed check and the first thing to do; ConfirmationNeededError where only the guard objects.
 */
export function refuseObstacles(obstacles: readonly Obstacle[], environment: string): void {
  const failed = obstacles.filter(({ source }) => source === 'preflight');
  const details = obstacles.map(({ id, source, reason }) => ({ code: `${source === 'guard' ? 'Guard' : 'Preflight'}.${id}`, message: reason }));
  if (failed.length > 0) throw new LogicError('Preflight.Failed', `Deploying ${environment} would fail: ${failed.map(({ reason }) => reason).join(' ')} Nothing was changed.`, { details, nextStep: nextStepOf(failed) });
  if (obstacles.length > 0) throw new ConfirmationNeededError(`The guard of ${environment} objects: ${obstacles.map(({ reason }) => reason).join(' ')} Nothing was changed.`, { details, nextStep: `Cure it, or go on with a reason for the audit: ${obstacles.map(({ id }) => `--override ${id}="why"`).join(' ')}.` });
}

function nextStepOf(failed: readonly Obstacle[]): string {
  const remedy = failed.flatMap(({ remedies }) => remedies)[0];
  const first = remedy ? `${remedy.title}${remedy.command ? `: ${remedy.command}` : ''}.` : 'Cure it, then deploy again.';
  const open = failed.filter(({ canOverride }) => canOverride);
  return open.length === failed.length ? `${first} If the check is mistaken, go on with a reason: ${open.map(({ id }) => `--override ${id}="why"`).join(' ')}.` : first;
}
