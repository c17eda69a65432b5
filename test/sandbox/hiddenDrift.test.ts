import assert from 'node:assert/strict';
import { connectAzure } from '../../src/azure';
import { LogicError } from '../../src/core/errors';
import type { JsonObject } from '../../src/core/values';
import { isReal, type Plan } from '../../src/core/whatIf';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { Life, rememberedNoise, templateOf, yes } from './support/life';

const webApi = '2023-12-01';
const byHand = 'typed-by-hand-4711';
const plan: JsonObject = { type: 'Microsoft.Web/serverfarms', apiVersion: webApi, name: 'plan', location: 'eastus', sku: { name: 'B1', tier: 'Basic' }, properties: {} };
const siteConfig: JsonObject = {
  minTlsVersion: '1.2', ftpsState: 'Disabled', linuxFxVersion: 'Python|3.11', ipSecurityRestrictions: [{ name: 'office', ipAddress: '10.0.0.0/24', action: 'Allow', priority: 100 }],
  appSettings: [{ name: 'FLAG', value: 'on' }, { name: 'STAYS', value: 'same' }, { name: 'LATER', value: "[reference(resourceId('Microsoft.Web/serverfarms', 'plan'), '2023-12-01').numberOfSites]" }],
  connectionStrings: [{ name: 'main', connectionString: 'Server=a', type: 'SQLAzure' }],
};
const app: JsonObject = { type: 'Microsoft.Web/sites', apiVersion: webApi, name: 'app-hidden', location: 'eastus', kind: 'app', dependsOn: ["[resourceId('Microsoft.Web/serverfarms', 'plan')]"], properties: { serverFarmId: "[resourceId('Microsoft.Web/serverfarms', 'plan')]", siteConfig } };
/** The second app gives its settings by a child, as many templates do. */
const other: JsonObject = { ...app, name: 'app-child', properties: { serverFarmId: "[resourceId('Microsoft.Web/serverfarms', 'plan')]" } };
const child: JsonObject = { type: 'Microsoft.Web/sites/config', apiVersion: webApi, name: 'app-child/appsettings', dependsOn: ["[resourceId('Microsoft.Web/sites', 'app-child')]"], properties: { FLAG: 'on' } };
const template = templateOf([plan, app, other, child]);

