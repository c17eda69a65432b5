import { verdictOf, type Application, type DeployApplicationReport, type PackageReport, type PublishProgress, type SourceCheck } from '../../core/applications';
import { toErrorDocument } from '../../core/deployment';
import { CancelledError, DeployError, InputError } from '../../core/errors';
import { chosenEnvironment, type Command, type CommandContext } from '../context';
import { exitCode, exitCodeOf } from '../exitCodes';
import { renderError } from '../output';
import { renderDiagnostics, renderTable } from '../render';
import { runSettings } from './applicationSettings';
import { createMissingSlots, createSlots, runSwap } from './applicationSlots';

export const runApps: Command = async (context) => {
  const [action, ...names] = context.invocation.words;
  const applications = await context.engine().applications.find(names);
  switch (action) {
    case 'list': return listAll(context, applications);
    case 'package': return packageAll(context, applications);
    case 'deploy': return deployAll(context, applications);
    case 'swap': return runSwap(context, applications);
    case 'slot': return createSlots(context, applications);
    case 'check': return checkAll(context, applications);
    default: return runSettings(context, applications);
  }
};

/** How each application stands in the environment. One that is not there is listed with the reason. */
async function listAll(context: CommandContext, applications: readonly Application[]): Promise<number> {
  const environment = await chosenEnvironment(context);
  const all = (await context.engine().applications.overview(environment.name, context.signal)).filter(({ application }) => applications.some(({ root }) => root === application.root));
  const rows = all.map(({ application: { name, root }, version, ...rest }) => ({ name, root, ...(version && { version: version.value, versionFrom: version.from }), verdict: rest.site ? verdictOf(rest.checks) : 'not-there', ...rest }));
  context.output.result({ applications: rows }, () => renderTable(['name', 'app', 'version', 'state', 'package', 'functions'], rows.map((one) => [one.name, one.site?.name ?? '', one.version ?? '', one.site ? `${one.site.state}, ${one.verdict}` : one.problem ?? '', one.livePackage?.hash.slice(0, 12) ?? '', String(one.functions.length)])));
  return exitCode.done;
}

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
      return await engine().applications.deploy(environment.name, one, { ...(slot !== undefined && { slot }), ...(hash !== undefined && { hash }), ...(flags.has('tests') && { tests: true }), ...(flags.has('lint') && { lint: true }), ...(values.tool === 'func' && { tool: 'func' as const }), onLine: (line) => output.progress(`${one.name}: ${line}`), onProgress: progressOf(one.name, (line) => output.progress(line)) }, signal);
    } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
      return { name: one.name, error };
    }
  }));
  const documents = outcomes.map((one) => ('error' in one ? { name: one.name, state: 'failed', error: toErrorDocument(one.error) } : { ...one, state: one.verdict }));
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

function progressOf(name: string, tell: (line: string) => void): (progress: PublishProgress) => void {
  let last = '';
  return ({ text }) => { if (text !== last) tell(`${name}: ${text}`); last = text; };
}

function codeOf(outcome: Outcome): number {
  if ('error' in outcome) return exitCodeOf(toErrorDocument(outcome.error));
  switch (outcome.verdict) {
    case 'not-reachable': return exitCode.environmentFailure;
    case 'not-alive': return exitCode.failed;
    default: return exitCode.done;
  }
}

function renderOutcome(outcome: Outcome): string {
  if ('error' in outcome) return `${outcome.name}: failed\n`;
  const { name, site, slot, hash, verdict, conclusion, checks, sourceChecks } = outcome;
  return [`${name}: ${verdict}, ${hash.slice(0, 12)} on ${site}${slot ? `/${slot}` : ''}`, `  ${conclusion}`, ...[...sourceChecks, ...checks].map((one) => `  ${one.state.padEnd(14)}${one.id.padEnd(12)}${one.reason}`), ''].join('\n');
}

/** Tests and lint as --tests and --lint ask for them; both when neither does. */
async function checkAll({ invocation: { flags }, output, engine, signal }: CommandContext, applications: readonly Application[]): Promise<number> {
  const [tests, lint] = flags.has('tests') || flags.has('lint') ? [flags.has('tests'), flags.has('lint')] : [true, true];
  const reports: { readonly name: string; readonly checks: readonly SourceCheck[] }[] = [];
  for (const one of applications) reports.push({ name: one.name, checks: await engine().applications.checkSources(one, { tests, lint, onLine: (line) => output.progress(`${one.name}: ${line}`) }, signal) });
  output.result({ applications: reports }, () => reports.flatMap(({ name, checks }) => [name, ...checks.map((one) => `  ${one.state.padEnd(10)}${one.id.padEnd(8)}${one.reason}`)]).join('\n'));
  const states = reports.flatMap(({ checks }) => checks.map(({ state }) => state));
  return states.includes('fail') ? exitCode.failed : states.includes('unknown') ? exitCode.environmentFailure : exitCode.done;
}
