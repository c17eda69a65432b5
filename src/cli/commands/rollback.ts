import { ConfirmationNeededError, InputError } from '../../core/errors';
import { describeReturn, describeWay, planReturns, runReturns, type ReturnedApplication, type RollbackChoice } from '../../core/rollback';
import { renderPlanMarkdown, renderPlanText } from '../../core/whatIf';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode, exitCodeOf } from '../exitCodes';
import { renderTable } from '../render';
import { givenSecrets } from '../secretsFile';
import { runOptions, runToTheEnd } from './deploy';

export const runRollback: Command = async (context) => {
  const [action, ...names] = context.invocation.words;
  if (action === 'states') return listStates(context);
  if (action === 'app') return rollBackApplications(context);
  if (names.length > 0) throw new InputError('Cli.Usage', `"rollback ${action}" does not take "${names[0]}".`, { nextStep: 'Names belong to "rollback app".' });
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

/** Shows how each application goes back; with --yes they go, one after the other, and each is looked at. */
async function rollBackApplications(context: CommandContext): Promise<number> {
  const { engine, output, signal, invocation: { words, values, flags } } = context;
  const environment = await chosenEnvironment(context);
  const applications = await engine().applications.find(words.slice(1));
  const back = engine().rollback.applications;
  const planned = await planReturns(back, environment.name, applications, { ...(values.slot !== undefined && { slot: values.slot }), ...(values.to !== undefined && { to: values.to }) }, signal);
  const told = planned.map(({ application, way, error }) => (way ? describeWay(application, way) : `${application.name}: cannot go back. ${error?.message ?? ''}`));
  const withoutWay = planned.filter(({ way }) => !way).length;
  if (flags.has('dry-run')) {
    output.result({ applications: planned.map(({ application, way, error }) => ({ name: application.name, ...(way && { way }), ...(error && { error }) })) }, () => told.join('\n'));
    return withoutWay > 0 ? exitCode.badInput : exitCode.done;
  }
  for (const line of told) output.progress(line);
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Taking ${planned.filter(({ way }) => way).map(({ application }) => application.name).join(', ')} of ${environment.name} back needs a confirmation. Nothing was changed.`, { nextStep: 'Read what would happen, then confirm with --yes.' });
  const returned = await runReturns(back, environment.name, planned, (name, text) => output.progress(`${name}: ${text}`), signal);
  output.result({ applications: returned.map(({ outcome, ...one }) => ({ ...one, ...(outcome?.swapped && { swapped: outcome.swapped }), ...(outcome?.deployed && { deployed: outcome.deployed }) })) }, () => returned.map(describeReturn).join('\n'));
  return exitCodeOfReturns(returned);
}

/** The worst of all: a pipeline must not take half a rollback for a whole one. */
function exitCodeOfReturns(returned: readonly ReturnedApplication[]): number {
  const codes = returned.map(({ verdict, error }) => {
    if (error) return exitCodeOf(error);
    return verdict === 'alive' || verdict === 'not-verified' ? exitCode.done : verdict === 'not-reachable' ? exitCode.environmentFailure : verdict === 'not-tried' ? exitCode.cancelled : exitCode.failed;
  });
  return [exitCode.cancelled, exitCode.failed, exitCode.environmentFailure, exitCode.badInput].find((code) => codes.includes(code)) ?? exitCode.done;
}
