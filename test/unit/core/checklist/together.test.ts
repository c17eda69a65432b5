import assert from 'node:assert/strict';
import { ActionsTogether, type ChecklistView } from '../../../../src/core/checklist';
import type { PlannedChange } from '../../../../src/core/checklist/actions/planChanges';
import type { ActionPlan, ChecklistActions } from '../../../../src/core/checklist/actions/service';
import type { CatalogueItem } from '../../../../src/core/checklist/catalogueItem';
import type { ChecklistService } from '../../../../src/core/checklist/service';
import { CancelledError, InputError, LogicError } from '../../../../src/core/errors';

interface Row extends Partial<CatalogueItem> { readonly id: string; readonly asks?: never; /** Rows that have to be done before. */ readonly after?: readonly string[]; readonly inputs?: readonly { readonly name: string; readonly prompt: string; readonly initial?: string }[]; readonly irreversible?: string; readonly error?: Error; readonly makes?: string }

/** A checklist whose rows become green by their action, once those before are. */
class Bench {
  readonly green = new Set<string>();
  readonly ran: string[] = [];
  stop?: AbortController;
  irreversible = new Map<string, string>();
  constructor(private readonly rows: readonly Row[]) {}

  get together(): ActionsTogether {
    const view = (): ChecklistView => { const items = this.rows.map((row) => this.item(row)); return { items: items.map((item) => ({ item, state: this.green.has(item.id) ? 'pass' : 'fail', reason: 'As the test says.' })), catalogue: { items, find: (id: string) => items.find((one) => one.id === id) } } as unknown as ChecklistView; };
    const checklist = { run: async () => view(), view: async () => view() } as unknown as ChecklistService;
    const actions = { canRun: ({ id }: CatalogueItem) => !id.endsWith('-none'), inputsOf: ({ id }: CatalogueItem) => this.row(id).inputs ?? [], plan: async (_: string, id: string) => this.plan(id), run: async (_: string, id: string) => { this.run(id); return { view: view(), state: 'pass', reason: 'Done.', done: [], canUndo: true }; } } as unknown as ChecklistActions;
    return new ActionsTogether(checklist, actions);
  }

  private row(id: string): Row { return this.rows.find((one) => one.id === id)!; }
  private item({ id, ...row }: Row): CatalogueItem { return { title: `Title of ${id}`, kind: 'auto', phase: 'p', group: 'g', section: 's', action: id, ...row, id } as CatalogueItem; }

  private plan(id: string): ActionPlan {
    const row = this.row(id);
    if (row.error) throw row.error;
    const missing = row.after?.find((one) => !this.green.has(one));
    if (missing !== undefined) throw new LogicError('Action.Missing', `There is no ${missing}.`);
    const irreversible = this.irreversible.get(id) ?? row.irreversible;
    const changes = [{ method: 'PUT', id: row.makes ?? id, title: id, apiVersion: '1', changeType: 'Create', differences: [], ...(irreversible !== undefined && { irreversible }) }] as readonly PlannedChange[];
    return { environment: 'dev', item: this.item(row), title: id, description: '', changesAzure: true, changes, hash: id };
  }

  private run(id: string): void {
    this.stop?.abort();
    if (this.stop) throw new CancelledError();
    this.ran.push(id);
    this.green.add(id);
  }
}

const names = (of: readonly { readonly item: CatalogueItem }[]): readonly string[] => of.map(({ item }) => item.id);

describe('Actions that are run together', () => {
  it('are tried again after what they need, and what is tagged, ruled and committed comes last', async () => {
    const bench = new Bench([{ id: 'policy', action: 'assign-policies' }, { id: 'test', binding: 'commit' }, { id: 'alert', after: ['group'] }, { id: 'group' }]);
    const { together } = bench;
    const plan = await together.plan('dev', undefined);
    assert.deepEqual(plan.steps.map(({ item, isLate }) => [item.id, isLate]), [['alert', 'There is no group.'], ['group', undefined], ['policy', undefined], ['test', undefined]]);
    const { done, left } = await together.run(plan);
    assert.deepEqual([bench.ran, names(done), left], [['group', 'policy', 'test', 'alert'], ['group', 'policy', 'test', 'alert'], []]);
  });

  it('leave out, and say, what asks for something, is confirmed by itself, cannot be planned or has no action', async () => {
    const { together } = new Bench([
      { id: 'drill', inputs: [{ name: 'start', prompt: 'Start' }] }, { id: 'folder', inputs: [{ name: 'folder', prompt: 'Folder', initial: 'x' }] }, { id: 'deploy', action: 'deploy-infrastructure' }, { id: 'gone', phase: 'emergency' },
      { id: 'asks', error: new InputError('Action.InputMissing', 'email is not known.', { nextStep: 'Say it.' }) }, { id: 'x-none' }, { id: 'said', kind: 'attest' },
    ]);
    const { steps, left } = await together.plan('dev', undefined);
    assert.deepEqual([names(steps), left.map(({ item, reason }) => [item.id, reason])], [['folder'], [['drill', 'It asks for start.'], ['deploy', 'A deployment is confirmed by itself.'], ['gone', 'Work of an emergency is confirmed by itself.'], ['asks', 'email is not known.']]]);
  });

  it('do once what several items name', async () => {
    const { together } = new Bench([{ id: 'one', makes: 'rule' }, { id: 'two', makes: 'RULE' }]);
    assert.deepEqual(names((await together.plan('dev', undefined)).steps), ['one']);
  });

  it('do not do what cannot be taken back and was not shown', async () => {
    const bench = new Bench([{ id: 'shown', irreversible: 'For ever.' }, { id: 'late', after: ['shown'], irreversible: 'Never again.' }]);
    const { together } = bench;
    const plan = await together.plan('dev', undefined);
    assert.deepEqual(plan.irreversible, ['For ever.']);
    const { left } = await together.run(plan);
    assert.deepEqual([bench.ran, left.map(({ reason }) => reason)], [['shown'], ['It was not shown before: Never again.']]);
  });

  it('stop where somebody stops them, and tell what was done', async () => {
    const bench = new Bench([{ id: 'one' }, { id: 'two' }]);
    const { together } = bench;
    const plan = await together.plan('dev', undefined);
    bench.stop = new AbortController();
    const { cancelled, done, left } = await together.run(plan, {}, bench.stop.signal);
    assert.deepEqual([cancelled, done, names(left)], [true, [], ['one', 'two']]);
  });
});
