import type { Reach } from '../configurations';
import { readLiveOutputs } from '../deployment';
import { InputError, LogicError } from '../errors';
import { asObject } from '../json';
import { resolvePath } from '../paths';
import type { ApplicationPackage, ApplicationPackages, Clock, PackageRecord, PythonSyntax, WorkspaceFiles } from '../ports';
import type { Diagnostic } from '../values';
import { findApplications, readFacts, type Application, type ApplicationFacts } from './application';
import { publishPackage, type PublishProgress, type PublishResult } from './publish';
import { mergeSettings, tabulateSettings, type SettingChanges, type SettingRow } from './settingsTable';
import { findSite, listSlots, readAppSettings, readReferences, readSite, syncTriggers, writeAppSettings, type Site, type SiteTarget } from './site';
import { createSlot, readStickyNames, swapSlot, type SwapPreview } from './slots';
import { verifyApplication, type ApplicationCheck } from './verifyApplication';
import { wantedSettings } from './wantedSettings';

export interface ApplicationPorts { readonly files: WorkspaceFiles; readonly clock: Clock; readonly packages: ApplicationPackages; readonly python: PythonSyntax; readonly reach: Reach; readonly headCommit?: () => Promise<string | undefined> }

export interface PackageChanges { readonly added: readonly string[]; readonly changed: readonly string[]; readonly removed: readonly string[] }
export interface PackageReport {
  readonly application: Application;
  readonly package: ApplicationPackage;
  readonly facts: ApplicationFacts;
  readonly diagnostics: readonly Diagnostic[];
  /** Since the last package that was made here; absent: this is the first. */
  readonly changes?: PackageChanges;
}
export interface DeployApplicationOptions {
  readonly slot?: string;
  /** Default: where there are requirements and no `.python_packages`. */
  readonly remoteBuild?: boolean;
  readonly onProgress?: (progress: PublishProgress) => void;
  /** A package that was made before, by its hash: goes back without a build. */
  readonly hash?: string;
  readonly patienceMs?: number;
}
export interface DeployApplicationReport {
  readonly name: string; readonly site: string; readonly slot?: string; readonly hash: string;
  readonly result: PublishResult;
  readonly checks: readonly ApplicationCheck[];
}
export interface SettingsReport { readonly name: string; readonly site: string; readonly slot?: string; readonly settings: readonly SettingRow[] }

