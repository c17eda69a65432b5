import type { CheckedRow, EvidenceOptions, EvidenceRecords, EvidenceReport } from '../evidence';
import { isSandbox, readSettings, type Environment } from '../environments';
import { CancelledError, InputError } from '../errors';
import { hashJson, sha256Hex } from '../hash';
import { relativePath, resolvePath } from '../paths';
import type { Clock, EvidenceDamage, EvidenceStore } from '../ports';
import type { JsonValue } from '../values';
import { assess, type AssessedItem } from './assess';
import { checkRequest, type AttestRequest } from './attestation';
import { loadCatalogue, makeCatalogue, type Catalogue } from './catalogue';
import type { CatalogueItem } from './catalogueItem';
import { readFacts, type EnvironmentFacts, type FactPorts } from './environmentFacts';
import { foldEvidence, isSamePerson, type Attestation, type BoundTo, type EvidenceBook, type EvidenceEntry, type MeasuredEvidence, type SignerRole } from './evidence';
import { incidentItem, isOfIncident, tellIncident, withIncident, type Incidents } from './incident';
import type { Incident } from '../incident';
import { makeOwnPhase, readOwnItems, type OwnItem } from './ownItems';
import { makeReport, verifyReport, type ReadinessReport, type ReportCheck } from './report';
import { redactEvidence, redactEvidenceText } from './redactEvidence';
import { withRuns } from './ran';
import { joinTaskList, type JoinedList } from './taskList/joinTaskList';
import { parseTaskList } from './taskList/parseTaskList';
import { tickTaskListBytes } from './taskList/tickTaskList';

/** Whoever can measure items. */
export interface EvidenceSource {
  readonly rows: readonly string[];
  check(environment: string, options?: EvidenceOptions, signal?: AbortSignal): Promise<EvidenceReport>;
  /** After something was changed: the next check asks everything anew. */
  forget(): Promise<void>;
}

export interface ChecklistPorts extends FactPorts {
  readonly clock: Clock;
  readonly store: EvidenceStore;
  readonly evidence: EvidenceSource;
  /** What was published; absent: nobody remembers. */
  readonly records?: Pick<EvidenceRecords, 'list'>;
  /** Incidents are declared and told there; the items of an emergency show what they say. */
  readonly incidents: Incidents;
  /** Minutes east of UTC of the people whose days and weeks count. */
  readonly offsetMinutes: () => number;
  getEnvironment(name: string): Promise<Environment>;
}

/** The checklist of an environment at a moment. */
export interface ChecklistView {
  readonly environment: Environment;
  readonly facts: EnvironmentFacts;
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly catalogue: Catalogue;
  readonly items: readonly AssessedItem[];
  readonly book: EvidenceBook;
  /** The one that goes on, if one does. */
  readonly incident?: Incident;
  /** Absent: the workspace has no task list. */
  readonly list?: { readonly file: string; readonly text: string; readonly joined: JoinedList };
  /** The evidence is of the sandbox and proves nothing about Azure. */
  readonly isRehearsal: boolean;
  /** What people have to know about the evidence itself. */
  readonly notices: readonly string[];
}

export interface RunChecklistOptions {
  /** Default: all. */
  readonly items?: readonly string[];
  /** 0 asks everything anew. */
  readonly maxAgeMs?: number;
  readonly onProgress?: EvidenceOptions['onProgress'];
}
export interface ChecklistRun extends ChecklistView { readonly armRequests: number; /** Answers that were not asked for again, and when the oldest of them came. */ readonly fromMemory: number; readonly oldestFromMemory?: string; readonly measured: readonly string[] }

/** The task list of a workspace, kept up to date by what is measured and what people say. */
export class ChecklistService {
  constructor(private readonly ports: ChecklistPorts) {}

  /** Items that can be measured. */
  get checked(): ReadonlySet<string> { return new Set(this.ports.evidence.rows); }

  /** Who attests and signs unless another name is given, as git knows the person. */
  async personHere(signal?: AbortSignal): Promise<string | undefined> { return this.ports.git.userName(signal); }

