import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Application, DeployApplicationReport } from '../../src/core/applications';
import type { Engine } from '../../src/core/engine';
import { DeployError } from '../../src/core/errors';
import type { StartedSandbox } from '../../src/sandbox';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { send } from './support/clients';
import { startWithMain, type World } from './support/applicationWorld';


describe('deployments of applications that go wrong', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  let sandbox: StartedSandbox;
  let world: World;
  let engine: Engine;
  let root: string;
  let main: Application;

  beforeEach(async () => {
    ({ sandbox, world, engine, root, main } = await startWithMain(folder()));
  });
  afterEach(() => sandbox.close());

  const errorOf = (act: Promise<unknown>): Promise<DeployError> => act.then((value) => { throw new Error(`It was accepted: ${JSON.stringify(value)}`); }, (error: unknown) => { assert.ok(error instanceof DeployError, String(error)); return error; });
  const deploy = (options = {}): Promise<DeployApplicationReport> => engine.applications.deploy('dev', main, { patienceMs: 0, ...options });
  const put = (file: string, text: string): void => writeFileSync(path.join(root, file), text);
  const site = (change: object) => world.clients.web.webApps.update('rg', 'app-main', change);
  const live = async (): Promise<Record<string, string>> => (await world.clients.web.webApps.listApplicationSettings('rg', 'app-main')).properties ?? {};

  it('without a host.json there is nothing to deploy', async () => {
    rmSync(path.join(root, 'host.json'));
    assert.equal((await errorOf(engine.applications.find())).code, 'Application.None');
    put('aos.yaml', `${readFileSync(path.join(root, 'aos.yaml'), 'utf8')}applications:\n  main: { root: . }\n`);
    assert.equal((await errorOf(engine.applications.find())).code, 'Application.NoHostJson');
  });

  it('Python that does not compile is told with file and line, and nothing is sent', async () => {
    put('function_app.py', 'x = 1\ndef broken(:\n');
    const { code, location } = await errorOf(deploy());
    assert.deepEqual([code, path.basename(location?.file ?? ''), location?.range?.start.line], ['Package.Invalid', 'function_app.py', 1]);
  });

  it('a host.json or function.json that the host cannot read is told with file and line, and nothing is sent', async () => {
    put('host.json', '{\n  // ours\n  "version": "2.0",\n  "extensions": {\n}');
    const { code, message, location } = await errorOf(deploy());
    assert.deepEqual([code, path.basename(location?.file ?? ''), location?.range?.start.line, /host\.json is no JSON/.test(message)], ['Package.Invalid', 'host.json', 4, true]);
    put('host.json', '{ "version": "1.0" }');
    assert.match((await errorOf(deploy())).message, /no "version": "2\.0"/);
    put('host.json', '{ "version": "2.0", /* fine */ }');
    mkdirSync(path.join(root, 'Ping'));
    put('Ping/function.json', '{ "bindings": [ { "type": "http" } ] }');
    assert.match((await errorOf(deploy())).message, /Ping\/function\.json has no trigger/);
    put('Ping/function.json', '{ "bindings": [ { "type": "httpTrigger", /* route: its name */ }, ] }');
    const { diagnostics, facts } = await engine.applications.package(main);
    assert.deepEqual([diagnostics.filter(({ code: one }) => one === 'aos/mixed-models').length, facts.functions.some(({ name }) => name === 'Ping')], [1, false]);
    rmSync(path.join(root, 'function_app.py'));
    assert.deepEqual((await engine.applications.package(main)).facts.functions.map(({ name, route }) => [name, route]), [['Ping', 'Ping']]);
  });

  it('requirements that do not resolve fail with the installer’s words; those that cannot be right are told before', async () => {
    put('requirements.txt', 'azure-functions\ndoes-not-exist==1.0\n');
    const { code, message, nextStep } = await errorOf(deploy());
    assert.deepEqual([code, /requirements\.txt/.test(nextStep ?? ''), /does-not-exist|pip install failed/.test(message)], ['Publish.Failed', true, true]);
    put('requirements.txt', '-e ./own\n');
    put('extra.py', 'import requests\n');
    const told = (await engine.applications.package(main)).diagnostics.filter(({ code: one }) => one === 'aos/requirements').map((one) => one.message);
    assert.deepEqual(told, ['azure-functions is not listed', 'local entries -e ./own', 'imported and not listed: azure.functions, requests'].map((what) => `requirements.txt of main: ${what}.`));
  });

  it('a stopped app takes nothing', async () => {
    await world.clients.web.webApps.stop('rg', 'app-main');
    assert.equal((await errorOf(deploy())).code, 'Application.Stopped');
  });

  it('a locked app takes nothing, and the lock is named', async () => {
    const { id } = await world.clients.web.webApps.get('rg', 'app-main');
    await send(sandbox.endpoints.resourceManager, 'PUT', `${id}/providers/Microsoft.Authorization/locks/frozen?api-version=2020-05-01`, { properties: { level: 'ReadOnly' } });
    const { code, message } = await errorOf(deploy());
    assert.deepEqual([code, /frozen/.test(message)], ['Publish.Locked', true]);
  });

  it('an app behind a private endpoint is not reachable from here, and stays as it is', async () => {
    put('requirements.txt', 'azure-functions\n');
    await site({ publicNetworkAccess: 'Disabled' });
    const before = await live();
    const { verdict, result, conclusion } = await deploy();
    assert.deepEqual([verdict, result.state, /Nothing was deployed/.test(conclusion), await live()], ['not-reachable', 'not-reachable', true, before]);
  });

  it('a deployment that succeeds and leaves a dead app is told so', async () => {
    await engine.applications.changeSettings('dev', main, { AZURE_STORAGE_CONNECTION_STRING: null });
    const { verdict, result, conclusion } = await deploy();
    assert.deepEqual([verdict, result.state], ['not-alive', 'published']);
    assert.match(conclusion, /succeeded, and the app is not alive: health: 503, initializing/);
    await engine.applications.changeSettings('dev', main, { AzureWebJobsStorage: null });
    assert.match((await deploy()).conclusion, /functions: The host finds no function/);
  });

  it('a Key Vault reference that fails after a deployment is told so', async () => {
    await engine.applications.changeSettings('dev', main, { AZURE_STORAGE_CONNECTION_STRING: '@Microsoft.KeyVault(VaultName=kv-world;SecretName=Nothing)' }, { force: true });
    const { checks, verdict } = await deploy();
    assert.deepEqual([verdict, checks.find(({ id }) => id === 'references')], ['not-alive', { id: 'references', state: 'fail', reason: 'AZURE_STORAGE_CONNECTION_STRING: AccessToKeyVaultDenied' }]);
  });

  it('tests that fail, or cannot run, end it before anything is sent', async () => {
    put('tests-are-elsewhere.txt', '');
    assert.deepEqual((await engine.applications.checkSources(main, { tests: true })).map(({ id, state }) => [id, state]), [['tests', 'skipped']]);
    const { code } = await errorOf(deploy({ tool: 'func' }));
    assert.equal(code, 'Publish.CoreToolsNeedTls');
  });

  it('a package that is not kept is named, and so are those that are', async () => {
    await deploy();
    const { code, nextStep } = await errorOf(deploy({ hash: '0'.repeat(64) }));
    assert.deepEqual([code, /there are [0-9a-f]{12}/.test(nextStep ?? '')], ['Package.Unknown', true]);
  });
});
