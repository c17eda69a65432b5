import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { JsonObject } from '../../../../src/armTemplate';
import { ProviderRegistry } from '../../../../src/sandbox/providers';
import { conformBody } from '../../../../src/sandbox/providers/types/conform';
import { apiVersionsOf, bodyShape } from '../../../../src/sandbox/providers/types/typeData';
import { flaggedPaths } from '../../../../src/sandbox/providers/types/flaggedPaths';

const account = () => bodyShape('Microsoft.Storage/storageAccounts', '2023-05-01')!;
const check = (body: JsonObject, unknown: string[] = []) => conformBody(account(), body, { unknown });
const good: JsonObject = { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } };

describe('official resource types', () => {
  it('bring names and values into their official spelling', () => {
    assert.deepEqual(check({ LOCATION: 'eastus', Kind: 'storagev2', sku: { NAME: 'standard_lrs' }, properties: { accesstier: 'cool' } }), { body: { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: { accessTier: 'Cool' } }, problems: [] });
  });

  it('read combined values with and without the space between them', () => {
    const site = bodyShape('Microsoft.Web/sites', '2023-12-01')!;
    const { body, problems } = conformBody(site, { location: 'eastus', identity: { type: 'systemassigned,UserAssigned', userAssignedIdentities: {} } });
    assert.deepEqual([body.identity, problems], [{ type: 'SystemAssigned, UserAssigned', userAssignedIdentities: {} }, []]);
  });

  it('drop read-only properties and nulls, and keep what they do not know', () => {
    assert.deepEqual(check({ ...good, properties: { provisioningState: 'Failed', primaryEndpoints: {}, accessTier: null, brandNew: 1 } }).body.properties, { brandNew: 1 });
  });

  it('find what is required, of the wrong type, or not allowed', () => {
    const problems = check({ location: 'eastus', properties: { accessTier: 'Warm', supportsHttpsTrafficOnly: 'maybe', networkAcls: { bypass: 'None' } } }).problems.map(({ path, kind }) => `${path} ${kind}`);
    assert.deepEqual(problems.sort(), ['kind required', 'properties.accessTier value', 'properties.networkAcls.defaultAction required', 'properties.supportsHttpsTrafficOnly type', 'sku required']);
  });

  it('judge nothing that is only known when the deployment runs', () => {
    assert.deepEqual(check({ ...good, properties: { accessTier: '[reference(1)]' } }, ['properties.accessTier']).problems, []);
    assert.deepEqual(check({ location: 'eastus', kind: 'StorageV2' }, ['sku']).problems, []);
  });

  it('let values beyond an open enumeration pass', () => { assert.deepEqual(check({ ...good, sku: { name: 'Future_LRS' } }).problems, []); });

  it('are those of the version asked for, else of the one before it', () => {
    assert.equal(bodyShape('microsoft.storage/STORAGEACCOUNTS', '2023-12-01'), account());
    assert.notEqual(bodyShape('Microsoft.Storage/storageAccounts', '2099-01-01'), undefined);
    assert.equal(bodyShape('Contoso.Things/boxes', '2023-05-01'), undefined);
    assert.ok(apiVersionsOf('Microsoft.Web/sites').includes('2023-12-01'));
  });

  it('name the read-only paths that what-if leaves alone', () => {
    const paths = flaggedPaths(account(), 'readOnly');
    assert.ok(paths.includes('properties.primaryEndpoints') && paths.includes('sku.tier') && !paths.includes('properties.accessTier'));
  });

  it('stand any body', () => {
    const registry = new ProviderRegistry();
    const shapes = [...registry.all()].flatMap(({ type }) => bodyShape(type, '2023-12-01') ?? []);
    fc.assert(fc.property(fc.constantFrom(...shapes), fc.dictionary(fc.oneof(fc.constantFrom('properties', 'sku', 'kind', 'identity', 'tags', '__proto__'), fc.string()), fc.jsonValue()), (shape, body) => {
      const { problems } = conformBody(shape, body as JsonObject);
      assert.ok(Array.isArray(problems));
    }), { numRuns: 1000 });
  });
});