  /** How things stand by what is known; asks nothing outside of this computer. @throws InputError `Environment.Unknown`. */
  async view(name: string, signal?: AbortSignal): Promise<ChecklistView> {
    const environment = await this.ports.getEnvironment(name);
    const { entries, damage } = await this.ports.store.read(environment.name);
    return this.viewOf(environment, entries, damage, signal);
  }

  /** Measures what can be measured, keeps what was found, and tells how things stand then. Items without an answer stay unknown, with the reason. */
  async run(name: string, { items, maxAgeMs, onProgress }: RunChecklistOptions = {}, signal?: AbortSignal): Promise<ChecklistRun> {
    const before = await this.view(name, signal);
    const wanted = items && expand(before.catalogue, items);
    let kept = 0;
    const report = await this.ports.evidence.check(before.environment.name, {
      ...(wanted && { rows: wanted }), ...(maxAgeMs !== undefined && { maxAgeMs }), ...(onProgress && { onProgress }), onCancelled: async (partial) => { kept = (await this.keepRun(before, partial, [])).measured.length; },
      known: new Map(before.items.flatMap(({ item, state, reason }) => (item.kind === 'auto' ? [] : [[item.id, { state: state === 'stale' ? 'unknown' as const : state, reason }] as const]))),
    }, signal).catch((error: unknown) => { throw error instanceof CancelledError && kept > 0 ? new CancelledError(`Cancelled. ${kept} items were measured before, and are kept.`) : error; });
    const { measured, damage } = await this.keepRun(before, report, wanted);
    const after = await this.view(name, signal);
    return { ...after, notices: [...noticesOf(damage), ...unanswered(report), ...after.notices], armRequests: report.armRequests, fromMemory: report.fromMemory, ...(report.oldestFromMemory !== undefined && { oldestFromMemory: report.oldestFromMemory }), measured: measured.map(({ item }) => item) };
  }

  private async keepRun(before: ChecklistView, report: EvidenceReport, wanted: readonly string[] | undefined): Promise<{ readonly measured: readonly MeasuredEvidence[]; readonly damage: EvidenceDamage | undefined }> {
    const measured = [...report.rows.map((row) => this.toEvidence(row, report, before)), ...await this.measureOwn(before, wanted)];
    const [fresh, same] = partition(measured, (one) => !isSameFinding(before.book.measured.get(one.item), one));
    const run: EvidenceEntry = { kind: 'run', at: report.endedAt, bound: { ...before.facts.bound, ...report.bindings }, same: same.map(({ item }) => item), ...(report.by !== undefined && { by: report.by }) };
    return { measured, damage: await this.ports.store.append(before.environment.name, [...fresh, run]) };
  }

  /** Keeps what a person decided. @throws InputError `Checklist.Unknown`, `Checklist.NotAttestable`, and those of the request. */
  async attest(name: string, id: string, request: AttestRequest, signal?: AbortSignal): Promise<ChecklistView> {
    const view = await this.view(name, signal);
    const item = getItem(view.catalogue, id);
    const state = request.state ?? 'pass';
    if (item.kind !== 'attest' && state !== 'n/a') throw new InputError('Checklist.NotAttestable', `"${item.title}" is measured, not attested.`, { nextStep: item.kind === 'action' ? 'Run its action, or attest that it does not apply (n/a).' : 'Run the checklist, or attest that it does not apply (n/a).' });
    checkRequest(item, request, view.environment);
    const by = request.by?.trim() || await this.ports.git.userName(signal);
    if (!by) throw new InputError('Checklist.NobodySaysIt', 'It is not known who attests.', { nextStep: 'Set git config user.name, or give --by NAME.' });
    if (isOfIncident(id) && state === 'pass') {
      await tellIncident(this.ports.incidents, view.environment.name, id, { ...request, note: request.note.trim() }, by);
      return this.view(name, signal);
    }
    const entry: Attestation = {
      kind: 'attest', item: id, at: this.now(), by, note: redactEvidenceText(request.note.trim()), state, bound: this.boundOf(item, view),
      ...(request.facts && Object.keys(request.facts).length > 0 && { facts: redactEvidence(request.facts) as Record<string, string> }),
      ...(request.file !== undefined && await this.fileOf(request.file)), ...(request.link !== undefined && { link: redactEvidenceText(request.link) }),
    };
    return this.keep(view, [entry], signal);
  }