describe('what what-if cannot read back of apps', function () {
  this.timeout(120_000);
  let sandbox: StartedSandbox;
  let life: Life;
  const at = (path: string): string => life.id(`Microsoft.Web/sites/${path}`);
  const write = async (path: string, properties: JsonObject): Promise<void> => { await life.put(at(path), webApi, { properties }); };
  const read = async (path: string): Promise<JsonObject> => ((await life.azure.arm.request('POST', `${at(path)}/list?api-version=${webApi}`)).body as JsonObject)['properties'] as JsonObject;
  const drifted = async (): Promise<readonly string[]> => shown(await life.engine.detectDrift('dev'), true);
  const shown = (one: Plan, isDrift?: boolean): readonly string[] => one.changes.flatMap(({ name, properties }) => properties.filter((property) => isReal(property) && (!isDrift || property.drift)).map(({ path, changeType, before, after }) => `${name} ${changeType} ${path} ${JSON.stringify([before, after])}`));

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    life = await new Life(await connectAzure({ cloud: sandbox.endpoints.resourceManager }), 'rg', rememberedNoise()).createGroup();
    await life.deploy(template);
  });
  after(() => sandbox.close());

  it('is no change and no drift while nobody touched it, and what cannot be compared is said', async () => {
    const drift = await life.engine.detectDrift('dev');
    assert.deepEqual([shown(drift), shown(await life.engine.plan('dev', {}))], [[], []]);
    assert.deepEqual(drift.notPredicted.map(({ reason, kind }) => [kind, /appSettings\[name=LATER\]/.test(reason)]), [['diagnostic', true]]);
  });

  it('is drift when somebody changed, removed or added it, by name and without a value', async () => {
    await write('app-hidden/config/appsettings', { FLAG: byHand, LATER: 'x', MINE: byHand });
    await write('app-hidden/config/connectionstrings', { main: { value: byHand, type: 'SQLAzure' } });
    await write('app-child/config/appsettings', { flag: byHand });
    const hidden = '["***","***"]';
    assert.deepEqual(await drifted(), [
      `app-child/appsettings Modify properties.FLAG ${hidden}`,
      `app-hidden Modify properties.siteConfig.appSettings[name=FLAG].value ${hidden}`, 'app-hidden Create properties.siteConfig.appSettings[name=STAYS].value [null,"***"]',
      'app-hidden Delete properties.siteConfig.appSettings[name=MINE].value ["***",null]', `app-hidden Modify properties.siteConfig.connectionStrings[name=main].connectionString ${hidden}`,
    ]);
    assert.ok(!JSON.stringify(await life.engine.detectDrift('dev')).includes(byHand));
  });

  it('is drift in a plan as well, so that a deployment sets it again; what is only live is told by the guard', async () => {
    const found = await life.engine.plan('dev', {});
    assert.deepEqual(shown(found, true).length, 4);
    assert.deepEqual([found.counts.modify, found.settingsImpact?.map(({ dropped, overwritten }) => [dropped, overwritten])], [2, [[['MINE'], ['FLAG']], [[], ['flag']]]]);
    const record = await (await life.engine.deploy('dev', { ...yes, approvedPlanHash: found.planHash })).result;
    assert.equal(record.state, 'completed', record.message);
    assert.deepEqual([await read('app-child/config/appsettings'), (await read('app-hidden/config/appsettings'))['FLAG'], await drifted()], [{ FLAG: 'on' }, 'on', []]);
  });

  it('is drift in the configuration of an app too; spelling and what the service adds are not', async () => {
    await write('app-hidden/config/web', { minTlsVersion: '1.0', linuxFxVersion: 'PYTHON|3.11', ipSecurityRestrictions: [{ name: 'office', ipAddress: '10.0.0.0/24', action: 'Allow', priority: 100 }, { name: 'home', ipAddress: '1.2.3.4/32', action: 'Allow', priority: 200 }, { name: 'Deny all', ipAddress: 'Any', action: 'Deny', priority: 2147483647 }] });
    assert.deepEqual((await drifted()).map((line) => line.replace(/ip\w+\[name=/, '[')), ['app-hidden Delete properties.siteConfig.[home].name ["home",null]', 'app-hidden Delete properties.siteConfig.[home].ipAddress ["1.2.3.4/32",null]', 'app-hidden Modify properties.siteConfig.minTlsVersion ["1.0","1.2"]'].sort((a, b) => (a.includes('min') ? -1 : b.includes('min') ? 1 : 0)));
  });

  it('is intent, not drift, where the template has changed, and both where both have', async () => {
    await life.deploy(template);
    await write('app-hidden/config/appsettings', { ...await read('app-hidden/config/appsettings'), STAYS: byHand, FLAG: byHand });
    life.wanted = templateOf([plan, { ...app, properties: { ...app['properties'] as JsonObject, siteConfig: { ...siteConfig, appSettings: [{ name: 'FLAG', value: 'off' }, { name: 'STAYS', value: 'same' }] } } }, other, child]);
    const found = await life.engine.plan('dev', {});
    assert.deepEqual(found.changes.flatMap(({ properties }) => properties.filter(isReal).map(({ path, drift }) => [path.replace(/.*name=(\w+).*/, '$1'), drift ?? false])), [['FLAG', false], ['STAYS', true]]);
  });

  it('stands in the way of a deployment where it cannot be read and aos.yaml keeps something of it', async () => {
    const refusing = await connectAzure({ cloud: sandbox.endpoints.resourceManager });
    const request = refusing.arm.request.bind(refusing.arm);
    refusing.arm.request = async (...args) => (/\/list\?/.test(args[1]) ? Promise.reject(new LogicError('Arm.AuthorizationFailed', 'You may not.')) : request(...args));
    const other = new Life(refusing, 'rg', rememberedNoise(), { settingsGuard: { restore: ['MINE'] } });
    other.wanted = template;
    const check = (await other.engine.plan('dev', {})).preflight?.find(({ id }) => id === 'application-settings');
    assert.deepEqual([check?.state, check?.canOverride, /keeps \(MINE\).*You may not/.test(check?.reason ?? '')], ['fail', true, true]);
  });
});
