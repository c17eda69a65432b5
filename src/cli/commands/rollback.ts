import type { RollbackChoice } from '../../core/rollback';
import { renderPlanMarkdown, renderPlanText } from '../../core/whatIf';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';
import { givenSecrets } from '../secretsFile';
import { runOptions, runToTheEnd } from './deploy';

export const runRollback: Command = async (context) => {
  const [action] = context.invocation.words;
  if (action === 'states') return listStates(context);
  return context.invocation.flags.has('dry-run') ? planInfrastructure(context) : rollBackInfrastructure(context);
};

/** Good states, newest first, with what differs from what is deployed now. */
async function listStates(context: CommandContext): Promise<number> {
  const { engine, output, signal } = context;
  const environment = await chosenEnvironment(context);
  const found = await engine().rollback.listStates(environment.name, signal);
  output.result({ environment: environment.name, ...found }, () => [
    ...(found.failedRun ? [`The last run (${found.failedRun.deploymentId}) failed: ${found.failedRun.message}`] : []),
    found.states.length === 0 ? 'No good state is known.' : renderTable(['', 'time', 'commit', 'by', 'with', 'differs from now in', 'id'], found.states.map((one) => [
      one.isCurrent ? 'now' : one.problem ? 'x' : one.leftBy ? 'left' : '', one.madeAt.slice(0, 19).replace('T', ' '), one.gitSha?.slice(0, 8) ?? '', one.by ?? one.tool, one.source, one.problem ?? differences(one.differs), one.deploymentId])),
    ...(found.damaged.length > 0 ? [`Damaged: ${found.damaged.map((one) => one.slice(0, 12)).join(', ')}`] : []), ''].join('\n'));
  return exitCode.done;
}

const differences = (differs: readonly string[] | undefined): string => (differs === undefined ? 'not known' : differs.length === 0 ? 'nothing' : differs.length <= 4 ? differs.join(', ') : `${differs.slice(0, 4).join(', ')}, …`);

async function planInfrastructure(context: CommandContext): Promise<number> {
  const { engine, output, signal, workspace, invocation } = context;
  const environment = await chosenEnvironment(context);
  const { state, plan } = await engine().rollback.plan(environment.name, await choiceOf(context), signal);
  output.result({ state, ...plan }, () => `Back to ${state.deploymentId} of ${state.madeAt}${state.gitSha ? ` (commit ${state.gitSha.slice(0, 8)})` : ''}\n\n${invocation.values.format === 'markdown' ? renderPlanMarkdown(plan, { root: workspace }) : renderPlanText(plan, { root: workspace })}`);
  return exitCode.done;
}

async function rollBackInfrastructure(context: CommandContext): Promise<number> {
  const environment = await chosenEnvironment(context);
  const choice = await choiceOf(context);
  return runToTheEnd(context, () => context.engine().rollback.start(environment.name, choice, runOptions(context), context.signal));
}

async function choiceOf(context: CommandContext): Promise<RollbackChoice> {
  const { flags, values } = context.invocation;
  return { ...(values.to !== undefined && { to: values.to }), removeAdded: flags.has('remove-added'), liftLocks: flags.has('lift-locks'), ...await givenSecrets(context) };
}
