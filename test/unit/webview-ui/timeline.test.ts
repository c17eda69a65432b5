import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { OperationView } from '../../../src/protocol';
import { layoutTimeline } from '../../../webview-ui/deployment/timeline';

const at = (seconds: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)).toISOString();
const operation = (over: Partial<OperationView>): OperationView => ({ id: over.name ?? 'x', name: 'x', type: 'T', module: '', isModule: false, state: 'succeeded', provisioningState: 'Succeeded', ...over });

describe('Deployment timeline', () => {
  it('puts resources into the lane of their module, headed by the module', () => {
    const { lanes } = layoutTimeline([operation({ name: 'storage', isModule: true, startedAt: at(0), endedAt: at(10) }), operation({ name: 'acct', module: 'storage', startedAt: at(2), endedAt: at(10) }), operation({ name: 'lock' })], Date.parse(at(10)));
    assert.deepEqual(lanes.map((lane) => [lane.module, lane.head?.operation.name, lane.rows.map((row) => row.operation.name)]), [['storage', 'storage', ['acct']], ['', undefined, ['lock']]]);
  });

  it('lets a running operation reach to now', () => {
    const { lanes, spanMs } = layoutTimeline([operation({ name: 'a', startedAt: at(0), state: 'running' })], Date.parse(at(30)));
    assert.equal(spanMs, 30_000);
    assert.deepEqual(lanes[0]?.rows[0]?.bar, { x: 0, width: 1000 });
  });

  it('keeps every bar on the scale, whatever the clocks say', () => {
    const seconds = fc.integer({ min: 0, max: 100_000 });
    fc.assert(fc.property(fc.array(fc.record({ start: fc.option(seconds), end: fc.option(seconds) })), seconds, (list, now) => {
      const operations = list.map(({ start, end }, index) => operation({ name: String(index), startedAt: start === null ? undefined : at(start), endedAt: end === null ? undefined : at(end) }));
      for (const row of layoutTimeline(operations, Date.parse(at(now))).lanes.flatMap((lane) => lane.rows)) {
        assert.equal(row.bar === undefined, row.operation.startedAt === undefined);
        if (row.bar) assert.ok(row.bar.x >= 0 && row.bar.width > 0 && row.bar.x + row.bar.width <= 1000.001 && (row.durationMs ?? -1) >= 0);
      }
    }));
  });
});
