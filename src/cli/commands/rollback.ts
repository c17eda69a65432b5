import type { Application } from '../../core/applications';
import { ConfirmationNeededError, InputError } from '../../core/errors';
import { describeWay, type ApplicationOutcome, type ApplicationWay, type RollbackChoice } from '../../core/rollback';
import { renderPlanMarkdown, renderPlanText } from '../../core/whatIf';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
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
  const planned: { readonly application: Application; readonly way: ApplicationWay }[] = [];
  for (const application of applications) planned.push({ application, way: await back.plan(environment.name, application, { ...(values.slot !== undefined && { slot: values.slot }), ...(values.to !== undefined && { to: values.to }) }, signal) });
  const told = planned.map(({ application, way }) => describeWay(application, way));
  if (flags.has('dry-run')) {
    output.result({ applications: planned.map(({ application, way }) => ({ name: application.name, way })) }, () => told.join('\n'));
    return exitCode.done;
  }
  for (const line of told) output.progress(line);
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Taking ${planned.map(({ application }) => application.name).join(', ')} of ${environment.name} back needs a confirmation. Nothing was changed.`, { nextStep: 'Read what would happen, then confirm with --yes.' });
  const outcomes: { readonly name: string; readonly outcome: ApplicationOutcome }[] = [];
  for (const { application, way } of planned) outcomes.push({ name: application.name, outcome: await back.run(environment.name, application, way, (text) => output.progress(`${application.name}: ${text}`), signal) });
  const verdictOf = ({ swapped, deployed }: ApplicationOutcome): string => swapped?.verdict ?? deployed?.verdict ?? 'unknown';
  output.result({ applications: outcomes.map(({ name, outcome }) => ({ name, ...outcome, verdict: verdictOf(outcome) })) }, () => outcomes.map(({ name, outcome }) => `${name}: ${verdictOf(outcome)}${outcome.deployed ? `. ${outcome.deployed.conclusion}` : ''}`).join('\n'));
  const verdicts = outcomes.map(({ outcome }) => verdictOf(outcome));
  return verdicts.includes('not-alive') ? exitCode.failed : verdicts.includes('not-reachable') ? exitCode.environmentFailure : exitCode.done;
}
