import { CancelledError, DeployError } from '../../errors';
import type { AssessedItem } from '../assess';
import type { CatalogueItem } from '../catalogueItem';
import { isOpen } from '../itemState';
import { expand, type ChecklistService, type ChecklistView } from '../service';
import type { PlannedChange } from './planChanges';
import { armActions } from './registry';
import type { ActionPlan, ChecklistActions } from './service';

/** One action of many that are run with one confirmation. */
export interface StepTogether extends Pick<ActionPlan, 'item' | 'title' | 'description' | 'changesAzure' | 'changesRepository'> {
  /** What no other step of the plan names before. */
  readonly changes: readonly PlannedChange[];
  /** What it needs is made by the others first: it is planned when its turn comes, and then does nothing that cannot be taken back. */
  readonly isLate?: string;
}
export interface LeftItem { readonly item: CatalogueItem; readonly reason: string }
export interface PlanTogether {
  readonly environment: string;
  /** What was asked for: items or the beginnings of their IDs; absent: all. */
  readonly asked?: readonly string[];
  readonly steps: readonly StepTogether[];
  /** Open items that are not among the steps, and why; those that have no action at all are not named. */
  readonly left: readonly LeftItem[];
  /** What cannot be taken back, of all steps. */
  readonly irreversible: readonly string[];
}
export interface DoneTogether { readonly item: CatalogueItem; readonly state: string; readonly reason: string; readonly canUndo: boolean }
export interface OutcomeTogether { readonly view: ChecklistView; readonly done: readonly DoneTogether[]; readonly left: readonly LeftItem[]; /** Somebody stopped it; what was done stays done. */ readonly cancelled: boolean }
export interface RunTogetherOptions { readonly onStep?: (done: number, total: number, title: string) => void; readonly onLine?: (line: string) => void }

/** Rounds after the first are for what needed something that came later in the list. */
const mostRounds = 3;
/** A person asks for these by themselves: each has a plan of its own to be looked at, or takes something away. */
const alone: Readonly<Record<string, string>> = {
  'deploy-infrastructure': 'A deployment is confirmed by itself.', 'deploy-infrastructure-directly': 'A deployment is confirmed by itself.', 'deploy-zip-package': 'It is the other way to publish.', 'roll-back-infrastructure': 'Going back is confirmed by itself.', 'roll-back-function-app': 'Going back is confirmed by itself.',
  'rotate-secrets': 'New keys are confirmed by themselves.', 'switch-branch-or-tag': 'It takes the workspace to other files.',
};
/** What is made by others is tagged, ruled and shared once it is there. */
const lateActions: readonly string[] = ['apply-tags', 'assign-policies', 'share-dashboard', 'back-up-configuration', 'share-runbooks'];

/** Runs what a section, a phase or the whole list offers, with one confirmation. What cannot be planned yet, or fails for want of another, is tried again after the others. */
export class ActionsTogether {
  constructor(private readonly checklist: ChecklistService, private readonly actions: Pick<ChecklistActions, 'canRun' | 'inputsOf' | 'plan' | 'run'>) {}

  /** Measures the items, and plans what is open of them. `ids`: items or the beginnings of their IDs; absent: all. Changes nothing. @throws InputError `Checklist.Unknown`. */
  async plan(name: string, ids: readonly string[] | undefined, { onStep }: RunTogetherOptions = {}, signal?: AbortSignal): Promise<PlanTogether> {
    const { items, catalogue } = await this.checklist.run(name, { ...(ids && { items: ids }) }, signal);
    const wanted = ids && new Set(expand(catalogue, ids));
    const open = inOrder(items.filter(({ item, state }) => item.kind !== 'attest' && isOpen(state) && this.actions.canRun(item) && (wanted?.has(item.id) ?? true)));
    const left: LeftItem[] = [];
    const steps: StepTogether[] = [];
    const seen = new Set<string>();
    for (const [index, { item }] of open.entries()) {
      onStep?.(index, open.length, item.title);
      const why = this.whyAlone(item);
      if (why !== undefined) { left.push({ item, reason: why }); continue; }
      const step = await this.planStep(name, item, signal);
      if ('reason' in step) { left.push(step); continue; }
      const fresh = step.changes.filter((change) => change.changeType !== 'NoChange' && !seen.has(keyOf(change)));
      // Several items may name the same change: the first does it, the others find it done.
      if (step.changes.length > 0 && fresh.length === 0) continue;
      fresh.forEach((change) => seen.add(keyOf(change)));
      steps.push({ ...step, changes: fresh });
    }
    return { environment: name, ...(ids && { asked: ids }), steps, left, irreversible: steps.flatMap(({ changes }) => changes.flatMap((change) => change.irreversible ?? [])) };
  }

