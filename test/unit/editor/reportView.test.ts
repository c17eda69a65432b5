import assert from 'node:assert/strict';
import { offerOf } from '../../../src/editor/webviews/report/offer';
import { evidenceViews, reportView } from '../../../src/editor/webviews/report/reportView';
import { ChecklistBench } from '../../support/checklistBench';

const here = { signer: 'Ada', saved: [] };

describe('the readiness report as its page draws it', () => {
  let bench: ChecklistBench;
  beforeEach(() => { bench = new ChecklistBench(); });

  it('has every item once, in a section that is listed, and the numbers of the report', async () => {
    bench.verdicts = { 'pre.auth.login': 'pass', 'infra.rg.created': 'fail' };
    const { items, parts, beside, total } = reportView(await bench.service.run('dev'), here);
    const sections = [...parts, ...beside].flatMap((part) => part.sections);
    assert.deepEqual([items.length, new Set(items.map(({ id }) => id)).size], [418, 418]);
    assert.ok(items.every(({ section }) => sections.some(({ id }) => id === section)));
    assert.deepEqual([parts.length, total.passed, sections.reduce((sum, { passed }) => sum + passed, 0)], [5, 1, 1]);
  });

  it('verifies its own chain, whatever is kept', async () => {
    const { chain } = reportView(await bench.service.run('dev'), here);
    assert.deepEqual([chain.state, chain.links > 418, /^[0-9a-f]{64}$/.test(chain.head)], ['unknown-here', true, true]);
  });

  it('shows the newest evidence as it was found last, and what was before it', async () => {
    bench.verdicts = { 'infra.rg.created': 'fail' };
    const first = bench.clock.now().toISOString();
    await bench.service.run('dev');
    bench.verdicts = { 'infra.rg.created': 'pass' };
    await bench.service.run('dev');
    await bench.clock.sleep(3_600_000);
    const view = await bench.service.run('dev');
    assert.deepEqual(evidenceViews(view, 'infra.rg.created').map(({ reason, at }) => [reason, at]), [['seen pass', bench.clock.now().toISOString()], ['seen fail', first]]);
  });

  it('shows of an attestation who confirmed it besides', async () => {
    bench.texts['deployment/parameters/dev.bicepparam'] = "using '../main.bicep'\nparam environment = 'prod'\n";
    const offer = async (): Promise<string | undefined> => { const view = await bench.service.view('dev'); return offerOf(view.items.find(({ item }) => item.id === 'env-prod.tasks.change-management')!, view); };
    const before = await offer();
    await bench.service.attest('dev', 'env-prod.tasks.change-management', { note: 'Approved.', facts: { ticket: 'CHG-1' } });
    const between = await offer();
    const view = await bench.service.confirm('dev', 'env-prod.tasks.change-management', { by: 'Grace' });
    assert.deepEqual([before, between, await offer()], ['attest', 'confirm', undefined]);
    const rows = evidenceViews(view, 'env-prod.tasks.change-management')[0]?.rows.map(({ value }) => value) ?? [];
    assert.ok(rows.includes('CHG-1') && rows.some((value) => value.startsWith('Grace, ')));
  });
});
