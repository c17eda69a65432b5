import assert from 'node:assert/strict';
import { separateDrift } from '../../../../src/core/whatIf';
import type { JsonObject } from '../../../../src/core/values';
import { change, fixedClock, modify, object, planOf, target } from './planFixtures';

const storage = 'Microsoft.Storage/storageAccounts';
const template = (tls: string, tag: string): JsonObject => object({
  $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', parameters: { key: { type: 'securestring' }, owner: { type: 'string' } },
  resources: [{ type: storage, apiVersion: '2023-05-01', name: 'st', location: 'eastus', tags: { tag, owner: `[parameters('owner')]` }, properties: { minimumTlsVersion: tls, note: `[parameters('key')]` } }],
});
const parameters = (owner: string): JsonObject => object({ key: { value: 'secret-secret' }, owner: { value: owner } });
const plan = planOf([change(storage, 'st', 'Modify', { delta: [modify('properties.minimumTlsVersion', 'TLS1_0', 'TLS1_2'), modify('tags.tag', 'old', 'new'), modify('tags.owner', 'ann', 'bob')] })]);
const drifted = (deployed: JsonObject, given: JsonObject): string[] => separateDrift(plan, { deployed: { template: deployed, parameters: given }, wanted: { template: template('TLS1_2', 'new'), parameters: parameters('bob'), secureParameterNames: ['key'] }, target, now: fixedClock.now() })
  .changes.flatMap(({ properties }) => properties.filter(({ drift }) => drift).map(({ path }) => path));

describe('drift in a plan', () => {
  it('is what neither template nor parameters changed since the last green run', () => {
    assert.deepEqual(drifted(template('TLS1_2', 'old'), object({ owner: { value: 'ann' } })), ['properties.minimumTlsVersion']);
    assert.deepEqual(drifted(template('TLS1_2', 'new'), parameters('bob')), ['properties.minimumTlsVersion', 'tags.tag', 'tags.owner']);
  });

  it('is not guessed when the deployed template cannot be evaluated', () => {
    assert.deepEqual(drifted(object({ resources: [{ type: storage, apiVersion: '1', name: '[nosuch(' }] }), object({})), []);
  });
});
