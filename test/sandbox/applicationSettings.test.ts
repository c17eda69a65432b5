import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Application } from '../../src/core/applications';
import type { Engine } from '../../src/core/engine';
import { DeployError } from '../../src/core/errors';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { useTemporaryFolder } from '../support/temporaryFolder';
import type { App } from './support/apps';
import { createWorkspace, createWorld, makeApp, type World } from './support/applicationWorld';

const codeOf = (act: Promise<unknown>) => act.then(() => 'accepted', (error: unknown) => { assert.ok(error instanceof DeployError, String(error)); return error.code; });
const plain = { AZURE_SERVICEBUS_CONNECTION_STRING: 'Endpoint=sb://x/;SharedAccessKey=k', OWN_SETTING: 'kept' };

describe('settings of applications and the secrets behind them', function () {
  this.timeout(60_000);
  const folder = useTemporaryFolder();
  let sandbox: StartedSandbox;
  let world: World;
  let app: App;
  let engine: Engine;
  let root: string;
  let main: Application;

  beforeEach(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    app = await makeApp(sandbox, 'app-main', plain);
    world = await createWorld(sandbox, { functionAppName: app }, { vault: 'kv-world', bus: 'bus-world', account: 'stworld' });
    ({ engine, root } = createWorkspace(sandbox, path.join(folder(), 'ws')));
    [main] = await engine.applications.find() as [Application];
  });
  afterEach(() => sandbox.close());

  const live = async (): Promise<Record<string, string>> => (await world.clients.web.webApps.listApplicationSettings('rg', 'app-main')).properties ?? {};
  const reference = (secret: string, vault = 'kv-world'): string => `@Microsoft.KeyVault(VaultName=${vault};SecretName=${secret})`;
  const change = (changes: Record<string, string | null>, options = {}) => engine.applications.changeSettings('dev', main, changes, options);

  it('leave references out until secret, vault and role are there, each with its reason', async () => {
    const problems = async () => (await engine.applications.planSettings('dev', main, 'wanted')).refused.map(({ name, problem }) => [name, problem]);
    assert.deepEqual(await problems(), [['AZURE_SERVICEBUS_CONNECTION_STRING', 'secret-not-found'], ['AZURE_STORAGE_CONNECTION_STRING', 'secret-not-found'], ['AzureServiceBusConnectionString', 'secret-not-found']]);
    await engine.secrets.setFromDeployment('dev');
    assert.deepEqual((await problems()).map(([, problem]) => problem), ['access-denied', 'access-denied', 'access-denied']);
    const before = await live();
    const first = await change((await engine.applications.planSettings('dev', main, 'wanted')).changes);
    assert.deepEqual([first.changed, (await live()).AZURE_SERVICEBUS_CONNECTION_STRING], [['AOS_ENVIRONMENT', 'AOS_LOG_LEVEL'], before.AZURE_SERVICEBUS_CONNECTION_STRING]);
    await world.allow(await world.principalOf(app));
    assert.deepEqual(await problems(), []);
    const second = await change((await engine.applications.planSettings('dev', main, 'wanted')).changes);
    assert.deepEqual([second.references, second.refused, second.rolledBack], ['pass', [], []]);
    assert.deepEqual([(await live()).OWN_SETTING, (await live()).AZURE_SERVICEBUS_CONNECTION_STRING], ['kept', reference('ServiceBusConnectionString')]);
  });

  it('refuse what can never resolve', async () => {
    await world.allow(await world.principalOf(app));
    await engine.secrets.set('dev', 'There', 'v');
    await world.clients.keyVault.secrets.createOrUpdate('rg', 'kv-world', 'Off', { properties: { value: 'v', attributes: { enabled: false } } });
    const done = await change({ A: '@Microsoft.KeyVault(VaultName=x', B: reference('X', 'kv-nowhere'), C: reference('Off'), D: reference('There'), E: `@Microsoft.KeyVault(VaultName=kv-world;SecretName=There;SecretVersion=${'0'.repeat(32)})` });
    assert.deepEqual(done.refused.map(({ name, problem }) => [name, problem]), [['A', 'bad-syntax'], ['B', 'vault-not-found'], ['C', 'secret-disabled'], ['E', 'secret-not-found']]);
    assert.deepEqual([done.changed, (await live()).A], [['D'], undefined]);
    await world.clients.web.webApps.update('rg', 'app-main', { identity: { type: 'None' } });
    assert.deepEqual((await change({ F: reference('There') })).refused.map(({ problem }) => problem), ['no-identity']);
    assert.deepEqual((await change({ G: reference('X', 'kv-nowhere') }, { force: true })).changed, ['G']);
  });

  it('are remembered without secrets, and undone by whoever still knows what was there', async () => {
    const done = await change({ AOS_LOG_LEVEL: 'DEBUG', OWN_SETTING: null, NEW_KEY: 'secret-value' });
    const [entry] = await engine.applications.settingsHistory('dev', main);
    assert.deepEqual(entry?.settings, [{ name: 'AOS_LOG_LEVEL', isHidden: false, after: 'DEBUG' }, { name: 'NEW_KEY', isHidden: true, after: '••••••' }, { name: 'OWN_SETTING', isHidden: true, before: '••••••' }]);
    assert.ok(!readFileSync(path.join(root, '.aos/settings/history.jsonl'), 'utf8').match(/secret-value|kept/));
    const other = createWorkspace(sandbox, root).engine;
    assert.deepEqual((await other.applications.settingsHistory('dev', main))[0]?.notUndoable, ['OWN_SETTING']);
    await engine.applications.undoSettings('dev', main, done.changeId!);
    const { AOS_LOG_LEVEL, OWN_SETTING, NEW_KEY } = await live();
    assert.deepEqual([AOS_LOG_LEVEL, OWN_SETTING, NEW_KEY], [undefined, 'kept', undefined]);
    assert.equal((await engine.applications.settingsHistory('dev', main))[0]?.undid, done.changeId);
    assert.equal(await codeOf(engine.applications.undoSettings('dev', main, 'never')), 'Settings.UnknownChange');
    assert.equal(await codeOf(engine.applications.undoSettings('dev', main, done.changeId!)), 'Settings.ChangedSince');
  });

  it('move their secrets into the vault, and nothing of them is shown', async () => {
    await world.allow(await world.principalOf(app));
    const found = await engine.secrets.findPlain('dev');
    assert.deepEqual(found.map(({ setting, secret, isInVault }) => [setting, secret, isInVault]), [['AZURE_SERVICEBUS_CONNECTION_STRING', 'AzureServicebusConnectionString', false]]);
    assert.deepEqual(await engine.secrets.move('dev', found), [{ setting: 'AZURE_SERVICEBUS_CONNECTION_STRING', secret: 'AzureServicebusConnectionString', outcome: 'moved' }]);
    assert.equal((await live()).AZURE_SERVICEBUS_CONNECTION_STRING, reference('AzureServicebusConnectionString'));
    assert.ok(!JSON.stringify([found, await engine.secrets.list('dev'), await engine.applications.settings('dev', main)]).includes('SharedAccessKey=k'));
    await change({ AZURE_STORAGE_CONNECTION_STRING: 'AccountKey=other' });
    await engine.secrets.set('dev', 'AzureStorageConnectionString', 'AccountKey=of somebody else');
    assert.deepEqual((await engine.secrets.move('dev', await engine.secrets.findPlain('dev'))).map(({ outcome }) => outcome), ['refused']);
  });

  it('and those of MCP servers are looked for in the vault', async () => {
    await engine.configurations.create({ kind: 'server', id: 'github', command: 'npx', env: { GITHUB_TOKEN: { secret: 'GitHubPAT' }, OTHER: '${NOT_A_SECRET}' } });
    const [found, ...more] = await engine.secrets.checkServers('dev');
    assert.deepEqual([found?.code, path.basename(found?.file ?? ''), more], ['aos/secret-not-in-vault', 'github.json', []]);
    await engine.secrets.set('dev', 'GitHubPAT', 'x');
    assert.deepEqual(await engine.secrets.checkServers('dev'), []);
  });

  it('have their secrets told: missing, set, and by whom they are wanted; every value is a version', async () => {
    const rows = async () => Object.fromEntries((await engine.secrets.list('dev')).secrets.map(({ name, state, source }) => [name, [state, source]]));
    assert.deepEqual(await rows(), { ServiceBusConnectionString: ['missing', 'deployment'], StorageConnectionString: ['missing', 'deployment'] });
    const [first] = await engine.secrets.setFromDeployment('dev', ['StorageConnectionString']);
    assert.deepEqual([first?.outcome, (await engine.secrets.setFromDeployment('dev', ['StorageConnectionString']))[0]?.outcome], ['written', 'unchanged']);
    const [pat, again] = [await engine.secrets.set('dev', 'GitHubPAT', 'one'), await engine.secrets.set('dev', 'GitHubPAT', 'two')];
    assert.notEqual(pat.version, again.version);
    assert.deepEqual(await rows(), { GitHubPAT: ['set', 'prompt'], ServiceBusConnectionString: ['missing', 'deployment'], StorageConnectionString: ['set', 'deployment'] });
    assert.equal(await codeOf(engine.secrets.set('dev', 'GITHUB_PAT', 'x')), 'Secrets.BadName');
    assert.equal(await codeOf(engine.secrets.set('dev', 'Empty', '')), 'Secrets.Empty');
    assert.equal(await codeOf(engine.secrets.setFromDeployment('dev', ['GitHubPAT'])), 'Secrets.NotFromDeployment');
  });
});
