import assert from 'node:assert/strict';
import { diffRuns } from '../../../src/cli/runDocument';
import type { BundleContent } from '../../../src/core/bundles';
import { RunHarness } from '../../support/runHarness';

describe('two runs side by side', () => {
  const bundle = (parameters: BundleContent['parameters'], packages = {}): BundleContent => ({
    version: 1, environment: 'dev', deploymentId: 'd', deploymentName: 'd', madeAt: '2026-01-01T00:00:00.000Z', target: { cloud: 'sandbox', subscriptionId: 's', resourceGroup: 'g', location: 'eastus' },
    template: {}, parameters, missingSecrets: ['password'], outputs: {}, packages, configurations: {},
  });

  it('differ in what went there, value by value, and not in when', async () => {
    const [first, second] = [await new RunHarness().run(), await new RunHarness().run()];
    const differences = diffRuns(first, second, [bundle({ tags: { value: { a: 'x', b: 'y' } }, count: { value: 1 } }), bundle({ tags: { value: { a: 'z', b: 'y' } }, count: { value: 1 }, key: { reference: { secretName: 's' } } }, { main: 'hash' })]);
    assert.deepEqual(differences, [{ path: 'packages.main', before: undefined, after: 'hash' }, { path: 'parameters.key.reference.secretName', before: undefined, after: 's' }, { path: 'parameters.tags.a', before: 'x', after: 'z' }]);
  });

  it('do not differ in what is kept of one alone', async () => {
    const [first, second] = [await new RunHarness().run(), await new RunHarness().run()];
    assert.deepEqual(diffRuns(first, second, [bundle({ count: { value: 1 } }), undefined]), []);
  });
});
