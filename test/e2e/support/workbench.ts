import { mkdirSync } from 'node:fs';
import path from 'node:path';
import axe from 'axe-core';
import type { Frame, FrameLocator, Locator, Page } from 'playwright-core';

/** The workbench by what a person sees: palette, views, editors, notifications. Every wait is for something visible. */
export class Workbench {
  constructor(readonly page: Page, private readonly screenshotFolder: string) {}

  async open(url: string): Promise<void> {
    await this.page.goto(url);
    await this.isUp();
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.isUp();
  }

  /** The workbench is usable once its status bar is drawn and the workspace's host answers. */
  async isUp(): Promise<void> {
    await this.page.locator('.monaco-workbench .part.statusbar .statusbar-item').first().waitFor({ timeout: 60_000 });
  }

  async runCommand(title: string): Promise<void> {
    await this.page.keyboard.press('F1');
    const input = this.quickInput();
    await input.waitFor();
    // The palette lists what could be done when it was typed into; what an extension allows a moment later shows when somebody types again.
    for (let typed = 0; typed < 6; typed++) {
      await input.fill('>');
      await input.fill(`>${title}`);
      if (await appears(this.quickItem(title))) break;
    }
    await this.quickItem(title).click();
  }

  /** Deploys an environment from the palette and confirms it; what follows is the caller's to wait for. */
  async deploy(environment: string): Promise<void> {
    await this.openContainer('AOS');
    await this.treeRow(new RegExp(`^Environment ${environment},`)).waitFor();
    await this.runCommand('AOS: Deploy Environment');
    await this.pick(new RegExp(`${environment}$`));
    await this.dialog().getByRole('button', { name: `Deploy to ${environment}` }).click({ timeout: 90_000 });
  }

  quickInput(): Locator { return this.page.locator('.quick-input-widget input.input').first(); }

  /** The row of a quick pick whose label starts with `label`. */
  quickItem(label: string | RegExp): Locator {
    return this.page.locator('.quick-input-widget .monaco-list-row').filter({ has: this.page.locator('.quick-input-list-entry .label-name', { hasText: label }) }).first();
  }

  async pick(label: string | RegExp): Promise<void> {
    const item = this.quickItem(label);
    await item.waitFor();
    await item.click();
  }

  /** Waits until a pick of several has so many marked: rows are drawn before their marks. */
  chosen(count: number): Promise<void> { return this.page.locator('.quick-input-widget .quick-input-count').filter({ hasText: new RegExp(`^${count} `) }).waitFor(); }

  async openContainer(name: string): Promise<void> {
    const tab = this.page.locator('.activitybar').getByRole('tab', { name: new RegExp(`^${name}`) });
    await tab.waitFor({ timeout: 60_000 });
    if (await tab.getAttribute('aria-expanded') !== 'true') await tab.click();
  }

  /** Tree rows of the side bar, as a screen reader says them. */
  treeRow(name: string | RegExp): Locator { return this.page.locator('.part.sidebar').getByRole('treeitem', { name }); }

  expand(row: Locator): Promise<void> { return this.#turn(row, 'true'); }

  fold(row: Locator): Promise<void> { return this.#turn(row, 'false'); }

  /** A click on a row that the tree draws anew at that moment goes nowhere: a person looks, and clicks again. */
  async #turn(row: Locator, expanded: 'true' | 'false'): Promise<void> {
    for (let clicked = 0; clicked < 6; clicked++) {
      await row.waitFor();
      if (await row.getAttribute('aria-expanded') === expanded) return;
      await row.locator('.monaco-tl-twistie').click();
      if (await appears(row.and(this.page.locator(`[aria-expanded="${expanded}"]`)))) return;
    }
    throw new Error(`The row does not become ${expanded === 'true' ? 'expanded' : 'folded'}.`);
  }

  /** Every row of the side bar that is drawn, as a screen reader says it. */
  async treeRows(): Promise<readonly string[]> {
    return this.page.locator('.part.sidebar').getByRole('treeitem').evaluateAll((rows) => rows.map((row) => `${row.getAttribute('aria-label')}${row.getAttribute('aria-expanded') === null ? '' : row.getAttribute('aria-expanded') === 'true' ? ' (open)' : ' (folded)'}`));
  }

  /** Content of the visible webview: a page inside a frame inside a frame. */
  webview(): FrameLocator { return this.page.frameLocator('iframe.webview.ready:visible').last().frameLocator('iframe#active-frame'); }

  /** What axe-core calls serious or critical on the visible webview, one line each; empty is right. */
  async seriousFindings(): Promise<readonly string[]> {
    const frame = await this.webviewFrame();
    await frame.evaluate(axe.source);
    const { violations } = await frame.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
    return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ').slice(0, 400)}`);
  }

  private async webviewFrame(): Promise<Frame> {
    const outer = await (await this.page.locator('iframe.webview.ready:visible').last().elementHandle())?.contentFrame();
    const inner = await (await outer?.waitForSelector('iframe#active-frame'))?.contentFrame();
    if (!inner) throw new Error('No webview is visible.');
    return inner;
  }

  /** `name` as the theme picker shows it. The page that is open has it too when this ends: pages get their colors after the workbench. */
  async setColorTheme(name: string): Promise<void> {
    await this.runCommand('Preferences: Color Theme');
    await this.quickInput().fill(name);
    await this.pick(name);
    await this.quickInput().waitFor({ state: 'hidden' });
    await this.webview().locator(`body.${pageClass(name)}`).waitFor();
  }

  editorTab(name: string | RegExp): Locator { return this.page.locator('.part.editor').getByRole('tab', { name }); }

  notification(text: string | RegExp): Locator { return this.page.locator('.notification-list-item, .notifications-toasts .notification-toast').filter({ hasText: text }).first(); }

  async clearNotifications(): Promise<void> {
    await this.runCommand('Notifications: Clear All Notifications');
    await this.quickInput().waitFor({ state: 'hidden' });
  }

  /** A modal dialog of the workbench. */
  dialog(): Locator { return this.page.locator('.monaco-dialog-box'); }

  statusBarItem(text: string | RegExp): Locator { return this.page.locator('.part.statusbar .statusbar-item').filter({ hasText: text }); }

  /** Writes `out/screenshots/<name>.png` and returns its path. */
  async screenshot(name: string): Promise<string> {
    mkdirSync(this.screenshotFolder, { recursive: true });
    const file = path.join(this.screenshotFolder, `${name}.png`);
    await this.page.screenshot({ path: file });
    return file;
  }
}

/** What VS Code writes on the body of a page, by the kind of theme. */
function pageClass(theme: string): string {
  const light = theme.includes('Light');
  if (theme.includes('High Contrast')) return light ? 'vscode-high-contrast-light' : 'vscode-high-contrast:not(.vscode-high-contrast-light)';
  return light ? 'vscode-light' : 'vscode-dark';
}

const appears = (locator: Locator): Promise<boolean> => locator.waitFor({ timeout: 5_000 }).then(() => true, () => false);
