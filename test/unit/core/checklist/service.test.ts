import assert from 'node:assert/strict';
import type { ChecklistView, ItemState } from '../../../../src/core/checklist';
import { InputError } from '../../../../src/core/errors';
import { ChecklistBench } from '../../../support/checklistBench';

const stateOf = (view: ChecklistView, id: string): ItemState | undefined => view.items.find(({ item }) => item.id === id)?.state;
const rejects = (promise: Promise<unknown>, code: string): Promise<void> => assert.rejects(promise, (error) => error instanceof InputError && error.code === code);

describe('the checklist of an environment', () => {
  let bench: ChecklistBench;
  beforeEach(() => { bench = new ChecklistBench(); });

  it('keeps what was measured, and knows it again without asking', async () => {
    bench.verdicts = { 'pre.auth.login': 'pass', 'infra.rg.created': 'fail' };
    const run = await bench.service.run('dev');
    assert.deepEqual([run.armRequests, stateOf(run, 'pre.auth.login'), stateOf(run, 'infra.rg.created')], [1, 'pass', 'fail']);
    const view = await bench.service.view('dev');
    assert.deepEqual([stateOf(view, 'pre.auth.login'), stateOf(view, 'infra.rg.created'), bench.asked.length], ['pass', 'fail', 1]);
  });

  it('keeps the same finding once', async () => {
    bench.verdicts = { 'pre.auth.login': 'pass' };
    await bench.service.run('dev');
    await bench.service.run('dev');
    assert.deepEqual(bench.store.kept.get('dev')?.map((line) => (JSON.parse(line) as { kind: string }).kind), ['check', 'run', 'run']);
  });

  it('of another target is stale, but for what is true of this computer', async () => {
    bench.verdicts = { 'infra.rg.created': 'pass', 'pre.source.clean': 'pass' };
    await bench.service.run('dev');
    bench.environment = { ...bench.environment, cloud: 'sandbox' };
    const view = await bench.service.view('dev');
    assert.deepEqual([stateOf(view, 'infra.rg.created'), stateOf(view, 'pre.source.clean'), view.isRehearsal], ['stale', 'pass', true]);
  });

  it('follows commit, parameters and files', async () => {
    bench.verdicts = { 'pre.source.clean': 'pass' };
    bench.texts['deployment/README.md'] = 'Read me.';
    await bench.service.run('dev');
    await bench.service.attest('dev', 'pre.reading.deployment-readme', { note: 'Read it.' });
    await bench.service.attest('dev', 'pre.comms.stakeholders', { note: 'Told them in the channel.' });
    bench.commit = 'two';
    bench.texts['deployment/README.md'] = 'Read me again.';
    const view = await bench.service.view('dev');
    assert.deepEqual(['pre.source.clean', 'pre.reading.deployment-readme', 'pre.comms.stakeholders'].map((id) => stateOf(view, id)), ['stale', 'stale', 'stale']);
  });

  it('takes an attestation with note, name and time, and for this environment alone', async () => {
    await bench.service.attest('dev', 'prodready.handoff.training', { note: ' Trained the team on Friday. ', link: 'https://wiki/x' });
    const view = await bench.service.view('dev');
    const evidence = view.book.attested.get('prodready.handoff.training');
    assert.deepEqual([evidence?.by, evidence?.note, evidence?.at, evidence?.link], ['Ada', 'Trained the team on Friday.', bench.clock.now().toISOString(), 'https://wiki/x']);
    bench.environment = { ...bench.environment, name: 'prod' };
    assert.equal(stateOf(await bench.service.view('prod'), 'prodready.handoff.training'), 'unknown');
  });

  it('refuses attestations that say nothing, lack what is asked for, or are of measured items', async () => {
    await rejects(bench.service.attest('dev', 'prodready.handoff.training', { note: ' ' }), 'Checklist.NoteMissing');
    await rejects(bench.service.attest('dev', 'pre.comms.window', { note: 'Booked.', facts: { start: '2026-01-01' } }), 'Checklist.FactMissing');
    await rejects(bench.service.attest('dev', 'pre.comms.window', { note: 'Booked.', facts: { start: '2026-01-02', end: '2026-01-01' } }), 'Checklist.FactWrong');
    await rejects(bench.service.attest('dev', 'infra.whatif.deletes', { note: 'Intended.', facts: { resourceGroup: 'rg-aos-prod' } }), 'Checklist.FactWrong');
    await rejects(bench.service.attest('dev', 'infra.rg.created', { note: 'I saw it.' }), 'Checklist.NotAttestable');
    await rejects(bench.service.attest('dev', 'no.such.item', { note: 'I saw it.' }), 'Checklist.Unknown');
    await rejects(bench.service.attest('dev', 'prodready.handoff.training', { note: 'See file.', file: '../../etc/passwd' }), 'Checklist.FileMissing');
    bench.user = undefined;
    await rejects(bench.service.attest('dev', 'prodready.handoff.training', { note: 'Trained.' }), 'Checklist.NobodySaysIt');
    assert.equal(bench.store.kept.size, 0);
  });

  it('wants a second person who is another one', async () => {
    bench.environment = { ...bench.environment, name: 'prod' };
    bench.texts['deployment/parameters/dev.bicepparam'] = "using '../main.bicep'\nparam environment = 'prod'\n";
    await bench.service.attest('prod', 'env-prod.tasks.change-management', { note: 'Approved.', facts: { ticket: 'CHG-1' } });
    await rejects(bench.service.confirm('prod', 'env-prod.tasks.change-management', { by: 'ADA' }), 'Checklist.SamePerson');
    assert.equal(stateOf(await bench.service.confirm('prod', 'env-prod.tasks.change-management', { by: 'Grace' }), 'env-prod.tasks.change-management'), 'pass');
  });

  it('keeps what a check found apart from what a person said, so that taking it back counts', async () => {
    const item = 'ops.daily.anomalies';
    await bench.service.attest('dev', item, { note: 'Looked into it.' });
    bench.verdicts = { [item]: 'pass' };
    bench.own = { [item]: { state: 'fail', reason: 'Failed today: x.' } };
    assert.equal(stateOf(await bench.service.run('dev'), item), 'pass');
    assert.equal(stateOf(await bench.service.withdraw('dev', item), item), 'unknown');
  });

  it('takes the word of nobody against a condition', async () => {
    const item = 'prodready.keyvault.access-review';
    bench.verdicts = { [item]: 'fail' };
    bench.own = { [item]: { state: 'fail', reason: 'There are access policies.', standsAgainst: true, observed: [1] } };
    await bench.service.run('dev');
    await bench.service.attest('dev', item, { note: 'Looked at it.' });
    assert.equal(stateOf(await bench.service.run('dev'), item), 'fail');
  });

  it('wants a table to be read before it is attested', async () => {
    const item = 'prodready.keyvault.access-review';
    assert.equal(stateOf(await bench.service.attest('dev', item, { note: 'Looked at it.' }), item), 'pass');
    bench.verdicts = { [item]: 'unknown' };
    bench.observed = [{ principal: 'p' }];
    assert.equal(stateOf(await bench.service.run('dev'), item), 'stale');
  });

  it('makes an attestation stale when the table it was about changes', async () => {
    bench.observed = { assignments: ['a'] };
    bench.verdicts = { 'prodready.keyvault.access-review': 'warn' };
    await bench.service.run('dev');
    assert.equal(stateOf(await bench.service.attest('dev', 'prodready.keyvault.access-review', { note: 'Looked at it.' }), 'prodready.keyvault.access-review'), 'pass');
    bench.observed = { assignments: ['a', 'b'] };
    assert.equal(stateOf(await bench.service.run('dev'), 'prodready.keyvault.access-review'), 'stale');
  });

  it('opens an incident by declaring it; only then do its items apply', async () => {
    const before = await bench.service.view('dev');
    assert.equal(stateOf(before, 'emergency.start.severity'), 'n/a');
    const during = await bench.service.attest('dev', 'emergency.start.declared', { note: 'Everything is down.', facts: { severity: 'P0' } });
    assert.deepEqual([stateOf(during, 'emergency.start.severity'), stateOf(during, 'emergency.start.decision'), stateOf(during, 'emergency.data.scope')], ['pass', 'unknown', 'n/a']);
    assert.equal(stateOf(await bench.service.withdraw('dev', 'emergency.start.declared'), 'emergency.start.severity'), 'n/a');
  });

  it('tells and reads the one incident of the environment, wherever it was declared', async () => {
    const { id } = await bench.incidents.declare('dev', 'P1', 'Slow');
    assert.equal(stateOf(await bench.service.view('dev'), 'emergency.start.declared'), 'pass');
    await rejects(bench.service.attest('dev', 'emergency.start.declared', { note: 'Slow again', facts: { severity: 'P1' } }), 'Incident.AlreadyOpen');
    await rejects(bench.service.attest('dev', 'emergency.start.decision', { note: 'The blobs', facts: { decision: 'everything' } }), 'Checklist.FactWrong');
    const decided = await bench.service.attest('dev', 'emergency.start.decision', { note: 'The blobs are gone', facts: { decision: 'data' }, by: 'Grace' });
    assert.deepEqual([stateOf(decided, 'emergency.start.decision'), stateOf(decided, 'emergency.data.scope')], ['pass', 'unknown']);
    const { decision } = await bench.incidents.get(id);
    assert.deepEqual([decision?.decision, decision?.by], ['data', 'Grace']);
    await rejects(bench.service.withdraw('dev', 'emergency.start.decision'), 'Checklist.SaidInIncident');
  });

  it('shows items of aos.yaml and of the team\'s task list, and keeps what the list lost', async () => {
    bench.texts['aos.yaml'] = 'checklist:\n  items:\n    - { id: coffee, title: Coffee is there, file: coffee.txt }\n    - { id: party, title: Party planned, section: People }\n';
    bench.texts['DEPLOYMENT_TASKS.md'] = '## Mine\n- [ ] Descale the machine\n- [ ] Signed in to Azure\n';
    const view = await bench.service.run('dev');
    assert.deepEqual(view.items.filter(({ item }) => item.phase === 'own').map(({ item, state }) => [item.section, item.title, item.kind, state]), [['Of this workspace', 'Coffee is there', 'auto', 'fail'], ['People', 'Party planned', 'attest', 'unknown'], ['Mine', 'Descale the machine', 'attest', 'unknown']]);
    assert.deepEqual([view.list?.joined.removed.length, view.items.length], [417, 421]);
    bench.texts['coffee.txt'] = 'Yes.';
    assert.equal(stateOf(await bench.service.run('dev', { items: ['own.coffee'] }), 'own.coffee'), 'pass');
  });

  it('measures only what is asked for, with what it sums up', async () => {
    await bench.service.run('dev', { items: ['infra.servicebus.queues', 'pre.tools'] });
    assert.deepEqual(bench.asked[0]?.rows?.filter((id) => id.startsWith('infra')), ['infra.servicebus.queues', 'infra.servicebus.queue-aos-requests', 'infra.servicebus.queue-businessinfinity']);
    await rejects(bench.service.run('dev', { items: ['nonsense'] }), 'Checklist.Unknown');
  });

  it('tells when kept evidence was damaged', async () => {
    bench.store.damage = { lines: 2 };
    assert.match((await bench.service.view('dev')).notices[0] ?? '', /2 lines of the kept evidence could not be read/);
  });

  it('lets a person say that a measured item does not apply', async () => {
    bench.verdicts = { 'infra.rg.created': 'fail' };
    await bench.service.run('dev');
    assert.equal(stateOf(await bench.service.attest('dev', 'infra.rg.created', { note: 'Not ours.', state: 'n/a' }), 'infra.rg.created'), 'n/a');
  });
});
