import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSandbox } from '../../src/sandbox';
import { clientsFor, send, subscriptionId } from './support/clients';

describe('properties in Resource Graph', () => {
  it('are those that the resources show, also where the sandbox is at other ports than before', async () => {
    const stateFolder = mkdtempSync(path.join(tmpdir(), 'aos-graph-'));
    const group = `/subscriptions/${subscriptionId}/resourceGroups/rg/providers`;
    const first = await startSandbox({ provisioningDelay: 0, seed: 1, stateFolder });
    await clientsFor(first.endpoints.resourceManager).resources.resourceGroups.createOrUpdate('rg', { location: 'eastus' });
    const put = (name: string, version: string, body: object) => send(first.endpoints.resourceManager, 'PUT', `${group}/${name}?api-version=${version}`, { location: 'eastus', ...body });
    await put('Microsoft.Storage/storageAccounts/graphed', '2023-05-01', { sku: { name: 'Standard_LRS' }, kind: 'StorageV2', properties: {} });
    await put('Microsoft.KeyVault/vaults/graphed-kv', '2023-07-01', { properties: { tenantId: '5a4d0000-0000-4000-8000-000000000001', sku: { family: 'A', name: 'standard' }, accessPolicies: [] } });
    await put('Microsoft.Web/serverfarms/plan', '2023-12-01', { sku: { name: 'EP1' }, properties: {} });
    await put('Microsoft.Web/sites/graphed-app', '2023-12-01', { kind: 'functionapp', properties: { serverFarmId: `${group}/Microsoft.Web/serverfarms/plan` } });
    await first.close();
    const second = await startSandbox({ provisioningDelay: 0, stateFolder });
    try {
      const { resourceManager } = second.endpoints;
      const { json } = await send(resourceManager, 'POST', '/providers/Microsoft.ResourceGraph/resources?api-version=2022-10-01', { query: "resources | where type in~ ('microsoft.storage/storageaccounts', 'microsoft.keyvault/vaults', 'microsoft.web/serverfarms') | project id, properties" });
      const rows = (json as { data: { id: string; properties: Record<string, unknown> }[] }).data;
      assert.equal(rows.length, 3);
      for (const { id, properties } of rows) {
        const shown = (await send(resourceManager, 'GET', `${id}?api-version=2023-07-01`)).json as { properties: Record<string, unknown> };
        for (const name of ['primaryEndpoints', 'vaultUri', 'numberOfSites']) assert.deepEqual(properties[name], shown.properties[name], `${id} ${name}`);
      }
      assert.deepEqual(rows.map(({ properties }) => properties['numberOfSites']).filter((count) => count !== undefined), [1]);
    } finally {
      await second.close();
      rmSync(stateFolder, { recursive: true, force: true });
    }
  });
});
