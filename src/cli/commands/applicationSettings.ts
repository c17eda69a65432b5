import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Application, RefusedSetting, SettingChanges, SettingsChange, SettingsHistoryEntry, SettingsPlan, SettingsReport } from '../../core/applications';
import { ConfirmationNeededError, InputError } from '../../core/errors';
import { isObject } from '../../core/json';
import { chosenEnvironment, type CommandContext } from '../context';
import { exitCode } from '../exitCodes';
import { renderTable } from '../render';

/** The table; with --apply or --from also the change, after a confirmation; --history and --undo look back. */
export async function runSettings(context: CommandContext, applications: readonly Application[]): Promise<number> {
  const { invocation: { values, flags }, output } = context;
  if (flags.has('history')) return showHistory(context, applications);
  const environment = (await chosenEnvironment(context)).name;
  const written = values.undo !== undefined ? await undo(context, environment, applications, values.undo) : flags.has('apply') || values.from !== undefined ? await change(context, environment, applications) : undefined;
  const reports: SettingsReport[] = [];
  for (const one of applications) reports.push(await context.engine().applications.settings(environment, one, values.slot, context.signal));
  output.result({ applications: reports, ...(written && { changed: written.map(withoutValues) }) }, () => [...reports.map(renderReport), ...(written ?? []).map(renderChange)].join('\n'));
  return written?.some(({ refused, rolledBack }) => refused.length + rolledBack.length > 0) ? exitCode.failed : exitCode.done;
}

interface Written extends SettingsChange { readonly name: string }

async function change(context: CommandContext, environment: string, applications: readonly Application[]): Promise<readonly Written[]> {
  const { invocation: { values, flags }, output, engine, signal } = context;
  const service = engine().applications;
  const given = values.from === undefined ? undefined : await readChanges(path.resolve(values.from));
  const plans: { readonly one: Application; readonly plan: SettingsPlan; readonly wanted: SettingChanges }[] = [];
  for (const one of applications) {
    const ofTemplate = flags.has('apply') ? await service.planSettings(environment, one, 'wanted', values.slot, signal) : undefined;
    const wanted = { ...(flags.has('force') ? ofTemplate?.wanted : ofTemplate?.changes), ...given };
    const plan = await service.planSettings(environment, one, wanted, values.slot, signal);
    plans.push({ one, wanted, plan: { ...plan, refused: [...ofTemplate?.refused ?? [], ...plan.refused] } });
  }
  for (const { plan } of plans) output.progress(renderPlan(plan));
  const isAnything = plans.some(({ plan }) => plan.settings.length > 0);
  if (flags.has('dry-run')) return [];
  if (isAnything && !flags.has('yes')) throw new ConfirmationNeededError(`Changing settings restarts the apps of ${environment}.`, { nextStep: 'Repeat with --yes.' });
  const written: Written[] = [];
  for (const { one, wanted, plan } of plans) {
    const done = await service.changeSettings(environment, one, flags.has('force') ? wanted : plan.changes, { seen: plan.seen, ...(values.slot !== undefined && { slot: values.slot }), ...(flags.has('force') && { force: true }) }, signal);
    written.push({ name: one.name, ...done, refused: flags.has('force') ? done.refused : [...plan.refused, ...done.refused] });
  }
  return written;
}

async function undo({ invocation: { values, flags }, engine, signal }: CommandContext, environment: string, applications: readonly Application[], changeId: string): Promise<readonly Written[]> {
  const [one] = applications;
  if (!one || applications.length > 1) throw new InputError('Cli.Usage', '--undo takes back a change of one application.', { nextStep: 'Name it: apps settings NAME --undo last.' });
  if (!flags.has('yes')) throw new ConfirmationNeededError(`Changing settings restarts the app of ${one.name} in ${environment}.`, { nextStep: 'Repeat with --yes.' });
  const history = await engine().applications.settingsHistory(environment, one, values.slot, signal);
  const entry = changeId === 'last' ? history[0] : history.find(({ id }) => id === changeId);
  if (entry?.undoable === 'partly' && !flags.has('force')) throw new InputError('Settings.PartlyKept', `Of ${entry.id} the former values of ${entry.notUndoable.join(', ')} are secret, and kept by nobody but the process that changed them.`, { nextStep: 'Repeat with --force to put back the others, or write these from their source.' });
  return [{ name: one.name, ...await engine().applications.undoSettings(environment, one, changeId, values.slot, signal) }];
}

async function showHistory(context: CommandContext, applications: readonly Application[]): Promise<number> {
  const { invocation: { values }, output, engine, signal } = context;
  const environment = (await chosenEnvironment(context)).name;
  const histories: { readonly name: string; readonly changes: readonly SettingsHistoryEntry[] }[] = [];
  for (const one of applications) histories.push({ name: one.name, changes: await engine().applications.settingsHistory(environment, one, values.slot, signal) });
  output.result({ applications: histories }, () => histories.map(({ name, changes }) => [name, ...(changes.length === 0 ? ['  No change was made from this workspace.'] : changes.flatMap(renderEntry))].join('\n')).join('\n'));
  return exitCode.done;
}

const renderEntry = ({ id, at, by, settings, undoable, undid }: SettingsHistoryEntry): readonly string[] => [
  `  ${id}  ${at}  ${by ?? 'unknown'}${undid === undefined ? '' : `  undid ${undid}`}${undoable === 'yes' ? '' : `  undoable: ${undoable}`}`,
  ...settings.map(({ name, before, after }) => `    ${name}: ${before ?? '(not set)'} -> ${after ?? '(not set)'}`),
];

/** What would undo it holds secrets. */
function withoutValues({ undo: _undo, ...rest }: Written): object { return rest; }

const renderRefused = ({ name, reason, nextStep }: RefusedSetting): string => `  left out: ${name}: ${reason} ${nextStep}`;
const renderPlan = ({ name, settings, refused }: SettingsPlan): string => [
  `${name}: ${settings.length === 0 ? 'nothing to change' : ''}`.trimEnd(),
  ...settings.filter((one) => !refused.some((other) => other.name === one.name)).map((one) => `  ${one.action.padEnd(7)}${one.name}: ${one.before ?? '(not set)'} -> ${one.after ?? '(not set)'}${one.isSticky ? ' (stays with the slot)' : ''}`), ...refused.map(renderRefused),
].join('\n');
const renderChange = ({ name, changed, refused, rolledBack, changeId }: Written): string => [
  `${name}: ${changed.length === 0 ? 'nothing was changed' : `changed ${changed.join(', ')} (${changeId ?? ''})`}`, ...refused.map(renderRefused), ...rolledBack.map((one) => `  put back: ${one.name}: ${one.reason}`),
].join('\n');
const renderReport = ({ name, site, settings }: SettingsReport): string => `${name} (${site})\n${renderTable(['setting', 'state', 'local', 'wanted', 'live', 'reference'], settings.map((row) => [row.name, row.state, row.local ?? '', row.wanted ?? '', row.live ?? '', row.reference ?? '']))}`;

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
