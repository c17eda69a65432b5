import assert from 'node:assert/strict';
import fc from 'fast-check';
import { predictTemplate, rememberPredictions, type Predict } from '../../../../src/core/whatIf';
import type { JsonObject } from '../../../../src/core/values';

const group = { subscriptionId: '11111111-1111-1111-1111-111111111111', resourceGroup: 'rg', location: 'eastus' };
const account = (name: string, stamp = 'always'): JsonObject => ({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0',
  parameters: { sku: { type: 'string' }, stamp: { type: 'string', defaultValue: stamp } },
  resources: [{ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-01-01', name, location: '[resourceGroup().location]', sku: { name: "[parameters('sku')]" }, kind: 'StorageV2' }],
});
const counted = (): { readonly predict: Predict; readonly count: () => number } => {
  let count = 0;
  return { predict: rememberPredictions((input) => { count++; return predictTemplate(input); }), count: () => count };
};

describe('predictions that are remembered', () => {
  it('are evaluated once for a template, its parameters and its target, at any time', () => {
    const { predict, count } = counted();
    const template = account('store');
    const first = predict({ template, parameters: { sku: { value: 'Standard_LRS' } }, target: group, now: new Date(0) });
    assert.equal(predict({ template, parameters: { sku: { value: 'Standard_LRS' } }, target: { ...group }, now: new Date(1e12) }), first);
    assert.equal(count(), 1);
  });

  it('leave to the deployment what asks for the time', () => {
    const { predict } = counted();
    const template = account("[parameters('stamp')]", "[utcNow('yyyy')]");
    const names = [0, 1e12].map((at) => predict({ template, parameters: { sku: { value: 'x' } }, target: group, now: new Date(at) }).prediction?.resources[0]?.name);
    assert.deepEqual(names, ["[utcNow('yyyy')]", "[utcNow('yyyy')]"]);
  });

  it('are what an evaluation would have answered, in any order of questions', () => {
    const templates = [account('one'), account('two')];
    const question = fc.record({ template: fc.constantFrom(...templates), sku: fc.integer({ min: 0, max: 12 }).map(String), location: fc.constantFrom('eastus', 'westus') });
    fc.assert(fc.property(fc.array(question, { maxLength: 40 }), (questions) => {
      const predict = rememberPredictions();
      for (const { template, sku, location } of questions) {
        const input = { template, parameters: { sku: { value: sku } }, target: { ...group, location }, now: new Date(0) };
        assert.deepEqual(predict(input), predictTemplate(input));
      }
    }), { numRuns: 30 });
  });
});