  /** A second person confirms an attestation. @throws InputError `Checklist.NothingToConfirm`, `Checklist.SamePerson`. */
  async confirm(name: string, id: string, { by, note }: { readonly by?: string; readonly note?: string }, signal?: AbortSignal): Promise<ChecklistView> {
    const view = await this.view(name, signal);
    const item = getItem(view.catalogue, id);
    const first = view.book.attested.get(id);
    if (!first) throw new InputError('Checklist.NothingToConfirm', `Nobody has attested "${item.title}" yet.`, { nextStep: 'Attest it first.' });
    const second = by?.trim() || await this.ports.git.userName(signal) || '';
    if (second === '' || isSamePerson(second, first.by)) throw new InputError('Checklist.SamePerson', `"${item.title}" was attested by ${first.by}; somebody else has to confirm it.`, { nextStep: 'Let the second person give their own name.' });
    return this.keep(view, [{ kind: 'second', item: id, at: this.now(), by: second, bound: {}, ...(note?.trim() && { note: redactEvidenceText(note.trim()) }) }], signal);
  }

  /** Takes an attestation back; it stays in the history. */
  async withdraw(name: string, id: string, { by, note }: { readonly by?: string; readonly note?: string } = {}, signal?: AbortSignal): Promise<ChecklistView> {
    const view = await this.view(name, signal);
    getItem(view.catalogue, id);
    if (!view.book.attested.has(id)) return view;
    if (isOfIncident(id) && view.incident) return this.withdrawIncident(view, view.incident, id, by, note);
    return this.keep(view, [{ kind: 'withdraw', item: id, at: this.now(), by: by?.trim() || await this.ports.git.userName(signal) || 'somebody', bound: {}, ...(note?.trim() && { note: redactEvidenceText(note.trim()) }) }], signal);
  }

  /** The declaration can be taken back, what was said in an incident cannot. */
  private async withdrawIncident(view: ChecklistView, incident: Incident, id: string, by?: string, note?: string): Promise<ChecklistView> {
    if (id !== incidentItem) throw new InputError('Checklist.SaidInIncident', `The incident ${incident.id} keeps what was said in it.`, { nextStep: 'Attest the item anew; the newest counts.' });
    await this.ports.incidents.add(incident.id, { type: 'withdrawn', reason: note?.trim() || 'Declared by mistake.' }, by?.trim() || undefined);
    return this.view(view.environment.name);
  }

  /** Keeps what an action found, as the evidence of its item. */
  async keepAction(name: string, id: string, found: Pick<MeasuredEvidence, 'state' | 'reason' | 'observed' | 'rule'>, signal?: AbortSignal): Promise<ChecklistView> {
    const view = await this.view(name, signal);
    const item = getItem(view.catalogue, id);
    const by = await this.ports.git.userName(signal);
    const { observed, reason, ...rest } = found;
    await this.ports.evidence.forget();
    return this.keep(view, [{ ...rest, kind: 'action', item: id, at: this.now(), reason: redactEvidenceText(reason), bound: this.boundOf(item, view), ...(observed !== undefined && { observed: redactEvidence(observed) }), ...(by !== undefined && { by }), ...(view.isRehearsal && { rehearsed: true }) }], signal);
  }

  /** What goes to the change ticket. That it was handed out is remembered, so that `verify` knows it again. */
  async report(name: string, signal?: AbortSignal): Promise<ReadinessReport> {
    const view = await this.view(name, signal);
    const report = makeReport(view);
    await this.ports.store.append(view.environment.name, [{ kind: 'report', item: 'report', at: this.now(), head: report.head, bound: {} }]);
    return report;
  }

