import { appendFileSync, readdirSync } from 'node:fs';
import path from 'node:path';
import type { Test } from 'mocha';

/**
 * Runs every test file beside this one inside VS Code's extension host.
 * Each result is one JSON line in the file that `AOS_TEST_RESULTS` names; the last line is `{"ended": true}`.
 */
export async function run(): Promise<void> {
  const report = resultWriter(process.env.AOS_TEST_RESULTS);
  try {
    const failures = await runMocha(report);
    if (failures > 0 && !process.env.AOS_TEST_RESULTS) throw new Error(`${failures} tests failed.`);
  } catch (error) {
    report({ title: 'the tests could not be loaded', error: error instanceof Error ? error.stack ?? error.message : String(error) });
    throw error;
  } finally {
    report({ ended: true });
  }
}

type ResultLine = { readonly title: string; readonly error?: string; readonly skipped?: true; readonly durationMs?: number } | { readonly ended: true };

const resultWriter = (file: string | undefined) => (line: ResultLine): void => {
  if (file) appendFileSync(file, `${JSON.stringify(line)}\n`);
  else if (!('ended' in line)) console.log(`${line.error ? 'failed' : 'passed'}: ${line.title}`);
};

async function runMocha(report: (line: ResultLine) => void): Promise<number> {
  const { default: Mocha } = await import('mocha');
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, forbidOnly: true, color: false, reporter: 'min' });
  for (const file of readdirSync(__dirname).filter((name) => name.endsWith('.test.js')).sort()) mocha.addFile(path.join(__dirname, file));
  await mocha.loadFilesAsync();
  return new Promise((resolve) => {
    const runner = mocha.run(resolve);
    runner.on('pass', (test: Test) => report({ title: test.fullTitle(), durationMs: test.duration }));
    runner.on('pending', (test: Test) => report({ title: test.fullTitle(), skipped: true }));
    runner.on('fail', (test: Test, error: Error) => report({ title: test.fullTitle(), error: error.stack ?? error.message }));
  });
}
