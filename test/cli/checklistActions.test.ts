import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEngine } from '../../src/composition';
import { armActions, loadCatalogue } from '../../src/core/checklist';
import type { Engine } from '../../src/core/engine';
import { DeployError } from '../../src/core/errors';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index';
import { getBicepPath } from '../unit/sample/bicepCli';
import { copySample } from '../support/sampleWorkspace';

/** Inputs that people would give. */
const inputs: Readonly<Record<string, string>> = {
  owner: 'team@corp.test', costCenter: '42', email: 'ops@corp.test', addressRange: '20.30.40.0/24', steps: 'failover, restore, verify, measure', start: '2026-01-01T20:00Z', end: '2026-01-01T21:00Z', rtoMinutes: '30', rpoMinutes: '5', outcome: 'passed', seconds: '1', team: '00000000-0000-4000-8000-00000000beef', operations: '00000000-0000-4000-8000-00000000cafe', samplingPercent: '33',
};
/** Needs tools of Python, or a portal, that a machine may lack; then it says so. */
const mayLack = /^(pre\.deps|app\.build|verify\.(tests|agent|load)|env-staging|ops\.monthly\.(python|sdk))/;

/** Plans of production, or rows that are asked there alone. */
const needsProduction = /^(configure-(vnet|high)|create-private|check-network|set-sampling|set-storage)/;