/** Function apps of a workspace and of its environments. */
export class ApplicationService {
  constructor(private readonly ports: ApplicationPorts) {}

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
    if (last?.hash !== made.hash) {
      const gitSha = await this.ports.headCommit?.();
      await packages.record({ application: application.name, hash: made.hash, at: clock.now().toISOString(), sizeBytes: made.sizeBytes, files: hashes, functions: facts.functions, ...(gitSha !== undefined && { gitSha }) });
    }
    return { application, package: made, facts, diagnostics, ...(last && { changes: compareFiles(last.files, hashes) }) };
  }

  /** Packages (or takes an earlier package), publishes, syncs triggers and verifies. @throws InputError `Package.Invalid`, `Package.Unknown`; what publishing throws. */
  async deploy(environment: string, application: Application, options: DeployApplicationOptions = {}, signal?: AbortSignal): Promise<DeployApplicationReport> {
    const report = options.hash === undefined ? await this.package(application, signal) : undefined;
    const problem = report?.diagnostics.find(({ severity }) => severity === 'error');
    if (problem) throw new InputError('Package.Invalid', problem.message, { location: problem, nextStep: problem.nextStep });
    const hash = options.hash ?? report!.package.hash;
    const bytes = await this.ports.packages.readBytes(hash);
    if (!bytes) throw new InputError('Package.Unknown', `The package ${hash.slice(0, 12)} of ${application.name} is not kept here.`, { nextStep: `Packages are kept in .aos/packages; there are ${(await this.listPackages(application.name)).slice(0, 5).map((one) => one.hash.slice(0, 12)).join(', ') || 'none'}.` });
    const kept = (await this.listPackages(application.name)).find((one) => one.hash === hash);
    const functions = report?.facts.functions ?? kept?.functions ?? [];
    const paths = Object.keys(kept?.files ?? {});
    const remoteBuild = options.remoteBuild ?? (paths.includes('requirements.txt') && !paths.some((path) => path.startsWith('.python_packages/')));
    return this.ports.reach(environment, async (target) => {
      const site = await findSite(target, application, options.slot, signal);
      if (remoteBuild && !/flex/i.test(site.sku ?? '')) await this.askForBuild(target, site, signal);
      const result = await publishPackage({ dataPlanes: target.connection.dataPlanes, clock: this.ports.clock }, { site, hash, bytes, remoteBuild, ...(options.onProgress && { onProgress: options.onProgress }) }, signal);
      const base = { name: application.name, site: site.name, ...(site.slot !== undefined && { slot: site.slot }), hash, result };
      if (result.state !== 'published') return { ...base, checks: [] };
      await syncTriggers(target.connection, site, signal);
      const fresh = await readSite(target.connection, site.id, signal);
      return { ...base, checks: await verifyApplication({ connection: target.connection, clock: this.ports.clock }, { site: fresh, functions, hash, ...(options.patienceMs !== undefined && { patienceMs: options.patienceMs }) }, signal) };
    }, signal);
  }

  /** Whether what is deployed is alive, without deploying. */
  async verify(environment: string, application: Application, slot?: string, signal?: AbortSignal): Promise<readonly ApplicationCheck[]> {
    const { package: made, facts } = await this.package(application, signal);
    return this.ports.reach(environment, async (target) => verifyApplication({ connection: target.connection, clock: this.ports.clock }, { site: await findSite(target, application, slot, signal), functions: facts.functions, hash: made.hash, patienceMs: 0 }, signal), signal);
  }

  async settings(environment: string, application: Application, slot?: string, signal?: AbortSignal): Promise<SettingsReport> {
    const { package: made } = await this.package(application, signal);
    const { settings: reads } = await readFacts(this.ports.files, application, made.entries.map(({ path }) => path));
    const local = await this.localSettings(application);
    return this.ports.reach(environment, async (target) => {
      const site = await findSite(target, application, slot, signal);
      const [live, references, outputs] = await Promise.all([readAppSettings(target.connection, site, signal), readReferences(target.connection, site, signal), readLiveOutputs(target.connection, target.scope, signal)]);
      const rows = tabulateSettings({ reads, local, live, wanted: wantedSettings(target.environment.name, reads, outputs), ...(references && { references }) });
      return { name: application.name, site: site.name, ...(site.slot !== undefined && { slot: site.slot }), settings: rows };
    }, signal);
  }

  /** The settings that are wanted and not live, as changes for `changeSettings`. */
  async wantedChanges(environment: string, application: Application, slot?: string, signal?: AbortSignal): Promise<SettingChanges> {
    const { facts } = await this.package(application, signal);
    return this.ports.reach(environment, async (target) => {
      const site = await findSite(target, application, slot, signal);
      const wanted = wantedSettings(target.environment.name, facts.settings, await readLiveOutputs(target.connection, target.scope, signal));
      const live = await readAppSettings(target.connection, site, signal);
      return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => live[name] !== value));
    }, signal);
  }

  /** Reads, merges and writes in one go; other settings stay. `undo` holds the values before, for this process only: they are never written to disk. */
  async changeSettings(environment: string, application: Application, changes: SettingChanges, slot?: string, signal?: AbortSignal): Promise<{ readonly changed: readonly string[]; readonly undo: SettingChanges }> {
    return this.ports.reach(environment, async (target) => {
      const site = await findSite(target, application, slot, signal);
      const { merged, undo, changed } = mergeSettings(await readAppSettings(target.connection, site, signal), changes);
      if (changed.length > 0) await writeAppSettings(target.connection, site, merged, signal);
      return { changed, undo };
    }, signal);
  }

  async listSlots(environment: string, application: Application, signal?: AbortSignal): Promise<readonly string[]> {
    return this.ports.reach(environment, async (target) => listSlots(target.connection, await findSite(target, application, undefined, signal), signal), signal);
  }

  async createSlot(environment: string, application: Application, slot: string, signal?: AbortSignal): Promise<void> {
    await this.ports.reach(environment, async (target) => createSlot(target.connection, this.ports.clock, await findSite(target, application, undefined, signal), slot, signal), signal);
  }

  /** What a swap would do to the settings. @throws LogicError `Application.NoSlot`. */
  async previewSwap(environment: string, application: Application, slot: string, signal?: AbortSignal): Promise<SwapPreview> {
    return this.ports.reach(environment, async (target) => {
      const { production, staged } = await this.bothSites(target, application, slot, signal);
      const [sticky, live, next] = await Promise.all([readStickyNames(target.connection, production, signal), readAppSettings(target.connection, production, signal), readAppSettings(target.connection, staged, signal)]);
      const differing = [...new Set([...Object.keys(live), ...Object.keys(next)])].filter((name) => live[name] !== next[name]).sort();
      return { source: slot, target: 'production', settings: { moving: differing.filter((name) => !sticky.includes(name)), staying: differing.filter((name) => sticky.includes(name)) } };
    }, signal);
  }

  async swap(environment: string, application: Application, slot: string, signal?: AbortSignal): Promise<void> {
    await this.ports.reach(environment, async (target) => {
      const { production } = await this.bothSites(target, application, slot, signal);
      await swapSlot(target.connection, this.ports.clock, production, slot, signal);
    }, signal);
  }

  private async bothSites(target: SiteTarget, application: Application, slot: string, signal?: AbortSignal): Promise<{ production: Site; staged: Site }> {
    const production = await findSite(target, application, undefined, signal);
    const slots = await listSlots(target.connection, production, signal);
    if (!slots.some((one) => one.toLowerCase() === slot.toLowerCase())) throw new LogicError('Application.NoSlot', `${production.name} has no slot ${slot}.`, { nextStep: slots.length === 0 ? 'Deploy to one with --slot NAME first; it is made then.' : `It has ${slots.join(', ')}.` });
    return { production, staged: await readSite(target.connection, `${production.id}/slots/${slot}`, signal) };
  }

  /** Without these, Kudu takes a package of sources as it is, and the host finds no library. */
  private async askForBuild({ connection }: SiteTarget, site: Site, signal?: AbortSignal): Promise<void> {
    const live = await readAppSettings(connection, site, signal);
    const { merged, changed } = mergeSettings(live, { SCM_DO_BUILD_DURING_DEPLOYMENT: 'true', ENABLE_ORYX_BUILD: 'true', ...(live['WEBSITE_RUN_FROM_PACKAGE'] === '1' && { WEBSITE_RUN_FROM_PACKAGE: null }) });
    if (changed.length > 0) await writeAppSettings(connection, site, merged, signal);
  }

  private async check({ root, name }: Application, facts: ApplicationFacts, signal?: AbortSignal): Promise<readonly Diagnostic[]> {
    const found: Diagnostic[] = [];
    const syntax = facts.pythonFiles.length === 0 ? [] : await this.ports.python.check(facts.pythonFiles, signal);
    if (syntax === undefined) found.push({ file: root, severity: 'info', code: 'aos/python-not-checked', message: 'There is no Python on this computer, so that its syntax was not checked.' });
    for (const { file, line, message } of syntax ?? []) found.push({ file, severity: 'error', code: 'aos/python-syntax', message: `Python does not compile it: ${message}.`, ...(line !== undefined && { range: { start: { line: line - 1, character: 0 }, end: { line: line - 1, character: 0 } } }) });
    if (facts.requirements === 'missing') found.push({ file: resolvePath(root, 'requirements.txt'), severity: 'warning', code: 'aos/requirements-missing', message: `${name} has no requirements.txt, so that no library is installed for it.`, nextStep: 'Create requirements.txt, with azure-functions in it.' });
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
