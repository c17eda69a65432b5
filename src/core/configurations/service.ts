import type { Environment } from '../environments';
import { InputError } from '../errors';
import type { AzureConnection, Clock, ConfigurationTexts, GroupScope, UploadLedger, WorkspaceFiles } from '../ports';
import type { Diagnostic, JsonObject } from '../values';
import type { ComparedConfiguration } from './compare';
import type { AcceptedMerge, ConversionPlan, MergeResult, NewConfiguration, NewConfigurationAnswers, RuntimeReport, RuntimeStatus, TakenConfiguration, ThreeSides } from './contract';
import { blobNameOf, parseConfiguration, refuseDuplicates, type Configuration, type ConfigurationKind } from './configuration';
import { convert } from './convert';
import { emptyWhenMissing, findDestination, isContainerMissing, type ConfigurationDestination, type NamedContainer } from './destination';
import { draftConfiguration } from './newConfiguration';
import { joinForms, readRegistry, type BothForms, type LeftOut } from './registryForm';
import { findContestedEntry, mergeEntry, replaceEntry } from './registryMerge';
import { formOf, liveEntry, putEntry } from './takeLive';
import { compareRegistry, uploadRegistry, type RegistryOptions, type RegistryResult } from './registryUpload';
import { routePrefixOf } from './routePrefix';
import { followRuntime } from './runtime';
import { findConfigurations, registryName, type ConfigurationSources } from './sources';
import { mergeSides, readSides } from './threeSides';
import { compareWithDeployed, uploadConfigurations, type UploadResult } from './upload';
import { validateConfigurations } from './validateConfigurations';
import { listVersions, type ConfigurationVersion } from './versions';

export interface ConfigurationPorts { readonly files: WorkspaceFiles; readonly clock: Clock; readonly ledger: UploadLedger; readonly texts: ConfigurationTexts; readonly reach: Reach }
/** Finds the environment, signs in, and retries what is worth it. */
export type Reach = <T>(environment: string, act: (target: { readonly environment: Environment; readonly connection: AzureConnection; readonly scope: GroupScope }) => Promise<T>, signal?: AbortSignal) => Promise<T>;

export interface ConfigurationReport { readonly sources: ConfigurationSources; readonly valid: boolean; readonly diagnostics: readonly Diagnostic[] }
export interface ConfigurationComparison {
  readonly account: string; readonly container: string; readonly registryContainer: string;
  readonly configurations: readonly ComparedConfiguration[];
  /** Entries of the registry, by the same ids. */
  readonly registry: readonly ComparedConfiguration[];
  readonly leftOut: readonly LeftOut[];
  readonly notices: readonly string[];
}
export interface UploadRequest {
  /** Only these. @throws InputError `Configuration.Unknown` for one that is not in the workspace. */
  readonly ids?: readonly string[];
  readonly dryRun?: boolean;
  /** Where both sides changed, this one wins: for all, or by id with the ETag that was seen (blank for a blob that was deleted there). */
  readonly overwrite?: 'all' | Readonly<Record<string, string>>;
  /** The same for entries of the registry, by the content hash that was seen. Absent: `overwrite` decides for them too, whatever is there. */
  readonly overwriteEntries?: Readonly<Record<string, string>>;
  readonly onProgress?: (done: number, total: number) => void;
  /** Told before a container is created. */
  readonly onCreate?: (container: string) => void;
}
export interface UploadReport {
  readonly account: string; readonly container: string; readonly registryContainer: string;
  readonly results: readonly UploadResult[]; readonly registry: RegistryResult;
  readonly created: readonly string[]; readonly leftOut: readonly LeftOut[]; readonly notices: readonly string[];
}

export interface FollowOptions {
  readonly ids?: readonly string[];
  /** Milliseconds until what does not run by then is reported so; default 60,000. */
  readonly patienceMs?: number;
  /** Told whenever the state of one changes. */
  readonly onStatus?: (status: RuntimeStatus) => void;
  /** `false`: only look. */
  readonly reload?: false;
}