  /** The task list of the workspace with its boxes set, byte by byte as it is otherwise. Undefined where there is none. */
  async tickedList({ list, items, catalogue }: ChecklistView, signal?: AbortSignal): Promise<Uint8Array | undefined> {
    if (!list) return undefined;
    const bytes = await this.ports.files.readBytes(list.file, signal);
    const states = new Map(items.map(({ item, state }) => [item.id, state]));
    return tickTaskListBytes(bytes, joinTaskList(parseTaskList(new TextDecoder().decode(bytes)), catalogue), (id) => states.get(id));
  }

  /** Signs what the report says now. @throws InputError `Checklist.NobodySaysIt`. */
  async sign(name: string, role: SignerRole, { by, note }: { readonly by?: string; readonly note?: string }, signal?: AbortSignal): Promise<ChecklistView> {
    const view = await this.view(name, signal);
    const signer = by?.trim() || await this.ports.git.userName(signal);
    if (!signer) throw new InputError('Checklist.NobodySaysIt', 'It is not known who signs.', { nextStep: 'Set git config user.name, or give --by NAME.' });
    return this.keep(view, [{ kind: 'sign', item: 'report', role, by: signer, at: this.now(), body: makeReport(view).body, bound: {}, ...(note?.trim() && { note: redactEvidenceText(note.trim()) }) }], signal);
  }

  /** Whether a report, as the JSON text of its file, is what was handed out for the environment. */
  async verifyReport(name: string, text: string): Promise<ReportCheck> {
    const { entries } = await this.ports.store.read((await this.ports.getEnvironment(name)).name);
    return verifyReport(text, foldEvidence(entries).issued);
  }

  private async keep(view: ChecklistView, entries: readonly EvidenceEntry[], signal?: AbortSignal): Promise<ChecklistView> {
    const damage = await this.ports.store.append(view.environment.name, entries);
    const after = await this.view(view.environment.name, signal);
    return { ...after, notices: [...noticesOf(damage), ...after.notices] };
  }

  private async viewOf(environment: Environment, entries: readonly EvidenceEntry[], damage: EvidenceDamage | undefined, signal?: AbortSignal): Promise<ChecklistView> {
    const incident = await this.ports.incidents.findOpen(environment.name);
    const kept = withIncident(foldEvidence(entries), incident);
    const [base, { settings }, facts, published] = await Promise.all([loadCatalogue(), readSettings(this.ports.files), readFacts(environment, kept, incident, this.ports, signal), this.ports.records?.list(environment.name, 'publish') ?? []]);
    const book = withRuns(kept, facts, published, isSandbox(environment.cloud));
    const own = readOwnItems(settings.checklist);
    const list = await this.readList(settings.taskList, base);
    const phase = makeOwnPhase(own, list?.joined);
    const catalogue = phase ? makeCatalogue([...base.phases, phase], wordingsOf(base)) : base;
    const bound = { ...facts.bound, ...await this.files(catalogue, book), ...tables(book) };
    const now = this.ports.clock.now();
    const items = assess(catalogue, book, { now, offsetMinutes: this.ports.offsetMinutes(), conditions: facts.conditions, bound, checked: new Set([...this.checked, ...ownFiles(own)]), ...(facts.stage && { stage: facts.stage }), ...(facts.greenSince && { since: facts.greenSince }), ...(facts.firstOfCommit && { deployed: facts.firstOfCommit }) });
    return { environment, facts: { ...facts, bound }, at: now.toISOString(), catalogue, items, book, isRehearsal: isSandbox(environment.cloud), notices: noticesOf(damage), ...(incident && { incident }), ...(list && { list }) };
  }

  private async readList(setting: string | undefined, catalogue: Catalogue): Promise<ChecklistView['list']> {
    const { files } = this.ports;
    for (const name of setting === undefined ? ['DEPLOYMENT_TASKS.md', 'docs/development/DEPLOYMENT_TASKS.md', 'docs/DEPLOYMENT_TASKS.md'] : [setting]) {
      const file = resolvePath(files.root, name);
      if (!await files.exists(file)) continue;
      const text = await files.readText(file);
      return { file, text, joined: joinTaskList(parseTaskList(text), catalogue) };
    }
    return undefined;
  }

