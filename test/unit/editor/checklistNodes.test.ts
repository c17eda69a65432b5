import assert from 'node:assert/strict';
import type { ChecklistView } from '../../../src/core/checklist';
import type { RunRecord } from '../../../src/core/deployment/events';
import { childrenOf, type TreeNode } from '../../../src/editor/shared/treeNode';
import { checklistNodes, dueItems, type ChecklistNodeOptions } from '../../../src/editor/views/checklist/checklistNodes';
import { ChecklistBench } from '../../support/checklistBench';

describe('the tree of the checklist', () => {
  let bench: ChecklistBench;
  const roots = (view: ChecklistView, options: Partial<ChecklistNodeOptions> = {}): readonly TreeNode[] => checklistNodes([{ environment: 'dev', view }], { filter: 'all', search: '', now: bench.clock.now(), ...options });
  const leaves = (nodes: readonly TreeNode[]): readonly TreeNode[] => nodes.flatMap((node) => [...(node.subject?.kind === 'item' ? [node] : []), ...leaves(childrenOf(node))]);
  beforeEach(() => { bench = new ChecklistBench(); });

  it('goes from environment over phase and section to every item, once', async () => {
    const nodes = roots(await bench.service.view('dev'));
    assert.equal(leaves(nodes).length, 418);
    assert.equal(new Set(leaves(nodes).map(({ id }) => id)).size, 418);
    assert.deepEqual(childrenOf(nodes[0]!).map(({ label }) => label).slice(0, 2), ['Preparation', 'Infrastructure']);
  });

  it('says how far each part is, and why an item is open', async () => {
    bench.verdicts = { 'infra.rg.created': 'fail', 'pre.auth.login': 'pass' };
    const view = await bench.service.run('dev');
    const [dev] = roots(view);
    assert.match(dev!.description ?? '', /^1\/\d+ · 0 %$/);
    const item = leaves([dev!]).find(({ id }) => id === 'dev/infra.rg.created');
    assert.deepEqual([item?.icon?.id, item?.description, item?.contextValue], ['error', 'failed · seen fail · just now', 'checklistItem.auto.fail.action']);
    assert.match(item?.lateTooltip?.() ?? '', /armGet/);
  });

  it('has boxes for what people attest here, and only there', async () => {
    const view = await bench.service.attest('dev', 'prodready.handoff.training', { note: 'Trained.' });
    const items = leaves(roots(view));
    const wanted = view.items.filter(({ item, state }) => item.kind === 'attest' && state !== 'n/a').map(({ item }) => `dev/${item.id}`);
    assert.ok(wanted.length > 20 && wanted.length < 53);
    assert.deepEqual(items.filter(({ checkbox }) => checkbox).map(({ id }) => id), wanted);
    assert.equal(items.find(({ id }) => id === 'dev/prodready.handoff.training')?.checkbox?.isChecked, true);
  });

  it('offers the confirmation until a second person has given it', async () => {
    bench.texts['deployment/parameters/dev.bicepparam'] = "using '../main.bicep'\nparam environment = 'prod'\n";
    const waits = (view: ChecklistView): boolean => leaves(roots(view)).find(({ id }) => id === 'dev/env-prod.tasks.change-management')?.contextValue.endsWith('.second') ?? false;
    const before = waits(await bench.service.view('dev'));
    const between = waits(await bench.service.attest('dev', 'env-prod.tasks.change-management', { note: 'Approved.', facts: { ticket: 'CHG-1' } }));
    assert.deepEqual([before, between, waits(await bench.service.confirm('dev', 'env-prod.tasks.change-management', { by: 'Grace' }))], [false, true, false]);
  });

  it('shows what the filter and the search leave, and nothing empty', async () => {
    bench.verdicts = { 'infra.rg.created': 'fail' };
    const view = await bench.service.run('dev');
    assert.deepEqual(leaves(roots(view, { filter: 'failed' })).map(({ id }) => id), ['dev/infra.rg.created']);
    assert.deepEqual(leaves(roots(view, { search: 'resource GROUP lock' })).map(({ label }) => label), ['Production resource group locked']);
    const [nothing] = roots(view, { search: 'no such words', selected: 'dev' });
    assert.deepEqual([nothing!.children, nothing!.expanded, nothing!.description?.includes('0 shown')], [undefined, false, true]);
  });

  it('opens what few rows are looked for, also where they were folded before', async () => {
    const view = await bench.service.view('dev');
    const first = (options: Partial<ChecklistNodeOptions>): TreeNode => childrenOf(roots(view, options)[0]!)[0]!;
    const [all, found] = [first({}), first({ search: 'team trained' })];
    assert.deepEqual([all.expanded, found.expanded, childrenOf(found)[0]?.expanded], [false, true, true]);
    assert.notEqual(found.id, first({ search: 'trained' }).id);
  });

  it('counts work that comes again only once a whole period has passed since the first green run', async () => {
    const run = (timestamp: string): RunRecord => ({ success: true, timestamp, outputs: {}, warnings: [] } as unknown as RunRecord);
    const dueAfter = async (days: number): Promise<number> => {
      const ago = new Date(bench.clock.now().getTime() - days * 86_400_000).toISOString();
      bench.runs = [run(bench.clock.now().toISOString()), run(ago)];
      return dueItems(await bench.service.view('dev')).length;
    };
    bench.runs = [];
    assert.equal(dueItems(await bench.service.view('dev')).length, 0);
    const counts = [await dueAfter(0), await dueAfter(1), await dueAfter(7), await dueAfter(32), await dueAfter(93)];
    assert.equal(counts[0], 0);
    assert.deepEqual(counts, [...new Set(counts)].toSorted((a, b) => a - b), 'each period adds some');
    assert.match(roots(await bench.service.view('dev'))[0]!.description ?? '', new RegExp(`${counts[4]} due`));
  });

  it('escapes what came from outside in hovers', async () => {
    bench.verdicts = { 'infra.rg.created': 'fail' };
    bench.observed = { '```': '[x](command:y)' };
    const item = leaves(roots(await bench.service.run('dev'))).find(({ id }) => id === 'dev/infra.rg.created');
    assert.equal((item?.lateTooltip?.() ?? '').split('```').length, 3);
  });
});
