import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEngine } from '../../src/composition';
import { armActions, loadCatalogue } from '../../src/core/checklist';
import type { Engine } from '../../src/core/engine';
import { DeployError } from '../../src/core/errors';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index';
import { getBicepPath } from '../unit/sample/bicepCli';
import { copySample } from '../support/sampleWorkspace';
import { ScriptedTools } from '../support/scriptedTools';

/** Inputs that people would give. */
const inputs: Readonly<Record<string, string>> = {
  owner: 'team@corp.test', costCenter: '42', email: 'ops@corp.test', addressRange: '20.30.40.0/24', steps: 'failover, restore, verify, measure', start: '2026-01-01T20:00Z', end: '2026-01-01T21:00Z', rtoMinutes: '30', rpoMinutes: '5', outcome: 'passed', seconds: '1', team: '00000000-0000-4000-8000-00000000beef', operations: '00000000-0000-4000-8000-00000000cafe', samplingPercent: '33',
};
/** Plans of production, or rows that are asked there alone. */
const needsProduction = /^(configure-(vnet|high)|create-private|check-network|set-sampling|set-storage)/;

describe('the actions of the checklist, on the sandbox', function () {
  this.timeout(240_000);
  let folder: string;
  let sandbox: RunningSandbox;
  let engine: Engine;
  let root: string;
  let tools: ScriptedTools;
  const bicep: string[] = [];

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'aos-deploy-actions-'));
    sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'none', seed: 1 });
    root = copySample(folder);
    tools = ScriptedTools.inWorkspace(root);
    engine = createEngine({ root, cloud: sandbox.endpoints.cloud, sandboxEndpoint: () => Promise.resolve(sandbox.endpoints.cloud) });
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

  /** What has to have happened before something can be taken back: a later package, a later deployment. */
  const prepares: Readonly<Record<string, () => Promise<unknown>>> = {
    'emergency.app.rollback-run': () => { appendFileSync(path.join(root, 'function_app.py'), '\n# Later.\n'); return engine.checklistActions.run('dev', 'app.deploy.main-publish'); },
    'emergency.infra.rollback-run': () => { const file = path.join(root, 'deployment/parameters/dev.bicepparam'); writeFileSync(file, readFileSync(file, 'utf8').replace("CostCenter: 'Engineering'", "CostCenter: 'Research'")); return deploy('dev'); },
  };

  it('of the 52 rows that are run leave evidence, and all of them run', async () => {
    const ran: string[] = [];
    const notes: string[] = [];
    const rows = (await loadCatalogue()).items.filter(({ kind }) => kind === 'action').map(({ id }) => id);
    for (const row of rows) {
      try {
        await prepares[row]?.();
        const { state, reason, view } = await engine.checklistActions.run('dev', row, { inputs: { ...inputs, ...(row.endsWith('rollback-run') && { confirmDeletes: 'yes' }) } });
        assert.equal(view.book.history.get(row)?.at(-1)?.kind, 'action', row);
        if (state === 'unknown' || (row.endsWith('rollback-run') && state !== 'pass')) notes.push(`${row}: ${reason}`); else ran.push(row);
      } catch (error) {
        assert.ok(error instanceof DeployError, `${row}: ${String(error)}`);
        notes.push(`${row}: ${error.message}`);
      }
    }
    console.log(`    actions run: ${ran.length} of ${rows.length}`);
    assert.deepEqual(notes, []);
  });

  it('say in the words of the tool what went wrong, and whether that is the run or its result', async () => {
    tools.break(true);
    const expected: readonly (readonly [string, string, RegExp])[] = [
      ['pre.deps.tests', 'fail', /^2 of 12 tests failed, 0 errors\.$/], ['app.build.package', 'fail', /ended with 1: ERROR Backend/], ['app.build.pylint', 'fail', /^Rated at 3\.2\/10/], ['ops.monthly.python-updates', 'fail', /^pip ended with 1: ERROR: Could not reach/],
      ['verify.load.run', 'fail', /exit code 1\): locust: error/], ['verify.tests.integration-run', 'pass', /^The suite ran\. 2 of 12 tests failed/], ['verify.agent.run', 'pass', /^The script ended with 1\./],
    ];
    for (const [row, state, reason] of expected) {
      const outcome = await engine.checklistActions.run('dev', row, { inputs });
      assert.equal(outcome.state, state, row);
      assert.match(outcome.reason, reason, row);
    }
    tools.break(false);
  });

  it('keep no key and no connection string', () => {
    const evidence = readFileSync(path.join(folder, 'aos', '.aos', 'evidence', 'dev.jsonl'), 'utf8');
    assert.ok(!/AccountKey=[^*]|SharedAccessKey=[^*]|[A-Za-z0-9+/]{86}==/.test(evidence));
  });
});
