import { InputError, LogicError } from '../../errors';
import { hashJson } from '../../hash';
import { asObject } from '../../json';
import type { JsonObject, JsonValue } from '../../values';
import type { CatalogueItem } from '../catalogueItem';
import { getItem, type ChecklistService, type ChecklistView } from '../service';
import type { ActionInput, ArmAction } from './action';
import { asAzCommands, asBicep } from './asCommands';
import { carryOutChanges } from './carryOutChanges';
import { hashChanges, planChanges, type PlannedChange } from './planChanges';
import { armActions } from './registry';
import { openScene } from './scene';
import { ActionsTogether } from './together';
import { lookAgain } from './work/again';
import { dataWorks } from './work/data';
import { deploymentWorks } from './work/deployment';
import { documentWorks } from './work/documents';
import { notificationWorks } from './work/notification';
import { peopleWorks } from './work/people';
import { pythonWorks } from './work/python';
import { repositoryWorks } from './work/repository';
import { reportWorks } from './work/reports';
import { settingWorks } from './work/settings';
import { toolWorks } from './work/tools';
import { watchWorks } from './work/watch';
import type { ClickWork, RowWork, WorkPorts, WorkScene } from './work/work';

export const rowWorks: ReadonlyMap<string, RowWork> = new Map([...toolWorks, ...deploymentWorks, ...dataWorks, ...reportWorks, ...peopleWorks, ...watchWorks].map((work) => [work.row, work]));

/** Clicks of items that are measured, by the ID that items name. */
export const clickWorks: ReadonlyMap<string, ClickWork> = new Map([...repositoryWorks, ...documentWorks, ...pythonWorks, ...settingWorks, ...notificationWorks].map((work) => [work.action, work]));

/** What one click of an item would do. */
export interface ActionPlan {
  readonly environment: string;
  readonly item: CatalogueItem;
  readonly title: string;
  /** What happens, in sentences. */
  readonly description: string;
  readonly changesAzure: boolean;
  /** It commits, pushes or switches branches. */
  readonly changesRepository?: boolean;
  /** Requests to ARM with what they change; empty for work of another kind. */
  readonly changes: readonly PlannedChange[];
  /** What was approved is what runs. */
  readonly hash: string;
  readonly az?: string;
  readonly bicep?: string;
}
export interface ActionRequest { readonly inputs?: Readonly<Record<string, string>>; /** Of the plan that a person has seen; absent: it is made and run at once. */ readonly approvedHash?: string; readonly onLine?: (line: string) => void }
export interface ActionOutcome { readonly view: ChecklistView; readonly state: string; readonly reason: string; readonly done: readonly string[]; readonly canUndo: boolean }

/** Items that take something back; in an open incident somebody has to decide first what. */
const takesBack: ReadonlySet<string> = new Set(['emergency.app.rollback-run', 'emergency.infra.rollback-run', 'emergency.data.restored']);

/** @throws InputError `Incident.NotDecided`. */
function refuseUndecided({ incident }: ChecklistView, { id, title }: CatalogueItem): void {
  if (!incident || incident.decision || !takesBack.has(id)) return;
  throw new InputError('Incident.NotDecided', `"${title}" waits for the decision of the incident ${incident.id}: what is taken back, and why.`, { nextStep: `Decide it: aos-deploy incident decide ${incident.id}, or attest emergency.start.decision.` });
}

/** Runs what items offer to do. */
export class ChecklistActions {
  /** Many of them with one confirmation. */
  readonly together: ActionsTogether;

  constructor(private readonly checklist: ChecklistService, private readonly ports: WorkPorts) { this.together = new ActionsTogether(checklist, this); }

  /** Whether one click can do it here; other actions are commands of the editor. */
  canRun(item: CatalogueItem): boolean { return armActions.has(item.action ?? '') || workOf(item) !== undefined; }

  inputsOf(item: CatalogueItem): readonly ActionInput[] { return workOf(item)?.inputs ?? armActions.get(item.action ?? '')?.inputs ?? []; }

  /** Changes nothing. @throws InputError `Action.Unknown`, `Action.InputMissing`; LogicError where something is missing. */
  async plan(name: string, id: string, { inputs = {} }: ActionRequest = {}, signal?: AbortSignal): Promise<ActionPlan> {
    const view = await this.checklist.view(name, signal);
    const item = getItem(view.catalogue, id);
    const work = workFor(item);
    if (work) return planWork(work, this.workScene(view, item, inputs, () => undefined, signal));
    return (await this.planArm(view, item, inputs, signal)).plan;
  }

