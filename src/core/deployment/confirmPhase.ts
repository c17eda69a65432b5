import type { ConfirmationAnswer, ConfirmationLevel, DeployOptions } from '../engine';
import type { Environment } from '../environments/environment';
import { CancelledError, ConfirmationNeededError, InputError } from '../errors';
import { listObstacles, unanswered, type Obstacle, type Overrides } from '../guard';
import { chosenSettings, type SettingsChoice } from '../settingsGuard';
import type { Plan } from '../whatIf/plan';
import { refuseObstacles } from './obstaclesOfRun';
import type { RunSession } from './runSession';

export interface ConfirmInput {
  readonly plan: Plan;
  readonly environment: Environment;
  readonly options: DeployOptions;
  readonly groupIsNew: boolean;
  readonly decided: { readonly level: ConfirmationLevel; readonly reasons: readonly string[] };
}

/**
 * Asks once, by risk. What stands against deploying needs a reason each, and the audit keeps them.
 * @returns the application settings that are to be put back.
 * @throws ConfirmationNeededError when the answer is no; LogicError `Preflight.Failed`. Nothing was changed then.
 */
export async function confirmRun(session: RunSession, input: ConfirmInput, signal: AbortSignal): Promise<readonly SettingsChoice[]> {
  const { plan, options, environment } = input;
  if (signal.aborted) throw new CancelledError();
  const all = listObstacles(plan);
  refuseObstacles(all.filter(({ canOverride }) => !canOverride), environment.name);
  const obstacles = unanswered(all, options.overrides ?? {});
  const { level, reasons } = raise(input, obstacles);
  const answer = level === 'none' ? undefined : await untilAborted(options.confirm({ plan, level, reasons, environment, obstacles, ...(session.record.rollbackTo && { rollbackTo: session.record.rollbackTo }) }), signal);
  if (level !== 'none') check(answer, input, reasons);
  const overrides = { ...options.overrides, ...answer?.overrides };
  refuseObstacles(unanswered(obstacles, overrides), environment.name);
  await noteOverrides(session, all, overrides);
  const restore = chosenSettings(plan.settingsImpact ?? [], [{ siteId: '*', names: environment.settingsGuard?.restore ?? [] }, ...options.restore ?? [], ...answer?.restore ?? []]);
  const noted = restore.length > 0 ? { restore } : {};
  await session.emit({ type: 'confirmed', planHash: plan.planHash, ...(answer ? { how: answer.how, by: session.record.by } : { how: 'not-needed' }), ...noted });
  return restore;
}

async function noteOverrides(session: RunSession, obstacles: readonly Obstacle[], overrides: Overrides): Promise<void> {
  for (const { id, reason } of obstacles) await session.emit({ type: 'overridden', rule: id, obstacle: reason, reason: overrides[id]?.trim() ?? '', by: session.record.by });
}

/** A group that does not exist yet is created by nobody's accident, and nobody goes on against an objection by accident. */
function raise({ decided, groupIsNew, plan }: ConfirmInput, obstacles: readonly Obstacle[]): ConfirmInput['decided'] {
  const against = obstacles.map(({ reason }) => reason);
  const level = decided.level === 'none' && (groupIsNew || obstacles.length > 0) ? 'click' : decided.level;
  if (!groupIsNew) return { level, reasons: [...against, ...decided.reasons] };
  return { level, reasons: [...against, ...decided.reasons, `The resource group ${plan.target.resourceGroup} will be created in ${plan.target.location}.`] };
}

function check(answer: ConfirmationAnswer | undefined, { plan, environment }: ConfirmInput, reasons: readonly string[]): asserts answer is ConfirmationAnswer {
  const why = reasons.length === 0 ? '' : `: ${reasons.map((reason) => reason.replace(/\.$/, '')).join('; ')}`;
  if (!answer) throw new ConfirmationNeededError(`Deploying ${environment.name} needs a confirmation that was not given${why}. Nothing was changed.`, { nextStep: 'Read the plan, then confirm (--yes on the command line).' });
  if (answer.planHash !== plan.planHash) throw new InputError('Run.PlanStale', 'The confirmation names another plan than the one that would run. Nothing was changed.', { nextStep: 'Read the new plan and confirm it.' });
  if (plan.counts.delete > 0 && !answer.deletesConfirmed) throw new ConfirmationNeededError(`The plan of ${environment.name} deletes ${plan.counts.delete} resource(s), which needs a confirmation of its own. Nothing was changed.`, { nextStep: 'Check the deletions, then confirm them (--confirm-delete on the command line).' });
}

/** A dialogue may stay open for hours; a cancelled run does not wait for it. */
function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new CancelledError());
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop)).catch(reject);
  });
}
