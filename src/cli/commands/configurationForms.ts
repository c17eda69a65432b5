import type { ConfigurationKind, MergeConflict, NewConfigurationAnswers, RuntimeReport } from '../../core/configurations';
import { ConfirmationNeededError, InputError } from '../../core/errors';
import { chosenEnvironment, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';
import { chosenIds, listKey, onlyId } from './configurationWords';

/** Shows the merge; writes the file and uploads it with --yes. Conflicts need --prefer, so that nobody decides them by accident. */
export async function merge(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  const { invocation: { values, flags }, output, engine, signal } = context;
  const environment = (await chosenEnvironment(context)).name;
  const merged = await engine().configurations.merge(environment, kind, onlyId(context), values.prefer === 'theirs' ? 'live' : 'local', signal);
  const { id, text, conflicts, taken, file, base } = merged;
  const shown = { id, state: merged.state, file, conflicts, taken, hasBase: base !== undefined, text };
  for (const one of conflicts) output.progress(`Conflict at ${one.path}: ${renderSides(one)}`);
  if (flags.has('dry-run')) {
    output.result({ ...shown, accepted: false }, () => text);
    return conflicts.length > 0 ? exitCode.failed : exitCode.done;
  }
  if (conflicts.length > 0 && values.prefer === undefined) throw new InputError('Configuration.Conflicts', `${id} was changed to different values at ${conflicts.map(({ path }) => path).join(', ')}.`, { nextStep: 'Decide with --prefer mine or --prefer theirs, or edit the file and upload it.' });
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Merging writes ${file} and uploads it to ${environment}.`, { nextStep: 'Look at it with --dry-run, then repeat with --yes.' });
  const report = await engine().configurations.acceptMerge(environment, merged, signal);
  const outcome = report.results.find((one) => one.id === id)?.outcome;
  output.result({ ...shown, accepted: true, outcome, registry: report.registry }, () => `${id}: merged, ${outcome ?? 'not uploaded'}; ${taken.length} places taken from there.`);
  return outcome === 'uploaded' || outcome === 'in-sync' ? exitCode.done : exitCode.failed;
}

const renderSides = ({ local, live }: MergeConflict): string => `here ${local === undefined ? 'taken out' : JSON.stringify(local)}, there ${live === undefined ? 'taken out' : JSON.stringify(live)}`;

/** Shows what the other form takes; writes it with --yes. */
export async function convert(kind: ConfigurationKind, { invocation: { values, flags }, output, engine }: CommandContext): Promise<number> {
  if (values.to !== 'files' && values.to !== 'registry') throw new InputError('Cli.Usage', 'convert needs --to files or --to registry.');
  const plan = await engine().configurations.planConversion(kind, values.to);
  const changed = plan.files.filter(({ action }) => action !== 'same');
  for (const { id, reason } of plan.notices) output.progress(`${id}: ${reason}`);
  if (!flags.has('dry-run') && changed.length > 0 && !flags.has('yes')) throw new ConfirmationNeededError(`${changed.length} files would be written: ${changed.slice(0, 5).map(({ file }) => file).join(', ')}${changed.length > 5 ? ', …' : ''}.`, { nextStep: 'Repeat with --yes.' });
  const written = flags.has('dry-run') ? [] : await engine().configurations.applyConversion(plan);
  output.result({ to: plan.to, files: plan.files.map(({ file, action }) => ({ file, action })), notices: plan.notices, written }, () => (changed.length === 0 ? 'Both forms say the same.' : changed.map(({ file, action }) => `${flags.has('dry-run') ? `would ${action}` : action === 'create' ? 'created' : 'changed'} ${file}`).join('\n')));
  return exitCode.done;
}

/** What the app says of each; with --reload it is told to read its registry again first. */
export async function status(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  const { invocation: { flags }, output, engine, signal } = context;
  const environment = (await chosenEnvironment(context)).name;
  const ids = chosenIds(context);
  const report = await engine().configurations.followRuntime(environment, kind, { ...(ids && { ids }), ...(!flags.has('reload') && { reload: false as const, patienceMs: 0 }) }, signal);
  output.result({ [listKey(kind)]: report.statuses, ...toRuntimeDocument(report) }, () => renderRuntime(report));
  return report.statuses.some(({ state }) => state === 'not-loaded') ? exitCode.failed : exitCode.done;
}

export const toRuntimeDocument = ({ site, reload, statuses, notices }: RuntimeReport): object => ({ ...(site !== undefined && { site }), reload, statuses, notices });
export const renderRuntime = ({ site, statuses, notices }: RuntimeReport): string => [...notices, `In ${site ?? 'no app'}:`, renderTable(['id', 'state', 'reason'], statuses.map(({ id, state, reason }) => [id, state, reason ?? '']))].join('\n');

/** A valid file from the options. */
export async function create(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  const { invocation: { flags }, output, engine } = context;
  const answers = answersOf(kind, context);
  const { file, text } = await (flags.has('dry-run') ? engine().configurations.draft(answers) : engine().configurations.create(answers));
  output.result({ id: answers.id, file, text, written: !flags.has('dry-run') }, () => (flags.has('dry-run') ? text : `Created ${file}.`));
  return exitCode.done;
}

function answersOf(kind: ConfigurationKind, context: CommandContext): NewConfigurationAnswers {
  const { invocation: { values, flags } } = context;
  const id = onlyId(context);
  const common = { id, isEnabled: !flags.has('disabled') };
  if (kind === 'agent') return { kind, ...common, purpose: values.purpose ?? '', ...(values.scope !== undefined && { purposeScope: values.scope }), ...(values.type !== undefined && { agentType: values.type }), ...(values.adapter !== undefined && { adapterName: values.adapter }), mcpTools: listOf(values.tools).map(toTool) };
  return { kind, ...common, command: values.command ?? '', args: values.args === undefined ? [] : values.args.split(/\s+/), env: Object.fromEntries(listOf(values['secret-env']).map(toSecret)) };
}

const listOf = (text: string | undefined): readonly string[] => (text ?? '').split(',').map((one) => one.trim()).filter((one) => one !== '');

function toTool(text: string): { readonly server: string; readonly tool: string } {
  const [server, tool] = text.split('/');
  if (!server || !tool) throw new InputError('Cli.Usage', `--tools takes SERVER/TOOL, not "${text}".`);
  return { server, tool };
}

function toSecret(text: string): readonly [string, { readonly secret: string }] {
  const [name, secret] = text.split('=');
  if (!name || !secret) throw new InputError('Cli.Usage', `--secret-env takes VARIABLE=SECRET, not "${text}".`, { nextStep: 'The value itself belongs into the vault: aos-deploy secrets set.' });
  return [name, { secret }];
}