  /** @throws as `plan`, LogicError `Action.PlanChanged` when it would do something else than what was approved. */
  async run(name: string, id: string, request: ActionRequest = {}, signal?: AbortSignal): Promise<ActionOutcome> {
    const { inputs = {}, onLine = () => undefined } = request;
    const view = await this.checklist.view(name, signal);
    const item = getItem(view.catalogue, id);
    refuseUndecided(view, item);
    const work = workFor(item);
    if (work) return this.runWork(work, this.workScene(view, item, inputs, onLine, signal), request);
    return this.runArm(view, item, request, signal);
  }

  /** Takes back what the last action of the item changed, newest first. @throws LogicError `Action.NoUndo`. */
  async undo(name: string, id: string, signal?: AbortSignal): Promise<ActionOutcome> {
    const view = await this.checklist.view(name, signal);
    const item = getItem(view.catalogue, id);
    const steps = undoOf(view, id);
    if (steps.length === 0) throw new LogicError('Action.NoUndo', `Nothing of "${item.title}" can be taken back.`, { nextStep: 'Change it by hand, or roll back the infrastructure.' });
    const { connection } = await this.ports.reach(view.environment, signal);
    const done = await carryOutChanges(connection.arm, steps, { clock: this.ports.clock, ...(signal && { signal }) });
    const after = await this.checklist.keepAction(name, id, { state: 'unknown', reason: `Taken back: ${counted(done.length)}.`, rule: `undo ${item.action ?? id}` }, signal);
    return { view: after, state: 'unknown', reason: `Taken back: ${counted(done.length)}.`, done: done.map(({ title }) => title), canUndo: false };
  }

  /** An item that is measured is measured again afterwards; what the click found is the evidence of the item that it belongs to. */
  private async runWork(work: RowWork, scene: WorkScene, { approvedHash }: ActionRequest): Promise<ActionOutcome> {
    if (approvedHash !== undefined) refuseOther(approvedHash, (await planWork(work, scene)).hash);
    const finding = await work.run(scene);
    const { view: { environment: { name } }, item, signal } = scene;
    const isMeasured = item.kind === 'auto';
    const rule = item.action ?? item.id;
    const view = work.row === item.id && isMeasured ? await this.checklist.keepAction(name, item.id, { ...finding, state: 'unknown', rule }, signal) : await this.checklist.keepAction(name, work.row, { ...finding, rule }, signal);
    if (!isMeasured) return { view, state: finding.state, reason: finding.reason, done: [finding.reason], canUndo: false };
    const after = await this.checklist.run(name, { items: [item.id], maxAgeMs: 0 }, signal);
    const now = after.items.find((one) => one.item.id === item.id);
    return { view: after, state: now?.state ?? 'unknown', reason: `${finding.reason} ${now?.reason ?? ''}`.trim(), done: [finding.reason], canUndo: false };
  }

  private async runArm(view: ChecklistView, item: CatalogueItem, { inputs = {}, approvedHash, onLine }: ActionRequest, signal?: AbortSignal): Promise<ActionOutcome> {
    const { plan, arm } = await this.planArm(view, item, inputs, signal);
    refuseOther(approvedHash, plan.hash);
    const changes = plan.changes.filter(({ changeType }) => changeType !== 'NoChange');
    const done = await carryOutChanges(arm, changes, { clock: this.ports.clock, ...(signal && { signal }), onStep: (count, total, title) => { if (title) onLine?.(`${count + 1}/${total} ${title}`); } });
    const name = view.environment.name;
    const undo = changes.toReversed().flatMap((change) => (change.undo ? [{ title: `Take back: ${change.title}`, ...change.undo }] : []));
    const reason = done.length === 0 ? 'Everything was so already.' : `Done: ${done.map(({ title }) => title).join('; ')}.`;
    const rule = item.action ?? item.id;
    await this.checklist.keepAction(name, item.id, { state: 'unknown', reason, rule, observed: JSON.parse(JSON.stringify({ done, undo })) as JsonValue }, signal);
    const after = await this.checklist.run(name, { items: [item.id], maxAgeMs: 0 }, signal);
    const now = after.items.find((one) => one.item.id === item.id);
    return { view: after, state: now?.state ?? 'unknown', reason, done: done.map(({ title }) => title), canUndo: undo.length > 0 };
  }

