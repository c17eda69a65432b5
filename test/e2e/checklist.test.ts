import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openWorkbench, screenshotOnFailure, type OpenWorkbench } from './support';

/** From nothing known to a report that is signed, handed out, and found to have been changed. */
describe('the checklist, from the first look to the report', () => {
  let open: OpenWorkbench | undefined;
  const item = 'Operations team trained';
  /** Who works here, as this workspace's git knows it. */
  const setIdentity = (name: string): void => { for (const [key, value] of [['user.name', name], ['user.email', 'ada@example.com']] as const) execFileSync('git', ['-C', open!.workspace, 'config', key, value]); };
  before(async () => { open = await openWorkbench(); setIdentity('Ada'); });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  /** A button of the view's own bar, which shows while the view has the focus. */
  async function button(name: string): Promise<void> {
    const { bench } = open!;
    await bench.runCommand('AOS: Focus on Checklist View');
    await bench.page.locator('.part.sidebar .pane-header').filter({ hasText: /^Checklist/i }).getByRole('button', { name }).click();
  }

  async function showReport(): Promise<void> {
    const { bench } = open!;
    await bench.runCommand('AOS: Export Readiness Report');
    await bench.pick(/Show the report/);
  }

  it('measures an environment, and says how far it is', async () => {
    const { bench } = open!;
    await bench.openContainer('AOS');
    await bench.treeRow(/^Checklist of dev,/).waitFor();
    await bench.runCommand('AOS: Run Checklist');
    await bench.pick(/dev$/);
    await bench.notification(/dev: \d+ of \d+ items done/).waitFor({ timeout: 110_000 });
    await bench.treeRow(/^Checklist of dev, \d+\/\d+ · \d+ %/).waitFor();
    await bench.clearNotifications();
    // The other views make room.
    for (const view of ['Environments', 'Resources']) await bench.page.locator('.part.sidebar .pane-header[aria-expanded="true"]').filter({ hasText: new RegExp(`^${view}`, 'i') }).click();
    await bench.expand(bench.treeRow(/^Checklist of dev,/));
    await bench.expand(bench.treeRow(/^Preparation/));
    await bench.expand(bench.treeRow(/: Tools,/));
    await bench.treeRow(/^Git present with author identity,/).hover();
    await bench.page.locator('.monaco-hover:visible').getByText('Asked').waitFor();
    await bench.screenshot('checklist-hover');
  });

  it('shows what failed, by filter', async () => {
    const { bench } = open!;
    await bench.runCommand('AOS: Filter Checklist');
    await bench.pick('Failed');
    await bench.treeRow(/^Git present with author identity,/).waitFor({ state: 'detached' });
    await bench.treeRow(/^Checklist of dev, .* shown/).waitFor();
    await bench.screenshot('checklist-failed');
    await button('Show All Items');
  });

  it('finds an item by its words, and takes an attestation by its box', async () => {
    const { bench } = open!;
    const { page } = bench;
    setIdentity('');
    await bench.runCommand('AOS: Search Checklist');
    await page.getByText('Words that occur in title, ID, section or reason').waitFor();
    await page.keyboard.type(item);
    await page.keyboard.press('Enter');
    await bench.treeRow(new RegExp(`^${item},`)).locator('.custom-view-tree-node-item-checkbox, .monaco-checkbox').first().click();
    await page.getByText('Who, what, where to see it').waitFor();
    await page.keyboard.type('All four trained on Friday.');
    await page.keyboard.press('Enter');
    await page.getByText('A link or a file of the workspace that shows it').waitFor();
    await page.keyboard.press('Enter');
    await page.getByText('Your name, which git does not know').waitFor();
    await page.keyboard.type('Ada');
    await page.keyboard.press('Enter');
    await bench.treeRow(new RegExp(`^${item}, passed`)).waitFor();
    await bench.screenshot('checklist-attested');
    await button('Show All Items');
  });

  it('says in the task list itself what is known of every box', async () => {
    const { bench } = open!;
    await bench.runCommand('Go to File');
    await bench.page.keyboard.type('DEPLOYMENT_TASKS.md');
    await bench.pick('DEPLOYMENT_TASKS.md');
    await bench.page.locator('.codelens-decoration').filter({ hasText: 'Readiness report' }).waitFor();
    await bench.runCommand('Go to Line/Column...');
    await bench.page.keyboard.type('52');
    await bench.page.keyboard.press('Enter');
    await bench.page.locator('.codelens-decoration').filter({ hasText: 'check now' }).first().waitFor();
    await bench.screenshot('task-list');
  });

  it('shows the report, is signed on it, and writes it', async () => {
    const { bench, workspace } = open!;
    await showReport();
    const report = bench.webview();
    await report.getByRole('heading', { name: /^Readiness · dev/ }).waitFor();
    await report.locator('.chain').getByText('Verified').waitFor();
    const card = report.locator('.card[data-role="technical-lead"]');
    await card.locator('vscode-textfield[data-field="by"] input').fill('Grace');
    await card.locator('vscode-textfield[data-field="note"] input').fill('Fit to go.');
    await card.getByRole('button', { name: /Sign/ }).click();
    await report.locator('.card[data-role="technical-lead"][data-signed="true"]').getByText('Grace').waitFor();
    await bench.screenshot('readiness-report');
    assert.deepEqual(await bench.seriousFindings(), []);
    await report.locator('.menu > summary').click();
    await report.getByRole('button', { name: 'JSON, can be verified…' }).click();
    await bench.page.locator('.quick-input-widget').getByText('Readiness report').waitFor();
    await bench.page.keyboard.press('Enter');
    await report.locator('[data-saved="intact"]').waitFor();
    const name = await report.locator('[data-saved="intact"] .mono').innerText();
    const written = readFileSync(path.join(workspace, name), 'utf8');
    assert.match(written, /All four trained on Friday\.[\s\S]*Fit to go\./);
    writeFileSync(path.join(workspace, name), written.replace('All four trained', 'Nobody trained'));
  });

  it('says which saved report was changed afterwards', async () => {
    const { bench } = open!;
    await bench.runCommand('View: Close Editor');
    await showReport();
    await bench.webview().getByRole('alert').getByText(/was changed after it was made/).waitFor();
    await bench.screenshot('readiness-report-changed');
  });
});
