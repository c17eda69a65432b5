import { randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { ensureWorkspaceCopy } from '../scripts/lib/workspaceCopy.mjs';
import { azureCliCloud } from '../src/cli/azureCliCloud';
import { createEngine } from '../src/composition';
import { BicepCli } from '../src/local/bicep';
import { startSandbox } from '../src/sandbox/index';
import { median, timed, type Bench } from './measure';

const root = path.join(__dirname, '..');
const rounds = 3;
const runFile = promisify(execFile);
const group = 'rg-bench';

/** The same template and parameters, the same sandbox, an empty group each time. Compiling is done beforehand for the Azure CLI, and counted for the engine. */
const bench: Bench = {
  title: 'The engine’s whole run against the Azure CLI’s validate, what-if and create',
  async measure() {
    await runFile('az', ['version']).catch(() => { throw new Error('the Azure CLI (az) is not installed.'); });
    const scratch = mkdtempSync(path.join(tmpdir(), 'aos-bench-az-'));
    try {
      const workspace = await ensureWorkspaceCopy(path.join(root, 'samples', 'aos'), path.join(scratch, 'aos'));
      const azMs = await azureCliRuns(scratch, workspace);
      const engineMs = await engineRuns(workspace);
      return [
        { what: 'Azure CLI: validate, what-if, create', value: azMs, unit: 'ms', how: `samples/aos dev, compiled beforehand, median of ${rounds}, each into an empty group` },
        { what: 'the engine: validate, plan, preflight, deploy, verify, audit', value: engineMs, unit: 'ms', bar: Math.round(azMs / 10), how: 'the same, compiler warm; the sandbox’s own work is in both. Promised is a tenth of the Azure CLI against an endpoint that takes no time' },
      ];
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

async function azureCliRuns(scratch: string, workspace: string): Promise<number> {
  const sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'none', tls: true, stateFolder: path.join(scratch, 'state') });
  const env = { ...process.env, AZURE_CONFIG_DIR: path.join(scratch, 'az'), REQUESTS_CA_BUNDLE: sandbox.endpoints.caFile, AZURE_CORE_COLLECT_TELEMETRY: 'no' };
  const az = (...args: readonly string[]): Promise<unknown> => runFile('az', [...args, '--output', 'none'], { env, maxBuffer: 64 * 1024 * 1024 });
  try {
    const files = await compile(workspace, scratch);
    await az('cloud', 'register', '--name', 'AosSandbox', '--cloud-config', azureCliCloud(sandbox.endpoints.resourceManager));
    await az('cloud', 'set', '--name', 'AosSandbox');
    await az('login', '--service-principal', '--username', randomUUID(), '--password', 'any', '--tenant', randomUUID());
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await az('group', 'create', '--name', `${group}-${round}`, '--location', 'eastus');
      const common = ['--resource-group', `${group}-${round}`, '--name', 'bench', '--template-file', files.template, '--parameters', `@${files.parameters}`];
      times.push(await timed(async () => { for (const verb of ['validate', 'what-if', 'create']) await az('deployment', 'group', verb, ...common); }));
    }
    return median(times);
  } finally {
    await sandbox.close();
  }
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

async function engineRuns(workspace: string): Promise<number> {
  const sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'none' });
  const { cloud } = sandbox.endpoints;
  const engine = createEngine({ root: workspace, cloud, sandboxEndpoint: () => Promise.resolve(cloud) });
  const deploy = async (): Promise<void> => {
    const run = await engine.deploy('dev', { target: { subscriptionId: randomUUID() }, allowWarnings: true, confirm: ({ plan }) => Promise.resolve({ planHash: plan.planHash, how: 'flag', deletesConfirmed: true }) });
    const record = await run.result;
    if (!record.success) throw new Error(`The run failed: ${record.message}`);
  };
  try {
    await deploy();
    const times: number[] = [];
    for (let round = 0; round < rounds; round++) times.push(await timed(deploy));
    return median(times);
  } finally {
    await engine.dispose();
    await sandbox.close();
  }
}

export default bench;
