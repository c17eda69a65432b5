import type { Reach } from '../configurations';
import { readLiveOutputs } from '../deployment';
import { DeployError, InputError } from '../errors';
import { canonicalJson } from '../hash';
import { asObject } from '../json';
import { resolvePath } from '../paths';
import type { ApplicationPackage, ApplicationPackages, Clock, Commands, PackageRecord, PythonSyntax, SettingsHistory, WorkspaceFiles } from '../ports';
import type { Diagnostic } from '../values';
import { findApplications, readFacts, type Application, type ApplicationFacts } from './application';
import type { DeclaredFunction } from './declaredFunctions';
import { deployTo, type DeployApplicationOptions, type DeployApplicationReport, type PackageToSend } from './deployApplication';
import { tabulateSettings, type SettingChanges, type SettingRow } from './settingsTable';
import { findSite, listSlots, readAppSettings, readReferences } from './site';
import { overviewOf, type ApplicationOverview } from './overview';
import type { SettingsChange, SettingsHistoryEntry, SettingsPlan } from './settingsContract';
import { SettingsService, type ChangeOptions } from './settingsService';
import { createSlot, type SwapPreview, type SwapReport } from './slots';
import { copyRoles, type SlotRoles } from './slotRoles';
import { SlotService, type SwapOptions } from './slotService';
import { checkSources, type SourceCheck, type SourceCheckOptions } from './sourceChecks';
import { verifyApplication, type ApplicationCheck } from './verifyApplication';
import { wantedSettings } from './wantedSettings';

export interface ApplicationPorts { readonly files: WorkspaceFiles; readonly clock: Clock; readonly packages: ApplicationPackages; readonly python: PythonSyntax; readonly reach: Reach; readonly commands: Commands; readonly settingsHistory: SettingsHistory; readonly headCommit?: () => Promise<string | undefined>; readonly userName?: () => Promise<string | undefined>; /** Told before a package leaves; `isEarlier`: it was made before, of another commit than the present. */ readonly publishing?: (environment: string, application: string, hash: string, isEarlier: boolean) => Promise<void> }

export interface PackageChanges { readonly added: readonly string[]; readonly changed: readonly string[]; readonly removed: readonly string[] }
export interface PackageReport {
  readonly application: Application;
  readonly package: ApplicationPackage;
  readonly facts: ApplicationFacts;
  readonly diagnostics: readonly Diagnostic[];
  /** Since the last package that was made here; absent: this is the first. */
  readonly changes?: PackageChanges;
}
export interface SettingsReport { readonly name: string; readonly site: string; readonly slot?: string; readonly settings: readonly SettingRow[] }

/** Function apps of a workspace and of its environments. */
export class ApplicationService {
  private readonly settingsService: SettingsService;
  private readonly slotService: SlotService;

  constructor(private readonly ports: ApplicationPorts) {
    this.settingsService = new SettingsService(ports);
    this.slotService = new SlotService(ports);
  }

  find(names?: readonly string[]): Promise<readonly Application[]> { return findApplications(this.ports.files, names); }

  /** Packages of an application made here, newest first. */
  listPackages(name: string): Promise<readonly PackageRecord[]> { return this.ports.packages.list(name); }

  /** Makes the package, checks it, and remembers it. Findings are diagnostics; a package with errors is made, and not deployed. */
  async package(application: Application, signal?: AbortSignal): Promise<PackageReport> {
    const { files, packages, clock } = this.ports;
    const made = await packages.build(application.root, signal);
    const facts = await readFacts(files, application, made.entries.map(({ path }) => path));
    const diagnostics = await this.check(application, facts, signal);
    const [last] = await packages.list(application.name);
    const hashes = Object.fromEntries(made.entries.map(({ path, hash }) => [path, hash]));
    const declares = canonicalJson([facts.functions.map((one) => ({ ...one })), facts.version ?? null]);
    // Of the same bytes a newer version of this program may read more.
    if (last?.hash !== made.hash || declares !== canonicalJson([last.functions.map((one) => ({ ...one })), last.version ?? null])) {
      const gitSha = await this.ports.headCommit?.();
      await packages.record({ application: application.name, hash: made.hash, at: clock.now().toISOString(), sizeBytes: made.sizeBytes, files: hashes, functions: facts.functions, ...(facts.version !== undefined && { version: facts.version }), ...(gitSha !== undefined && { gitSha }) });
    }
    return { application, package: made, facts, diagnostics, ...(last && { changes: compareFiles(last.files, hashes) }) };
  }

