import assert from 'node:assert/strict';
import { openWorkbench, screenshotOnFailure, type OpenWorkbench, type Workbench } from './support';

describe('a parameters file edited with the keyboard alone', () => {
  let open: OpenWorkbench | undefined;
  before(async () => { open = await openWorkbench({ settings: { 'files.autoSave': 'off' } }); });
  afterEach(async function () { await screenshotOnFailure(this, open); });
  after(async () => open?.close());

  it('underlines a value that the template does not allow while it is typed, and says why at the cursor', async () => {
    const { bench } = open!;
    await openFile(bench, 'dev.bicepparam');
    await select(bench, 'Standard_LRS');
    await bench.page.keyboard.type('Standard_LSR');
    await squiggles(bench).first().waitFor({ timeout: 60_000 });
    await bench.page.keyboard.press('ArrowLeft');
    await showHover(bench);
    await hover(bench, /Standard_LSR/).waitFor();
    await bench.screenshot('language-squiggle');
    await bench.page.keyboard.press('Escape');
  });

  it('cures it with the first quick fix', async () => {
    const { bench } = open!;
    await bench.page.keyboard.press('Control+.');
    await bench.page.locator('.action-widget').getByText("Change to 'Standard_LRS'").waitFor();
    await bench.screenshot('language-quick-fix');
    await bench.page.keyboard.press('Enter');
    await squiggles(bench).first().waitFor({ state: 'detached' });
    await editorText(bench, "'Standard_LRS'").waitFor();
  });

  it('tells what a parameter is for', async () => {
    const { bench } = open!;
    await select(bench, 'storageSku');
    await showHover(bench);
    await hover(bench, /Redundancy of the storage account/).waitFor();
    await bench.screenshot('language-hover');
    await bench.page.keyboard.press('Escape');
  });

  it('renames the parameter in every environment and in the template', async () => {
    const { bench } = open!;
    await bench.page.keyboard.press('F2');
    const input = bench.page.locator('.rename-box input');
    await input.waitFor();
    await input.fill('storageRedundancy');
    await bench.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    for (const file of ['dev.bicepparam', 'staging.bicepparam', 'prod.bicepparam', 'main-modular.bicep']) {
      await openFile(bench, file);
      await reveal(bench, 'storageRedundancy');
      await editorText(bench, 'storageRedundancy').first().waitFor();
      assert.equal(await editorText(bench, 'storageSku').count(), 0, file);
    }
  });
});

async function openFile(bench: Workbench, name: string): Promise<void> {
  await bench.page.keyboard.press('Control+p');
  await bench.quickInput().fill(name);
  await bench.quickItem(name).waitFor();
  await bench.page.keyboard.press('Enter');
  await bench.editorTab(new RegExp(`^${name.replace('.', '\\.')}`)).and(bench.page.locator('[aria-selected="true"]')).waitFor();
  await bench.page.locator('.monaco-editor.focused').waitFor();
}

/** Puts the selection on the first place of a text that the open file has. */
async function select(bench: Workbench, text: string): Promise<void> {
  await find(bench, text);
  await matches(bench, /^[1-9]\d* of/).waitFor();
  await backToText(bench);
}

/** Scrolls to a text that an edit may still be bringing: the find widget moves the cursor when it is typed into, not when the file changes. */
async function reveal(bench: Workbench, text: string): Promise<void> {
  await find(bench, text);
  await matches(bench, /of [1-9]/).waitFor();
  await bench.page.keyboard.press('Enter');
  await matches(bench, /^[1-9]\d* of/).waitFor();
  await backToText(bench);
}

async function find(bench: Workbench, text: string): Promise<void> {
  await bench.page.keyboard.press('Control+Home');
  await bench.page.keyboard.press('Control+f');
  const widget = bench.page.locator('.find-widget.visible .find-part textarea').first();
  await widget.waitFor();
  await widget.fill(text);
}

const matches = (bench: Workbench, count: RegExp) => bench.page.locator('.find-widget .matchesCount', { hasText: count });

async function backToText(bench: Workbench): Promise<void> {
  await bench.page.keyboard.press('Escape');
  await bench.page.locator('.monaco-editor.focused').waitFor();
}

async function showHover(bench: Workbench): Promise<void> {
  await bench.page.keyboard.press('Control+k');
  await bench.page.keyboard.press('Control+i');
}

const squiggles = (bench: Workbench) => bench.page.locator('.editor-instance .squiggly-error');
const hover = (bench: Workbench, text: RegExp) => bench.page.locator('.monaco-hover:not(.hidden)').filter({ hasText: text }).first();
/** Lines that the editor draws; it draws spaces as no-break spaces, so `text` has none. */
const editorText = (bench: Workbench, text: string) => bench.page.locator('.editor-instance .view-line').filter({ hasText: text });
