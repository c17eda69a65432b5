import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { appOf, ask, createApp, deployedApp, mainPackage, realmPackage, zipDeploy, zipOf, type App } from './support/apps';
import { bearer, clientsFor, send } from './support/clients';
import { all, providerClientsFor, type ProviderClients } from './support/providerClients';

describe('deployment sites of the sandbox', () => {
  let sandbox: StartedSandbox;
  let web: ProviderClients['web'];
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    ({ web } = providerClientsFor(sandbox.endpoints.resourceManager));
  });
  after(() => sandbox.close());

  const get = (app: App, path: string) => ask(`${app.scm}${path}`, { authorization: app.basic });

  it('deploys a zip, shows its hash and lists its functions in ARM', async () => {
    const content = await zipOf(mainPackage());
    const app = await createApp(sandbox, 'main-one', {});
    const answer = await zipDeploy(app, content);
    const record = await answer.json() as Record<string, unknown>;
    assert.deepEqual([answer.status, record.status, record.complete, record.active, record.package_sha256], [200, 4, true, true, createHash('sha256').update(content).digest('hex')]);
    const functions = await all(web.webApps.listFunctions('rg', app.name));
    assert.deepEqual(functions.map(({ name }) => name?.split('/').at(-1)).sort(), ['agents', 'health', 'maintenance', 'process_aos_request', 'startup', 'status']);
    assert.equal((await all(web.webApps.listDeployments('rg', app.name))).length, 1);
  });

  it('lets in publishing credentials and tokens, and nobody else', async () => {
    const app = await createApp(sandbox, 'guarded', {});
    const content = await zipOf(mainPackage());
    for (const authorization of ['', 'Basic eDp5', `Basic ${Buffer.from('$guarded:wrong').toString('base64')}`]) assert.equal((await zipDeploy(app, content, '', authorization)).status, 401);
    assert.equal((await zipDeploy(app, content, '', bearer())).status, 200);
    await web.webApps.updateScmAllowed('rg', app.name, { allow: false });
    assert.equal((await zipDeploy(app, content)).status, 401);
  });

  it('answers an asynchronous deployment with its place, where it can be followed', async () => {
    const app = await createApp(sandbox, 'followed', {});
    const answer = await zipDeploy(app, await zipOf(mainPackage()), '?isAsync=true&deployer=tests');
    assert.equal(answer.status, 202);
    const location = answer.headers.get('location') ?? '';
    let state = await ask(location, { authorization: app.basic });
    while (state.status === 202) state = await ask(location, { authorization: app.basic });
    assert.deepEqual([state.status, state.json.status, state.json.deployer], [200, 4, 'tests']);
    const log = JSON.parse((await get(app, `/api/deployments/${String(state.json.id)}/log`)).text) as { message: string }[];
    assert.equal(log.at(-1)?.message, 'Deployment successful.');
    assert.deepEqual((await get(app, '/api/isdeploying')).json.value, false);
    assert.equal((JSON.parse((await get(app, '/api/deployments')).text) as unknown[]).length, 1);
  });

  it('refuses what is no zip, and keeps the package that runs', async () => {
    const app = await deployedApp(sandbox, 'kept', mainPackage());
    const before = (await get(app, '/api/sandbox/package')).json.sha256;
    const whole = await zipOf(mainPackage());
    for (const content of [Buffer.from('no zip'), Buffer.alloc(0), whole.subarray(0, whole.length / 2)]) assert.equal((await zipDeploy(app, content)).status, 400);
    assert.equal((await get(app, '/api/sandbox/package')).json.sha256, before);
  });

  it('installs requirements when asked to build, and fails with those that do not exist', async () => {
    const app = await createApp(sandbox, 'built', { SCM_DO_BUILD_DURING_DEPLOYMENT: 'true' });
    const failed = await zipDeploy(app, await zipOf({ ...mainPackage(), 'requirements.txt': 'azure-functions\ndoes-not-exist-at-all==1.0\n' }));
    const record = await failed.json() as Record<string, unknown>;
    assert.deepEqual([failed.status, record.status], [500, 3]);
    const log = JSON.parse((await get(app, `/api/deployments/${String(record.id)}/log`)).text) as { message: string }[];
    assert.ok(log.some(({ message }) => message.includes('No matching distribution found for does-not-exist-at-all')));
    assert.equal((await get(app, '/api/sandbox/package')).status, 404);
    assert.equal((await zipDeploy(app, await zipOf(realmPackage()))).status, 200);
  });

  it('refuses an app under a read-only lock', async () => {
    const app = await createApp(sandbox, 'locked', {});
    const { locks } = clientsFor(sandbox.endpoints.resourceManager);
    await send(sandbox.endpoints.resourceManager, 'PUT', `${app.id}/providers/Microsoft.Authorization/locks/frozen?api-version=2020-05-01`, { properties: { level: 'ReadOnly' } });
    const answer = await zipDeploy(app, await zipOf(mainPackage()));
    assert.deepEqual([answer.status, /locked by 'frozen'/.test(await answer.text())], [409, true]);
    await locks.managementLocks.deleteByScope(app.id.slice(1), 'frozen');
  });

  it('has slots with hosts of their own, which exchange packages and what does not stick', async () => {
    const app = await deployedApp(sandbox, 'swapped', mainPackage(), { AOS_ENVIRONMENT: 'prod', SHARED: 'old', AZURE_SERVICEBUS_CONNECTION_STRING: 'x', AZURE_STORAGE_CONNECTION_STRING: 'x' });
    await web.webApps.createOrUpdateSlot('rg', app.name, 'staging', { location: 'eastus', kind: 'functionapp,linux', siteConfig: { appSettings: Object.entries({ FUNCTIONS_WORKER_RUNTIME: 'python', AzureWebJobsStorage: 'x', AOS_ENVIRONMENT: 'staging', SHARED: 'new', AZURE_SERVICEBUS_CONNECTION_STRING: 'x', AZURE_STORAGE_CONNECTION_STRING: 'x' }).map(([name, value]) => ({ name, value })) } });
    await web.webApps.updateSlotConfigurationNames('rg', app.name, { appSettingNames: ['AOS_ENVIRONMENT'] });
    const slot = await appOf(sandbox, web, app.name, 'staging');
    assert.notEqual(slot.url, app.url);
    const next = { ...mainPackage(), 'function_app.py': mainPackage()['function_app.py']!.replace('VERSION = "3.0.0"', 'VERSION = "3.1.0"') };
    assert.equal((await zipDeploy(slot, await zipOf(next))).status, 200);
    const differences = await all(web.webApps.listSlotDifferencesFromProduction('rg', app.name, { targetSlot: 'staging', preserveVnet: true }));
    assert.deepEqual(Object.fromEntries(differences.map(({ settingName, diffRule }) => [settingName, diffRule])), { AOS_ENVIRONMENT: 'SettingsWillStayInSlot', AzureWebJobsStorage: 'SettingsWillBeSwapped', SHARED: 'SettingsWillBeSwapped' });
    const versions = async () => Promise.all([app, slot].map(async ({ url }) => { const { json } = await ask(`${url}/api/health`); return [json.version, json.environment]; }));
    assert.deepEqual(await versions(), [['3.0.0', 'prod'], ['3.1.0', 'staging']]);
    await web.webApps.beginSwapSlotWithProductionAndWait('rg', app.name, { targetSlot: 'staging', preserveVnet: true });
    assert.deepEqual(await versions(), [['3.1.0', 'prod'], ['3.0.0', 'staging']]);
    assert.equal((await web.webApps.listApplicationSettings('rg', app.name)).properties?.SHARED, 'new');
  });

  it('shows a preview of a swap and takes it back', async () => {
    const app = await createApp(sandbox, 'previewed', { STICKY: 'prod', SHARED: 'a' });
    await web.webApps.createOrUpdateSlot('rg', app.name, 'staging', { location: 'eastus', kind: 'functionapp,linux', siteConfig: { appSettings: [{ name: 'STICKY', value: 'staging' }, { name: 'SHARED', value: 'b' }] } });
    await web.webApps.updateSlotConfigurationNames('rg', app.name, { appSettingNames: ['STICKY'] });
    await web.webApps.applySlotConfigurationSlot('rg', app.name, 'staging', { targetSlot: 'production', preserveVnet: true });
    const settings = async () => (await web.webApps.listApplicationSettingsSlot('rg', app.name, 'staging')).properties;
    assert.deepEqual([(await settings())?.STICKY, (await settings())?.SHARED], ['prod', 'b']);
    await web.webApps.resetSlotConfigurationSlot('rg', app.name, 'staging');
    assert.deepEqual([(await settings())?.STICKY, (await settings())?.SHARED], ['staging', 'b']);
  });
});