  /** Packages (or takes an earlier package), publishes, syncs triggers and verifies. @throws InputError `Package.Invalid`, `Package.Unknown`; what publishing throws. */
  async deploy(environment: string, application: Application, options: DeployApplicationOptions = {}, signal?: AbortSignal): Promise<DeployApplicationReport> {
    const report = options.hash === undefined ? await this.package(application, signal) : undefined;
    refuseInvalid(report);
    const sourceChecks = await this.requireSources(application, options, signal);
    const source = await this.packageToSend(application, options.hash ?? report!.package.hash, report?.facts.functions);
    await this.ports.publishing?.(environment, application.name, source.hash, options.hash !== undefined);
    return this.ports.reach(environment, (target) => deployTo({ ...this.ports, target, application, options, source, sourceChecks }, signal), signal);
  }

  /** Whether what is deployed is alive, without deploying. */
  async verify(environment: string, application: Application, slot?: string, signal?: AbortSignal): Promise<readonly ApplicationCheck[]> {
    const { package: made, facts } = await this.package(application, signal);
    return this.ports.reach(environment, async (target) => verifyApplication({ connection: target.connection, clock: this.ports.clock }, { site: await findSite(target, application, slot, signal), functions: facts.functions, hash: made.hash, patienceMs: 0 }, signal), signal);
  }

  async settings(environment: string, application: Application, slot?: string, signal?: AbortSignal): Promise<SettingsReport> {
    const { settings: reads } = await this.factsOf(application, signal);
    const local = await this.localSettings(application);
    return this.ports.reach(environment, async (target) => {
      const site = await findSite(target, application, slot, signal);
      const [live, references, outputs] = await Promise.all([readAppSettings(target.connection, site, signal), readReferences(target.connection, site, signal), readLiveOutputs(target.connection, target.scope, signal)]);
      const rows = tabulateSettings({ reads, local, live, wanted: wantedSettings({ environment: target.environment.name, reads, outputs, ...(application.settings.settings && { own: application.settings.settings }) }), ...(references && { references }) });
      return { name: application.name, site: site.name, ...(site.slot !== undefined && { slot: site.slot }), settings: rows };
    }, signal);
  }

  /** What a change would do, with the references that would not resolve left out; `wanted`: all that is wanted and not live. Nothing is written. */
  async planSettings(environment: string, application: Application, changes: SettingChanges | 'wanted', slot?: string, signal?: AbortSignal): Promise<SettingsPlan> {
    const reads = changes === 'wanted' ? (await this.factsOf(application, signal)).settings : [];
    return this.ports.reach(environment, async (target) => {
      const subject = { target, application, ...(slot !== undefined && { slot }), ...(signal && { signal }) };
      return this.settingsService.plan(subject, changes === 'wanted' ? await this.settingsService.wanted(subject, reads) : changes);
    }, signal);
  }

  /**
   * Reads, merges and writes in one request; other settings stay. A Key Vault reference is written only when its secret is there and the app's identity
   * may read it, and one that App Service then does not resolve gets its former value back: `refused` and `rolledBack` say which.
   */
  changeSettings(environment: string, application: Application, changes: SettingChanges, options: ChangeOptions & { readonly slot?: string } = {}, signal?: AbortSignal): Promise<SettingsChange> {
    return this.ports.reach(environment, (target) => this.settingsService.change({ target, application, ...(options.slot !== undefined && { slot: options.slot }), ...(signal && { signal }) }, changes, options), signal);
  }

  /** Changes of the settings that were made from this workspace, newest first. */
  settingsHistory(environment: string, application: Application, slot?: string, signal?: AbortSignal): Promise<readonly SettingsHistoryEntry[]> {
    return this.ports.reach(environment, (target) => this.settingsService.history({ target, application, ...(slot !== undefined && { slot }), ...(signal && { signal }) }), signal);
  }