/** Agents and MCP servers of a workspace and of its environments. */
export class ConfigurationService {
  constructor(private readonly ports: ConfigurationPorts) {}

  /** What the workspace holds; asks nobody else. */
  find(kind: ConfigurationKind): Promise<ConfigurationSources> { return findConfigurations(this.ports.files, kind); }

  async validate(kind: ConfigurationKind, ids?: readonly string[]): Promise<ConfigurationReport> {
    const sources = await this.find(kind);
    if (ids) refuseUnknown(kind, ids, joinForms(sources).single, sources.problems);
    const diagnostics = await validateConfigurations(this.ports.files, sources, ids);
    return { sources, diagnostics, valid: !diagnostics.some(({ severity }) => severity === 'error') };
  }

  /** @throws InputError when a file cannot be read as a configuration; errors of ConfigurationBlobs. A container that is not there is empty. */
  async compare(environment: string, kind: ConfigurationKind, signal?: AbortSignal): Promise<ConfigurationComparison> {
    const sources = refuseProblems(await this.find(kind));
    const forms = joinForms(sources);
    return this.ports.reach(environment, async (target) => {
      const { account, single, registry, notices } = await findDestination({ ...target, kind, settings: sources.settings, application: sources.application }, signal);
      const subject = { kind, ...(signal && { signal }) };
      const configurations = await compareWithDeployed({ ...this.ports, blobs: emptyWhenMissing(single.blobs) }, { ...subject, container: single.ledger, local: forms.single });
      const entries = await compareRegistry({ ...this.ports, blobs: emptyWhenMissing(registry.blobs) }, { ...subject, container: registry.ledger, local: forms.entries });
      return { account, container: single.name, registryContainer: registry.name, configurations, registry: entries, leftOut: forms.leftOut, notices };
    }, signal);
  }

  /** Uploads what changed here, in both forms. @throws InputError `Configuration.Invalid` when the rules find errors; nothing was sent then. */
  async upload(environment: string, kind: ConfigurationKind, request: UploadRequest = {}, signal?: AbortSignal): Promise<UploadReport> {
    const { sources, diagnostics } = await this.validate(kind, request.ids);
    refuseErrors(diagnostics);
    const forms = joinForms(sources);
    if (forms.single.length === 0) throw new InputError('Configuration.None', `The workspace holds no ${words[kind]}.`, { nextStep: `Create ${blobNameOf(kind, '<id>')}.` });
    return this.send({ environment, kind, sources, forms, request }, signal);
  }

  /** Deletes what is only there, in both forms. Earlier contents stay as versions. */
  async prune(environment: string, kind: ConfigurationKind, ids: readonly string[], signal?: AbortSignal): Promise<UploadReport> {
    const sources = refuseProblems(await this.find(kind));
    return this.send({ environment, kind, sources, forms: joinForms(sources), request: { ids }, prune: true }, signal);
  }

  /** Earlier contents of one configuration, or of the registry (`id` absent), newest first. */
  listVersions(environment: string, kind: ConfigurationKind, id: string | undefined, signal?: AbortSignal): Promise<readonly ConfigurationVersion[]> {
    return this.at(environment, kind, async ({ single, registry }) => (id === undefined ? listVersions(registry.blobs, registryName(kind), signal) : listVersions(single.blobs, blobNameOf(kind, id), signal)), signal);
  }

  /** Makes an earlier content the live one again, in both forms; the files of the workspace stay as they are. @throws InputError `Configuration.NoVersion`. */
  async restore(environment: string, kind: ConfigurationKind, id: string, version: string, signal?: AbortSignal): Promise<UploadReport> {
    const sources = await this.find(kind);
    const text = await this.at(environment, kind, async ({ single }) => {
      const found = (await listVersions(single.blobs, blobNameOf(kind, id), signal)).find((one) => one.version === version);
      return found && (await single.blobs.find(found.blobName, signal))?.text;
    }, signal);
    if (text === undefined) throw new InputError('Configuration.NoVersion', `There is no version ${version} of ${id}.`, { nextStep: `List them with "aos-deploy ${kind === 'agent' ? 'agents' : 'servers'} versions ${id}".` });
    const restored = parseConfiguration(kind, `${id} (${version})`, text);
    const forms = joinForms({ kind, single: [restored], ...(sources.registry && { registry: sources.registry }) });
    return this.send({ environment, kind, sources, forms, request: { ids: [id], overwrite: 'all' } }, signal);
  }

