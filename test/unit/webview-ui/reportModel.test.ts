import assert from 'node:assert/strict';
import type { ReportItemState, ReportView } from '../../../src/protocol';
import { firstRows, groupItems, initialUi, moved, selectedItem, toggle, type ReportUi } from '../../../webview-ui/report/model';

const states: readonly ReportItemState[] = ['pass', 'fail', 'n/a', 'unknown'];
const report = { items: states.map((state, index) => ({ id: `i${index}`, title: `Item ${index}`, phase: index < 2 ? 'pre' : 'infra', section: `s${index}`, state, reason: state })) } as unknown as ReportView;
const groups = (ui: Partial<ReportUi> = {}) => groupItems(report, { ...initialUi, ...ui });
const drawn = (ui: Partial<ReportUi> = {}): readonly string[] => groups(ui).flatMap((group) => group.drawn.map(({ id }) => id));

describe('the items of the readiness report', () => {
  it('stand by what is to be done first; what is done is folded until somebody looks for it', () => {
    assert.deepEqual(groups().map(({ state, isOpen }) => [state, isOpen]), [['fail', true], ['unknown', true], ['pass', false], ['n/a', false]]);
    assert.deepEqual([drawn(), drawn({ toggled: ['pass', 'fail'] }), drawn({ filter: 'ITEM 0' }), drawn({ place: 'infra' }), drawn({ place: 's1' })], [['i1', 'i3'], ['i3', 'i0'], ['i0'], ['i3', 'i2'], ['i1']]);
  });

  it('are drawn in part while there are very many', () => {
    const many = { items: Array.from({ length: 200 }, (_, index) => ({ id: String(index), title: '', phase: 'p', section: 's', state: 'fail', reason: '' })) } as unknown as ReportView;
    assert.deepEqual([groupItems(many, initialUi)[0]?.drawn.length, groupItems(many, { ...initialUi, all: ['fail'] })[0]?.drawn.length], [firstRows, 200]);
  });

  it('are walked from end to end, and one is always reached', () => {
    assert.deepEqual([moved(groups(), 'i1', 1), moved(groups(), 'i3', 1), moved(groups(), 'i3', -5), moved(groups(), 'gone', 1), moved([], 'i1', 1)], ['i3', 'i3', 'i1', 'i1', undefined]);
    assert.deepEqual([selectedItem(groups(), 'i3'), selectedItem(groups(), 'gone'), selectedItem([], 'i1')], ['i3', 'i1', undefined]);
    assert.deepEqual(toggle(toggle(['a'], 'b'), 'a'), ['b']);
  });
});
