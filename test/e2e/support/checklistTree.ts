import type { Locator } from 'playwright-core';
import type { Workbench } from './workbench';

/** Shows the rows of prod with these words alone, so many, unfolded. */
export async function findRows(bench: Workbench, words: string, count: number): Promise<void> {
  await bench.runCommand('AOS: Search Checklist');
  await bench.page.getByText('Words that occur in title, ID, section or reason').waitFor();
  await bench.quickInput().fill(words);
  await bench.page.keyboard.press('Enter');
  await bench.treeRow(new RegExp(`^Checklist of prod, .*\\b${count} shown`)).waitFor();
  await bench.expand(bench.treeRow(/^Checklist of prod,/));
}

/** An icon of a row shows while the row is looked at. */
export async function clickOnRow(row: Locator, action: string): Promise<void> {
  await row.hover();
  await row.getByRole('button', { name: action }).click();
}

/** Environments and resources make room for the checklist. */
export async function showChecklistAlone(bench: Workbench): Promise<void> {
  for (const view of ['Environments', 'Resources']) await bench.page.locator('.part.sidebar .pane-header[aria-expanded="true"]').filter({ hasText: new RegExp(`^${view}`, 'i') }).click();
}
