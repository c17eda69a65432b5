// Mocha's spec reporter, which also writes one JSON line per test to the file that AOS_TEST_RESULTS names.
import { appendFileSync } from 'node:fs';
import Mocha from 'mocha';

export default class SpecWithResults extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const report = (line) => appendFileSync(process.env.AOS_TEST_RESULTS, `${JSON.stringify(line)}\n`);
    runner.on('pass', (test) => report({ title: test.fullTitle() }));
    runner.on('pending', (test) => report({ title: test.fullTitle(), skipped: true }));
    runner.on('fail', (test, error) => report({ title: test.fullTitle(), error: error.stack ?? error.message }));
    runner.on('end', () => report({ ended: true }));
  }
}