describe('the actions of the checklist, on the sandbox', function () {
  this.timeout(240_000);
  let folder: string;
  let sandbox: RunningSandbox;
  let engine: Engine;
  const bicep: string[] = [];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'aos-deploy-actions-'));
    sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'none', seed: 1 });
    engine = createEngine({ root: copySample(folder), cloud: sandbox.endpoints.cloud, sandboxEndpoint: () => Promise.resolve(sandbox.endpoints.cloud) });
    await deploy('dev');
  });
  const deploy = async (environment: string): Promise<void> => {
    const overrides = { 'clean-tree': 'test', lock: 'test' };
    const run = await (await engine.deploy(environment, { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'flag', deletesConfirmed: true, overrides }) })).result;
    assert.equal(run.state, 'completed', run.message);
  };
  after(async () => { await engine.dispose(); await sandbox.close(); rmSync(folder, { recursive: true, force: true }); });

  /** The first item of the list that names the action. */
  const itemOf = async (action: string): Promise<string> => (await loadCatalogue()).items.find((item) => item.action === action && item.kind !== 'attest')!.id;

  it('change Azure as they say, do it once, and leave alone what is so already', async () => {
    // The policy comes last: it would refuse what others make, were it not tagged.
    await deploy('prod');
    for (const action of [...armActions.keys()].filter((id) => id !== 'create-resource-group' && id !== 'start-function-app')) {
      const item = await itemOf(action);
      const environment = needsProduction.test(action) ? 'prod' : 'dev';
      const plan = await engine.checklistActions.plan(environment, item, { inputs });
      bicep.push(plan.bicep ?? '');
      await engine.checklistActions.run(environment, item, { inputs, approvedHash: plan.hash });
      const again = await engine.checklistActions.plan(environment, item, { inputs });
      assert.deepEqual(again.changes.filter(({ changeType }) => changeType !== 'NoChange').map(({ title, differences }) => ({ title, differences })), [], `${action} again`);
    }
    const view = await engine.checklist.view('dev');
    assert.equal(view.items.find(({ item }) => item.id === 'infra.servicebus.queues')?.state, 'pass');
    assert.equal(view.items.find(({ item }) => item.id === 'infra.rbac.assignments')?.state, 'pass');
  });

  it('as Bicep files compile with the official compiler', () => {
    const files = path.join(folder, 'bicep');
    mkdirSync(files);
    bicep.forEach((text, index) => writeFileSync(path.join(files, `action${index}.bicep`), text));
    const main = path.join(files, 'main.bicep');
    writeFileSync(main, bicep.map((_, index) => `module action${index} 'action${index}.bicep' = {\n  name: 'action${index}'\n}\n`).join('\n'));
    const compiled = JSON.parse(execFileSync(getBicepPath(), ['build', main, '--stdout'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })) as { resources: readonly unknown[] };
    assert.equal(compiled.resources.length, bicep.length);
  });

  it('join the apps to a guarded network, keep instances ready and a share of the telemetry, until the rows of production are green', async () => {
    const { items } = await engine.checklist.run('prod', { items: ['prodready.network', 'env-prod.traits'], maxAgeMs: 0 });
    const stateOf = (id: string) => items.find(({ item }) => item.id === id)?.state;
    const rows = ['prodready.network.vnet', 'prodready.network.private-endpoints', 'prodready.network.nsg', 'env-prod.traits.high-availability'];
    assert.deepEqual(rows.map((row) => [row, stateOf(row)]), rows.map((row) => [row, 'pass']));
    await engine.checklistActions.run('prod', 'prodready.network.ip-restrictions', { inputs });
    const closed = await engine.checklistActions.run('prod', 'env-prod.traits.network', { inputs });
    assert.equal(closed.state, 'pass', closed.view.items.find(({ item }) => item.id === 'env-prod.traits.network')?.reason);
    for (const item of ['env-prod.traits.network', 'prodready.network.private-endpoints']) await engine.checklistActions.undo('prod', item);
    assert.deepEqual((await engine.checklistActions.undo('prod', 'prodready.network.vnet')).done.slice(0, 3).map((one) => /joins the network$/.test(one)), [true, true, true]);
    assert.equal((await engine.checklistActions.plan('prod', 'prodready.network.vnet', { inputs })).changes.filter(({ title }) => title.endsWith('joins the network')).length, 3);
  });

  it('take back what they made', async () => {
    assert.deepEqual((await engine.checklistActions.undo('dev', 'infra.rg.lock')).done, ['Take back: Nothing in the group can be deleted']);
    assert.equal((await engine.checklistActions.plan('dev', 'infra.rg.lock')).changes[0]?.changeType, 'Create');
    await assert.rejects(engine.checklistActions.undo('dev', 'prodready.keyvault.purge-protection'), (error) => error instanceof DeployError && error.code === 'Action.NoUndo');
  });

  it('refuse to do something else than what was approved', async () => {
    await assert.rejects(engine.checklistActions.run('dev', 'infra.rg.lock', { approvedHash: 'a'.repeat(64) }), (error) => error instanceof DeployError && error.code === 'Action.PlanChanged');
  });

  it('of the 52 rows that are run leave evidence, or say what is missing', async () => {
    const ran: string[] = [];
    const notes: string[] = [];
    const rows = (await loadCatalogue()).items.filter(({ kind }) => kind === 'action').map(({ id }) => id);
    for (const row of rows) {
      // Going back is what the tests of rollbacks show; newer packages are looked up on the network.
      if (/rollback-run$|-updates$/.test(row)) { notes.push(`${row}: elsewhere`); continue; }
      try {
        const { state, reason, view } = await engine.checklistActions.run('dev', row, { inputs });
        assert.equal(view.book.history.get(row)?.at(-1)?.kind, 'action', row);
        if (state === 'unknown') notes.push(`${row}: ${reason}`); else ran.push(row);
      } catch (error) {
        assert.ok(error instanceof DeployError, `${row}: ${String(error)}`);
        notes.push(`${row}: ${error.message}`);
      }
    }
    console.log(`    actions run: ${ran.length} of ${rows.length}`);
    if (process.env['AOS_VERBOSE']) console.log(notes.join('\n'));
    const missing = rows.filter((row) => !ran.includes(row) && !mayLack.test(row));
    // What telemetry of the sandbox cannot answer yet says so, and counts as not run.
    assert.deepEqual(missing.filter((row) => !/^ops\.(daily|weekly|monthly)\./.test(row) && !/rollback-run$/.test(row)), []);
  });

  it('keep no key and no connection string', () => {
    const evidence = readFileSync(path.join(folder, 'aos', '.aos', 'evidence', 'dev.jsonl'), 'utf8');
    assert.ok(!/AccountKey=[^*]|SharedAccessKey=[^*]|[A-Za-z0-9+/]{86}==/.test(evidence));
  });
});
