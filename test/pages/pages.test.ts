import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { DeploymentSnapshot } from '../../src/protocol';
import { seriousFindings } from './findings';
import { change, drift, failedRun, matrix, sandbox, mixedChanges, planSnapshot, planWith, property, saidBeforehand } from './snapshots';
import { PageBench, requestsOf, themes, violationsOf, type Theme } from './support';

const planSetup = { page: 'plan', locale: 'en', key: { page: 'plan', environment: 'dev' } } as const;
const deploymentSetup = { page: 'deployment', locale: 'en', key: { page: 'deployment', runId: 'r' } } as const;

const matrixSetup = { page: 'matrix', locale: 'en', key: { page: 'matrix' } } as const;
const sandboxSetup = { page: 'sandbox', locale: 'en', key: { page: 'sandbox' } } as const;

const names = (page: Page) => page.locator('article.change .name').allTextContents();

describe('Pages in a browser', () => {
  let bench: PageBench;
  before(async () => { mkdirSync('out/screenshots', { recursive: true }); bench = await PageBench.start(); });
  after(() => bench.stop());

  for (const theme of Object.keys(themes) as Theme[]) {
    it(`show nothing that axe-core calls serious, and keep their CSP (${theme})`, async () => {
      const plan = await bench.open(planSetup, planWith(planSnapshot(mixedChanges, { drift }), saidBeforehand), theme);
      const run = await bench.open(deploymentSetup, failedRun, theme);
      for (const [name, other] of [['matrix', await bench.open(matrixSetup, matrix, theme)], ['sandbox', await bench.open(sandboxSetup, sandbox, theme)]] as const) {
        await other.screenshot({ path: `out/screenshots/page-${name}-${theme}.png`, fullPage: true });
        assert.deepEqual([await seriousFindings(other), await violationsOf(other)], [[], []], name);
      }
      await plan.screenshot({ path: `out/screenshots/page-plan-${theme}.png`, fullPage: true });
      await run.screenshot({ path: `out/screenshots/page-deployment-${theme}.png` });
      assert.deepEqual([await seriousFindings(plan), await seriousFindings(run), await violationsOf(plan), await violationsOf(run)], [[], [], [], []]);
    });
  }

  it('the plan shows what counts, hides what does not, and never draws a secret or markup', async () => {
    const page = await bench.open(planSetup, planSnapshot(mixedChanges));
    assert.deepEqual(await names(page), ['old-queue', 'bus', 'kv-aos-dev', 'st1']);
    const text = await page.locator('#app').innerText();
    assert.ok(text.includes('properties.networkAcls.defaultAction') && text.includes('known at deploy') && text.includes('••••••'));
    assert.equal(await page.locator('#app b').count(), 0);
  });

  it('the plan is worked by keyboard alone', async () => {
    const page = await bench.open(planSetup, planSnapshot(mixedChanges));
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter', 'd', 'ArrowLeft']) await page.keyboard.press(key);
    assert.deepEqual(await requestsOf(page), [{ method: 'plan/openDeclaration', params: { id: 'kv-aos-dev' } }, { method: 'plan/openTextDiff', params: { id: 'kv-aos-dev' } }]);
    await page.keyboard.press('/');
    await page.keyboard.type('storageaccounts');
    assert.deepEqual(await names(page), ['st1']);
    await page.keyboard.press('Escape');
    await page.keyboard.press(' ');
    assert.equal(await page.locator('article.change table').count(), 1);
  });

  it('the plan deploys exactly what it shows, and says why it cannot', async () => {
    const page = await bench.open(planSetup, planSnapshot(mixedChanges));
    await page.getByText('Deploy to dev…').click();
    assert.deepEqual(await requestsOf(page), [{ method: 'plan/deploy', params: { planHash: '9f3c7a11'.repeat(8) } }]);
    const blocked = await bench.open(planSetup, planSnapshot(mixedChanges, { deployBlocked: 'A run is under way.' }));
    await blocked.getByText('Deploy to dev…').click({ force: true });
    assert.deepEqual([await requestsOf(blocked), await blocked.locator('.notice').first().innerText()], [[], 'A run is under way.']);
  });

  it('the plan keeps its buttons on one line, Deploy first, and exports from one menu', async () => {
    const page = await bench.open(planSetup, planSnapshot(mixedChanges));
    const places = await page.locator('.actions > *').evaluateAll((elements) => elements.map((element) => ({ text: element.textContent.trim().split('\n')[0], top: Math.round(element.getBoundingClientRect().top + element.getBoundingClientRect().height / 2) })));
    assert.equal(places[0]?.text, 'Deploy to dev…');
    assert.ok(Math.max(...places.map(({ top }) => top)) - Math.min(...places.map(({ top }) => top)) <= 3, JSON.stringify(places));
    await page.locator('.menu > summary').focus();
    for (const key of ['Enter', 'Tab', 'Tab', 'Enter']) await page.keyboard.press(key);
    assert.deepEqual(await requestsOf(page), [{ method: 'plan/export', params: { format: 'json' } }]);
    assert.equal(await page.locator('.menu[open]').count(), 0);
  });

  it('the plan says beforehand what would fail, and copies what helps', async () => {
    const page = await bench.open(planSetup, planWith(planSnapshot(mixedChanges), saidBeforehand));
    assert.equal(await page.locator('.preflight-line span').first().innerText(), 'preflight 3 ✓ 1 ✗ 1 ?');
    assert.deepEqual(await page.locator('#preflight > ul > li').evaluateAll((items) => items.map((item) => (item as HTMLElement).dataset.state)), ['fail', 'cannot-tell']);
    assert.match(await page.locator('.objections').innerText(), /outside the deployment window/);
    await page.getByRole('button', { name: 'Copy the command az keyvault recover --name kv-aos-dev' }).click();
    assert.deepEqual(await requestsOf(page), [{ method: 'plan/copyText', params: { text: 'az keyvault recover --name kv-aos-dev' } }]);
  });

  it('the plan carries out what helps, and what was changed outside the template is accepted, undone or exported', async () => {
    const page = await bench.open(planSetup, planWith(planSnapshot(mixedChanges, { drift }), saidBeforehand));
    await page.getByRole('button', { name: 'Recover it' }).click();
    await page.getByRole('button', { name: 'accept' }).click();
    await page.getByRole('button', { name: 'Export the drift' }).click();
    await page.getByRole('button', { name: 'Deploy to undo it' }).click();
    assert.deepEqual(await requestsOf(page), [
      { method: 'plan/carryOut', params: { check: 'soft-deleted-names', title: 'Recover it' } },
      { method: 'plan/acceptDrift', params: { id: 'd0', path: 'properties.siteConfig.appSettings[AOS_LOG_LEVEL]' } },
      { method: 'plan/exportDrift', params: undefined }, { method: 'plan/deploy', params: { planHash: '9f3c7a11'.repeat(8) } },
    ]);
  });

  it('the plan puts back the settings that were ticked, by name', async () => {
    const page = await bench.open(planSetup, planWith(planSnapshot(mixedChanges), saidBeforehand));
    await page.getByRole('checkbox', { name: /AOS_LOG_LEVEL/ }).check();
    await page.locator('#deploy').click();
    assert.deepEqual(await requestsOf(page), [{ method: 'plan/deploy', params: { planHash: '9f3c7a11'.repeat(8), restore: [{ siteId: saidBeforehand.settings?.[0]?.siteId, names: ['AOS_LOG_LEVEL'] }] } }]);
  });

  it('drift stands apart from what the template wants, and is walked with the same keys', async () => {
    const page = await bench.open(planSetup, planSnapshot([change({ name: 'wanted', properties: [property('sku', 'a', 'b')] })], { drift }));
    assert.deepEqual(await page.locator('#drift .name').allTextContents(), ['aos-dev-func']);
    for (const key of ['ArrowDown', 'ArrowDown', 'd']) await page.keyboard.press(key);
    await page.getByText('Detect again').click();
    assert.deepEqual(await requestsOf(page), [{ method: 'plan/openTextDiff', params: { id: 'd0' } }, { method: 'plan/detectDrift', params: undefined }]);
    const none = await bench.open(planSetup, planSnapshot([], { drift: { ...drift, changes: [] } }));
    assert.match(await none.locator('#drift').innerText(), /Nothing was changed outside the template/);
  });

  it('an empty plan and a failed plan say so in one sentence', async () => {
    const empty = await bench.open(planSetup, planSnapshot([change({ changeType: 'NoChange' })]));
    assert.match(await empty.locator('.empty').innerText(), /Nothing to change/);
    const failed = await bench.open(planSetup, { state: 'failed', environment: 'dev', isProtected: false, error: { code: 'Bicep.NotFound', message: 'No Bicep CLI was found.', nextStep: 'Install it.', causes: [] } });
    assert.match(await failed.getByRole('alert').innerText(), /No Bicep CLI was found\.[\s\S]*Next step: Install it\./);
  });

  it('a thousand changes with ten properties each are drawn lazily and reached by scrolling', async () => {
    const many = Array.from({ length: 1000 }, (_, index) => change({ name: `r${index}`, properties: Array.from({ length: 10 }, (_p, p) => property(`properties.p${p}`, 'a', 'b')) }));
    const page = await bench.open(planSetup, planSnapshot(many));
    await page.locator('article.change table').first().waitFor();
    assert.ok(await page.locator('article.change table').count() < 200);
    await page.locator('article.change').last().scrollIntoViewIfNeeded();
    await page.locator('article.change').last().locator('table').waitFor();
  });

  it('the deployment shows lanes, the failed resource with its cause, and the actions it has', async () => {
    const page = await bench.open(deploymentSetup, failedRun);
    assert.deepEqual((await page.locator('.lane h3').allTextContents()).map((text) => /Module [\w-]+/.exec(text)?.[0]), ['Module storage-deployment', 'Module keyvault-deployment']);
    assert.match(await page.locator('.operation[data-state="failed"]').innerText(), /VaultAlreadyExists[\s\S]*Recover it, purge it, or rename/);
    await page.getByText('keyvault.bicep:14').first().click();
    await page.getByText('Deploy again').click();
    await page.getByText('Open parameters file').click();
    await page.getByRole('button', { name: /^Copy the command/ }).click();
    assert.deepEqual((await requestsOf(page)).map((request) => request.method), ['deployment/openDeclaration', 'deployment/deployAgain', 'deployment/takeAdvice', 'deployment/copyText']);
  });

  it('the matrix shows differences first, judges them, and is walked by keyboard', async () => {
    const page = await bench.open(matrixSetup, matrix);
    const rows = () => page.locator('tr:not(.section) > th[scope="row"]').allInnerTexts().then((texts) => texts.map((text) => text.split(/\s+/).at(-1)));
    assert.deepEqual(await rows(), ['functionAppSku', 'adminPassword', 'plan']);
    assert.match(await page.locator('td.warning').innerText(), /Y1[\s\S]*prod is expected to have EP1/);
    await page.locator('td[tabindex="0"]').focus();
    for (const key of ['ArrowRight', 'Enter', 'f', 'ArrowLeft', 'ArrowDown', 'Enter']) await page.keyboard.press(key);
    assert.deepEqual(await requestsOf(page), [
      { method: 'matrix/open', params: { row: 'functionAppSku', environment: 'prod' } }, { method: 'matrix/fix', params: { row: 'functionAppSku', environment: 'prod' } }, { method: 'matrix/open', params: { row: 'adminPassword', environment: 'dev' } },
    ]);
    await page.getByRole('button', { name: 'Differences only' }).click();
    assert.deepEqual(await rows(), ['functionAppSku', 'location', 'adminPassword', 'plan']);
    await page.locator('td[tabindex="0"]').focus();
    await page.keyboard.press('/');
    await page.keyboard.type('eastus');
    assert.deepEqual(await rows(), ['location']);
    assert.ok(!(await page.locator('#app').innerText()).includes('hunter'));
  });

  it('the sandbox switches faults, shows requests as they come, and can be paused', async () => {
    const page = await bench.open(sandboxSetup, sandbox);
    await page.getByRole('checkbox', { name: /Throttling/ }).uncheck();
    await page.getByText('Switch all off').click();
    await page.getByRole('button', { name: /^Copy the command aos-deploy plan/ }).click();
    assert.deepEqual((await requestsOf(page)).map(({ method, params }) => [method, params]), [['sandbox/toggleFault', { id: 'preset: throttling' }], ['sandbox/clearFaults', undefined], ['sandbox/copyText', { text: 'aos-deploy plan --environment dev --cloud http://127.0.0.1:4000' }]]);
    const rows = page.locator('tbody tr:has(td.path)');
    assert.equal(await rows.count(), 2);
    await page.getByRole('button', { name: 'Pause' }).click();
    const later = { ...sandbox, sandbox: { ...sandbox.sandbox, resources: 8, requests: [] } };
    await page.evaluate((value) => window.postMessage({ kind: 'push', topic: 'sandbox/changed', value }), later);
    await page.getByText('8 resources').waitFor();
    assert.equal(await rows.count(), 2);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByText('Nothing was asked yet.').waitFor();
  });

  it('a sandbox that is not started is started from its page', async () => {
    const page = await bench.open(sandboxSetup, { state: 'stopped' });
    await page.locator('vscode-button', { hasText: 'Start' }).click();
    assert.deepEqual((await requestsOf(page)).map(({ method }) => method), ['sandbox/start']);
  });

  it('a run of which nothing is known any more says so', async () => {
    const gone: DeploymentSnapshot = { state: 'missing', error: { code: 'Run.Unknown', message: 'There is no such run.', causes: [] } };
    const page = await bench.open(deploymentSetup, failedRun);
    await page.evaluate((value) => window.postMessage({ kind: 'push', topic: 'deployment/changed', value }), gone);
    await page.getByText('There is no such run.').waitFor();
    assert.equal(await page.locator('.lane').count(), 0);
  });
});
