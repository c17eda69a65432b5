import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { evidenceViews, reportView, type ReportSurroundings } from '../../src/editor/webviews/report/reportView';
import type { EvidenceView, ReportSnapshot } from '../../src/protocol';
import { ChecklistBench } from '../support/checklistBench';
import { seriousFindings } from './findings';
import { PageBench, requestsOf, themes, violationsOf, type Theme } from './support';

const setup = { page: 'report', locale: 'en', key: { page: 'report', environment: 'dev' } } as const;
const surroundings: ReportSurroundings = { signer: 'Ada', saved: [{ file: 'readiness-dev-2026-03-01.json', state: 'intact', reason: 'The report is what was handed out (9f3c7a11).' }] };
const items = (page: Page): Promise<string[]> => page.locator('li[data-item]').evaluateAll((rows) => rows.map((one) => (one as HTMLElement).dataset.item ?? ''));

/** What the extension would send of a real checklist: some measured, some attested, one signed before something changed. */
async function makeSnapshot(more: Partial<ReportSurroundings> = {}): Promise<{ readonly snapshot: ReportSnapshot; readonly evidence: readonly EvidenceView[] }> {
  const bench = new ChecklistBench();
  bench.texts['DEPLOYMENT_TASKS.md'] = '- [ ] Signed in to Azure\n';
  bench.observed = { name: '<b>rg-aos-dev</b>', tags: { owner: 'team' } };
  bench.verdicts = { 'pre.auth.login': 'pass', 'infra.rg.created': 'fail', 'pre.source.clean': 'warn', 'infra.rg.lock': 'unknown' };
  await bench.service.run('dev');
  await bench.service.sign('dev', 'operations-lead', { by: 'Grace', note: 'Looks good.' });
  await bench.service.attest('dev', 'prodready.handoff.training', { note: 'Trained the team on Friday.', link: 'https://wiki/training' });
  await bench.service.sign('dev', 'deployment-engineer', { by: 'Ada' });
  const view = await bench.service.attest('dev', 'prodready.docs.deviations', { note: 'West US instead of East US: no capacity.' });
  await bench.service.sign('dev', 'technical-lead', { by: 'Linus' });
  const after = await bench.service.view('dev');
  assert.ok(view.items.length > 400);
  return { snapshot: { state: 'ready', environment: 'dev', isProtected: false, report: reportView(after, { ...surroundings, ...more }) }, evidence: evidenceViews(after, 'infra.rg.created') };
}