  /** One configuration as it is here, there, and as it was last uploaded from here. @throws InputError `Configuration.Unknown` when neither side has it. */
  async threeSides(environment: string, kind: ConfigurationKind, id: string, signal?: AbortSignal): Promise<ThreeSides> {
    const sources = await this.find(kind);
    return this.ports.reach(environment, async (target) => {
      const { single } = await findDestination({ ...target, kind, settings: sources.settings, application: sources.application }, signal);
      const blobs = emptyWhenMissing(single.blobs);
      const compared = (await compareWithDeployed({ ...this.ports, blobs }, { kind, container: single.ledger, local: joinForms(sources).single, ...(signal && { signal }) })).find((one) => one.id === id);
      const last = compared && (await this.ports.ledger.read(single.ledger))[compared.blobName];
      return readSides({ kind, id, blobs, texts: this.ports.texts, root: this.ports.files.root, ...(compared && { compared }), ...(last && { last }), ...(signal && { signal }) });
    }, signal);
  }

  /** Merges what changed here and there, member by member of the JSON. Nothing is written: show it, then `acceptMerge`. `prefer` decides conflicts; default `local`. @throws InputError `Configuration.NothingToMerge`. */
  async merge(environment: string, kind: ConfigurationKind, id: string, prefer: 'local' | 'live' = 'local', signal?: AbortSignal): Promise<MergeResult> {
    const [sides, sources] = [await this.threeSides(environment, kind, id, signal), await this.find(kind)];
    const forms = joinForms(sources);
    const contested = await this.at(environment, kind, ({ registry }) => findContestedEntry({ ...this.ports, blobs: emptyWhenMissing(registry.blobs) }, { kind, container: registry.ledger, local: forms.entries, ...(signal && { signal }) }, id), signal);
    const isEntry = sources.registry?.file === sides.file;
    const beside = isEntry ? undefined : sources.registry?.entries.find((one) => one.id === id)?.value;
    // Where only the registry's entry was changed, what is here is the merge of the others already.
    const merged = contested && sides.local !== undefined && (sides.live === undefined || sides.state === 'in-sync') ? { ...sides, text: sides.local, conflicts: [], taken: [] } : mergeSides(sides, prefer);
    return contested ? mergeEntry({ merged: { ...merged, isEntry }, contested, isEntry, prefer, ...(beside && { beside }) }) : { ...merged, isEntry };
  }

  /** Writes the merged text to the file here (or to its entry of the registry file, leaving the others) and uploads it over exactly the contents that were merged. @throws InputError when it is no valid configuration of that id. */
  async acceptMerge(environment: string, { kind, id, text, liveEtag, file, entryHash, entryText }: AcceptedMerge, signal?: AbortSignal): Promise<UploadReport> {
    const parsed = parseConfiguration(kind, file, text);
    if (parsed.id !== id) throw new InputError('Configuration.BadId', `The merged text is of ${parsed.id}, not of ${id}.`, { location: { file }, nextStep: 'Keep the id as it is.' });
    const { registry } = await this.find(kind);
    if (registry?.file === file) await this.writeEntry(kind, file, id, parsed.value);
    else {
      if (registry && entryText !== undefined) await this.writeEntry(kind, registry.file, id, parseConfiguration(kind, registry.file, entryText).value);
      await this.ports.files.writeText(file, parsed.text);
    }
    return this.upload(environment, kind, { ids: [id], overwrite: { [id]: liveEtag ?? '' }, overwriteEntries: entryHash === undefined ? {} : { [id]: entryHash } }, signal);
  }

