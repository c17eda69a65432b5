import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Application, DeployApplicationReport, PackageReport, PublishProgress, SettingChanges, SettingsReport } from '../../core/applications';
import { toErrorDocument } from '../../core/deployment';
import { CancelledError, ConfirmationNeededError, DeployError, InputError } from '../../core/errors';
import { isObject } from '../../core/json';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode, exitCodeOf } from '../exitCodes';
import { renderError } from '../output';
import { renderDiagnostics, renderTable } from '../render';

export const runApps: Command = async (context) => {
  const [action, ...names] = context.invocation.words;
  const applications = await context.engine().applications.find(names);
  switch (action) {
    case 'package': return packageAll(context, applications);
    case 'deploy': return deployAll(context, applications);
    case 'swap': return swap(context, applications);
    default: return settings(context, applications);
  }
};

async function packageAll(context: CommandContext, applications: readonly Application[]): Promise<number> {
  const reports: PackageReport[] = [];
  for (const one of applications) reports.push(await context.engine().applications.package(one, context.signal));
  const diagnostics = reports.flatMap((one) => one.diagnostics);
  const valid = !diagnostics.some(({ severity }) => severity === 'error');
  context.output.result({ valid, diagnostics, applications: reports.map(toPackageDocument) }, () => reports.map(renderPackage).join('') + renderDiagnostics(diagnostics));
  return valid ? exitCode.done : exitCode.badInput;
}

function toPackageDocument({ application, package: made, facts, changes }: PackageReport): object {
  return {
    name: application.name, root: application.root, hash: made.hash, file: made.file, sizeBytes: made.sizeBytes, files: made.entries, skipped: made.skipped,
    functions: facts.functions, settings: facts.settings, ...(changes && { changes }),
  };
}

function renderPackage({ application, package: made, facts, changes }: PackageReport): string {
  const count = (list: readonly string[], word: string): string[] => (list.length === 0 ? [] : [`${list.length} ${word}`]);
  const since = changes ? [...count(changes.added, 'added'), ...count(changes.changed, 'changed'), ...count(changes.removed, 'removed')].join(', ') || 'nothing changed' : 'first package';
  return [`${application.name}: ${made.hash.slice(0, 12)}, ${made.entries.length} files, ${(made.sizeBytes / 1024).toFixed(0)} KB, ${facts.functions.length} functions; ${since}`, `  ${made.file}`, ...made.skipped.map((one) => `  left out: ${one} is a link`), ''].join('\n');
}

type Outcome = DeployApplicationReport | { readonly name: string; readonly error: DeployError };

/** All applications side by side; one that fails does not stop the others. */
async function deployAll(context: CommandContext, applications: readonly Application[]): Promise<number> {
  const { invocation: { values, flags }, output, engine, signal } = context;
  const environment = await chosenEnvironment(context);
  if (values.to !== undefined && applications.length !== 1) throw new InputError('Cli.Usage', '--to names a package of one application.', { nextStep: 'Name the application: apps deploy NAME --to HASH.' });
  if (flags.has('dry-run')) return packageAll(context, applications);
  const slot = values.slot;
  if (slot !== undefined) await createMissingSlots(context, applications, environment.name, slot);
  const hash = values.to === undefined ? undefined : await fullHash(context, applications[0]!, values.to);
  const outcomes = await Promise.all(applications.map(async (one): Promise<Outcome> => {
    try {
      return await engine().applications.deploy(environment.name, one, { ...(slot !== undefined && { slot }), ...(hash !== undefined && { hash }), onProgress: progressOf(one.name, (line) => output.progress(line)) }, signal);
    } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
      return { name: one.name, error };
    }
  }));
  const documents = outcomes.map((one) => ('error' in one ? { name: one.name, state: 'failed', error: toErrorDocument(one.error) } : { ...one, state: stateOf(one) }));
  for (const one of outcomes) if ('error' in one) output.progress(`${one.name}: ${renderError(toErrorDocument(one.error)).trimEnd()}`);
  output.result({ applications: documents }, () => outcomes.map(renderOutcome).join(''));
  return Math.max(...outcomes.map(codeOf));
}

/** An abbreviated hash is enough when it is the only one. */
async function fullHash({ engine }: CommandContext, application: Application, start: string): Promise<string> {
  const hashes = new Set((await engine().applications.listPackages(application.name)).map(({ hash }) => hash).filter((hash) => hash.startsWith(start.toLowerCase())));
  if (hashes.size > 1) throw new InputError('Package.NotClear', `${start} is the start of ${hashes.size} packages.`, { nextStep: 'Give more of the hash.' });
  return [...hashes][0] ?? start;
}

async function createMissingSlots({ engine, output, signal }: CommandContext, applications: readonly Application[], environment: string, slot: string): Promise<void> {
  for (const one of applications) {
    if ((await engine().applications.listSlots(environment, one, signal)).some((name) => name.toLowerCase() === slot.toLowerCase())) continue;
    output.progress(`${one.name} has no slot ${slot}: creating it.`);
    await engine().applications.createSlot(environment, one, slot, signal);
  }
}

function progressOf(name: string, tell: (line: string) => void): (progress: PublishProgress) => void {
  let last = '';
  return ({ text }) => { if (text !== last) tell(`${name}: ${text}`); last = text; };
}

