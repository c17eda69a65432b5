import type { ConfirmationAnswer, ConfirmationLevel, DeployOptions } from '../engine';
import type { Environment } from '../environments/environment';
import { CancelledError, ConfirmationNeededError, InputError } from '../errors';
import type { Plan } from '../whatIf/plan';
import type { RunSession } from './runSession';

export interface ConfirmInput {
  readonly plan: Plan;
  readonly environment: Environment;
  readonly options: DeployOptions;
  readonly groupIsNew: boolean;
  readonly decided: { readonly level: ConfirmationLevel; readonly reasons: readonly string[] };
}

/** Asks once, by risk. @throws ConfirmationNeededError when the answer is no; nothing was changed then. */
export async function confirmRun(session: RunSession, input: ConfirmInput, signal: AbortSignal): Promise<void> {
  const { plan, options, environment } = input;
  if (signal.aborted) throw new CancelledError();
  const { level, reasons } = raise(input);
  if (level === 'none') return session.emit({ type: 'confirmed', planHash: plan.planHash, how: 'not-needed' });
  const answer = await untilAborted(options.confirm({ plan, level, reasons, environment }), signal);
  check(answer, input, reasons);
  await session.emit({ type: 'confirmed', planHash: plan.planHash, how: answer.how, by: session.record.by });
}

/** A group that does not exist yet is created by nobody's accident. */
function raise({ decided, groupIsNew, plan }: ConfirmInput): ConfirmInput['decided'] {
  if (!groupIsNew) return decided;
  return { level: decided.level === 'none' ? 'click' : decided.level, reasons: [...decided.reasons, `The resource group ${plan.target.resourceGroup} will be created in ${plan.target.location}.`] };
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
