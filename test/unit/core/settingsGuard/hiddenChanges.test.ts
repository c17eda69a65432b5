import assert from 'node:assert/strict';
import { compareHidden, findHiddenWishes, withUncertain } from '../../../../src/core/settingsGuard';
import type { JsonObject } from '../../../../src/core/values';
import { createMasker } from '../../../../src/core/whatIf';

const site = '/subscriptions/s/resourceGroups/g/providers/Microsoft.Web/sites/app';
const masker = createMasker({}, []);
const wishes = (siteConfig: JsonObject, unknownPaths: readonly string[] = []) => findHiddenWishes([{ id: site, type: 'Microsoft.Web/sites', body: { properties: { siteConfig } }, unknownPaths }]);
const compare = (siteConfig: JsonObject, live: JsonObject, unknownPaths?: readonly string[]) => {
  const { changed, extra, undetermined } = compareHidden(wishes(siteConfig, unknownPaths)[0]!, live, masker);
  return [...changed, ...extra].map(({ changeType, path }) => `${changeType} ${path.replace('properties.siteConfig.', '')}`).concat(undetermined.map((path) => `? ${path.replace('properties.siteConfig.', '')}`));
};

describe('hidden parts of apps', () => {
  it('are application settings as texts: numbers and switches are what App Service makes of them', () => {
    assert.deepEqual(compare({ appSettings: [{ name: 'N', value: 1 }, { name: 'B', value: true }, { name: 'E' }] }, { n: '1', B: 'true', E: '' }), []);
    assert.deepEqual(compare({ appSettings: [{ name: 'B', value: true }, { name: 'T', value: 'true' }] }, { B: 'True', T: 'True' }), ['Modify appSettings[name=T].value']);
  });

  it('say nothing about a list, or a name, that only the deployment can make', () => {
    assert.deepEqual(wishes({ appSettings: "[concat(variables('a'), reference('b').c)]" }, ['properties.siteConfig.appSettings']), []);
    const named = [{ name: '[reference(\'x\').name]', value: '1' }];
    assert.deepEqual(compare({ appSettings: named }, { ANY: '2' }, ['properties.siteConfig.appSettings[0].name']), []);
  });

  it('are told apart from values that only the deployment knows, at the tenth place as at the first', () => {
    const appSettings = Array.from({ length: 11 }, (_, index) => ({ name: `S${index}`, value: index === 10 ? '[later]' : 'x' }));
    const live = Object.fromEntries(appSettings.map(({ name }) => [name, 'y']));
    const found = compare({ appSettings }, live, ['properties.siteConfig.appSettings[10].value']);
    assert.deepEqual([found.filter((line) => line.startsWith('Modify')).length, found.at(-1)], [10, '? appSettings[name=S10].value']);
  });

  it('are not called changed where a secret of another time may have made them', () => {
    const [wish] = withUncertain(wishes({ appSettings: [{ name: 'KEY', value: 'today' }, { name: 'FLAG', value: 'on' }] }), wishes({ appSettings: [{ name: 'KEY', value: 'today of another time' }, { name: 'FLAG', value: 'on' }] }));
    const { changed, undetermined } = compareHidden(wish!, { KEY: 'yesterday', FLAG: 'off' }, masker);
    assert.deepEqual([changed.map(({ path }) => path), undetermined], [['properties.siteConfig.appSettings[name=FLAG].value'], ['properties.siteConfig.appSettings[name=KEY].value']]);
    assert.deepEqual(compareHidden(wish!, { KEY: 'today', FLAG: 'on' }, masker), { changed: [], extra: [], undetermined: [] });
  });

  it('are storage accounts by the members that the service shows', () => {
    const azureStorageAccounts = { share: { type: 'AzureFiles', accountName: 'a', shareName: 's', mountPath: '/m', accessKey: 'k' } };
    assert.deepEqual(compare({ azureStorageAccounts }, { share: { type: 'azurefiles', accountName: 'a', shareName: 's', mountPath: '/m', accessKey: null, state: 'Ok' } }), []);
    assert.deepEqual(compare({ azureStorageAccounts }, { share: { type: 'AzureFiles', accountName: 'b', shareName: 's', mountPath: '/m' } }), ['Modify azureStorageAccounts.share']);
  });

  it('leave alone the settings that are ignored or put back', () => {
    const [wish] = wishes({ appSettings: [{ name: 'OURS', value: '1' }] });
    assert.deepEqual(compareHidden(wish!, { OURS: '2', EXTRA: '3' }, masker, () => true), { changed: [], extra: [], undetermined: [] });
  });
});
