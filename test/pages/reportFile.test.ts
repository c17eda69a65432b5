import assert from 'node:assert/strict';
import { renderReportHtml } from '../../src/core/checklist';
import { ChecklistBench } from '../support/checklistBench';
import { seriousFindings } from './findings';
import { PageBench } from './support';

describe('The readiness report as a file', () => {
  let bench: PageBench, html: string;
  before(async () => {
    bench = await PageBench.start();
    const { service, verdicts } = Object.assign(new ChecklistBench(), { verdicts: { 'pre.auth.login': 'pass', 'infra.rg.created': 'fail', 'pre.source.clean': 'warn' } as const });
    assert.ok(verdicts);
    await service.run('dev');
    await service.sign('dev', 'technical-lead', { by: 'Grace <img src=https://example.com/x.png>' });
    html = renderReportHtml(await service.report('dev'));
  });
  after(() => bench.stop());

  for (const colorScheme of ['light', 'dark'] as const) {
    it(`shows nothing that axe-core calls serious, and asks the network for nothing (${colorScheme})`, async () => {
      const { page, asked } = await bench.openDocument(html, { colorScheme });
      await page.locator('details').evaluateAll((all) => { for (const one of all) (one as HTMLDetailsElement).open = true; });
      assert.deepEqual(await seriousFindings(page), []);
      assert.deepEqual(asked, []);
      assert.equal(await page.locator('th:empty, img, script').count(), 0);
      await page.close();
    });
  }

  for (const [how, text] of [['', () => html], [', whatever was folded', () => html.replaceAll('<details open>', '<details>')]] as const) it(`is printed with all of its evidence${how}`, async () => {
    const { page } = await bench.openDocument(text(), { isPrinted: true });
    const hidden = await page.locator('details table').evaluateAll((tables) => tables.filter((table) => !table.checkVisibility({ contentVisibilityAuto: true }) || table.getBoundingClientRect().height === 0).length);
    assert.ok(await page.locator('details table').count() > 20);
    assert.equal(hidden, 0);
    await page.close();
  });

  it('fits a narrow screen', async () => {
    const { page } = await bench.openDocument(html, { width: 380 });
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
    await page.close();
  });
});
