import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LogicError } from '../../../../src/core/errors';
import type { ArmRequests } from '../../../../src/core/ports';
import { chosenSettings, findTemplateSettings, SettingsGuard, withoutIgnored } from '../../../../src/core/settingsGuard';
import type { JsonObject } from '../../../../src/core/values';

const site = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app';

/** Application settings as Azure keeps them, one list a site. */
class LiveSettings implements ArmRequests {
  readonly puts: string[] = [];
  constructor(public settings: Record<string, string> | undefined) {}

  async request(method: string, path: string, body?: unknown) {
    if (!this.settings) throw new LogicError('Arm.ResourceNotFound', `${path} is not there.`);
    if (method === 'PUT') { this.puts.push(path); this.settings = (body as { properties: Record<string, string> }).properties; }
    return { status: 200, headers: {}, body: { properties: this.settings } };
  }
}

const guardOver = (live: LiveSettings) => new SettingsGuard(live, (error) => error instanceof LogicError && error.code === 'Arm.ResourceNotFound');
const wanted = (settings: Readonly<Record<string, string | undefined>>) => [{ siteId: site, settings: new Map(Object.entries(settings)) }];

describe('Settings guard', () => {
  it('finds settings in both places a template may give them; the one written later wins', () => {
    const body: JsonObject = { properties: { siteConfig: { appSettings: [{ name: 'A', value: '1' }, { name: 'B', value: '[later]' }] } } };
    const found = findTemplateSettings([
      { id: site, type: 'Microsoft.Web/sites', body, unknownPaths: ['properties.siteConfig.appSettings[1].value'] },
      { id: `${site}/config/appsettings`, type: 'Microsoft.Web/sites/config', body: { properties: { C: 'x' } }, unknownPaths: [] },
      { id: `${site}2`, type: 'Microsoft.Web/sites', body: { properties: {} }, unknownPaths: [] },
    ]);
    assert.deepEqual(found.map(({ siteId, settings }) => [siteId, [...settings]]), [[site, [['C', 'x']]]]);
    const [alone] = findTemplateSettings([{ id: site, type: 'Microsoft.Web/sites', body, unknownPaths: ['properties.siteConfig.appSettings[1].value'] }]);
    assert.deepEqual([...alone!.settings], [['A', '1'], ['B', undefined]]);
  });

  it('names what is dropped and what is overwritten, and never a value', async () => {
    const live = new LiveSettings({ KEEP: 'same', MINE: 'hunter2', CHANGED: 'old', LATER: 'v' });
    const impacts = await guardOver(live).inspect(wanted({ keep: 'same', CHANGED: 'new', LATER: undefined }));
    assert.deepEqual(impacts, [{ siteId: site, dropped: ['MINE'], overwritten: ['CHANGED'], undetermined: ['LATER'] }]);
    assert.ok(!JSON.stringify(impacts).includes('hunter2'));
  });

  it('says nothing of an app that is new', async () => assert.deepEqual(await guardOver(new LiveSettings(undefined)).inspect(wanted({ A: '1' })), []));

  it('has nothing against settings that only the deployment knows', async () => {
    assert.deepEqual(await guardOver(new LiveSettings({ LATER: 'v' })).inspect(wanted({ LATER: undefined })), []);
  });

  it('takes names and patterns, and hears of nothing that is ignored', () => {
    const impact = { siteId: site, dropped: ['FEATURE_A', 'feature.b', 'OTHER'], overwritten: ['MODE'], undetermined: [] };
    assert.deepEqual(chosenSettings([impact], [{ siteId: '*', names: ['feature_*', 'MODE', 'ABSENT'] }]), [{ siteId: site, names: ['FEATURE_A', 'MODE'] }]);
    assert.deepEqual(chosenSettings([impact], [{ siteId: `${site}x`, names: ['*'] }]), []);
    assert.deepEqual(withoutIgnored([impact], ['FEATURE*', 'MODE', 'other']), []);
  });

  it('puts back exactly what was approved, whatever the deployment did', async () => {
    const settings = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'D'), fc.string({ maxLength: 4 }));
    await fc.assert(fc.asyncProperty(settings, settings, fc.subarray(['A', 'B', 'C', 'D']), async (before, template, approved) => {
      const live = new LiveSettings({ ...before });
      const guard = guardOver(live);
      await guard.inspect(wanted(template));
      live.settings = { ...template };
      await guard.restore(site, approved);
      for (const name of ['A', 'B', 'C', 'D']) assert.equal(live.settings[name], approved.includes(name) && before[name] !== undefined ? before[name] : template[name]);
      assert.ok(live.puts.length <= 1);
    }));
  });
});