/** Deployed means alive: a check that failed makes the whole fail, one that could not be asked does not. */
const stateOf = ({ result, checks }: DeployApplicationReport): 'alive' | 'not-alive' | 'not-verified' | 'not-reachable' =>
  (result.state === 'not-reachable' ? 'not-reachable' : checks.some(({ state }) => state === 'fail') ? 'not-alive' : checks.every(({ state }) => state === 'pass') ? 'alive' : 'not-verified');

function codeOf(outcome: Outcome): number {
  if ('error' in outcome) return exitCodeOf(toErrorDocument(outcome.error));
  switch (stateOf(outcome)) {
    case 'not-reachable': return exitCode.environmentFailure;
    case 'not-alive': return exitCode.failed;
    default: return exitCode.done;
  }
}

function renderOutcome(outcome: Outcome): string {
  if ('error' in outcome) return `${outcome.name}: failed\n`;
  const { name, site, slot, hash, result, checks } = outcome;
  return [`${name}: ${stateOf(outcome)}, ${hash.slice(0, 12)} on ${site}${slot ? `/${slot}` : ''}`, ...(result.state === 'not-reachable' ? [`  Not reachable from here: ${result.reason}`] : []), ...checks.map((one) => `  ${one.state.padEnd(14)}${one.id.padEnd(12)}${one.reason}`), ''].join('\n');
}

/** Shows the direction and what moves; without --yes nothing is swapped. */
async function swap(context: CommandContext, applications: readonly Application[]): Promise<number> {
  const { invocation: { values, flags }, output, engine, signal } = context;
  const slot = values.slot;
  if (slot === undefined) throw new InputError('Cli.Usage', 'swap needs --slot NAME: the slot that goes live.');
  const environment = await chosenEnvironment(context);
  const previews = [];
  for (const one of applications) previews.push({ name: one.name, ...await engine().applications.previewSwap(environment.name, one, slot, signal) });
  const text = previews.map(({ name, source, target, settings: { moving, staying } }) => `${name}: ${source} -> ${target}; settings that move: ${moving.join(', ') || 'none'}; that stay: ${staying.join(', ') || 'none'}`);
  for (const line of text) output.progress(line);
  if (!flags.has('dry-run')) {
    if (!flags.has('yes')) throw new ConfirmationNeededError(`Swapping changes what is live in ${environment.name}.`, { nextStep: 'Repeat with --yes.' });
    for (const one of applications) await engine().applications.swap(environment.name, one, slot, signal);
  }
  output.result({ swapped: !flags.has('dry-run'), swaps: previews }, () => (flags.has('dry-run') ? 'Nothing was swapped.' : `Swapped ${applications.map(({ name }) => name).join(', ')}.`));
  return exitCode.done;
}

/** The table; with --apply or --from also the change, after a confirmation. A reference that does not resolve after a change makes it fail. */
async function settings(context: CommandContext, applications: readonly Application[]): Promise<number> {
  const { invocation: { values, flags }, output, engine, signal } = context;
  const environment = await chosenEnvironment(context);
  const service = engine().applications;
  const written: { name: string; changed: readonly string[] }[] = [];
  if (flags.has('apply') || values.from !== undefined) {
    const given = values.from === undefined ? undefined : await readChanges(path.resolve(values.from));
    const plans = [];
    for (const one of applications) plans.push({ one, changes: { ...(flags.has('apply') ? await service.wantedChanges(environment.name, one, values.slot, signal) : {}), ...given } });
    for (const { one, changes } of plans) output.progress(`${one.name}: ${Object.keys(changes).join(', ') || 'nothing to change'}`);
    if (!flags.has('yes') && !flags.has('dry-run') && plans.some(({ changes }) => Object.keys(changes).length > 0)) throw new ConfirmationNeededError(`Changing settings restarts the apps of ${environment.name}.`, { nextStep: 'Repeat with --yes.' });
    if (!flags.has('dry-run')) for (const { one, changes } of plans) written.push({ name: one.name, changed: (await service.changeSettings(environment.name, one, changes, values.slot, signal)).changed });
  }
  const reports: SettingsReport[] = [];
  for (const one of applications) reports.push(await service.settings(environment.name, one, values.slot, signal));
  output.result({ applications: reports, ...(written.length > 0 && { changed: written }) }, () => reports.map(({ name, site, settings: rows }) => `${name} (${site})\n${renderTable(['setting', 'state', 'local', 'wanted', 'live', 'reference'], rows.map((row) => [row.name, row.state, row.local ?? '', row.wanted ?? '', row.live ?? '', row.reference ?? '']))}`).join('\n'));
  return written.length > 0 && reports.some((one) => one.settings.some(({ state }) => state === 'reference-failing')) ? exitCode.failed : exitCode.done;
}

/** @throws InputError `Settings.BadFile`; the message never holds a value. */
async function readChanges(file: string): Promise<SettingChanges> {
  const wrong = (why: string): InputError => new InputError('Settings.BadFile', `${file} ${why}.`, { location: { file }, nextStep: 'Write a JSON object: each name to a text, or to null.' });
  let value: unknown;
  try { value = JSON.parse(await readFile(file, 'utf8')); } catch (error) {
    throw wrong(error instanceof SyntaxError ? 'is not JSON' : 'cannot be read');
  }
  if (!isObject(value) || !Object.values(value).every((one) => one === null || typeof one === 'string')) throw wrong('holds something else than texts');
  return value as SettingChanges;
}
