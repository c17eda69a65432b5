import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editValue, readParameters } from '../../../../src/core/bicepparam';
import { findDecidingValues, type AcceptInput } from '../../../../src/core/whatIf';
import type { JsonObject, JsonValue } from '../../../../src/core/values';

const target = { cloud: 'sandbox', isSandbox: true, subscriptionId: '00000000-0000-0000-0000-000000000001', resourceGroup: 'rg', location: 'eastus' };
const template: JsonObject = {
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0',
  parameters: { sku: { type: 'string', defaultValue: 'Standard_LRS' }, other: { type: 'string', defaultValue: 'Standard_LRS' }, tags: { type: 'object' }, pass: { type: 'securestring', defaultValue: 'Standard_LRS' } },
  resources: [{ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name: 'st1', location: 'eastus', tags: "[parameters('tags')]", sku: { name: "[parameters('sku')]" }, kind: 'StorageV2', properties: { note: "[concat(parameters('other'), '-', parameters('sku'))]" } }],
};
const of = (path: string, live: JsonValue): AcceptInput => ({
  template, parameters: { tags: { value: { CostCenter: 'Engineering', Team: 'Engineering' } } }, secureParameterNames: ['pass'], target, now: new Date(0), path, live,
  resourceId: '/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/RG/providers/Microsoft.Storage/storageAccounts/st1',
});

describe('accepting a drift', () => {
  it('finds the parameter that decides it, and no other with the same value', () => {
    assert.deepEqual(findDecidingValues(of('sku.name', 'Standard_GRS')), [{ parameter: 'sku', path: [], value: 'Standard_GRS' }]);
    assert.deepEqual(findDecidingValues(of('tags.CostCenter', 'Research')), [{ parameter: 'tags', path: ['CostCenter'], value: 'Research' }]);
  });

  it('finds none where the template decides, or computes', () => {
    assert.deepEqual(findDecidingValues(of('kind', 'Storage')), []);
    assert.deepEqual(findDecidingValues(of('properties.note', 'x')), []);
    assert.deepEqual(findDecidingValues(of('tags', { a: 'b' })), []);
  });
});

describe('the edit of a value in a parameters file', () => {
  const apply = (text: string, parameter: string, path: readonly string[], value: string | number | boolean): string | undefined => {
    const edit = editValue(text, parameter, path, value);
    return edit && text.slice(0, edit.start) + edit.newText + text.slice(edit.end);
  };

  it('changes one place and nothing else', () => {
    const text = "using 'main.bicep'\n\nparam sku = 'LRS' // cheap\nparam tags = {\n  CostCenter: 'Engineering'\n}\nparam count = 2\n";
    assert.equal(apply(text, 'SKU', [], 'GRS'), text.replace("'LRS'", "'GRS'"));
    assert.equal(apply(text, 'tags', ['CostCenter'], "it's"), text.replace("'Engineering'", "'it\\'s'"));
    assert.equal(apply(text, 'count', [], 3), text.replace('= 2', '= 3'));
    assert.equal(apply(text, 'fresh', [], true), `${text}param fresh = true\n`);
  });

  it('leaves what is computed alone', () => {
    assert.equal(apply("param sku = readEnvironmentVariable('SKU')", 'sku', [], 'x'), undefined);
    assert.equal(apply("param tags = { ...base, a: 'b' }", 'tags', ['a'], 'x'), undefined);
    assert.equal(apply("param tags = {}", 'tags', ['a'], 'x'), undefined);
  });

  it('writes any text so that it is read as it was', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary-ascii' }).filter((text) => !/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(text)), (value) => {
      const [statement] = readParameters(apply("param a = 'x'\n", 'a', [], value)!).statements;
      assert.deepEqual(statement?.kind === 'param' && statement.value.kind === 'string' && statement.value.value, value);
    }));
  });
});
