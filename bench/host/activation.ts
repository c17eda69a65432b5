import { appendFileSync } from 'node:fs';
import * as vscode from 'vscode';
import manifest from '../../package.json';

/** Runs as the only test of an extension host: times the activation, which includes loading the bundle. */
export async function run(): Promise<void> {
  const report = (line: unknown): void => appendFileSync(process.env.AOS_TEST_RESULTS ?? '', `${JSON.stringify(line)}\n`);
  try {
    report({ activateMs: await timeActivation() });
    await vscode.commands.executeCommand('workbench.action.showRuntimeExtensions');
  } catch (error) {
    report({ problem: String(error) });
  } finally {
    report({ ended: true });
  }
  // The end of the tests would end the extension host, and its page of running extensions would be empty.
  await new Promise(() => undefined);
}

async function timeActivation(): Promise<number> {
  const extension = vscode.extensions.getExtension(`${manifest.publisher}.${manifest.name}`);
  if (!extension || extension.isActive) throw new Error(extension ? 'The extension was active before its activation could be timed.' : 'The extension is not there.');
  const start = performance.now();
  await extension.activate();
  return performance.now() - start;
}
