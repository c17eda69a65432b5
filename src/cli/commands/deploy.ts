import type { RunRecord } from '../../core/deployment';
import type { ConfirmationAnswer, ConfirmationRequest, DeployOptions, Engine, RunHandle } from '../../core/engine';
import { InputError } from '../../core/errors';
import { guardRules } from '../../core/guard';
import { preflightProbes } from '../../core/preflight';
import { summarizePlan } from '../../core/whatIf';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode, exitCodeOf } from '../exitCodes';
import { nearest } from '../nearest';
import { renderProgress, renderRun } from '../render';
import { renderError } from '../output';
import { toDeployDocument } from '../runDocument';
import { givenSecrets } from '../secretsFile';

export const runDeploy: Command = async (context) => {
  const { invocation, engine } = context;
  const resumed = invocation.values.resume;
  return runToTheEnd(context, async () => (resumed === undefined ? engine().deploy((await chosenEnvironment(context)).name, runOptions(context)) : engine().resume(resumed, { ...runOptions(context), ...await givenSecrets(context) })));
};

/** Starts a run, tells its progress and its end. Returns the exit code. */
export async function runToTheEnd(context: CommandContext, start: () => Promise<RunHandle>): Promise<number> {
  const { engine, output } = context;
  const stopWatching = engine().watchRuns((record, event) => {
    output.event(record.deploymentId, event);
    for (const line of renderProgress(event)) output.progress(line);
  });
  try {
    const handle = await start();
    const record = await follow(handle, engine(), context);
    if (record.error) output.progress(renderError(record.error).trimEnd());
    output.result(toDeployDocument(record), () => renderRun(record));
    return exitCodeOfRun(record, context.signal.aborted);
  } finally {
    stopWatching();
  }
}

/** The first interrupt cancels in Azure, the second leaves the deployment running; so does the time limit. */
async function follow(handle: RunHandle, engine: Engine, { onInterrupt, signal, output }: CommandContext): Promise<RunRecord> {
  const failures: unknown[] = [];
  const cancel = (choice: 'cancel-in-azure' | 'leave-running', why: string): void => {
    output.progress(why);
    engine.cancel(handle.runId, choice).catch((error: unknown) => failures.push(error));
  };
  const restore = onInterrupt((count) => (count === 1 ? cancel('cancel-in-azure', 'Cancelling; interrupt again to leave the deployment running.') : cancel('leave-running', 'Leaving the deployment running.')));
  const leave = (): void => cancel('leave-running', 'The time is up: leaving the deployment running.');
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave, { once: true });
  try {
    return await handle.result;
  } finally {
    restore();
    signal.removeEventListener('abort', leave);
  }
}

/** What the flags say of a run: confirmation, warnings, the plan that was approved. */
export function runOptions({ invocation, output }: CommandContext): DeployOptions {
  const { flags, values, lists } = invocation;
  return {
    allowWarnings: flags.has('allow-warnings') ? true : undefined, gitSha: values['git-sha'], approvedPlanHash: values.plan,
    overrides: parseOverrides(lists.override ?? []), restore: [{ siteId: '*', names: lists.restore ?? [] }],
    confirm: async (request) => {
      output.progress(describe(request));
      return flags.has('yes') ? answer(request, flags.has('confirm-delete')) : undefined;
    },
  };
}

const answer = (request: ConfirmationRequest, deletesConfirmed: boolean): ConfirmationAnswer => ({ planHash: request.plan.planHash, how: 'flag', deletesConfirmed });

/** `RULE=REASON` each. @throws InputError `Cli.Usage` for a rule that there is not, or without a reason. */
export function parseOverrides(given: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(given.map((text) => {
    const [rule = '', reason = ''] = [text.split('=')[0]?.trim(), text.includes('=') ? text.slice(text.indexOf('=') + 1).trim() : ''];
    if (!overridable.includes(rule)) throw new InputError('Cli.Usage', `--override knows no rule "${rule}".`, { nextStep: `Did you mean ${nearest(rule, overridable) ?? overridable.join(', ')}?` });
    if (reason === '') throw new InputError('Cli.Usage', `--override ${rule} needs a reason, which the audit keeps.`, { nextStep: `Write --override ${rule}="why".` });
    return [rule, reason];
  }));
}

const overridable: readonly string[] = [...preflightProbes.filter(({ canOverride }) => canOverride !== false).map(({ id }) => id), ...guardRules];

function describe({ plan, reasons, environment }: ConfirmationRequest): string {
  return [`Plan for ${environment.name} (${plan.target.resourceGroup}): ${summarizePlan(plan)}`, ...reasons.map((reason) => `  ! ${reason}`), ...plan.warnings.map((warning) => `  ${warning}`)].join('\n');
}

/** When the time was up, running the command again (or resuming) is all there is to do. */
function exitCodeOfRun(record: RunRecord, timeIsUp: boolean): number {
  if (record.state === 'completed' || record.state === 'rolled_back') return exitCode.done;
  if (timeIsUp && record.state !== 'failed') return exitCode.environmentFailure;
  if (record.error) return exitCodeOf(record.error);
  return record.state === 'cancelled' || record.state === 'unknown' ? exitCode.cancelled : exitCode.failed;
}