  /**
   * What the workspace's file would be with what is deployed of one configuration: the file of its own, or the registry file with that entry as it is there and all else as it is written.
   * Nothing is written. @throws InputError `Configuration.Unknown`, `Configuration.NotJson`.
   */
  async takeLive(environment: string, kind: ConfigurationKind, id: string, signal?: AbortSignal): Promise<TakenConfiguration> {
    const [sides, sources] = [await this.threeSides(environment, kind, id, signal), await this.find(kind)];
    const form = formOf(sides, sources);
    const taken = { file: form === 'file' ? sides.file : sources.registry!.file, state: sides.state, ...(sides.local !== undefined && { local: sides.local }) };
    if (sides.live === undefined) return taken;
    if (form === 'file') return { ...taken, text: sides.live };
    const entry = await this.at(environment, kind, async ({ registry: { blobs } }) => readRegistry(kind, (await emptyWhenMissing(blobs).find(registryName(kind), signal))?.text).find((one) => one.id === id)?.value, signal);
    return { ...taken, text: putEntry(kind, { file: taken.file, text: await this.ports.files.readText(taken.file), id, value: liveEntry(sides, entry) }) };
  }

  /** What it takes to have the same configurations in the other form. Asks nobody, writes nothing. */
  async planConversion(kind: ConfigurationKind, to: 'files' | 'registry'): Promise<ConversionPlan> {
    return convert(this.ports.files, refuseProblems(await this.find(kind)), to);
  }

  /** Writes the files of a conversion that are not the same already. Returns those. */
  async applyConversion({ files }: ConversionPlan): Promise<readonly string[]> {
    const changed = files.filter(({ action }) => action !== 'same');
    for (const { file, text } of changed) await this.ports.files.writeText(file, text);
    return changed.map(({ file }) => file);
  }

  /** Tells the app that runs them to read its registry again, and follows it until each one runs or the app says why not. `ids` absent: all of the workspace. */
  async followRuntime(environment: string, kind: ConfigurationKind, options: FollowOptions = {}, signal?: AbortSignal): Promise<RuntimeReport> {
    const sources = await this.find(kind);
    const { commandQueue: queue } = sources.settings;
    const prefix = await routePrefixOf(this.ports.files, kind);
    const wanted = joinForms(sources).single.filter(({ id }) => options.ids?.includes(id) ?? true).map(({ id, value }) => ({ id, isEnabled: value['enabled'] !== false }));
    return this.ports.reach(environment, (target) => followRuntime({
      target, kind, wanted, clock: this.ports.clock, application: sources.application, prefix, ...(queue !== undefined && { queue }), reload: options.reload ?? true, patienceMs: options.patienceMs ?? 60_000,
      ...(options.onStatus && { onStatus: options.onStatus }), ...(signal && { signal }),
    }), signal);
  }

  /** A valid file from the answers of a wizard; nothing is written. @throws InputError `Configuration.Exists`, `Configuration.BadId`, `Configuration.Incomplete`. */
  async draft(answers: NewConfigurationAnswers): Promise<NewConfiguration> { return draftConfiguration(this.ports.files, await this.find(answers.kind), answers); }

  /** As `draft`, and writes the file. */
  async create(answers: NewConfigurationAnswers): Promise<NewConfiguration> {
    const made = await this.draft(answers);
    await this.ports.files.writeText(made.file, made.text);
    return made;
  }

  private async writeEntry(kind: ConfigurationKind, file: string, id: string, value: JsonObject): Promise<void> {
    await this.ports.files.writeText(file, replaceEntry(kind, { file, text: await this.ports.files.readText(file), id, value }));
  }

  private at<T>(environment: string, kind: ConfigurationKind, act: (destination: ConfigurationDestination) => Promise<T>, signal?: AbortSignal): Promise<T> {
    return this.ports.reach(environment, async (target) => { const { settings, application } = await this.find(kind); return act(await findDestination({ ...target, kind, settings, application }, signal)); }, signal);
  }

