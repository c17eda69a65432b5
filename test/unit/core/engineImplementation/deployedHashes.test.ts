import assert from 'node:assert/strict';
import { readDeployedHashes } from '../../../../src/core/engineImplementation/deployedHashes';
import type { AzureConnection } from '../../../../src/core/ports';
import { MemoryRecords } from '../../../support/memoryRecords';

const account = '/subscriptions/s/resourceGroups/rg/providers/Microsoft.Storage/storageAccounts/St';
const connection = { cloud: { name: 'x', resourceManager: 'http://x', isSandbox: true }, resources: { listResources: async () => [{ id: account, type: 'Microsoft.Storage/storageAccounts', name: 'St' }, { id: '/v', type: 'Microsoft.KeyVault/vaults', name: 'v' }] } } as unknown as AzureConnection;

describe('what was put into an environment from here', () => {
  it('is the newest package of each application, and every configuration of its storage account', async () => {
    const records = new MemoryRecords();
    for (const [at, application, hash] of [['2026-01-01', 'main', 'old'], ['2026-01-02', 'main', 'new'], ['2026-01-01', 'mcp', 'only']] as const) await records.add('dev', 'publish', { at, value: { application, hash } });
    await records.add('prod', 'publish', { at: '2026-01-03', value: { application: 'main', hash: 'elsewhere' } });
    const asked: string[] = [];
    const uploads = { read: async (name: string) => { asked.push(name); return { 'agents/ceo.json': { contentHash: 'c', etag: 'e', at: '2026-01-01' } }; }, record: async () => undefined };
    assert.deepEqual(await readDeployedHashes({ records, uploads }, 'dev', connection, { subscriptionId: 's', resourceGroup: 'rg' }), { packages: { main: 'new', mcp: 'only' }, configurations: { 'agents/ceo.json': 'c' } });
    assert.deepEqual(asked, [`sandbox${account.toLowerCase()}/aos-config`]);
  });
});
