import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createEngine } from '../src/composition';
import { startSandbox, type StartedSandbox } from '../src/sandbox';
import { clientsFor, subscriptionId } from '../test/sandbox/support/clients';
import { providerClientsFor } from '../test/sandbox/support/providerClients';
import { median, timed, type Bench, type Measure } from './measure';

const run = promisify(execFile);
const count = 1_000;

function makeWorkspace(root: string): (index: number, purpose: string) => void {
  for (const folder of ['agents', 'deployment/parameters']) mkdirSync(path.join(root, folder), { recursive: true });
  writeFileSync(path.join(root, 'deployment/main-modular.bicep'), '');
  writeFileSync(path.join(root, 'deployment/parameters/dev.bicepparam'), "using '../main-modular.bicep'\n");
  writeFileSync(path.join(root, 'aos.yaml'), `environments:\n  dev:\n    subscription: ${subscriptionId}\n`);
  const write = (index: number, purpose: string): void => writeFileSync(path.join(root, 'agents', `a${index}.json`), JSON.stringify({ agent_id: `a${index}`, agent_type: 'LeadershipAgent', purpose, purpose_scope: 'all', adapter_name: 'a', mcp_tools: [], enabled: true }));
  for (let index = 0; index < count; index++) write(index, 'lead');
  return write;
}

/** Milliseconds of one `az storage blob upload`, as the median of a few. */
async function timeAz(sandbox: StartedSandbox, file: string): Promise<number> {
  const clients = providerClientsFor(sandbox.endpoints.resourceManager);
  const key = (await clients.storage.storageAccounts.listKeys('rg-aos-dev', 'aosbench')).keys?.[0]?.value ?? '';
  const blob = (await clients.storage.storageAccounts.getProperties('rg-aos-dev', 'aosbench')).primaryEndpoints?.blob ?? '';
  const connection = `DefaultEndpointsProtocol=http;AccountName=aosbench;AccountKey=${key};BlobEndpoint=${blob.replace(/\/$/, '')};`;
  const once = (index: number) => timed(() => run('az', ['storage', 'blob', 'upload', '--only-show-errors', '--connection-string', connection, '-c', 'aos-config', '-n', `az/${index}.json`, '-f', file]));
  await once(0);
  return median([await once(1), await once(2), await once(3)]);
}

async function measureIn(sandbox: StartedSandbox, root: string): Promise<readonly Measure[]> {
  await clientsFor(sandbox.endpoints.resourceManager).resources.resourceGroups.createOrUpdate('rg-aos-dev', { location: 'eastus' });
  await providerClientsFor(sandbox.endpoints.resourceManager).storage.storageAccounts.beginCreateAndWait('rg-aos-dev', 'aosbench', { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
  const write = makeWorkspace(root);
  const engine = createEngine({ root, cloud: sandbox.endpoints.resourceManager, sandboxEndpoint: () => Promise.reject(new Error('not needed')) });
  const upload = () => engine.configurations.upload('dev', 'agent');
  const cold = await timed(upload);
  for (let index = 0; index < count; index += count / 10) write(index, 'follow');
  let moved = 0;
  const warm = await timed(async () => { moved = (await upload()).results.filter(({ outcome }) => outcome === 'uploaded').length; });
  const ours: Measure[] = [
    { what: 'first upload of 1,000 agents', value: cold / 1000, unit: 's', how: 'validation included, to Azurite behind the sandbox on this machine' },
    { what: 'blobs that move when 10 of 1,000 agents changed', value: moved, unit: 'requests', bar: 10.5, how: 'uploads of content, counted' },
    { what: 'upload when 10 of 1,000 agents changed', value: warm / 1000, unit: 's', how: 'validation and comparison included' },
  ];
  try {
    const each = await timeAz(sandbox, path.join(root, 'agents', 'a0.json'));
    return [...ours, { what: 'first upload against one process of the Azure CLI a blob', value: each * count / cold, unit: 'x', bar: 10, moreIsBetter: true, how: `extrapolated: median of 3 az storage blob upload (${(each / 1000).toFixed(2)} s each) times 1,000` }];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return ours.map((one, index) => (index === 0 ? { ...one, how: `${one.how}; not compared with one process of the Azure CLI a blob, because az is not installed here` } : one));
    throw error;
  }
}

const bench: Bench = {
  title: 'Agent configurations',
  measure: async () => {
    const root = mkdtempSync(path.join(tmpdir(), 'aos-bench-'));
    const sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    try { return await measureIn(sandbox, root); } finally { await sandbox.close(); rmSync(root, { recursive: true, force: true }); }
  },
};

export default bench;
