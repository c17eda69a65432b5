import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { promisify } from 'node:util';
import { ensureWorkspaceCopy } from '../scripts/lib/workspaceCopy.mjs';
import { connectAzure } from '../src/azure';
import { azureCliCloud } from '../src/cli/azureCliCloud';
import { createEngine } from '../src/composition';
import { BicepCli } from '../src/local/bicep';
import { InstantEndpoint } from './instantEndpoint';
import { median, timed, type Bench, type Measure } from './measure';

const root = path.join(__dirname, '..');
/** Processes start anew each time; the engine lives as long as the editor, and is timed over as many runs as a morning has. */
const processRounds = 3;
const engineRounds = 15;
const runFile = promisify(execFile);
const group = 'rg-aos-dev';

/** One client of the endpoint: `run` is what is timed, `before` what happens before each time. */
interface Client { readonly name: string; readonly run: () => Promise<unknown>; readonly before?: () => void; readonly rounds?: number }

/** Every client talks to the same endpoint, which takes no time of its own, about the same template and an empty group that is there already. */
const bench: Bench = {
  title: 'A whole run against an instant endpoint, beside the Azure CLI’s validate, what-if and create',
  async measure() {
    const hasAz = await runFile('az', ['version']).then(() => true, () => false);
    const scratch = mkdtempSync(path.join(tmpdir(), 'aos-bench-az-'));
    const endpoint = await InstantEndpoint.start(path.join(scratch, 'tls'));
    try {
      const azMs = hasAz ? await azureCli(endpoint, scratch) : undefined;
      return [...(azMs === undefined ? [] : [{ what: 'Azure CLI: validate, what-if, create', value: azMs, unit: 'ms' as const, how: `three processes on the template compiled beforehand, median of ${processRounds}` }]), ...await ours(endpoint, scratch, azMs)];
    } finally {
      await endpoint.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

async function ours(endpoint: InstantEndpoint, scratch: string, azMs: number | undefined): Promise<readonly Measure[]> {
  setDefaultCACertificates([...getCACertificates('default'), readFileSync(endpoint.caFile, 'utf8')]);
  const workspace = (name: string): Promise<string> => ensureWorkspaceCopy(path.join(root, 'samples', 'aos'), path.join(scratch, name));
  const promise = azMs === undefined ? {} : { bar: Math.round(azMs / 10) };
  const beside = azMs === undefined ? 'the Azure CLI (az) is not installed here, so there is nothing to compare with' : 'promised is a tenth of the Azure CLI';
  const same = await engineRuns(endpoint, await workspace('same'), 'engine');
  const changed = await engineRuns(endpoint, await workspace('changed'), 'engine, edited', (folder) => appendFileSync(path.join(folder, 'deployment', 'main-modular.bicep'), '// edited\n'));
  const command = await commandRuns(endpoint, await workspace('command'));
  return [
    { what: 'the engine: validate, plan, preflight, deploy, verify, audit', value: same, unit: 'ms', ...promise, how: `in process, on the same compiled template, median of ${engineRounds} after one; ${beside}` },
    { what: 'the same, after a template was edited', value: changed, unit: 'ms', how: 'compiled anew each time by the Bicep CLI that runs already' },
    { what: 'aos-deploy deploy, from process start to exit', value: command, unit: 'ms', how: 'starts Node and the Bicep CLI each time' },
  ];
}

/** Records once, then times what is answered from memory. */
async function repeat(endpoint: InstantEndpoint, { name, run, before = () => undefined, rounds = processRounds }: Client): Promise<number> {
  await endpoint.record(name);
  await run();
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    before();
    await endpoint.replay(name);
    times.push(await timed(run));
  }
  await endpoint.pass();
  return median(times);
}

async function azureCli(endpoint: InstantEndpoint, scratch: string): Promise<number> {
  const env = { ...process.env, AZURE_CONFIG_DIR: path.join(scratch, 'az'), REQUESTS_CA_BUNDLE: endpoint.caFile, AZURE_CORE_COLLECT_TELEMETRY: 'no' };
  const az = (...args: readonly string[]): Promise<unknown> => runFile('az', [...args, '--output', 'none'], { env, maxBuffer: 64 * 1024 * 1024 });
  const files = await compile(await ensureWorkspaceCopy(path.join(root, 'samples', 'aos'), path.join(scratch, 'az-workspace')), scratch);
  await az('cloud', 'register', '--name', 'AosInstant', '--cloud-config', azureCliCloud(endpoint.url));
  await az('cloud', 'set', '--name', 'AosInstant');
  await az('login', '--service-principal', '--username', randomUUID(), '--password', 'any', '--tenant', randomUUID());
  await az('group', 'create', '--name', group, '--location', 'eastus');
  const common = ['--resource-group', group, '--name', 'bench', '--template-file', files.template, '--parameters', `@${files.parameters}`];
  return repeat(endpoint, { name: 'az', run: async () => { for (const verb of ['validate', 'what-if', 'create']) await az('deployment', 'group', verb, ...common); } });
}

async function compile(workspace: string, scratch: string): Promise<{ readonly template: string; readonly parameters: string }> {
  const bicep = new BicepCli();
  try {
    const { template, parameters } = await bicep.compileParameters(path.join(workspace, 'deployment', 'parameters', 'dev.bicepparam'));
    const files = { template: path.join(scratch, 'main.json'), parameters: path.join(scratch, 'dev.parameters.json') };
    writeFileSync(files.template, JSON.stringify(template));
    writeFileSync(files.parameters, JSON.stringify({ $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentParameters.json#', contentVersion: '1.0.0.0', parameters }));
    return files;
  } finally {
    await bicep.dispose();
  }
}

async function engineRuns(endpoint: InstantEndpoint, workspace: string, name: string, edit?: (workspace: string) => void): Promise<number> {
  const subscriptionId = await subscriptionWithGroup(endpoint);
  const engine = createEngine({ root: workspace, cloud: endpoint.url, sandboxEndpoint: () => Promise.resolve(endpoint.url) });
  const run = async (): Promise<void> => {
    const started = await engine.deploy('dev', { target: { subscriptionId }, allowWarnings: true, confirm: ({ plan }) => Promise.resolve({ planHash: plan.planHash, how: 'flag', deletesConfirmed: true }) });
    const record = await started.result;
    if (!record.success || record.operations.length === 0) throw new Error(`The run deployed nothing: ${record.message}`);
  };
  try {
    return await repeat(endpoint, { name, run, rounds: engineRounds, ...(edit && { before: () => edit(workspace) }) });
  } finally {
    await engine.dispose();
  }
}

async function commandRuns(endpoint: InstantEndpoint, workspace: string): Promise<number> {
  const subscriptionId = await subscriptionWithGroup(endpoint);
  const args = [path.join(root, 'dist', 'cli.js'), 'deploy', '--workspace', workspace, '--environment', 'dev', '--cloud', endpoint.url, '--subscription', subscriptionId, '--yes', '--json'];
  return repeat(endpoint, { name: 'command', run: () => runFile(process.execPath, args, { env: { ...process.env, NODE_EXTRA_CA_CERTS: endpoint.caFile }, maxBuffer: 64 * 1024 * 1024 }) });
}

async function subscriptionWithGroup(endpoint: InstantEndpoint): Promise<string> {
  const subscriptionId = randomUUID();
  const { resources } = await connectAzure({ cloud: endpoint.url });
  await resources.createResourceGroup({ subscriptionId, resourceGroup: group }, 'eastus', {});
  return subscriptionId;
}

export default bench;
