import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeBundle } from '../../../../src/core/bundles';
import { redactEvidenceText } from '../../../../src/core/checklist';
import { LogicError } from '../../../../src/core/errors';
import { findSurroundings, foldIncident, IncidentService, renderReport, type IncidentEvent } from '../../../../src/core/incident';
import type { ArmRequests } from '../../../../src/core/ports';
import type { JsonObject } from '../../../../src/core/values';
import { EngineHarness } from '../../../support/engineHarness';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryIncidents } from '../../../support/memoryIncidents';

const bundle = (id: string, minute: number) => makeBundle({
  environment: 'dev', deploymentId: id, deploymentName: id, madeAt: `2026-03-04T05:0${minute}:00.000Z`, target: { cloud: 'sandbox', subscriptionId: 'sub-1', resourceGroup: 'rg-aos-dev', location: 'eastus' },
  template: { resources: [], variables: { id } }, parameters: { a: { value: id } }, secureParameterNames: [], outputs: {},
});

describe('an incident', () => {
  it('is led from its declaration over the rollback to its end, and keeps its own timeline', async () => {
    const harness = new EngineHarness();
    for (const one of [bundle('aaaa', 1), bundle('bbbb', 2)]) await harness.bundles.save(one);
    const { incidents, rollback } = harness.engine();
    const next = async () => (await incidents.guide(await incidents.get(id))).find(({ state }) => state === 'next')?.id;
    const { id } = await incidents.declare('dev', 'P0', ' Nothing answers ');
    assert.equal(await next(), 'decision');
    await incidents.add(id, { type: 'decided', decision: 'infrastructure', reason: 'since the last deployment' });
    assert.equal(await next(), 'take-back');
    await (await rollback.start('dev', {}, { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'typed-name', deletesConfirmed: true }) })).result;
    assert.equal(await next(), 'verify');
    await assert.rejects(incidents.add(id, { type: 'closed' }), { code: 'Incident.NotDone' });
    await incidents.verify(id);
    assert.equal(await next(), 'stakeholders');
    await incidents.add(id, { type: 'done', step: 'stakeholders', note: 'everybody | in #ops' });
    await incidents.add(id, { type: 'closed' });
    await assert.rejects(incidents.add(id, { type: 'noted', text: 'more' }), { code: 'Incident.Closed' });
    const report = await incidents.report(id);
    assert.deepEqual(report.timeline.map(({ text }) => text.split(/[ :.]/)[0]), ['P0', 'Decided', 'Rollback', 'Rollback', 'Health', 'Tell', 'Closed']);
    const page = renderReport(report);
    assert.match(page, /^# Nothing answers\n/);
    assert.match(page, /- \[x\] Tell who waits[^\n]*everybody \| in #ops/);
    assert.match(page, /everybody \\\| in #ops \|/);
  });

  it('is one at a time for an environment, needs a title, and says what is unhealthy', async () => {
    const harness = new EngineHarness();
    harness.run.verdicts = [{ resourceId: '/x/app', type: 'A/b', verdict: 'unhealthy', reason: 'It is stopped.' }];
    const { incidents } = harness.engine();
    await assert.rejects(incidents.declare('dev', 'P1', '  '), { code: 'Incident.NoTitle' });
    const { id } = await incidents.declare('dev', 'P1', 'slow');
    await assert.rejects(incidents.declare('dev', 'P1', 'slow again'), (error: Error & { code: string }) => error.code === 'Incident.AlreadyOpen' && error.message.includes(id));
    await assert.rejects(incidents.add(id, { type: 'decided', decision: 'none', reason: ' ' }), { code: 'Incident.NoText' });
    await incidents.add(id, { type: 'decided', decision: 'none', reason: 'a dependency is down' });
    const steps = await incidents.guide(await incidents.verify(id));
    assert.deepEqual(steps.filter(({ id: step }) => step === 'verify').map(({ state, detail }) => [state, detail]), [['next', '1 unhealthy: app: It is stopped.']]);
    await assert.rejects(incidents.get('incident-none'), { code: 'Incident.Unknown' });
  });

  it('takes alerts and activity of its time into the timeline, each once, without secrets, and says what could not be asked', async () => {
    const asked: string[] = [];
    const essentials = { severity: 'Sev0', targetResourceGroup: 'rg-aos-dev', startDateTime: '2026-03-04T05:30:00.0000000Z' };
    const alert = (name: string, more: JsonObject = {}) => ({ id: `/alerts/${name}`, name, properties: { essentials: { ...essentials, ...more } } });
    const event = (status: string, minute: string, properties: JsonObject = {}) => ({ correlationId: 'c', operationName: { value: 'Microsoft.Web/sites/restart/action' }, status: { value: status }, resourceId: '/x/app', caller: 'ada@contoso.com', eventTimestamp: `2026-03-04T05:${minute}:00Z`, properties });
    let alerts: readonly JsonObject[] = [alert('Down'), alert('Down'), alert('Elsewhere', { targetResourceGroup: 'rg-other' }), alert('Old', { startDateTime: '2020-01-01T00:00:00Z' }), { properties: 1 } as unknown as JsonObject];
    let isActivityRefused = false;
    const arm: ArmRequests = { request: async (_method, path) => {
      asked.push(decodeURIComponent(path));
      if (path.includes('/alerts?')) return { status: 200, headers: {}, body: { value: [...alerts] } };
      if (isActivityRefused) throw new LogicError('Arm.AuthorizationFailed', 'You may not read it.', { nextStep: 'Ask for Reader.' });
      return { status: 200, headers: {}, body: { value: [event('Started', '40'), event('Failed', '41', { statusMessage: 'AccountKey=abcdefgh was refused' })] } };
    } };
    const clock = new FakeClock(Date.parse('2026-03-04T06:00:00Z'));
    const service = new IncidentService({ write: async ({ file }) => file,
      store: new MemoryIncidents(), clock, userName: async () => 'me', history: async () => [], verify: async () => [], redact: (text) => redactEvidenceText(text),
      surroundings: (_name, from, to, signal) => findSurroundings({ arm, scope: { subscriptionId: 's', resourceGroup: 'rg-aos-dev' }, from, to }, signal),
    });
    const { id } = await service.declare('dev', 'P0', 'Nothing answers');
    const rows = (await service.report(id)).timeline.map(({ source, text, by }) => [source, text, by]);
    assert.deepEqual(rows, [
      ['alert', 'Sev0 Down fired.', undefined], ['activity', 'Microsoft.Web/sites/restart/action on app: Failed. AccountKey=*** was refused', 'ada@contoso.com'], ['incident', 'P0 declared: Nothing answers', 'me'],
    ]);
    assert.match(asked[1] ?? '', /eventTimestamp ge '2026-03-04T05:00:00.000Z' and eventTimestamp le '2026-03-04T06:00:00.000Z' and resourceGroupName eq 'rg-aos-dev'/);
    alerts = [alert('Down', { monitorConditionResolvedDateTime: '2026-03-04T05:50:00Z' })];
    isActivityRefused = true;
    const again = await service.report(id);
    assert.deepEqual([again.timeline.length, again.gaps], [4, ['The activity log could not be asked: You may not read it.']]);
    assert.match(renderReport(again), /Missing above: The activity log could not be asked/);
    const { events } = await service.get(id);
    await service.report(id);
    assert.equal((await service.get(id)).events.length, events.length, 'what was seen before is not kept twice');
    alerts = Array.from({ length: 1000 }, (_, index) => alert(`A${index}`));
    const many = await service.report(id);
    assert.match(many.gaps.join(), /newest 200 of 1000/);
    assert.ok(!JSON.stringify(many).includes('abcdefgh'));
  });

  it('that was declared by mistake is withdrawn, and another one can be declared', async () => {
    const { incidents } = new EngineHarness().engine();
    const { id } = await incidents.declare('dev', 'P2', 'A false alarm');
    await assert.rejects(incidents.add(id, { type: 'withdrawn', reason: '' }), { code: 'Incident.NoText' });
    await incidents.add(id, { type: 'withdrawn', reason: 'The probe was wrong' });
    assert.equal(await incidents.findOpen('dev'), undefined);
  });

  it('stands any list of events', () => {
    const event = fc.oneof(fc.constantFrom<IncidentEvent>({ type: 'closed', at: '1' }, { type: 'told', at: '2', who: 'a' }, { type: 'declared', at: '0', id: 'i', environment: 'dev', severity: 'P2', title: 't' }), fc.record({ type: fc.string(), at: fc.string() }) as unknown as fc.Arbitrary<IncidentEvent>);
    fc.assert(fc.property(fc.array(event), (events) => { const found = foldIncident(events); assert.equal(found !== undefined, events[0]?.type === 'declared'); }));
  });
});
