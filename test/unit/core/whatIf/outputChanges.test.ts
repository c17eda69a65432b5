import assert from 'node:assert/strict';
import { renderPlanMarkdown, renderPlanText } from '../../../../src/core/whatIf';
import { compiledOf, object, planOf } from './planFixtures';

const template = object({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', parameters: { key: { type: 'securestring' } },
  resources: [{ type: 'Microsoft.KeyVault/vaults', apiVersion: '2023-07-01', name: 'kv', location: 'eastus' }],
  outputs: {
    same: { type: 'string', value: 'a' }, changed: { type: 'string', value: 'new' }, added: { type: 'object', value: { x: 1 } }, secret: { type: 'securestring', value: `[parameters('key')]` },
    later: { type: 'string', value: `[reference('kv').vaultUri]` }, newLater: { type: 'string', value: `[reference('kv').vaultUri]` }, connectionString: { type: 'string', value: 'AccountKey=abc' },
  },
});
const plan = planOf([], { compiled: compiledOf({ template, parameters: object({ key: { value: 'hunter2-hunter2' } }), secureParameterNames: ['key'] }), previousOutputs: object({ Same: 'a', changed: 'old', later: 'https://x', removed: 1, connectionString: 'AccountKey=old' }) });

describe('changes of outputs', () => {
  it('are told by name, without secure ones and without guesses', () => {
    assert.deepEqual(plan.outputs?.map(({ name, changeType, before, after, knownAtDeploy }) => [name, changeType, before, after, knownAtDeploy ?? false]).map((one) => JSON.stringify(one)), [
      ['changed', 'Modify', 'old', 'new', false], ['added', 'Create', undefined, { x: 1 }, false], ['newLater', 'Create', undefined, plan.outputs?.[2]?.after, true],
      ['connectionString', 'Modify', '***', '***', false], ['removed', 'Delete', 1, undefined, false],
    ].map((one) => JSON.stringify(one)));
  });

  it('are shown, and count as no change of a resource', () => {
    assert.ok(renderPlanText(plan).includes('~ changed: "old" -> "new"') && renderPlanMarkdown(plan).includes('### Outputs'));
    assert.deepEqual([plan.counts.create, plan.counts.modify], [0, 0]);
  });

  it('are absent where the last outputs are not known', () => {
    assert.equal(planOf([], { compiled: compiledOf({ template }) }).outputs, undefined);
  });
});