  private toEvidence(row: CheckedRow, { by }: EvidenceReport, view: ChecklistView): MeasuredEvidence {
    const item = view.catalogue.find(row.row);
    const { parameters: _parameters, template: _template, ...binding } = row.binding;
    // What a person said is kept as what it is; kept once more as measured, it would hold when it is taken back.
    const { state, reason, observed, standsAgainst } = row.own ?? row;
    return {
      kind: 'check', item: row.row, at: row.at, state, reason: redactEvidenceText(reason), rule: row.row, bound: { ...(item && withoutTable(this.boundOf(item, view))), ...binding },
      asked: redactEvidence(row.asked as unknown as JsonValue) as unknown as CheckedRow['asked'], ...(observed !== undefined && { observed: redactEvidence(observed) }), ...(standsAgainst && { standsAgainst }), ...(by !== undefined && { by }), ...(view.isRehearsal && { rehearsed: true }),
    };
  }

  /** Items of aos.yaml that a file decides. */
  private async measureOwn(view: ChecklistView, wanted: readonly string[] | undefined): Promise<readonly MeasuredEvidence[]> {
    const items = view.catalogue.items.filter(({ id, kind, binding }) => kind === 'auto' && id.startsWith('own.') && binding?.startsWith('file:') && (wanted?.includes(id) ?? true));
    return Promise.all(items.map(async (item): Promise<MeasuredEvidence> => {
      const path = item.binding!.slice('file:'.length);
      const text = await this.textOf(path);
      const state = text === undefined ? 'fail' : text.trim() === '' ? 'fail' : 'pass';
      const reason = text === undefined ? `There is no file ${path}.` : text.trim() === '' ? `${path} is empty.` : `${path} is there, with ${text.split('\n').length} lines.`;
      return { kind: 'check', item: item.id, at: this.now(), state, reason, rule: 'own-file', bound: this.boundOf(item, view) };
    }));
  }

  /** What evidence of an item belongs to. Evidence of this computer alone holds wherever the environment is. */
  private boundOf(item: CatalogueItem, { facts, book }: ChecklistView): BoundTo {
    const kinds = [bindingNames[item.binding ?? ''] ?? item.binding, isLocal(item) ? undefined : 'target'].filter((kind) => kind !== undefined);
    const table = book.measured.get(item.id)?.observed;
    return Object.fromEntries(kinds.flatMap((kind): [string, string][] => {
      if (kind === 'table') return table === undefined ? [] : [[`table:${item.id}`, hashJson(table)]];
      const value = facts.bound[kind];
      return value === undefined ? [] : [[kind, value]];
    }));
  }

  private async files(catalogue: Catalogue, book: EvidenceBook): Promise<BoundTo> {
    const paths = new Set(catalogue.items.flatMap(({ binding }) => (binding?.startsWith('file:') ? [binding.slice(5)] : [])));
    for (const { bound } of book.attested.values()) for (const kind of Object.keys(bound)) if (kind.startsWith('file:')) paths.add(kind.slice(5));
    const hashes = await Promise.all([...paths].map(async (path) => [`file:${path}`, sha256Hex(await this.textOf(path) ?? '')] as const));
    return Object.fromEntries(hashes);
  }

  private async fileOf(path: string): Promise<{ readonly file: string; readonly fileHash: string }> {
    const text = await this.textOf(path);
    if (text === undefined) throw new InputError('Checklist.FileMissing', `${path} is not a file of this workspace.`, { nextStep: 'Name a file below the workspace folder, or give a link.' });
    return { file: relativePath(this.ports.files.root, resolvePath(this.ports.files.root, path)), fileHash: sha256Hex(text) };
  }

  /** Of a file of the workspace; undefined for one that is not there, or elsewhere. */
  private async textOf(path: string): Promise<string | undefined> {
    const { files } = this.ports;
    const file = resolvePath(files.root, path);
    if (relativePath(files.root, file) === file || !await files.exists(file)) return undefined;
    try { return await files.readText(file); } catch (error) {
      if (error instanceof InputError) return undefined;
      throw error;
    }
  }

