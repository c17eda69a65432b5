import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const script = path.resolve(__dirname, '..', '..', '..', 'scripts', 'test.mjs');

describe('npm test', () => {
  it('refuses a suite that does not exist, and names those that do', () => {
    const { status, stderr } = spawnSync(process.execPath, [script, 'nonsense'], { encoding: 'utf8' });
    assert.equal(status, 2);
    assert.match(stderr, /no suite "nonsense"; there are typecheck, lint, build, unit, /);
  });

  it('counts a suite that cannot run as failed, with the reason, and sums up in its last line', () => {
    const { status, stdout } = spawnSync(process.execPath, [script, 'pages'], { encoding: 'utf8', env: { ...process.env, CHROME_PATH: '/nowhere/chromium' } });
    assert.equal(status, 1);
    assert.match(stdout, /CHROME_PATH names \/nowhere\/chromium, which does not exist/);
    assert.equal(stdout.trimEnd().split('\n').at(-1), '0 passed, 1 failed');
  });
});
