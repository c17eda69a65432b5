import { randomUUID } from 'node:crypto';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { createEngine } from '../src/composition';
import { startSandbox } from '../src/sandbox/index';
import { ensureWorkspaceCopy } from '../scripts/lib/workspaceCopy.mjs';
import { median, timed, type Bench } from './measure';

const root = path.join(__dirname, '..');
const rounds = 5;
const runFile = promisify(execFile);

/** Every round deploys into a subscription of its own, so that each finds it empty. */
const bench: Bench = {
  title: 'A whole run (validate, plan, deploy, verify) against an instant endpoint',
  async measure() {
    const scratch = mkdtempSync(path.join(tmpdir(), 'aos-bench-run-'));
    const sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'none' });
    try {
      const workspace = await ensureWorkspaceCopy(path.join(root, 'samples', 'aos'), path.join(scratch, 'aos'));
      const { cloud } = sandbox.endpoints;
      const editor = await warmRuns(workspace, cloud);
      const command = await repeat(() => runFile(process.execPath, [path.join(root, 'dist', 'cli.js'), 'deploy', '--workspace', workspace, '--environment', 'dev', '--cloud', cloud, '--subscription', randomUUID(), '--yes', '--json']));
      return [
        { what: 'in the editor, compiler warm', value: editor, unit: 'ms', how: `samples/aos dev, median of ${rounds}, each into an empty subscription` },
        { what: 'aos-deploy deploy, from process start to exit', value: command, unit: 'ms', how: `the same; starts Node and the Bicep CLI each time` },
      ];
    } finally {
      await sandbox.close();
      rmSync(scratch, { recursive: true, force: true });
    }
  },
};

async function warmRuns(workspace: string, cloud: string): Promise<number> {
  const subscriptions = Array.from({ length: rounds + 1 }, () => randomUUID());
  const engine = createEngine({ root: workspace, cloud, sandboxEndpoint: () => Promise.resolve(cloud) });
  const deploy = async (subscriptionId: string): Promise<void> => {
    const run = await engine.deploy('dev', { target: { subscriptionId }, allowWarnings: true, confirm: ({ plan }) => Promise.resolve({ planHash: plan.planHash, how: 'flag', deletesConfirmed: true }) });
    const record = await run.result;
    if (!record.success) throw new Error(`The run failed: ${record.message}`);
  };
  try {
    await deploy(subscriptions[0] ?? '');
    const times: number[] = [];
    for (const subscription of subscriptions.slice(1)) times.push(await timed(() => deploy(subscription)));
    return median(times);
  } finally {
    await engine.dispose();
  }
}

async function repeat(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await timed(work));
  return median(times);
}

export default bench;
