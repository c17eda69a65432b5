import type { ComparedConfiguration, ConfigurationKind, RuntimeReport, UploadReport } from '../../core/configurations';
import { ConfirmationNeededError, InputError } from '../../core/errors';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { renderDiagnostics, renderTable } from '../render';
import { testAgent } from './agentTest';
import { chosenIds, listKey } from './configurationWords';
import { convert, create, merge, renderRuntime, status, toRuntimeDocument } from './configurationForms';

export const runAgents: Command = (context) => (context.invocation.words[0] === 'test' ? testAgent(context) : run('agent', context));
export const runServers: Command = (context) => run('server', context);

function run(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  switch (context.invocation.words[0]) {
    case 'validate': return validate(kind, context);
    case 'diff': return diff(kind, context);
    case 'upload': return upload(kind, context);
    case 'prune': return prune(kind, context);
    case 'versions': return versions(kind, context);
    case 'merge': return merge(kind, context);
    case 'convert': return convert(kind, context);
    case 'status': return status(kind, context);
    case 'new': return create(kind, context);
    default: return restore(kind, context);
  }
}

async function validate(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  const { valid, diagnostics: found, sources } = await context.engine().configurations.validate(kind, chosenIds(context));
  const named = context.invocation.values.environment;
  // Only with an environment there is a vault to look into.
  const diagnostics = kind === 'server' && named !== undefined ? [...found, ...await context.engine().secrets.checkServers(named, context.signal)] : found;
  context.output.result({ valid, diagnostics }, () => `${renderDiagnostics(diagnostics)}${valid ? `Valid: ${sources.files.length} files.` : 'Not valid.'}`);
  return valid ? exitCode.done : exitCode.badInput;
}

async function diff(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  const environment = await chosenEnvironment(context);
  const ids = chosenIds(context);
  const compared = await context.engine().configurations.compare(environment.name, kind, context.signal);
  const wanted = (list: readonly ComparedConfiguration[]): readonly ComparedConfiguration[] => list.filter(({ id }) => ids?.includes(id) ?? true);
  const { account, container, registryContainer, leftOut, notices } = compared;
  for (const notice of notices) context.output.progress(notice);
  const list = wanted(compared.configurations).map(({ id, state, blobName, local, live }) => ({ id, state, path: local?.file ?? blobName, blobName, ...(live && { etag: live.etag }) }));
  const registry = wanted(compared.registry).map(({ id, state }) => ({ id, state }));
  context.output.result({ [listKey(kind)]: list, registry, leftOut, account, container, registryContainer }, () => [
    list.length === 0 ? 'Nothing here and nothing there.\n' : renderTable(['id', 'state', 'in the registry', 'path'], list.map((one) => [one.id, one.state, registry.find(({ id }) => id === one.id)?.state ?? 'not there', one.path])),
    ...leftOut.map(({ id, reason }) => `${id} stays out of the registry: ${reason}\n`),
  ].join(''));
  return exitCode.done;
}

async function upload(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  const { invocation: { flags }, output, engine, signal } = context;
  const environment = await chosenEnvironment(context);
  const ids = chosenIds(context);
  const report = await engine().configurations.upload(environment.name, kind, {
    ...(ids && { ids }), ...(flags.has('dry-run') && { dryRun: true }), ...(flags.has('overwrite') && { overwrite: 'all' }),
    onCreate: (container) => output.progress(`The container ${container} is not there: creating it.`),
    onProgress: (done, total) => { if (done === total || done % 100 === 0) output.progress(`${done} of ${total}`); },
  }, signal);
  if (!flags.has('follow') || flags.has('dry-run')) return show(kind, report, context);
  const runtime = await engine().configurations.followRuntime(environment.name, kind, { ...(ids && { ids }), onStatus: ({ id, state, reason }) => output.progress(`${id}: ${state}${reason === undefined ? '' : `, ${reason}`}`) }, signal);
  return show(kind, report, context, runtime);
}