  /** Does what was planned, one after the other. A step that fails keeps no other from being tried; nothing is thrown for it. */
  async run(plan: PlanTogether, { onStep, onLine }: RunTogetherOptions = {}, signal?: AbortSignal): Promise<OutcomeTogether> {
    const { environment: name, steps } = plan;
    const done: DoneTogether[] = [];
    let waiting = steps.map(({ item }): LeftItem => ({ item, reason: '' }));
    let view = await this.checklist.view(name, signal);
    try {
      for (let round = 0; round < mostRounds && waiting.length > 0; round++) {
        const before = waiting.length;
        const failed: LeftItem[] = [];
        for (const [index, { item }] of waiting.entries()) {
          onStep?.(steps.length - waiting.length + index, steps.length, item.title);
          if (!isOpenIn(view, item)) { done.push(found(view, item)); continue; }
          const outcome = await this.tryStep(plan, item, onLine, signal);
          if (!('view' in outcome)) { failed.push(outcome); continue; }
          view = outcome.view;
          if (isOpen(outcome.state as AssessedItem['state'])) failed.push({ item, reason: outcome.reason }); else done.push({ item, state: outcome.state, reason: outcome.reason, canUndo: outcome.canUndo });
        }
        waiting = failed;
        if (failed.length === before) break;
      }
      const after = await this.checklist.run(name, { ...(plan.asked && { items: plan.asked }) }, signal);
      return { view: after, done: [...done, ...waiting.flatMap(({ item }) => (isOpenIn(after, item) ? [] : [found(after, item)]))], left: [...waiting, ...plan.left].filter(({ item }) => isOpenIn(after, item)), cancelled: false };
    } catch (error) {
      if (!(error instanceof CancelledError)) throw error;
      const known = new Set(done.map(({ item }) => item.id));
      return { view: await this.checklist.view(name), done, left: [...steps.filter(({ item }) => !known.has(item.id)).map(({ item }) => ({ item, reason: 'It was stopped before.' })), ...plan.left], cancelled: true };
    }
  }

  private whyAlone(item: CatalogueItem): string | undefined {
    if (item.phase === 'emergency') return 'Work of an emergency is confirmed by itself.';
    // Of what is done by requests to ARM the plan tells what is not known: a profile may say it.
    const asked = armActions.has(item.action ?? '') ? [] : this.actions.inputsOf(item).filter(({ initial }) => initial === undefined);
    return alone[item.action ?? ''] ?? (asked.length > 0 ? `It asks for ${asked.map(({ name }) => name).join(', ')}.` : undefined);
  }

  private async planStep(name: string, item: CatalogueItem, signal?: AbortSignal): Promise<StepTogether | LeftItem> {
    try {
      const { title, description, changes, changesAzure, changesRepository } = await this.actions.plan(name, item.id, {}, signal);
      return { item, title, description, changes, changesAzure, ...(changesRepository && { changesRepository }) };
    } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
      if (error.kind === 'logic') return { item, title: item.title, description: '', changes: [], changesAzure: true, isLate: error.message };
      return { item, reason: error.message };
    }
  }

  /** Planned again right before: what others made counts, and what was not shown and cannot be taken back is not done. */
  private async tryStep({ environment, irreversible }: PlanTogether, item: CatalogueItem, onLine: RunTogetherOptions['onLine'], signal?: AbortSignal): Promise<Awaited<ReturnType<ChecklistActions['run']>> | LeftItem> {
    try {
      const { hash, changes } = await this.actions.plan(environment, item.id, {}, signal);
      const unseen = changes.flatMap((change) => (change.changeType === 'NoChange' || change.irreversible === undefined || irreversible.includes(change.irreversible) ? [] : [change.irreversible]));
      if (unseen.length > 0) return { item, reason: `It was not shown before: ${unseen.join(' ')}` };
      return await this.actions.run(environment, item.id, { approvedHash: hash, ...(onLine && { onLine }) }, signal);
    } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
      return { item, reason: error.message };
    }
  }
}

const keyOf = ({ method, id, body }: PlannedChange): string => `${method} ${id.toLowerCase()} ${JSON.stringify(body ?? null)}`;
const isOpenIn = ({ items }: ChecklistView, item: CatalogueItem): boolean => isOpen(items.find((one) => one.item.id === item.id)?.state ?? 'unknown');
const inOrder = (items: readonly AssessedItem[]): readonly AssessedItem[] => [...items].sort((a, b) => rankOf(a) - rankOf(b));
/** A commit makes what was found of the one before stale: what is bound to it comes last. */
const rankOf = ({ item }: AssessedItem): number => (item.binding === 'commit' ? lateActions.length + 1 : lateActions.indexOf(item.action ?? '') + 1);

function found({ items }: ChecklistView, item: CatalogueItem): DoneTogether {
  const one = items.find((known) => known.item.id === item.id);
  return { item, state: one?.state ?? 'unknown', reason: one?.reason ?? '', canUndo: false };
}
