import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createEngine } from '../../src/composition';
import type { DeployOptions, Engine } from '../../src/core/engine';
import { toErrorDocument, type RunRecord } from '../../src/core/deployment';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/index';
import { bearer } from '../sandbox/support/clients';
import { copySample } from '../support/sampleWorkspace';
import { useTemporaryFolder } from '../support/temporaryFolder';

const secretValue = 'changed-by-hand-4711';

describe('what stands against deploying, on the sandbox', function () {
  this.timeout(120_000);
  const folder = useTemporaryFolder();
  let sandbox: RunningSandbox;
  let workspace: string;
  let engine: Engine;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'none' });
    workspace = copySample(folder());
    engine = createEngine({ root: workspace, cloud: sandbox.endpoints.cloud, sandboxEndpoint: () => Promise.resolve(sandbox.endpoints.cloud) });
    const first = await deploy();
    assert.equal(first.state, 'completed', first.message);
  });
  after(async () => { await engine.dispose(); await sandbox.close(); });

  const deploy = async (options: Partial<DeployOptions> = {}): Promise<RunRecord> =>
    (await engine.deploy('dev', { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'flag', deletesConfirmed: true }), ...options })).result;
  const ask = async (method: string, id: string, apiVersion: string, body?: object): Promise<Record<string, unknown>> => {
    const answer = await fetch(`${sandbox.endpoints.resourceManager}${id}?api-version=${apiVersion}`, { method, headers: { authorization: bearer(), 'content-type': 'application/json' }, ...(body && { body: JSON.stringify(body) }) });
    assert.ok(answer.ok, `${method} ${id}: ${answer.status}`);
    const text = await answer.text();
    return text === '' ? {} : JSON.parse(text) as Record<string, unknown>;
  };
  const settingsOf = async (site: string): Promise<Record<string, string>> => (await ask('POST', `${site}/config/appsettings/list`, '2023-12-01'))['properties'] as Record<string, string>;
  const change = (text: string): void => {
    const file = path.join(workspace, 'deployment', 'parameters', 'dev.bicepparam');
    writeFileSync(file, readFileSync(file, 'utf8').replace(/CostCenter: '\w+'/, `CostCenter: '${text}'`));
  };

  it('passes where nothing does', async () => {
    const plan = await engine.plan('dev', {});
    assert.deepEqual(plan.preflight?.filter(({ state }) => state !== 'pass'), []);
    assert.deepEqual([plan.settingsImpact, plan.objections], [[], []]);
  });

  it('keeps approved application settings that were changed outside of the template; others go the template’s way', async () => {
    const site = (await engine.listResources('dev')).find(({ type, name }) => type === 'Microsoft.Web/sites' && name.endsWith('mcp-func'))!.id;
    const live = await settingsOf(site);
    await ask('PUT', `${site}/config/appsettings`, '2023-12-01', { properties: { ...live, MINE: secretValue, GONE: 'x', APP_ENVIRONMENT: 'elsewhere' } });
    change('Changed');
    const plan = await engine.plan('dev', {});
    assert.deepEqual(plan.settingsImpact?.map(({ siteId, dropped, overwritten }) => [siteId, dropped, overwritten]), [[site, ['GONE', 'MINE'], ['APP_ENVIRONMENT']]]);
    const run = await deploy({ approvedPlanHash: plan.planHash, restore: [{ siteId: site, names: ['MINE', 'APP_ENVIRONMENT'] }] });
    assert.equal(run.state, 'completed', run.message);
    assert.deepEqual(await settingsOf(site), { ...live, MINE: secretValue, APP_ENVIRONMENT: 'elsewhere' });
    for (const file of [`.aos/runs/${run.deploymentId}.jsonl`, `deployment/audit/${run.deploymentId}.json`]) assert.ok(!readFileSync(path.join(workspace, file), 'utf8').includes(secretValue), file);
  });

  it('asks for a reason where the guard objects, and keeps it', async () => {
    writeFileSync(path.join(workspace, 'aos.yaml'), readFileSync(path.join(workspace, 'aos.yaml'), 'utf8').replace('  dev:\n', '  dev:\n    guard: { lock: true, cleanTree: false }\n'));
    change('Guarded');
    const refused = await deploy();
    assert.deepEqual([refused.state, refused.error?.code, refused.error?.message], ['cancelled', 'Run.ConfirmationNeeded', 'The guard of dev objects: The resource group carries no lock. Nothing was changed.']);
    const forced = await deploy({ overrides: { lock: 'change ticket 12' } });
    assert.equal(forced.state, 'completed', forced.message);
    const audited = JSON.parse(readFileSync(path.join(workspace, 'deployment', 'audit', `${forced.deploymentId}.json`), 'utf8')) as { events: { message: string }[] };
    assert.ok(audited.events.some(({ message }) => message === 'Went on against lock: change ticket 12'));
  });

  it('registers a provider when asked to, so that the plan can be made', async () => {
    await ask('POST', '/subscriptions/00000000-0000-0000-0000-000000000001/providers/Microsoft.ServiceBus/unregister', '2021-04-01');
    const failure = toErrorDocument(await engine.plan('dev', {}).then(() => assert.fail('a plan was made'), (error: unknown) => error));
    assert.deepEqual([failure.advice?.[0]?.action, failure.advice?.[0]?.command], ['register-provider', 'az provider register --namespace Microsoft.ServiceBus --wait']);
    await engine.carryOut('dev', { kind: 'register', namespace: 'Microsoft.ServiceBus' });
    assert.equal((await engine.plan('dev', {})).preflight?.find(({ id }) => id === 'provider-registration')?.state, 'pass');
  });

  it('finds the deleted vault that holds the name, and purges it when asked to', async () => {
    const group = (await engine.listResources('dev'))[0]!.id.split('/providers/')[0]!;
    await ask('DELETE', group, '2024-11-01');
    const plan = await engine.plan('dev', {});
    const held = plan.preflight?.find(({ id }) => id === 'soft-deleted-names');
    assert.deepEqual([held?.state, held?.remedies.map(({ action }) => action?.kind)], ['fail', ['recover', 'purge', undefined]]);
    const run = await deploy();
    assert.deepEqual([run.state, run.error?.code], ['failed', 'Preflight.Failed']);
    await engine.carryOut('dev', held!.remedies[1]!.action!);
    const again = await engine.plan('dev', {});
    assert.equal(again.preflight?.find(({ id }) => id === 'soft-deleted-names')?.state, 'pass');
  });
});
