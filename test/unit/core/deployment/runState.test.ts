import assert from 'node:assert/strict';
import fc from 'fast-check';
import { foldRun, isEnded, next, phaseOrder, type RunEvent, type RunState } from '../../../../src/core/deployment';
import { LogicError } from '../../../../src/core/errors';

const at = '2026-01-01T00:00:00.000Z';
const started: RunEvent = { type: 'started', at, runId: 'r', environment: 'dev', target: { cloud: '', isSandbox: false, subscriptionId: '', resourceGroup: 'g', location: '' }, deploymentName: 'r', parametersFile: 'p', templateFile: 't', processId: 1, host: 'h' };
const phaseEvent = fc.record({ type: fc.constant('phase' as const), at: fc.constant(at), phase: fc.constantFrom(...phaseOrder), state: fc.constantFrom('running' as const, 'succeeded' as const, 'failed' as const, 'skipped' as const, 'cancelled' as const) });
const anyEvent: fc.Arbitrary<RunEvent> = fc.oneof(
  { weight: 8, arbitrary: phaseEvent },
  { weight: 1, arbitrary: fc.constantFrom<RunEvent>(
    started, { type: 'ended', at, state: 'completed', message: '' }, { type: 'ended', at, state: 'failed', message: '' }, { type: 'ended', at, state: 'cancelled', message: '' },
    { type: 'detached', at, reason: 'left-running', message: '' }, { type: 'reattached', at, processId: 2, host: 'h' }, { type: 'reattached', at, processId: 2, host: 'h', restart: true },
    { type: 'operations', at, operations: [] }, { type: 'outputs', at, outputs: {}, warnings: [] }, { type: 'health', at, resources: [] }, { type: 'diagnostics', at, diagnostics: [] }, { type: 'calling', at, call: 'x', attempt: 1 },
  ) },
);

/** The events that were legal, in order, and the state they led to. */
function keepLegal(events: readonly RunEvent[]): { legal: RunEvent[]; state: RunState | undefined } {
  const legal: RunEvent[] = [];
  let state: RunState | undefined;
  for (const event of events) {
    try {
      state = next(state, event);
      legal.push(event);
    } catch (error) {
      assert.ok(error instanceof LogicError && error.code === 'Run.IllegalMove');
    }
  }
  return { legal, state };
}

describe('the state of a run', () => {
  it('answers every event with a state or an illegal move, nothing else', () => {
    fc.assert(fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => { keepLegal([started, ...events]); }));
  });

  it('takes the phases in their order, one at a time', () => {
    fc.assert(fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      const { legal } = keepLegal([started, ...events]);
      const entered = legal.slice(legal.findLastIndex((event) => event.type === 'reattached' && event.restart === true) + 1).flatMap((event) => (event.type === 'phase' && (event.state === 'running' || event.state === 'skipped') ? [phaseOrder.indexOf(event.phase)] : []));
      assert.deepEqual(entered, entered.map((_, index) => index));
    }), { numRuns: 500 });
  });

  it('takes nothing after the end', () => {
    fc.assert(fc.property(fc.array(anyEvent, { maxLength: 60 }), anyEvent, (events, more) => {
      const { state } = keepLegal([started, ...events]);
      if (state && isEnded(state)) assert.throws(() => next(state, more), { code: 'Run.IllegalMove' });
    }));
  });

  it('is completed only after every phase succeeded or was skipped', () => {
    fc.assert(fc.property(fc.array(anyEvent, { maxLength: 80 }), (events) => {
      const record = foldRun(keepLegal([started, ...events]).legal)?.record;
      if (record?.state === 'completed') assert.ok(record.phases.every((phase) => phase.state === 'succeeded' || phase.state === 'skipped'));
    }));
  });

  it('never leaves a phase running or pending in an ended record', () => {
    fc.assert(fc.property(fc.array(anyEvent, { maxLength: 60 }), (events) => {
      const record = foldRun(keepLegal([started, ...events, { type: 'ended', at, state: 'failed', message: '' }]).legal)?.record;
      if (record?.endedAt) assert.ok(record.phases.every((phase) => phase.state !== 'running' && phase.state !== 'pending'));
    }));
  });
});
