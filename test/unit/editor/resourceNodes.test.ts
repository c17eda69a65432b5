import assert from 'node:assert/strict';
import { filterResources, pageSize, resourceNodes } from '../../../src/editor/views/resources/resourceNodes';
import { obstacle, type ResourcesState } from '../../../src/editor/views/resources/resourcesState';
import type { ResourceView } from '../../../src/core/engine';
import { childrenOf } from '../../../src/editor/shared/treeNode';
import { outline, resource } from './builders';

const state = (resources: readonly ResourceView[]): ResourcesState => ({ kind: 'some', environment: 'dev', resourceGroup: 'rg-aos-dev', resources, readAt: '2026-03-01T12:00:00Z' });
const nodes = (resources: readonly ResourceView[], filter = '', shown = new Map<string, number>()) => resourceNodes(state(resources), { filter, shown });
const app = resource('func', 'Microsoft.Web/sites', { kind: 'functionapp,linux' });

describe('the Resources tree', () => {
  it('groups by what resources are for, known kinds first and others by type', () => {
    const resources = [resource('x', 'Contoso.Things/boxes'), resource('bus', 'Microsoft.ServiceBus/namespaces'), resource('site', 'Microsoft.Web/sites'), app];
    assert.deepEqual(nodes(resources).map(outline), [['rg-aos-dev', [['Function apps', ['func']], ['Web apps', ['site']], ['Messaging', ['bus']], ['Contoso.Things/boxes', ['x']]]]]);
  });

  it('says how many there are and whether all is well', () => {
    assert.equal(nodes([app, resource('a')])[0]?.description, '2 resources · all healthy');
    assert.equal(nodes([app, resource('a', undefined, { health: 'unhealthy' })])[0]?.description, '2 resources · 1 unhealthy');
    assert.equal(nodes([app, resource('a', undefined, { health: 'unknown' })])[0]?.description, '2 resources · 1 healthy, 1 unknown');
    assert.equal(nodes([resource('a', undefined, { provisioningState: 'Creating', health: 'unknown' })])[0]?.description, '1 resource · 1 in progress');
  });

  it('never shows an unknown health as healthy', () => {
    assert.equal(childrenOf(childrenOf(nodes([resource('a', undefined, { health: 'unknown' })])[0]!)[0]!)[0]?.icon?.id, 'question');
  });

  it('finds resources by all words in name, type, state or tags', () => {
    const tagged = resource('a', undefined, { tags: { costCenter: 'CC-1' } });
    assert.deepEqual(filterResources([tagged, app], 'STORAGE cc-1'), [tagged]);
    assert.deepEqual(filterResources([tagged, app], '  '), [tagged, app]);
    assert.equal(nodes([tagged, app], 'func')[0]?.description, '1 of 2 resources · all healthy');
  });

  it('shows ten thousand resources a page at a time', () => {
    const many = Array.from({ length: 10_000 }, (_, index) => resource(`a${String(index).padStart(5, '0')}`));
    const group = childrenOf(nodes(many)[0]!)[0]!;
    assert.equal(childrenOf(group).length, pageSize + 1);
    assert.equal(childrenOf(group).at(-1)?.label, 'Show 200 more');
    const more = childrenOf(childrenOf(nodes(many, '', new Map([[group.id, 2 * pageSize]]))[0]!)[0]!);
    assert.deepEqual([more.length, more.at(-1)?.description], [2 * pageSize + 1, '9600 left']);
  });

  it('has an empty state for each thing that is missing', () => {
    const ready = { environment: 'dev', cloud: 'azure', subscriptionId: 's', sandboxIsRunning: false, isSignedIn: true };
    assert.deepEqual([{ ...ready, environment: undefined }, { ...ready, cloud: undefined }, { ...ready, cloud: 'sandbox' }, { ...ready, isSignedIn: false }, { ...ready, subscriptionId: undefined }, ready, { ...ready, cloud: 'https://localhost:1', isSignedIn: false, subscriptionId: undefined }].map((one) => obstacle(one)?.kind),
      ['noEnvironment', 'noTarget', 'sandboxStopped', 'signedOut', 'noSubscription', undefined, undefined]);
  });
});