  private send({ environment, kind, sources, forms, request, prune }: Sending, signal?: AbortSignal): Promise<UploadReport> {
    const { ids, dryRun, onProgress } = request;
    return this.ports.reach(environment, async (target) => {
      const destination = await findDestination({ ...target, kind, settings: sources.settings, application: sources.application }, signal);
      const { account, single, registry, notices } = destination;
      const created = dryRun || prune ? [] : await createMissing([single, registry], request.onCreate, signal);
      const [to, book] = [single, registry].map(({ blobs }) => ({ ...this.ports, blobs: dryRun || prune ? emptyWhenMissing(blobs) : blobs }));
      const subject = { kind, container: single.ledger, local: forms.single, ...(signal && { signal }) };
      const overwrite = request.overwrite === 'all' ? Object.fromEntries((await compareWithDeployed(to!, subject)).map(({ id, live }) => [id, live?.etag ?? ''])) : request.overwrite;
      const common = { ...(dryRun && { dryRun }), ...(prune && { prune }) };
      const mine = prune ? ids : ids ?? forms.single.map(({ id }) => id);
      const results = await uploadConfigurations(to!, subject, { ...common, ...(mine && { ids: mine }), ...(overwrite && { overwrite }), ...(onProgress && { onProgress }) });
      // Where the single blob is in conflict, the registry must not be decided either.
      const settled = results.filter(({ outcome }) => outcome !== 'conflict' && outcome !== 'kept-theirs').map(({ id }) => id);
      const entryIds = prune ? ids ?? [] : settled;
      const written = await uploadRegistry(book!, { ...subject, container: registry.ledger, local: forms.entries }, { ...common, ids: entryIds, ...overwriteOf(request) });
      return { account, container: single.name, registryContainer: registry.name, results, registry: written, created, leftOut: forms.leftOut, notices };
    }, signal);
  }
}

interface Sending { readonly environment: string; readonly kind: ConfigurationKind; readonly sources: ConfigurationSources; readonly forms: BothForms; readonly request: UploadRequest; readonly prune?: boolean }

const overwriteOf = ({ overwrite, overwriteEntries }: UploadRequest): Pick<RegistryOptions, 'overwrite'> => (overwriteEntries ? { overwrite: overwriteEntries } : overwrite === undefined ? {} : { overwrite: overwrite === 'all' ? 'all' : Object.fromEntries(Object.keys(overwrite).map((id) => [id, ''])) });

const words: Readonly<Record<ConfigurationKind, string>> = { agent: 'agent configuration', server: 'MCP server configuration' };

async function createMissing(containers: readonly NamedContainer[], onCreate: UploadRequest['onCreate'], signal?: AbortSignal): Promise<readonly string[]> {
  const created: string[] = [];
  for (const { name, blobs } of containers) {
    try { await blobs.list('versions/none/', signal); } catch (error) {
      if (!isContainerMissing(error)) throw error;
      onCreate?.(name);
      await blobs.createContainer(signal);
      created.push(name);
    }
  }
  return created;
}

function refuseProblems(sources: ConfigurationSources): ConfigurationSources {
  refuseErrors(sources.problems);
  refuseDuplicates(sources.single);
  return sources;
}

function refuseErrors(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first) throw new InputError('Configuration.Invalid', `${first.message}${errors.length > 1 ? ` (and ${errors.length - 1} more)` : ''}`, { location: first, nextStep: first.nextStep ?? 'Correct the file; "validate" lists everything that is wrong.', details: errors.map(({ code, message, file }) => ({ code, message: `${file}: ${message}` })) });
}

function refuseUnknown(kind: ConfigurationKind, ids: readonly string[], known: readonly Configuration[], problems: readonly Diagnostic[]): void {
  const missing = ids.filter((id) => !known.some((one) => one.id === id));
  if (missing.length === 0) return;
  refuseErrors(problems);
  throw new InputError('Configuration.Unknown', `The workspace holds no ${words[kind]} ${missing.join(', ')}.`, { nextStep: known.length === 0 ? `Create ${blobNameOf(kind, missing[0] ?? '<id>')}.` : `There are ${known.slice(0, 12).map(({ id }) => id).join(', ')}.` });
}