  /** Puts back what was there before a change (`last`: the newest), checked as any change. @throws InputError `Settings.UnknownChange`, `Settings.ChangedSince`, `Settings.NotKept`. */
  undoSettings(environment: string, application: Application, changeId: string, slot?: string, signal?: AbortSignal): Promise<SettingsChange> {
    return this.ports.reach(environment, (target) => this.settingsService.undo({ target, application, ...(slot !== undefined && { slot }), ...(signal && { signal }) }, changeId), signal);
  }

  /** Every application of the workspace as it stands in an environment; one that cannot be asked says why. */
  async overview(environment: string, signal?: AbortSignal): Promise<readonly ApplicationOverview[]> {
    const applications = await this.find();
    return this.ports.reach(environment, (target) => Promise.all(applications.map((one) => overviewOf(this.ports, target, one, signal))), signal);
  }

  /** The versions that the applications go by in an environment, by the ID of their site in lower case. Who says nothing, or cannot be asked, is left out. */
  async versions(environment: string, signal?: AbortSignal): Promise<ReadonlyMap<string, string>> {
    const overviews = await this.overview(environment, signal).catch((error: unknown): readonly ApplicationOverview[] => { if (error instanceof DeployError && error.kind !== 'cancelled') return []; throw error; });
    return new Map(overviews.flatMap(({ site, version }) => (site && version ? [[site.id.toLowerCase(), version.value] as const] : [])));
  }

  /** Tests and lint of the sources, with the tools of this computer. */
  checkSources(application: Application, options: SourceCheckOptions, signal?: AbortSignal): Promise<readonly SourceCheck[]> {
    return checkSources(this.ports, application, options, signal);
  }

  async listSlots(environment: string, application: Application, signal?: AbortSignal): Promise<readonly string[]> {
    return this.ports.reach(environment, async (target) => listSlots(target.connection, await findSite(target, application, undefined, signal), signal), signal);
  }

  /** Makes a slot like its app. Its identity is a new one: `withRoles` gives it the roles that production's has inside the resource group, without which Key Vault references of the slot do not resolve. */
  async createSlot(environment: string, application: Application, slot: string, options: { readonly withRoles?: boolean } = {}, signal?: AbortSignal): Promise<SlotRoles> {
    return this.ports.reach(environment, async (target) => {
      const production = await findSite(target, application, undefined, signal);
      await createSlot(target.connection, this.ports.clock, production, slot, signal);
      return options.withRoles ? copyRoles(target, production.id, `${production.id}/slots/${slot}`, signal) : { granted: 0, refused: [] };
    }, signal);
  }

  /** What a swap would do, and whether the slot is alive: asked once, without waiting for a host that starts. @throws LogicError `Application.NoSlot`. */
  async previewSwap(environment: string, application: Application, slot: string, signal?: AbortSignal): Promise<SwapPreview> {
    const { functions: declared } = await this.factsOf(application, signal);
    return this.ports.reach(environment, (target) => this.slotService.preview({ target, application, slot, declared, ...(signal && { signal }) }), signal);
  }

  /** Asks the slot again, swaps when nothing stands against it, and looks whether production is alive. @throws LogicError `Swap.SlotNotAlive` naming all that is wrong; nothing was changed then. */
  async swap(environment: string, application: Application, slot: string, options: SwapOptions = {}, signal?: AbortSignal): Promise<SwapReport> {
    const { functions: declared } = await this.factsOf(application, signal);
    return this.ports.reach(environment, (target) => this.slotService.swap({ target, application, slot, declared, ...(signal && { signal }) }, options), signal);
  }

  private async factsOf(application: Application, signal?: AbortSignal): Promise<ApplicationFacts> { return (await this.package(application, signal)).facts; }

  private async packageToSend(application: Application, hash: string, declared?: readonly DeclaredFunction[]): Promise<PackageToSend> {
    const kept = await this.listPackages(application.name);
    const bytes = await this.ports.packages.readBytes(hash);
    if (!bytes) throw new InputError('Package.Unknown', `The package ${hash.slice(0, 12)} of ${application.name} is not kept here.`, { nextStep: `Packages are kept in .aos/packages; there are ${kept.slice(0, 5).map((one) => one.hash.slice(0, 12)).join(', ') || 'none'}.` });
    const record = kept.find((one) => one.hash === hash);
    return { hash, bytes, functions: declared ?? record?.functions ?? [], paths: Object.keys(record?.files ?? {}) };
  }

