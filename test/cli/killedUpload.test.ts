import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createEngine } from '../../src/composition';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { clientsFor, subscriptionId } from '../sandbox/support/clients';
import { providerClientsFor } from '../sandbox/support/providerClients';
import { startCli } from '../support/cliProcess';
import { useTemporaryFolder } from '../support/temporaryFolder';

const count = 200;

describe('an upload whose process is killed', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  let sandbox: StartedSandbox;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    await clientsFor(sandbox.endpoints.resourceManager).resources.resourceGroups.createOrUpdate('rg-aos-dev', { location: 'eastus' });
    await providerClientsFor(sandbox.endpoints.resourceManager).storage.storageAccounts.beginCreateAndWait('rg-aos-dev', 'aoskilled', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
  });
  after(() => sandbox.close());

  it('goes on where it stopped: 200 agents in Azurite, each sent once or known again, both forms alike', async () => {
    const root = path.join(folder(), 'ws');
    for (const sub of ['agents', 'deployment/parameters']) mkdirSync(path.join(root, sub), { recursive: true });
    writeFileSync(path.join(root, 'deployment/main-modular.bicep'), '');
    writeFileSync(path.join(root, 'deployment/parameters/dev.bicepparam'), "using '../main-modular.bicep'\n");
    writeFileSync(path.join(root, 'aos.yaml'), `environments:\n  dev:\n    subscription: ${subscriptionId}\n`);
    for (let index = 0; index < count; index++) writeFileSync(path.join(root, 'agents', `a${index}.json`), JSON.stringify({ agent_id: `a${index}`, agent_type: 'LeadershipAgent', purpose: 'lead', purpose_scope: 'all', adapter_name: 'a', mcp_tools: [], enabled: true, domain_knowledge: { domain: 'x', training_data_path: 'x', adapter_config: {} } }));
    const cloud = sandbox.endpoints.resourceManager;
    const killed = startCli(['agents', 'upload', '--workspace', root, '--environment', 'dev', '--cloud', cloud]);
    await killed.waitForError(/100 of 200/);
    killed.process.kill('SIGKILL');
    await killed.answer;

    const engine = createEngine({ root, cloud, sandboxEndpoint: () => Promise.reject(new Error('not needed')) });
    const before = await engine.configurations.compare('dev', 'agent');
    const states = before.configurations.map(({ state }) => state);
    assert.ok(states.filter((state) => state === 'in-sync').length >= 100 && states.every((state) => state === 'in-sync' || state === 'new'), [...new Set(states)].join());
    const { results } = await engine.configurations.upload('dev', 'agent');
    assert.deepEqual([results.length, results.filter(({ outcome }) => outcome === 'uploaded').length], [count, states.filter((state) => state === 'new').length]);
    const after = await engine.configurations.compare('dev', 'agent');
    assert.deepEqual([...new Set([...after.configurations, ...after.registry].map(({ state }) => state))], ['in-sync']);
  });
});
