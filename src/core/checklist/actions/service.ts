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
import { dataWorks } from './work/data';
import { deploymentWorks } from './work/deployment';
import { peopleWorks } from './work/people';
import { reportWorks } from './work/reports';
import { toolWorks } from './work/tools';
import { watchWorks } from './work/watch';
import type { RowWork, WorkPorts, WorkScene } from './work/work';

export const rowWorks: ReadonlyMap<string, RowWork> = new Map([...toolWorks, ...deploymentWorks, ...dataWorks, ...reportWorks, ...peopleWorks, ...watchWorks].map((work) => [work.row, work]));

/** What one click of an item would do. */
export interface ActionPlan {
  readonly environment: string;
  readonly item: CatalogueItem;
  readonly title: string;
  /** What happens, in sentences. */
  readonly description: string;
  readonly changesAzure: boolean;
  /** Requests to ARM with what they change; empty for work of another kind. */
  readonly changes: readonly PlannedChange[];
  /** What was approved is what runs. */
  readonly hash: string;
  readonly az?: string;
  readonly bicep?: string;
}
export interface ActionRequest { readonly inputs?: Readonly<Record<string, string>>; /** Of the plan that a person has seen; absent: it is made and run at once. */ readonly approvedHash?: string; readonly onLine?: (line: string) => void }
export interface ActionOutcome { readonly view: ChecklistView; readonly state: string; readonly reason: string; readonly done: readonly string[]; readonly canUndo: boolean }

/** Runs what items offer to do. */
export class ChecklistActions {
  constructor(private readonly checklist: ChecklistService, private readonly ports: WorkPorts) {}

  /** Whether one click can do it here; other actions are commands of the editor. */
  canRun(item: CatalogueItem): boolean { return rowWorks.has(item.id) || (item.action !== undefined && armActions.has(item.action)); }

  inputsOf(item: CatalogueItem): readonly ActionInput[] { return rowWorks.get(item.id)?.inputs ?? armActions.get(item.action ?? '')?.inputs ?? []; }

  /** Changes nothing. @throws InputError `Action.Unknown`, `Action.InputMissing`; LogicError where something is missing. */
  async plan(name: string, id: string, { inputs = {} }: ActionRequest = {}, signal?: AbortSignal): Promise<ActionPlan> {
    const view = await this.checklist.view(name, signal);
    const item = getItem(view.catalogue, id);
    const work = rowWorks.get(id);
    if (work) return planWork(work, this.workScene(view, item, inputs, () => undefined, signal));
    return (await this.planArm(view, item, inputs, signal)).plan;
  }

  /** @throws as `plan`, LogicError `Action.PlanChanged` when it would do something else than what was approved. */
  async run(name: string, id: string, request: ActionRequest = {}, signal?: AbortSignal): Promise<ActionOutcome> {
    const { inputs = {}, onLine = () => undefined } = request;
    const view = await this.checklist.view(name, signal);
    const item = getItem(view.catalogue, id);
    const work = rowWorks.get(id);
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
    const after = await this.checklist.keepAction(name, id, { state: 'unknown', reason: `Taken back: ${done.length} changes.`, rule: `undo ${item.action ?? id}` }, signal);
    return { view: after, state: 'unknown', reason: `Taken back: ${done.length} changes.`, done: done.map(({ title }) => title), canUndo: false };
  }

  private async runWork(work: RowWork, scene: WorkScene, { approvedHash }: ActionRequest): Promise<ActionOutcome> {
    refuseOther(approvedHash, planWork(work, scene).hash);
    const finding = await work.run(scene);
    const view = await this.checklist.keepAction(scene.view.environment.name, scene.item.id, { ...finding, rule: scene.item.action ?? scene.item.id }, scene.signal);
    return { view, state: finding.state, reason: finding.reason, done: [finding.reason], canUndo: false };
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

function planWork(work: RowWork, scene: WorkScene): ActionPlan {
  const description = work.describe(scene);
  return { environment: scene.view.environment.name, item: scene.item, title: scene.item.title, description, changesAzure: work.changesAzure === true, changes: [], hash: hashJson([scene.item.id, description, scene.inputs as unknown as JsonValue]) };
}

function armPlan(action: ArmAction, view: ChecklistView, item: CatalogueItem, changes: readonly PlannedChange[], resourceManager: string, groupId: string): ActionPlan {
  const real = changes.filter(({ changeType }) => changeType !== 'NoChange');
  const irreversible = real.flatMap((change) => change.irreversible ?? []);
  const description = [real.length === 0 ? 'Everything is so already; nothing would be changed.' : `${real.length} changes.`, ...irreversible].join(' ');
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