/** Deleting asks: without --yes it says what it would delete. */
async function prune(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  const { invocation: { flags }, engine, signal } = context;
  const environment = await chosenEnvironment(context);
  const ids = chosenIds(context);
  const { configurations, registry } = await engine().configurations.compare(environment.name, kind, signal);
  const there = [...new Set([...configurations, ...registry].filter(({ state }) => state === 'only-there').map(({ id }) => id))].sort();
  const doomed = ids ? there.filter((id) => ids.includes(id)) : there;
  const notThere = ids?.filter((id) => !there.includes(id)) ?? [];
  if (notThere.length > 0) throw new InputError('Configuration.NotOnlyThere', `${notThere.join(', ')} cannot be pruned: only what is deployed and not in the workspace can.`, { nextStep: there.length === 0 ? 'There is nothing to prune.' : `These can: ${there.join(', ')}.` });
  if (doomed.length > 0 && !flags.has('yes') && !flags.has('dry-run')) {
    throw new ConfirmationNeededError(`${doomed.length} would be deleted from ${environment.name}: ${doomed.slice(0, 20).join(', ')}${doomed.length > 20 ? ', …' : ''}.`, { nextStep: 'Repeat with --yes. Earlier contents stay as versions.' });
  }
  if (flags.has('dry-run') || doomed.length === 0) {
    context.output.result({ [listKey(kind)]: doomed.map((id) => ({ id, outcome: 'would-delete' })), dryRun: flags.has('dry-run') }, () => (doomed.length === 0 ? 'Nothing to prune.' : `Would delete ${doomed.join(', ')}.`));
    return exitCode.done;
  }
  return show(kind, await engine().configurations.prune(environment.name, kind, doomed, signal), context);
}

async function versions(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  const environment = await chosenEnvironment(context);
  const [id, more] = chosenIds(context) ?? [];
  if (more !== undefined) throw new InputError('Cli.Usage', 'versions takes one ID, or none for the registry.');
  const found = await context.engine().configurations.listVersions(environment.name, kind, id, context.signal);
  context.output.result({ ...(id !== undefined && { id }), versions: found }, () => (found.length === 0 ? 'No earlier version.' : found.map(({ version }) => version).join('\n')));
  return exitCode.done;
}

async function restore(kind: ConfigurationKind, context: CommandContext): Promise<number> {
  const environment = await chosenEnvironment(context);
  const ids = chosenIds(context) ?? [];
  const version = context.invocation.values.to;
  const [id] = ids;
  if (id === undefined || ids.length > 1 || version === undefined) throw new InputError('Cli.Usage', 'restore takes one ID and --to VERSION.', { nextStep: 'List the versions with "versions ID".' });
  return show(kind, await context.engine().configurations.restore(environment.name, kind, id, version, context.signal), context);
}

/** Exit 1 when something is in conflict: the rest was done. */
function show(kind: ConfigurationKind, report: UploadReport, { output, invocation }: CommandContext, runtime?: RuntimeReport): number {
  const { results, registry, leftOut, notices, ...place } = report;
  for (const notice of notices) output.progress(notice);
  const conflicts = [...new Set([...results.filter(({ outcome }) => outcome === 'conflict' || outcome === 'kept-theirs').map(({ id }) => id), ...registry.conflicts])];
  const count = (outcome: string): number => results.filter((one) => one.outcome === outcome).length;
  output.result({ [listKey(kind)]: results, registry, leftOut, conflicts, ...place, dryRun: invocation.flags.has('dry-run'), ...(runtime && { runtime: toRuntimeDocument(runtime) }) }, () => [
    ...['uploaded', 'would-upload', 'deleted', 'in-sync', 'only-there'].filter((outcome) => count(outcome) > 0).map((outcome) => `${count(outcome)} ${outcome}`),
    `${registry.blobName}: ${registry.outcome}${registry.changed.length > 0 ? ` (${registry.changed.length} entries)` : ''}`,
    ...leftOut.map(({ id, reason }) => `${id} stays out of the registry: ${reason}`),
    ...conflicts.map((id) => `Conflict: ${id} was changed there as well; compare with "diff", take both with "merge", or decide with --overwrite.`),
    ...(runtime ? [renderRuntime(runtime)] : []),
  ].join('\n'));
  return conflicts.length > 0 || runtime?.statuses.some(({ state }) => state === 'not-loaded') ? exitCode.failed : exitCode.done;
}
