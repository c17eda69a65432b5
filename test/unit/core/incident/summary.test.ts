import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RunRecord } from '../../../../src/core/deployment';
import { foldIncident, renderReport, reportOf, summaryOf, type Incident, type IncidentEvent } from '../../../../src/core/incident';

const at = (minute: number): string => new Date(Date.parse('2026-03-04T03:00:00.000Z') + minute * 60_000).toISOString();
const declared: IncidentEvent = { type: 'declared', at: at(0), id: 'incident-1', environment: 'prod', severity: 'P1', title: 'Nothing answers' };
const incidentOf = (...events: IncidentEvent[]): Incident => foldIncident([declared, ...events])!;
const look = (minute: number, unhealthy: number): IncidentEvent => ({ type: 'verified', at: at(minute), healthy: 5, unhealthy, unknown: 0, findings: [] });
const runs = [
  { deploymentId: 'back', state: 'rolled_back', timestamp: at(12), endedAt: at(20), rollbackTo: { deploymentId: 'good', source: 'bundle', madeAt: at(-900) } },
  { deploymentId: 'before', state: 'failed', timestamp: at(-10), endedAt: at(-5) },
] as unknown as readonly RunRecord[];

describe('the summary of an incident', () => {
  it('says in one minute what, when, impact, what was done, the state now and how long it took', () => {
    const incident = incidentOf(
      { type: 'severity', at: at(5), severity: 'P0', reason: 'All of it' }, { type: 'decided', at: at(10), decision: 'infrastructure', reason: 'The change of today.' }, look(21, 1), look(25, 0), { type: 'lost', at: at(26), what: 'data', note: 'three orders' },
      { type: 'done', at: at(30), step: 'stakeholders', note: 'all' }, { type: 'closed', at: at(95) },
    );
    assert.deepEqual(summaryOf(incident, runs, new Date(at(500))), {
      what: 'Nothing answers', when: { declaredAt: at(0), decidedAt: at(10), restoredAt: at(25), closedAt: at(95) }, impact: 'P0, complete outage (declared as P1). Lost data: three orders',
      done: ['Decided to take back: infrastructure. The change of today.', `Rollback to the state of ${at(-900)} (back): rolled back after 8 minutes.`], state: 'closed',
      stateNow: `Closed at ${at(95)}. At the last look (${at(25)}) 5 resources were healthy, 0 unhealthy, 0 unknown.`, durations: { toDecision: 10, toRestored: 25, total: 95 },
      open: ['Begin the analysis of the cause: owner and ticket', 'Fix a date for the post-mortem', 'Name what prevents it next time', 'Name what the way of deploying learns from it'],
    });
    const page = renderReport(reportOf(incident, runs)).split('\n');
    assert.ok(page.indexOf('## In short') < 6 && page.indexOf('## In short') < page.indexOf('## Timeline'));
    assert.ok(page.includes('- **Took**: decision after 10 min, back after 25 min, over after 1 h 35 min'));
  });

  it('claims nothing that did not happen', () => {
    const open = summaryOf(incidentOf(look(5, 0)), [], new Date(at(42)));
    assert.deepEqual([open.state, open.when, open.durations, open.done, open.stateNow], ['open', { declaredAt: at(0) }, { soFar: 42 }, [], `Open. At the last look (${at(5)}) 5 resources were healthy, 0 unhealthy, 0 unknown.`]);
    const decided: IncidentEvent = { type: 'decided', at: at(3), decision: 'none', reason: 'It passes.' };
    const worse = summaryOf(incidentOf(decided, look(5, 0), look(9, 2)), []);
    assert.deepEqual([worse.when.restoredAt, worse.durations, worse.done], [undefined, { toDecision: 3 }, ['Decided to take nothing back. It passes.']]);
    const again = summaryOf(incidentOf(decided, look(5, 0), { ...decided, at: at(20), decision: 'data' }), []);
    assert.deepEqual([again.when.restoredAt, again.stateNow], [undefined, 'Open. Nobody has looked at the health since the decision.']);
    const mistake = summaryOf(incidentOf({ type: 'withdrawn', at: at(4), reason: 'The probe was wrong.' }), []);
    assert.deepEqual([mistake.state, mistake.stateNow, mistake.open], ['withdrawn', `Withdrawn at ${at(4)}: The probe was wrong.`, []]);
  });

  it('stays one list on the page, whatever people wrote', () => {
    fc.assert(fc.property(fc.string(), fc.string(), (title, reason) => {
      const page = renderReport(reportOf(foldIncident([{ ...declared, title } as IncidentEvent, { type: 'decided', at: at(1), decision: 'none', reason }])!, []));
      const part = page.slice(page.indexOf('## In short'), page.indexOf('## Decision')).trim().split('\n').slice(2);
      assert.ok(part.every((line) => line.startsWith('- **')) && !page.includes('<'), page);
    }));
  });
});
