import assert from 'node:assert/strict';
import fc from 'fast-check';
import { makeBundle } from '../../../../src/core/bundles';
import { foldIncident, renderReport, type IncidentEvent } from '../../../../src/core/incident';
import { EngineHarness } from '../../../support/engineHarness';

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

  it('stands any list of events', () => {
    const event = fc.oneof(fc.constantFrom<IncidentEvent>({ type: 'closed', at: '1' }, { type: 'told', at: '2', who: 'a' }, { type: 'declared', at: '0', id: 'i', environment: 'dev', severity: 'P2', title: 't' }), fc.record({ type: fc.string(), at: fc.string() }) as unknown as fc.Arbitrary<IncidentEvent>);
    fc.assert(fc.property(fc.array(event), (events) => { const found = foldIncident(events); assert.equal(found !== undefined, events[0]?.type === 'declared'); }));
  });
});
