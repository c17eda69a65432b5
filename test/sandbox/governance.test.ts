import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/rg`;
const authorization = 'providers/Microsoft.Authorization';
const allowedLocations = '/providers/Microsoft.Authorization/policyDefinitions/e56962a6-4747-49cd-b67b-bf8b01975c4c';

interface Results { readonly nonCompliantResources: number; readonly nonCompliantPolicies: number; readonly policyDetails: readonly { readonly complianceState: string; readonly count: number }[] }
interface Summary { readonly results: Results; readonly policyAssignments: readonly { readonly policyAssignmentId: string; readonly results: Results; readonly policyDefinitions: readonly { readonly policyDefinitionId: string; readonly effect: string }[] }[] }

describe('roles and policies beyond single ones', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;
  beforeEach(async () => {
    ({ sandbox, endpoint } = await startWithGroup());
  });
  afterEach(() => sandbox.close());
  const codeOf = (json: unknown): string | undefined => (json as { error?: { code: string } }).error?.code;

  it('an initiative refuses what its members refuse, with the parameters of its assignment', async () => {
    const set = `${subscription}/${authorization}/policySetDefinitions/regions`;
    const made = await send(endpoint, 'PUT', `${set}?api-version=2023-04-01`, { properties: { parameters: { where: { type: 'Array' } }, policyDefinitions: [{ policyDefinitionId: allowedLocations, parameters: { listOfAllowedLocations: { value: "[parameters('where')]" } } }] } });
    assert.equal(made.status, 201, made.text);
    const assigned = await send(endpoint, 'PUT', `${group}/${authorization}/policyAssignments/regions?api-version=2024-04-01`, { properties: { policyDefinitionId: set, parameters: { where: { value: ['eastus'] } } } });
    assert.equal(assigned.status, 201, assigned.text);
    const put = (name: string, location: string) => send(endpoint, 'PUT', `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}?api-version=2023-01-31`, { location });
    assert.equal((await put('here', 'eastus')).status, 201);
    const refused = await put('there', 'westus');
    assert.deepEqual([refused.status, codeOf(refused.json)], [403, 'RequestDisallowedByPolicy']);
    const unknown = await send(endpoint, 'PUT', `${group}/${authorization}/policyAssignments/none?api-version=2024-04-01`, { properties: { policyDefinitionId: `${set}-none` } });
    assert.deepEqual([unknown.status, codeOf(unknown.json)], [404, 'PolicySetDefinitionNotFound']);
  });

  it('an indexed policy looks at types with location and tags alone, another one at all that have a location', async () => {
    const bus = `${group}/providers/Microsoft.ServiceBus/namespaces/bus-indexed-policy`;
    for (const [path, body] of [['', { location: 'eastus', tags: { team: 'blue' }, sku: { name: 'Standard', tier: 'Standard' } }], ['/queues/work', { properties: {} }]] as const) assert.ok((await send(endpoint, 'PUT', `${bus}${path}?api-version=2021-11-01`, body)).status < 300);
    const rule = { if: { field: 'tags[team]', exists: 'false' }, then: { effect: 'audit' } };
    for (const mode of ['Indexed', 'All']) {
      const definition = `${subscription}/${authorization}/policyDefinitions/team-${mode}`;
      await send(endpoint, 'PUT', `${definition}?api-version=2023-04-01`, { properties: { mode, policyRule: rule } });
      await send(endpoint, 'PUT', `${group}/${authorization}/policyAssignments/team-${mode}?api-version=2024-04-01`, { properties: { policyDefinitionId: definition } });
    }
    const { json } = await send(endpoint, 'POST', `${group}/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults?api-version=2019-10-01`);
    const states = (json as { value: { resourceId: string; policyAssignmentName: string; complianceState: string }[] }).value.map((one) => `${one.policyAssignmentName} ${one.resourceId.split('/').at(-1)} ${one.complianceState}`);
    assert.deepEqual(states.filter((one) => /Indexed/.test(one)), ['team-Indexed bus-indexed-policy Compliant']);
    assert.ok(states.includes('team-All work NonCompliant'), states.join(', '));
    const { json: summary } = await send(endpoint, 'POST', `${group}/providers/Microsoft.PolicyInsights/policyStates/latest/summarize?api-version=2019-10-01`);
    const [{ results, policyAssignments }] = (summary as { value: [Summary] }).value;
    const bad = new Set(states.filter((one) => / NonCompliant$/.test(one)).map((one) => one.split(' ')[1]));
    assert.deepEqual([results.nonCompliantResources, results.nonCompliantPolicies, results.policyDetails], [bad.size, 1, [{ complianceState: 'noncompliant', count: 1 }, { complianceState: 'compliant', count: 1 }]]);
    assert.deepEqual(policyAssignments.map((one) => [one.policyAssignmentId.split('/').at(-1), one.results.nonCompliantPolicies, one.policyDefinitions.map(({ policyDefinitionId, effect }) => `${policyDefinitionId.split('/').at(-1)} ${effect}`)]).sort(), [['team-All', 1, ['team-All audit']], ['team-Indexed', 0, ['team-Indexed audit']]]);
  });

  it('a template is refused before anything is deployed when a policy denies one of its resources', async () => {
    await send(endpoint, 'PUT', `${group}/${authorization}/policyAssignments/regions?api-version=2024-04-01`, { properties: { policyDefinitionId: allowedLocations, parameters: { listOfAllowedLocations: { value: ['eastus'] } } } });
    const identity = (name: string, location: string): object => ({ type: 'Microsoft.ManagedIdentity/userAssignedIdentities', apiVersion: '2023-01-31', name, location });
    const template = { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources: [identity('here', 'eastus'), identity('there', 'westus')] };
    const deployment = `${group}/providers/Microsoft.Resources/deployments/two`;
    for (const [method, url] of [['POST', `${deployment}/validate`], ['PUT', deployment]] as const) {
      const { status, json } = await send(endpoint, method, `${url}?api-version=2025-04-01`, { properties: { mode: 'Incremental', template } });
      const { error } = json as { error: { code: string; details: { code: string; target: string }[] } };
      assert.deepEqual([status, error.code, error.details.map(({ code, target }) => [code, target])], [400, 'InvalidTemplateDeployment', [['RequestDisallowedByPolicy', 'there']]]);
    }
    const { json } = await send(endpoint, 'GET', `${group}/resources?api-version=2021-04-01`);
    assert.deepEqual((json as { value: unknown[] }).value, []);
    const activity = await send(endpoint, 'GET', `${subscription}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=${encodeURIComponent("eventTimestamp ge '2000-01-01T00:00:00Z' and resourceGroupName eq 'rg'")}`);
    const written = (activity.json as { value: { operationName: { value: string } }[] }).value.map(({ operationName }) => operationName.value);
    assert.ok(written.includes('Microsoft.Authorization/policyAssignments/write'), written.join(', '));
    assert.deepEqual(written.filter((name) => name.startsWith('Microsoft.ManagedIdentity/')), []);
  });

  it('checkAccess decides for a principal and each action', async () => {
    const reader = '88888888-0000-4000-8000-000000000003';
    const scope = `${group}/${authorization}/checkAccess?api-version=2018-09-01-preview`;
    const ask = async (): Promise<readonly string[]> => {
      const { json } = await send(endpoint, 'POST', scope, { Subject: { Attributes: { ObjectId: reader } }, Actions: [{ Id: 'Microsoft.Web/sites/read' }, { Id: 'Microsoft.Web/sites/write' }, { Id: 'Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read', IsDataAction: true }] });
      return (json as { accessDecision: string }[]).map(({ accessDecision }) => accessDecision);
    };
    assert.deepEqual(await ask(), ['Allowed', 'Allowed', 'Allowed']);
    const tests = '99999999-0000-4000-8000-000000000001';
    await send(endpoint, 'PUT', '/_sandbox/rbac', { enforced: true, assignments: [{ principalId: reader, roleName: 'Reader', scope: group }, { principalId: tests, roleName: 'Owner', scope: subscription }] });
    assert.deepEqual(await ask(), ['Allowed', 'NotAllowed', 'NotAllowed']);
  });

  it('built-in roles have one GUID and one name each', async () => {
    const { json } = await send(endpoint, 'GET', `${group}/${authorization}/roleDefinitions?api-version=2022-04-01`);
    const roles = (json as { value: { name: string; properties: { roleName: string } }[] }).value;
    assert.ok(roles.length > 50, String(roles.length));
    assert.equal(new Set(roles.map(({ name }) => name)).size, roles.length);
    assert.equal(new Set(roles.map(({ properties }) => properties.roleName)).size, roles.length);
  });

  it('requests that are left count down, and none is refused for it', async () => {
    const left: number[] = [];
    for (let index = 0; index < 5; index++) {
      const { headers, status } = await send(endpoint, 'GET', `${group}?api-version=2021-04-01`);
      assert.equal(status, 200);
      left.push(Number(headers.get('x-ms-ratelimit-remaining-subscription-reads')));
    }
    assert.ok(left.every((value) => value >= 0 && value < 250) && left.at(-1)! <= left[0]!, String(left));
  });
});
