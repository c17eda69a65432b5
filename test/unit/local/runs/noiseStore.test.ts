import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { NoiseBaseline } from '../../../../src/core/whatIf';
import { FileNoiseStore } from '../../../../src/local/runs';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

const target = { cloud: 'http://127.0.0.1:4711', isSandbox: true, subscriptionId: 's', resourceGroup: 'rg' };
const baseline: NoiseBaseline = { version: 1, environment: 'dev', recordedAt: '2026-01-01T00:00:00.000Z', entries: [{ resourceId: '/r', path: 'p', changeType: 'Modify' }] };

describe('the noise of an environment', () => {
  const root = useTemporaryFolder();

  it('is found again for the same target, on whatever port the sandbox serves, and for no other', async () => {
    const store = new FileNoiseStore(root());
    await store.save(baseline, target);
    assert.deepEqual(await store.find('dev', { ...target, cloud: 'sandbox' }), baseline);
    assert.deepEqual([await store.find('dev', { ...target, isSandbox: false }), await store.find('dev', { ...target, resourceGroup: 'other' }), await store.find('prod', target)], [undefined, undefined, undefined]);
  });

  it('that cannot be read is none', async () => {
    const store = new FileNoiseStore(root());
    await store.save(baseline, target);
    const folder = path.join(root(), '.aos', 'noise');
    for (const text of ['', '{', '[]', '{"version":2}']) {
      writeFileSync(path.join(folder, readdirSync(folder)[0] ?? ''), text);
      assert.equal(await store.find('dev', target), undefined);
    }
  });
});
