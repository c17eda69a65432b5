import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { createApp, type App } from '../support/apps';
import { send, subscriptionId } from '../support/clients';
import { group } from './support';

interface Entry {
  readonly category: { readonly value: string }; readonly operationName: { readonly value: string }; readonly level: string; readonly status: { readonly value: string }; readonly resourceId: string;
  readonly resourceType: { readonly value: string }; readonly properties: Readonly<Record<string, string>>;
}

describe('the activity log of the sandbox beyond administrative operations', () => {
  let sandbox: StartedSandbox, app: App;
  before(async () => { sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 }); app = await createApp(sandbox, 'logged', {}); });
  after(() => sandbox.close());

  const arm = (method: string, path: string, version: string, body?: unknown) => send(sandbox.endpoints.resourceManager, method, `${path}?api-version=${version}`, body);
  const subscription = `/subscriptions/${subscriptionId}`;
  const log = async (category: string): Promise<readonly Entry[]> => {
    const { json } = await send(sandbox.endpoints.resourceManager, 'GET', `${subscription}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=${encodeURIComponent(`eventTimestamp ge '2020-01-01T00:00:00Z' and category eq '${category}'`)}`);
    return (json as { value: Entry[] }).value;
  };
  const policy = async (name: string, effect: string): Promise<void> => {
    const definition = `${subscription}/providers/Microsoft.Authorization/policyDefinitions/${name}`;
    await arm('PUT', definition, '2023-04-01', { properties: { mode: 'Indexed', policyRule: { if: { allOf: [{ field: 'type', equals: 'Microsoft.ManagedIdentity/userAssignedIdentities' }, { field: `tags[${name}]`, exists: 'false' }] }, then: { effect } } } });
    await arm('PUT', `${group}/providers/Microsoft.Authorization/policyAssignments/${name}`, '2024-04-01', { properties: { policyDefinitionId: definition } });
  };
  const identity = (tags: object): Promise<{ readonly status: number }> => arm('PUT', `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/mine`, '2023-01-31', { location: 'eastus', tags });

  it('tells what policies audited and denied, as Policy Insights does', async () => {
    await policy('owner', 'audit');
    await policy('centre', 'deny');
    assert.equal((await identity({})).status, 403);
    assert.deepEqual((await log('Policy')).map(({ operationName, level, status }) => `${operationName.value} ${level} ${status.value}`), ['Microsoft.Authorization/policies/deny/action Error Failed'], 'what is denied is written nowhere, so nothing is audited');
    assert.equal((await identity({ centre: '7' })).status, 201);
    assert.equal((await identity({ centre: '7', owner: 'ada' })).status, 200);
    const events = await log('Policy');
    assert.deepEqual(events.map(({ operationName, level, status }) => `${operationName.value} ${level} ${status.value}`), ['Microsoft.Authorization/policies/audit/action Warning Succeeded', 'Microsoft.Authorization/policies/deny/action Error Failed']);
    assert.deepEqual([events[0]!.resourceId.split('/').at(-1), events[0]!.resourceType.value, events[0]!.properties['isComplianceCheck']], ['mine', 'Microsoft.ManagedIdentity/userAssignedIdentities', 'False']);
    const [told] = JSON.parse(events[0]!.properties['policies'] ?? '') as { policyDefinitionEffect: string; policyAssignmentName: string }[];
    assert.deepEqual([told?.policyDefinitionEffect, told?.policyAssignmentName], ['audit', 'owner']);
    const { json } = await arm('POST', `${group}/providers/Microsoft.PolicyInsights/policyEvents/default/queryResults`, '2019-10-01');
    assert.deepEqual((json as { value: { policyDefinitionAction: string }[] }).value.map((one) => one.policyDefinitionAction), ['audit', 'deny']);
  });

  it('tells health that changed, once for each change, and fires alerts about it', async () => {
    const rule = `${group}/providers/Microsoft.Insights/activityLogAlerts/down`;
    const condition = { allOf: [{ field: 'category', equals: 'ResourceHealth' }, { anyOf: [{ field: 'properties.currentHealthStatus', equals: 'Unavailable' }] }, { field: 'resourceType', equals: 'Microsoft.Web/sites' }] };
    await arm('PUT', rule, '2020-10-01', { location: 'Global', properties: { enabled: true, scopes: [group], condition, actions: { actionGroups: [] } } });
    for (const verb of ['stop', 'stop', 'start']) await arm('POST', `${app.id}/${verb}`, '2023-12-01');
    const told = (await log('ResourceHealth')).map(({ operationName, level, status, properties }) => `${operationName.value} ${level} ${status.value} ${properties['previousHealthStatus']} ${properties['currentHealthStatus']} ${properties['cause']}`);
    assert.deepEqual(told.sort(), ['Microsoft.Resourcehealth/healthevent/Activated/action Critical Active Available Unavailable UserInitiated', 'Microsoft.Resourcehealth/healthevent/Resolved/action Informational Resolved Unavailable Available UserInitiated']);
    const { json } = await send(sandbox.endpoints.resourceManager, 'GET', `${subscription}/providers/Microsoft.AlertsManagement/alerts?api-version=2019-05-05-preview`);
    assert.deepEqual((json as { value: { properties: { essentials: { monitorService: string; targetResource: string } } }[] }).value.map(({ properties: { essentials } }) => `${essentials.monitorService} ${essentials.targetResource.split('/').at(-1)}`), ['Resource Health logged']);
  });
});
