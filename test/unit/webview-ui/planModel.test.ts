import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ChangeView, PlanView } from '../../../src/protocol';
import { countKinds, groupChanges, initialUi, isOpen, kindOf, neighbour, toggle, visibleChanges } from '../../../webview-ui/plan/model';

const change = (over: Partial<ChangeView>): ChangeView => ({
  id: over.name ?? 'a', resourceId: `/x/${over.name ?? 'a'}`, type: 'Microsoft.Storage/storageAccounts', name: 'a', changeType: 'Modify',
  risk: { level: 'none', reasons: [] }, module: 'modules/storage.bicep', drift: false, noise: false, properties: [], ...over,
});
const property = (path: string) => ({ path, changeType: 'Modify', before: { kind: 'scalar', text: 'Cool' }, after: { kind: 'scalar', text: 'Hot' } }) as const;
const plan = (changes: readonly ChangeView[]) => ({ changes }) as unknown as PlanView;

describe('Plan page model', () => {
  it('hides unchanged and ignored resources until their chips are pressed', () => {
    const all = plan([change({ name: 'kept', changeType: 'NoChange' }), change({ name: 'foreign', changeType: 'Ignore' }), change({ name: 'new', changeType: 'Create' })]);
    assert.deepEqual(visibleChanges(all, initialUi).map((c) => c.name), ['new']);
    assert.deepEqual(visibleChanges(all, { ...initialUi, shown: [...initialUi.shown, 'ignore'] }).map((c) => c.name), ['foreign', 'new']);
  });

  it('counts drift and noise apart from the change types', () => {
    assert.deepEqual(countKinds(plan([change({}), change({ drift: true }), change({ noise: true })])), { modify: 1, drift: 1, noise: 1 });
  });

  it('filters by all words, in property paths and values too', () => {
    const all = plan([change({ name: 'one', properties: [property('properties.accessTier')] }), change({ name: 'two' })]);
    assert.deepEqual(visibleChanges(all, { ...initialUi, filter: 'ACCESStier hot' }).map((c) => c.name), ['one']);
    assert.deepEqual(visibleChanges(all, { ...initialUi, filter: 'accessTier archive' }), []);
  });

  it('keeps every change in exactly one group, in order', () => {
    fc.assert(fc.property(fc.array(fc.record({ module: fc.constantFrom('a', 'b', ''), changeType: fc.constantFrom('Create', 'Modify', 'Delete', 'NoChange') })), fc.constantFrom('module', 'type', 'change'), (list, grouping) => {
      const changes = list.map((entry, index) => change({ ...entry, id: String(index) } as Partial<ChangeView>));
      const groups = groupChanges(changes, grouping);
      assert.deepEqual(groups.flatMap((group) => group.changes).map((c) => c.id).sort(), changes.map((c) => c.id).sort());
      for (const group of groups) assert.deepEqual(group.changes.map((c) => Number(c.id)), group.changes.map((c) => Number(c.id)).sort((a, b) => a - b));
    }));
  });

  it('opens modified resources and folds created and noisy ones; a toggle turns that round', () => {
    const modified = change({ properties: [property('sku.name')] });
    const created = change({ id: 'n', changeType: 'Create', properties: [property('sku.name')] });
    assert.deepEqual([isOpen(modified, initialUi), isOpen(created, initialUi), isOpen({ ...modified, noise: true }, initialUi)], [true, false, false]);
    assert.deepEqual([isOpen(modified, { ...initialUi, toggled: ['a'] }), isOpen(created, { ...initialUi, toggled: ['n'] })], [false, true]);
  });

  it('walks with the arrow keys and stops at both ends', () => {
    const list = ['a', 'b', 'c'].map((id) => change({ id }));
    assert.deepEqual([neighbour(list, undefined, 1)?.id, neighbour(list, 'a', 1)?.id, neighbour(list, 'c', 1)?.id, neighbour(list, 'a', -1)?.id, neighbour([], 'a', 1)], ['a', 'b', 'c', 'a', undefined]);
  });

  it('toggles an entry in and out of a list', () => {
    assert.deepEqual(toggle(toggle(['a'], 'b'), 'a'), ['b']);
    assert.equal(kindOf(change({ changeType: 'Deploy' })), 'deploy');
  });
});