  private async requireSources(application: Application, { tests, lint, onLine }: DeployApplicationOptions, signal?: AbortSignal): Promise<readonly SourceCheck[]> {
    if (!tests && !lint) return [];
    const checks = await this.checkSources(application, { ...(tests && { tests }), ...(lint && { lint }), ...(onLine && { onLine }) }, signal);
    const bad = checks.find(({ state }) => state === 'fail' || state === 'unknown');
    if (bad) throw new InputError('Package.SourceChecks', `${bad.id === 'tests' ? 'The tests' : 'The lint'} of ${application.name} ${bad.state === 'fail' ? 'failed' : 'could not run'}: ${bad.reason} Nothing was deployed.`, { details: (bad.output ?? '').split('\n').filter((line) => line.trim() !== '').map((message) => ({ code: bad.id, message })), nextStep: bad.command === undefined ? 'Install the tool, or deploy without this check.' : `Run it yourself: ${bad.command}` });
    return checks;
  }

  private async check({ root, name }: Application, facts: ApplicationFacts, signal?: AbortSignal): Promise<readonly Diagnostic[]> {
    const found: Diagnostic[] = [...facts.problems];
    const syntax = facts.pythonFiles.length === 0 ? [] : await this.ports.python.check(facts.pythonFiles, signal);
    if (syntax === undefined) found.push({ file: root, severity: 'info', code: 'aos/python-not-checked', message: 'There is no Python on this computer, so that its syntax was not checked.' });
    for (const { file, line, message } of syntax ?? []) found.push({ file, severity: 'error', code: 'aos/python-syntax', message: `Python does not compile it: ${message}.`, ...(line !== undefined && { range: { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 0 } } }) });
    if (facts.requirements === 'missing') found.push({ file: resolvePath(root, 'requirements.txt'), severity: 'warning', code: 'aos/requirements-missing', message: `${name} has no requirements.txt, so that no library is installed for it.`, nextStep: 'Create requirements.txt, with azure-functions in it.' });
    for (const problem of facts.requirementProblems) found.push({ file: resolvePath(root, 'requirements.txt'), severity: 'warning', code: 'aos/requirements', message: `requirements.txt of ${name}: ${problem}.`, nextStep: 'Correct it: what is not installed makes the app fail when it starts.' });
    if (facts.functions.length === 0) found.push({ file: root, severity: 'warning', code: 'aos/no-functions', message: `No function was found in the sources of ${name}.`, nextStep: 'Declare one in function_app.py, or look at .funcignore.' });
    for (const [index, one] of facts.functions.entries()) {
      if (facts.functions.findIndex((other) => other.name.toLowerCase() === one.name.toLowerCase()) !== index) found.push({ file: resolvePath(root, one.file), severity: 'error', code: 'aos/duplicate-function', message: `Two functions are named ${one.name}; the host would load neither.` });
    }
    return found;
  }

  /** `Values` of local.settings.json; empty where there is none or none that can be read. */
  private async localSettings({ root }: Application): Promise<Readonly<Record<string, string>>> {
    const file = resolvePath(root, 'local.settings.json');
    if (!(await this.ports.files.exists(file))) return {};
    try {
      const values = asObject(asObject(JSON.parse(await this.ports.files.readText(file)))['Values']);
      return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
    } catch (error) {
      if (error instanceof SyntaxError) return {};
      throw error;
    }
  }
}

function compareFiles(before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): PackageChanges {
  return {
    added: Object.keys(after).filter((path) => before[path] === undefined), changed: Object.keys(after).filter((path) => before[path] !== undefined && before[path] !== after[path]),
    removed: Object.keys(before).filter((path) => after[path] === undefined),
  };
}

function refuseInvalid(report: PackageReport | undefined): void {
  const problem = report?.diagnostics.find(({ severity }) => severity === 'error');
  if (problem) throw new InputError('Package.Invalid', problem.message, { location: problem, nextStep: problem.nextStep });
}
