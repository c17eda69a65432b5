// Runs one mocha configuration in a process of its own and returns what each test answered.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';
import { run } from './process.mjs';
import { hasEnded, readResultLines, withoutEnd } from './resultLines.mjs';
import { toolCommands } from './tools.mjs';

/** `config` is a .mocharc file; `env` goes to the tests. A run that breaks off is a failure of its own. */
export async function runMochaSuite({ node, config, env = {} }) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'aos-mocha-'));
  const file = path.join(scratch, 'results.jsonl');
  const args = [...toolCommands('mocha')[0], '--config', config, '--reporter', inRoot('scripts', 'lib', 'mochaReporter.mjs')];
  try {
    const problem = await run(node, args, { cwd: root, inherit: true, env: { ...env, AOS_TEST_RESULTS: file } }).then(() => undefined, (error) => error);
    const lines = readResultLines(file);
    const broken = !hasEnded(lines) || (problem && !lines.some((line) => line.error));
    return [...withoutEnd(lines), ...(broken ? [{ title: `${config} runs to its end`, error: problem?.message ?? 'mocha ended without a result.' }] : [])];
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