  private async planArm(view: ChecklistView, item: CatalogueItem, inputs: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<{ readonly plan: ActionPlan; readonly arm: Awaited<ReturnType<WorkPorts['reach']>>['connection']['arm'] }> {
    const action = armActions.get(item.action ?? '');
    if (!action) throw new InputError('Action.Unknown', `"${item.title}" has no action that runs by one click.`, { nextStep: item.kind === 'attest' ? 'Attest it.' : 'Its command in the editor shows what to do.' });
    const { connection, scope } = await this.ports.reach(view.environment, signal);
    const compiled = await this.ports.compile(view.environment, signal);
    const scene = await openScene({ view, item, connection, scope, inputs, now: this.ports.clock.now(), parameters: valuesOf(compiled.parameters), ...(signal && { signal }) });
    const changes = await planChanges(await action.changes(scene), scene);
    return { plan: armPlan(action, view, item, changes, connection.cloud.resourceManager, scene.groupId), arm: connection.arm };
  }

  private workScene(view: ChecklistView, item: CatalogueItem, inputs: Readonly<Record<string, string>>, onLine: (line: string) => void, signal?: AbortSignal): WorkScene {
    let opened: ReturnType<WorkPorts['reach']> | undefined;
    return { view, item, inputs, onLine, ports: this.ports, ...(signal && { signal }), connection: () => (opened ??= this.ports.reach(view.environment, signal)) };
  }
}

const valuesOf = (parameters: JsonObject): JsonObject => Object.fromEntries(Object.entries(parameters).flatMap(([name, entry]) => { const { value } = asObject(entry); return value === undefined ? [] : [[name, value]]; }));

/** The work of the item's row; of its action; or of the item that is run for it: what an integration test has to find, the run of the tests finds. */
function workOf(item: CatalogueItem): RowWork | undefined {
  const own = rowWorks.get(item.id);
  if (own || item.kind !== 'auto' || item.action === undefined || armActions.has(item.action)) return own;
  const click = clickWorks.get(item.action);
  return click ? { ...click, row: item.id } : rowWorks.get(runFor[item.action] ?? '');
}

/** What is measured can be measured again, whoever changes it. */
const workFor = (item: CatalogueItem): RowWork | undefined => workOf(item) ?? (item.kind === 'auto' && !armActions.has(item.action ?? '') ? lookAgain(item) : undefined);

/** Items whose run is the evidence of others, by the action that both name. */
const runFor: Readonly<Record<string, string>> = {
  'run-tests': 'app.build.tests', 'run-integration-tests': 'verify.tests.integration-run', 'run-functions-tests': 'verify.tests.functions-run', 'run-agent-test': 'verify.agent.run', 'run-message-bus-test': 'verify.bus.run', 'run-storage-test': 'verify.storage.run',
  'run-load-test': 'verify.load.run', 'lint-templates': 'infra.validate.lint-run', 'run-dr-drill': 'ops.quarterly.dr-test', 'restore-blobs': 'emergency.data.restored',
};

async function planWork(work: RowWork, scene: WorkScene): Promise<ActionPlan> {
  const lines = await work.preview?.(scene) ?? [];
  const description = [work.describe(scene), ...lines.map((line) => `- ${line}`)].join('\n');
  return { environment: scene.view.environment.name, item: scene.item, title: titleOf(scene.item), description, changesAzure: work.changesAzure === true, ...(work.changesRepository && { changesRepository: true }), changes: [], hash: hashJson([scene.item.id, description, scene.inputs as unknown as JsonValue]) };
}

const counted = (changes: number): string => `${changes} ${changes === 1 ? 'change' : 'changes'}`;
const titleOf = (item: CatalogueItem): string => (rowWorks.has(item.id) ? undefined : clickWorks.get(item.action ?? '')?.title) ?? item.title;

function armPlan(action: ArmAction, view: ChecklistView, item: CatalogueItem, changes: readonly PlannedChange[], resourceManager: string, groupId: string): ActionPlan {
  const real = changes.filter(({ changeType }) => changeType !== 'NoChange');
  const irreversible = real.flatMap((change) => change.irreversible ?? []);
  const description = [real.length === 0 ? 'Everything is so already; nothing would be changed.' : `${counted(real.length)}.`, ...irreversible].join(' ');
  return { environment: view.environment.name, item, title: action.title, description, changesAzure: real.length > 0, changes, hash: hashChanges(changes), az: asAzCommands(real, resourceManager), bicep: asBicep(real, groupId) };
}

function refuseOther(approved: string | undefined, hash: string): void {
  if (approved !== undefined && approved !== hash) throw new LogicError('Action.PlanChanged', 'It would do something else by now than what was approved.', { nextStep: 'Look at it once more.' });
}

/** What the last action of the item left to take it back with; what was masked cannot be put back. */
export function undoOf(view: ChecklistView, id: string): readonly { readonly title: string; readonly method: 'PUT' | 'PATCH' | 'DELETE'; readonly id: string; readonly apiVersion: string; readonly body?: JsonObject }[] {
  const last = view.book.history.get(id)?.toReversed().find((entry) => entry.kind === 'action');
  const undo = last?.kind === 'action' && !last.rule.startsWith('undo ') ? asObject(last.observed)['undo'] : undefined;
  return Array.isArray(undo) && !JSON.stringify(undo).includes('***') ? undo as unknown as ReturnType<typeof undoOf> : [];
}