  private now(): string { return this.ports.clock.now().toISOString(); }
}

/** What is measured makes the table; only what a person says belongs to it. */
const withoutTable = (bound: BoundTo): BoundTo => Object.fromEntries(Object.entries(bound).filter(([kind]) => !kind.startsWith('table:')));

/** Hashes of texts stand for what the compiler would make of them: they are known without compiling. */
const bindingNames: Readonly<Record<string, string>> = { parameters: 'parametersText', template: 'templateText' };
const localSources = new Set(['local', 'git', 'bicep', 'github']);
const isLocal = ({ kind, sources = [] }: CatalogueItem): boolean => kind !== 'attest' && sources.length > 0 && sources.every((source) => localSources.has(source));
const ownFiles = (items: readonly OwnItem[]): readonly string[] => items.filter(({ file }) => file !== undefined).map(({ id }) => `own.${id}`);
const wordingsOf = (catalogue: Catalogue): Record<string, readonly string[]> => Object.fromEntries(catalogue.items.map(({ id }) => [id, catalogue.wordingsOf(id)]));
const tables = ({ measured }: EvidenceBook): BoundTo => Object.fromEntries([...measured].flatMap(([id, { observed }]) => (observed === undefined ? [] : [[`table:${id}`, hashJson(observed)]])));

/** @throws InputError `Checklist.Unknown`. */
export function getItem(catalogue: Catalogue, id: string): CatalogueItem {
  const item = catalogue.find(id);
  if (item) return item;
  throw new InputError('Checklist.Unknown', `The checklist has no item "${id}".`, { nextStep: 'List the items with "aos-deploy checklist list".' });
}

/** Items by ID, by the beginning of their IDs (`pre.tools`), and those that a roll-up sums up. @throws InputError `Checklist.Unknown`. */
export function expand(catalogue: Catalogue, ids: readonly string[]): readonly string[] {
  const found = new Set<string>();
  const add = (id: string): void => { if (found.has(id)) return; found.add(id); catalogue.find(id)?.rollUp?.forEach(add); };
  for (const id of ids) {
    const matching = catalogue.items.filter((item) => item.id === id || item.id.startsWith(`${id}.`) || item.id.startsWith(`${id}-`) && id.split('.').length > 2);
    if (matching.length === 0) getItem(catalogue, id);
    matching.forEach((item) => add(item.id));
  }
  return [...found];
}

const isSameFinding = (known: MeasuredEvidence | undefined, found: MeasuredEvidence): boolean => known !== undefined && known.kind === found.kind && known.state === found.state && known.reason === found.reason && known.rehearsed === found.rehearsed
  && hashJson((known.observed ?? null)) === hashJson(found.observed ?? null) && hashJson(known.bound) === hashJson(found.bound);

function partition<T>(all: readonly T[], first: (one: T) => boolean): [readonly T[], readonly T[]] { return [all.filter(first), all.filter((one) => !first(one))]; }

/** What the result lacks, and why: by the reason that keeps most items undecided. */
function unanswered({ rows }: EvidenceReport): readonly string[] {
  const open = rows.filter(({ state, asked }) => state === 'unknown' && asked.some((one) => one.state === 'unreachable' || one.state === 'forbidden' || one.state === 'failed'));
  if (open.length === 0) return [];
  const reasons = new Map<string, number>();
  for (const { reason } of open) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const [most = '', count = 0] = [...reasons].sort((a, b) => b[1] - a[1])[0] ?? [];
  return [`The result is partial: ${open.length} of ${rows.length} items could not be decided because questions were not answered. ${count} of them: ${redactEvidenceText(most)}`];
}

function noticesOf(damage: EvidenceDamage | undefined): readonly string[] {
  if (!damage) return [];
  const what = `${damage.lines} ${damage.lines === 1 ? 'line' : 'lines'} of the kept evidence could not be read`;
  return [damage.keptAs ? `${what}. The file was kept as ${damage.keptAs} and written anew from the rest.` : `${what}; what they said counts as unknown until it is measured or attested again.`];
}

export { incidentItem };
