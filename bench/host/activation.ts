import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import manifest from '../../package.json';

/** Runs as the only test of an extension host: times the activation, which includes loading the bundle. */
export async function run(): Promise<void> {
  const report = (line: unknown): void => appendFileSync(process.env.AOS_TEST_RESULTS ?? '', `${JSON.stringify(line)}\n`);
  const extension = vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);
  if (!extension || extension.isActive) throw new Error('The extension is missing, or active before its activation could be timed.');
  const start = performance.now();
  await extension.activate();
  report({ activateMs: performance.now() - start });
  report({ ended: true });
}
