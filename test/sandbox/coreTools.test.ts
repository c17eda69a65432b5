import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { subscriptionId } from './support/clients';
import { ask, createApp, mainPackage, zipOf, type App } from './support/apps';
import { publishAsCoreTools, type CoreToolsRun } from './support/coreTools';
import { providerClientsFor, type ProviderClients } from './support/providerClients';

describe('Core Tools and the sandbox', () => {
  let sandbox: StartedSandbox;
  let web: ProviderClients['web'];
  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    ({ web } = providerClientsFor(sandbox.endpoints.resourceManager));
  });
  after(() => sandbox.close());

  const needed = { AZURE_SERVICEBUS_CONNECTION_STRING: 'x', AZURE_STORAGE_CONNECTION_STRING: 'x' };
  const packageOf = (requirements: string) => zipOf({ ...mainPackage(), 'requirements.txt': requirements });
  const publish = async (app: string, more: { readonly slot?: string; readonly subscription?: string; readonly requirements?: string } = {}): Promise<CoreToolsRun> =>
    publishAsCoreTools({ managementUrl: sandbox.endpoints.resourceManager, protocol: 'http', app, zip: await packageOf(more.requirements ?? 'azure-functions\n'), ...more });
  const settingsOf = async (app: string): Promise<Record<string, string>> => (await web.webApps.listApplicationSettings('rg', app)).properties ?? {};
  const health = async ({ url }: App) => (await ask(`${url}/api/health`)).json['status'];
  const outline = (calls: readonly string[], app: App): readonly string[] => calls.map((call) => call.replace(app.id, '{app}').replace(/\/[0-9a-f]{40}/g, '/{id}').replace(/\/\{id\}-0$/, '/{entry}'));

  it('publish to Consumption with a remote build, sync, and print what the host finds', async () => {
    const app = await createApp(sandbox, 'func-consumption', { ...needed, WEBSITE_CONTENTSHARE: 'share', OWN: 'kept' }, 'Y1');
    const { calls, status, log, functions } = await publish(app.name);
    assert.deepEqual([status, log.at(-1), await health(app)], [4, 'Deployment successful.', 'healthy']);
    assert.deepEqual([functions.length, functions.find((one) => one.startsWith('health'))], [6, 'health - [httpTrigger]']);
    const { WEBSITE_CONTENTSHARE: gone, OWN: own } = await settingsOf(app.name);
    assert.deepEqual([gone, own], [undefined, 'kept']);
    const once = outline(calls, app).filter((call, index, all) => all.indexOf(call) === index);
    assert.deepEqual(once, [
      'GET /subscriptions?api-version=2018-09-01', 'POST /providers/Microsoft.ResourceGraph/resources?api-version=2019-04-01',
      'GET {app}/config/web?api-version=2015-08-01', 'GET {app}?api-version=2015-08-01', 'POST {app}/config/AppSettings/list?api-version=2015-08-01', 'POST {app}/config/ConnectionStrings/list?api-version=2015-08-01', 'POST {app}/config/PublishingCredentials/list?api-version=2015-08-01',
      'GET /providers/Microsoft.Web/functionAppStacks?api-version=2020-10-01', 'GET /api/settings', 'PUT {app}/config/AppSettings?api-version=2015-08-01',
      'POST /api/zipdeploy?isAsync=true&author=machine', 'GET /deployments', 'GET /deployments/{id}', 'GET /deployments/{id}/log', 'GET /api/deployments/{id}/log/{entry}',
      'POST {app}/host/default/sync?api-version=2015-08-01', 'GET {app}/functions?api-version=2015-08-01',
    ]);
  });

  it('publish to Premium with the settings of a build, which the deployment site shows with all others', async () => {
    const app = await createApp(sandbox, 'func-premium', { ...needed, WEBSITE_RUN_FROM_PACKAGE: '1', OWN: 'kept' });
    const { calls, status } = await publish(app.name, { subscription: subscriptionId });
    const { ENABLE_ORYX_BUILD: build, WEBSITE_RUN_FROM_PACKAGE: gone, OWN: own } = await settingsOf(app.name);
    assert.deepEqual([status, build, gone, own, await health(app)], [4, 'true', undefined, 'kept', 'healthy']);
    assert.ok(!calls.some((call) => call.startsWith('GET /subscriptions?') || call.includes('/host/default/sync')));
  });

  it('publish to a slot, and leave production alone', async () => {
    const app = await createApp(sandbox, 'func-slotted', needed);
    await web.webApps.createOrUpdateSlot('rg', app.name, 'staging', { location: 'eastus', kind: 'functionapp,linux', siteConfig: { appSettings: Object.entries({ FUNCTIONS_WORKER_RUNTIME: 'python', AzureWebJobsStorage: 'x', ...needed }).map(([name, value]) => ({ name, value })) } });
    assert.equal((await publish(app.name, { slot: 'staging' })).status, 4);
    assert.equal((await ask(`${app.scm}/api/sandbox/package`, { authorization: app.basic })).status, 404);
  });

  it('hear of requirements that do not resolve, and of an app that is not there', async () => {
    const app = await createApp(sandbox, 'func-broken', needed);
    const { status, log } = await publish(app.name, { requirements: 'azure-functions\ndoes-not-exist-at-all==1.0\n' });
    assert.deepEqual([status, log.some((line) => line.includes('No matching distribution found for does-not-exist-at-all'))], [3, true]);
    await assert.rejects(publish('func-nowhere'), /Can't find app/);
  });

  it('leave an app that runs a package from an address; it says why nothing runs', async () => {
    const app = await createApp(sandbox, 'func-remote', { ...needed, WEBSITE_RUN_FROM_PACKAGE: 'https://st.blob.core.windows.net/function-releases/x.zip?sv=1' });
    const answer = await ask(`${app.url}/api/health`);
    assert.deepEqual([answer.status, /WEBSITE_RUN_FROM_PACKAGE names an address/.test(answer.headers.get('x-sandbox-reason') ?? '')], [503, true]);
  });
});
