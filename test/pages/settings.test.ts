import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import type { Page } from 'playwright-core';
import type { SettingRowView, SettingsSnapshot } from '../../src/protocol';
import { seriousFindings } from './findings';
import { PageBench, requestsOf, themes, violationsOf, type Theme } from './support';

const setup = { page: 'settings', locale: 'en', key: { page: 'settings', environment: 'dev' } } as const;
const reference = '@Microsoft.KeyVault(VaultName=kv-aos-dev;SecretName=StorageConnectionString)';
const row = (name: string, over: Partial<SettingRowView> = {}): SettingRowView => ({ name, state: 'ok', isNeeded: false, live: '••••••', ...over });

const settings: SettingsSnapshot = {
  state: 'ready', environment: 'dev', isProtected: false, plain: [{ application: 'main', setting: 'OLD_FLAG' }],
  applications: [
    {
      name: 'main', site: 'aos-dev-func', rows: [
        row('AZURE_SERVICEBUS_CONNECTION_STRING', { state: 'reference-failing', isNeeded: true, live: '@Microsoft.KeyVault(VaultName=kv-aos-dev;SecretName=Gone)', reference: 'SecretNotFound' }),
        row('AZURE_STORAGE_CONNECTION_STRING', { state: 'missing', isNeeded: true, live: undefined, wanted: reference }),
        row('AOS_LOG_LEVEL', { state: 'differs', local: 'DEBUG', wanted: 'INFO', live: 'DEBUG' }),
        row('OLD_FLAG', { state: 'unknown', refused: { reason: 'The secret is not there.', nextStep: 'Set it first.' } }),
        row('FUNCTIONS_WORKER_RUNTIME', { live: 'python' }),
      ],
      history: [{ id: 'c1', at: '2026-03-01T12:00:00Z', by: 'Ada', names: ['AOS_LOG_LEVEL'], isUndo: false, undoable: 'yes', notUndoable: [] }, { id: 'c0', at: '2026-03-01T11:00:00Z', names: ['TOKEN'], isUndo: false, undoable: 'no', notUndoable: ['TOKEN'] }],
    },
    { name: 'mcp', rows: [], history: [], error: { code: 'Application.NoSite', message: 'rg-aos-dev holds no function app.', nextStep: 'Deploy the infrastructure first.', causes: [] } },
  ],
};
const names = (page: Page): Promise<string[]> => page.locator('tr[data-name]').evaluateAll((rows) => rows.map((one) => (one as HTMLElement).dataset.name ?? ''));

describe('The page of application settings', () => {
  let bench: PageBench;
  before(async () => { mkdirSync('out/screenshots', { recursive: true }); bench = await PageBench.start(); });
  after(() => bench.stop());

  for (const theme of Object.keys(themes) as Theme[]) {
    it(`shows nothing that axe-core calls serious, and keeps its CSP (${theme})`, async () => {
      const page = await bench.open(setup, { ...settings, applications: [{ ...settings.applications[0]!, rows: settings.applications[0]!.rows.map((one) => (one.name === 'AOS_LOG_LEVEL' ? { ...one, staged: { how: 'wanted' as const, text: 'INFO' } } : one)) }, settings.applications[1]!] }, theme);
      await page.getByText('Changes from here').click();
      await page.screenshot({ path: `out/screenshots/page-settings-${theme}.png`, fullPage: true });
      assert.deepEqual([await seriousFindings(page), await violationsOf(page)], [[], []]);
    });
  }

  it('is worked by keyboard alone', async () => {
    const page = await bench.open(setup, settings);
    await page.locator('tr[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Delete');
    await page.keyboard.press('Control+Enter');
    const stage = (name: string, how: string) => ({ method: 'settings/stage', params: { application: 'main', name, how } });
    assert.deepEqual(await requestsOf(page), [stage('AZURE_STORAGE_CONNECTION_STRING', 'wanted'), stage('AZURE_STORAGE_CONNECTION_STRING', 'value'), stage('AOS_LOG_LEVEL', 'remove'), { method: 'settings/apply', params: { application: 'main' } }]);
  });

  it('filters, and shows only what is to be looked at', async () => {
    const page = await bench.open(setup, settings);
    assert.equal((await names(page)).length, 5);
    await page.getByRole('button', { name: /To look at: 4/ }).click();
    assert.ok(!(await names(page)).includes('FUNCTIONS_WORKER_RUNTIME'));
    await page.keyboard.press('/');
    await page.keyboard.type('storage');
    assert.deepEqual(await names(page), ['AZURE_STORAGE_CONNECTION_STRING']);
  });

  it('takes what is wanted, offers to apply what is marked, and to undo what was changed', async () => {
    const page = await bench.open(setup, settings);
    await page.getByRole('button', { name: 'Take what is wanted (2)' }).click();
    const marked: SettingsSnapshot = { ...settings, applications: settings.applications.map((one) => ({ ...one, rows: one.rows.map((each) => (each.name === 'AOS_LOG_LEVEL' ? { ...each, staged: { how: 'wanted', text: 'INFO' } } : each)) })) };
    await page.evaluate((value) => window.postMessage({ kind: 'push', topic: 'settings/changed', value }), marked);
    await page.locator('vscode-button', { hasText: 'Apply 1 change' }).click();
    await page.getByRole('button', { name: 'Move to Key Vault…' }).click();
    await page.getByText('Changes from here').click();
    await page.getByRole('button', { name: 'Undo the change of AOS_LOG_LEVEL' }).click();
    assert.deepEqual(await requestsOf(page), [{ method: 'settings/stageWanted', params: { application: 'main' } }, { method: 'settings/apply', params: { application: 'main' } }, { method: 'settings/movePlain', params: undefined }, { method: 'settings/undo', params: { application: 'main', changeId: 'c1' } }]);
    assert.equal(await page.getByRole('button', { name: /Undo the change of TOKEN/ }).count(), 0);
  });

  it('draws no markup of a value, and says why an app cannot be read', async () => {
    const page = await bench.open(setup, { ...settings, applications: [{ ...settings.applications[0]!, rows: [row('X', { live: '<b>bold</b>' })] }, settings.applications[1]!] });
    assert.equal(await page.locator('#app b').count(), 0);
    await page.getByText('rg-aos-dev holds no function app.').waitFor();
    await page.getByText('Deploy the infrastructure first.').waitFor();
  });
});