describe('The page of the readiness report', () => {
  let bench: PageBench;
  let snapshot: ReportSnapshot;
  let evidence: readonly EvidenceView[];
  before(async () => { mkdirSync('out/screenshots', { recursive: true }); bench = await PageBench.start(); ({ snapshot, evidence } = await makeSnapshot()); });
  after(() => bench.stop());
  const openPage = (shown: ReportSnapshot = snapshot, theme: Theme = 'dark'): Promise<Page> => bench.open(setup, shown, theme, { 'report/evidence': evidence });

  for (const theme of Object.keys(themes) as Theme[]) {
    it(`shows nothing that axe-core calls serious, and keeps its CSP (${theme})`, async () => {
      const page = await openPage((await makeSnapshot({ saved: [{ file: 'readiness-dev.json', state: 'changed', reason: 'The report was changed after it was made: the first thing that does not fit is infra.rg.created.' }] })).snapshot, theme);
      await page.locator('button[data-phase="pre"]').click();
      await page.locator('li[data-item="infra.rg.created"] .name').click();
      await page.getByText('Asked').waitFor();
      await page.evaluate(() => window.scrollTo(0, 0));
      await page.screenshot({ path: `out/screenshots/page-report-${theme}.png`, clip: { x: 0, y: 0, width: 1100, height: 1900 }, fullPage: true });
      assert.deepEqual([await seriousFindings(page), await violationsOf(page)], [[], []]);
    });
  }

  it('says percent by part and section, and lists what failed first', async () => {
    const page = await openPage();
    assert.deepEqual(await page.locator('button[data-phase]').evaluateAll((rows) => rows.slice(0, 5).map((one) => (one as HTMLElement).dataset.phase)), ['pre', 'infra', 'app', 'verify', 'prodready']);
    assert.equal((await items(page))[0], 'infra.rg.created');
    await page.locator('button[data-phase="pre"]').click();
    await page.locator('.sections button', { hasText: 'Sign-In' }).first().click();
    assert.ok((await items(page)).length > 0 && (await items(page)).every((id) => id.startsWith('pre.auth.')));
  });

  it('shows the evidence of an item when somebody asks, as text', async () => {
    const page = await openPage();
    await page.locator('li[data-item="infra.rg.created"] .name').click();
    await page.locator('.evidence pre').waitFor();
    assert.match(await page.locator('.evidence').innerText(), /armGet \{rg\}[\s\S]*<b>rg-aos-dev<\/b>/);
    assert.deepEqual([await page.locator('#app b').count(), await requestsOf(page)], [0, [{ method: 'report/evidence', params: { item: 'infra.rg.created' } }]]);
  });

  it('is worked by keyboard alone', async () => {
    const page = await openPage();
    await page.locator('li[tabindex="0"]').focus();
    await page.keyboard.press('a');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.keyboard.press('/');
    await page.keyboard.type('pre.auth.login');
    await page.keyboard.press('Escape');
    assert.deepEqual([await items(page), await page.evaluate(() => (document.activeElement as HTMLElement | null)?.dataset.item)], [['pre.auth.login'], 'pre.auth.login']);
    assert.deepEqual(await requestsOf(page), [{ method: 'report/act', params: { item: 'infra.rg.created' } }, { method: 'report/evidence', params: { item: 'infra.rg.created' } }]);
  });

  it('is signed by role with name and note, and says which signature is of something else', async () => {
    const page = await openPage();
    const role = (name: string) => page.locator(`.card[data-role="${name}"]`);
    assert.match(await role('operations-lead').innerText(), /Grace[\s\S]*Looks good\.[\s\S]*before something changed/);
    assert.equal(await role('technical-lead').getAttribute('data-signed'), 'true');
    await role('operations-lead').locator('vscode-textfield[data-field="by"] input').fill('Margaret');
    await role('operations-lead').locator('vscode-textfield[data-field="note"] input').fill('Again.');
    await role('operations-lead').locator('vscode-button').click();
    assert.deepEqual(await requestsOf(page), [{ method: 'report/sign', params: { role: 'operations-lead', by: 'Margaret', note: 'Again.' } }]);
  });

  it('verifies its hash chain, and says clearly which saved report was changed', async () => {
    const page = await openPage();
    assert.match(await page.locator('.chain').innerText(), /Verified · \d{3} links[\s\S]*as handed out/);
    assert.equal(await page.getByRole('alert').count(), 0);
    const { snapshot: tampered } = await makeSnapshot({ saved: [{ file: 'readiness-dev.json', state: 'changed', reason: 'The first thing that does not fit is infra.rg.created.' }] });
    await page.evaluate((value) => window.postMessage({ kind: 'push', topic: 'report/changed', value }), tampered);
    assert.match(await page.getByRole('alert').innerText(), /readiness-dev\.json: .*infra\.rg\.created/);
  });

  it('is exported in each form from one menu, and leaves out the task list where there is none', async () => {
    const page = await openPage();
    for (const name of ['Markdown…', 'JSON, can be verified…', 'HTML, to attach or print…', 'Ticks in a copy of the task list…']) {
      await page.locator('.menu > summary').click();
      await page.getByRole('button', { name }).click();
    }
    assert.deepEqual(await requestsOf(page), ['markdown', 'json', 'html', 'ticks'].map((form) => ({ method: 'report/export', params: { form } })));
    const without = await openPage({ ...snapshot, report: { ...snapshot.report!, hasTaskList: false } });
    assert.equal(await without.locator('.menu button').count(), 3);
  });

  it('draws the first of very many items, and the rest when somebody asks', async () => {
    const [first] = snapshot.report!.items;
    const many = Array.from({ length: 10_000 }, (_, index) => ({ ...first!, id: `own.${index}`, title: `Item ${index}`, state: 'unknown' as const }));
    const page = await openPage({ ...snapshot, report: { ...snapshot.report!, items: many } });
    assert.equal((await items(page)).length, 60);
    await page.locator('#filter input').fill('Item 9999');
    assert.deepEqual(await items(page), ['own.9999']);
  });

  it('says in one sentence what is missing while nothing is known, and what failed', async () => {
    const page = await openPage({ state: 'asking', environment: 'dev', isProtected: false });
    assert.match(await page.locator('.empty').innerText(), /Reading what is known of dev/);
    const failed = await openPage({ state: 'failed', environment: 'dev', isProtected: true, error: { code: 'Evidence.Unreadable', message: 'The evidence of dev cannot be read.', nextStep: 'Correct the permissions.', causes: [] } });
    assert.match(await failed.getByRole('alert').innerText(), /cannot be read\.[\s\S]*Correct the permissions\./);
  });
});
