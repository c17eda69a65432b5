import type { Context } from 'mocha';
import type { OpenWorkbench } from './openWorkbench';

/** For `afterEach`: what a person would have seen when the test failed. */
export async function screenshotOnFailure(context: Context, open: OpenWorkbench | undefined): Promise<void> {
  const test = context.currentTest;
  if (test?.state !== 'failed' || !open) return;
  console.log(`      see ${await open.bench.screenshot(`failed-${test.fullTitle().replace(/[^a-z0-9]+/gi, '-').slice(0, 80)}`)}`);
  console.log(`      rows of the side bar: ${(await open.bench.treeRows()).join(' | ')}`);
}
