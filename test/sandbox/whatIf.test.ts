import assert from 'node:assert/strict';
import type { WhatIfChange } from '@azure/arm-resourcesdeployments';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { clientsFor, send, subscriptionId, type Clients } from './support/clients';
import { deployment, nested, template } from './support/templates';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const account = (properties: object = {}) => ({ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name: 'whatifaccount', location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2', tags: { a: '1' }, properties: { minimumTlsVersion: 'TLS1_2', ...properties } });
const box = (name: string, properties: object = {}) => ({ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name, properties });

for (const noiseProfile of ['realistic', 'none'] as const) {
  describe(`what-if with the noise profile ${noiseProfile}`, () => {
    let sandbox: StartedSandbox;
    let clients: Clients;
    before(async () => {
      sandbox = await startSandbox({ provisioningDelay: 0, seed: 1, noiseProfile });
      clients = clientsFor(sandbox.endpoints.resourceManager);
      await clients.resources.resourceGroups.createOrUpdate('rg', { location: 'eastus' });
    });
    after(() => sandbox.close());

    const predict = async (...resources: object[]): Promise<readonly WhatIfChange[]> => {
      const result = await clients.deployments.deployments.whatIf('rg', 'w', deployment(template({ resources: resources as Record<string, unknown>[] }))).pollUntilDone();
      assert.equal(result.error, undefined);
      return (result.changes ?? []).filter(({ changeType }) => changeType !== 'Ignore');
    };
    const deploy = (...resources: object[]) => clients.deployments.deployments.createOrUpdate('rg', 'd', deployment(template({ resources: resources as Record<string, unknown>[] }))).pollUntilDone();

    it('predicts a creation, then no change that anybody asked for, then exactly what changes', async () => {
      assert.deepEqual((await predict(account())).map(({ changeType }) => changeType), ['Create']);
      await deploy(account());
      const again = await predict(account());
      const noise = again.flatMap(({ delta }) => delta ?? []);
      if (noiseProfile === 'none') assert.deepEqual([again[0]?.changeType, noise], ['NoChange', []]);
      else assert.ok(noise.every(({ propertyChangeType }) => propertyChangeType === 'Delete' || propertyChangeType === 'NoEffect'));
      const [changed] = await predict({ ...account({ minimumTlsVersion: 'TLS1_1' }), tags: {} });
      assert.equal(changed?.changeType, 'Modify');
      const real = (changed?.delta ?? []).filter(({ path }) => !noise.some((other) => other.path === path));
      assert.deepEqual(real.map(({ path, propertyChangeType, before, after }) => [path, propertyChangeType, before, after]).sort().reverse(), [['tags.a', 'Delete', '1', null], ['properties.minimumTlsVersion', 'Modify', 'TLS1_2', 'TLS1_1']]);
    });

    it('shows what somebody else changed as a change back', async () => {
      await deploy(box('drifting', { size: 1 }));
      await send(sandbox.endpoints.resourceManager, 'PATCH', `${group}/providers/Contoso.Things/boxes/drifting?api-version=2024-01-01`, { properties: { size: 2, extra: 'x' } });
      const [change] = await predict(box('drifting', { size: 1 }));
      assert.deepEqual(change?.delta?.map(({ path, propertyChangeType, before, after }) => [path, propertyChangeType, before, after]), [['properties.size', 'Modify', 2, 1], ['properties.extra', 'Delete', 'x', null]]);
    });

    it('keeps expressions for what is not there yet, and tells modules whose resources have no names', async () => {
      const inner = template({ parameters: { n: { type: 'string' } }, resources: [box("[parameters('n')]")] });
      const body = deployment(template({ resources: [box('source'), { ...box('user', { value: "[reference('Contoso.Things/boxes/source', '2024-01-01').label]" }) }, nested('mod', inner, { n: { value: "[reference('Contoso.Things/boxes/source', '2024-01-01').label]" } })] }));
      const result = await clients.deployments.deployments.whatIf('rg', 'unknown', body).pollUntilDone();
      const user = result.changes?.find(({ resourceId }) => resourceId?.endsWith('/user'));
      assert.match(String((user?.after as { properties: { value: string } }).properties.value), /^\[reference\(/);
      assert.ok(result.diagnostics?.some(({ code }) => code === 'NestedDeploymentShortCircuited'), JSON.stringify(result.diagnostics));
      const unsupported = result.changes?.filter(({ changeType }) => changeType === 'Unsupported') ?? [];
      assert.deepEqual(unsupported.map(({ resourceId }) => resourceId?.includes("'Contoso.Things/boxes', reference(")), [true]);
      assert.match(unsupported[0]?.unsupportedReason ?? '', /'properties\.template\.resources\[2\]\.properties\.template\.resources\[0\]' cannot be analyzed because its resource ID/);
    });

    it('gives IDs alone on request', async () => {
      const body = deployment(template({ resources: [box('drifting')] }));
      const result = await clients.deployments.deployments.whatIf('rg', 'ids', { properties: { ...body.properties, whatIfSettings: { resultFormat: 'ResourceIdOnly' } } }).pollUntilDone();
      const change = result.changes?.find(({ resourceId }) => resourceId?.endsWith('/drifting'));
      assert.deepEqual([change?.changeType, change?.before, change?.after], ['Deploy', undefined, undefined]);
    });
  });
}
