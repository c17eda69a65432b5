import assert from 'node:assert/strict';
import type { StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';
import { startWithGroup } from './support/group';

const subscription = `/subscriptions/${subscriptionId}`;
const group = `${subscription}/resourceGroups/rg`;
const authorization = 'providers/Microsoft.Authorization';
const vault = `${group}/providers/Microsoft.KeyVault/vaults/policyvault1`;
const logs = `${group}/providers/Microsoft.OperationalInsights/workspaces/policylogs`;
const version = 'api-version=2021-06-01';

/** Vaults need a diagnostic setting to a workspace that has at least one category of logs on. */
const logged = {
  if: { field: 'type', equals: 'Microsoft.KeyVault/vaults' },
  then: {
    effect: "[parameters('effect')]",
    details: {
      type: 'Microsoft.Insights/diagnosticSettings',
      existenceCondition: { allOf: [
        { count: { field: 'Microsoft.Insights/diagnosticSettings/logs[*]', where: { field: 'Microsoft.Insights/diagnosticSettings/logs[*].enabled', equals: 'true' } }, greaterOrEquals: 1 },
        { field: 'Microsoft.Insights/diagnosticSettings/workspaceId', exists: 'true' },
      ] },
    },
  },
};

describe('policies about what must exist beside a resource', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;

  const put = async (path: string, body: object, apiVersion = version): Promise<void> => { const { status, text } = await send(endpoint, 'PUT', `${path}?${apiVersion}`, body); assert.ok(status < 300, text); };
  const states = async (): Promise<readonly string[]> => {
    const { json } = await send(endpoint, 'POST', `${subscription}/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults?api-version=2019-10-01`);
    return (json as { value: { resourceId: string; complianceState: string }[] }).value.map(({ resourceId, complianceState }) => `${resourceId.split('/').at(-1)} ${complianceState}`).sort();
  };
  async function assign(rule: object, parameters: object = {}): Promise<void> {
    await put(`${subscription}/${authorization}/policyDefinitions/exists`, { properties: { mode: 'Indexed', parameters: { effect: { type: 'String', defaultValue: 'AuditIfNotExists' } }, policyRule: rule } });
    await put(`${subscription}/${authorization}/policyAssignments/exists`, { properties: { policyDefinitionId: `${subscription}/${authorization}/policyDefinitions/exists`, parameters } });
  }
  const setting = (enabled: boolean) => put(`${vault}/providers/Microsoft.Insights/diagnosticSettings/audit`, { properties: { workspaceId: logs, logs: [{ category: 'AuditEvent', enabled }] } }, 'api-version=2021-05-01-preview');

  beforeEach(async () => {
    ({ sandbox, endpoint } = await startWithGroup());
    await put(logs, { location: 'eastus', properties: {} });
    await put(vault, { location: 'eastus', properties: { tenantId: '5a4d0000-0000-4000-8000-000000000001', sku: { family: 'A', name: 'standard' }, accessPolicies: [] } });
  });
  afterEach(() => sandbox.close());

  for (const effect of ['AuditIfNotExists', 'DeployIfNotExists']) {
    it(`${effect}: the resource is compliant once what is asked for is there, and others are not spoken of`, async () => {
      await assign(logged, { effect: { value: effect } });
      assert.deepEqual(await states(), ['policyvault1 NonCompliant']);
      await setting(false);
      assert.deepEqual(await states(), ['policyvault1 NonCompliant']);
      await setting(true);
      assert.deepEqual(await states(), ['policyvault1 Compliant']);
    });
  }

  it('looks in the group, or in the subscription, for what is no part of the resource', async () => {
    const rule = (existenceScope: string) => ({ if: { field: 'type', equals: 'Microsoft.KeyVault/vaults' }, then: { effect: 'auditIfNotExists', details: { type: 'Microsoft.ManagedIdentity/userAssignedIdentities', existenceScope } } });
    await put(`${subscription}/resourceGroups/other`, { location: 'eastus' });
    await put(`${subscription}/resourceGroups/other/providers/Microsoft.ManagedIdentity/userAssignedIdentities/elsewhere`, { location: 'eastus' }, 'api-version=2023-01-31');
    await assign(rule('resourceGroup'));
    assert.deepEqual(await states(), ['policyvault1 NonCompliant']);
    await assign(rule('subscription'));
    assert.deepEqual(await states(), ['policyvault1 Compliant']);
  });

  it('says nothing where a condition cannot be evaluated here', async () => {
    await assign({ if: { field: 'type', equals: 'Microsoft.KeyVault/vaults' }, then: { effect: 'auditIfNotExists', details: { type: 'Microsoft.Insights/diagnosticSettings', name: "[concat('a', 'b')]" } } });
    assert.deepEqual(await states(), []);
  });

  it('holds a field of all items of an array against each of them', async () => {
    const rules = (...actions: readonly string[]) => ({ location: 'eastus', sku: { name: 'Standard_LRS' }, kind: 'StorageV2', properties: { networkAcls: { defaultAction: 'Deny', ipRules: actions.map((value) => ({ value, action: 'Allow' })) } } });
    await assign({ if: { allOf: [{ field: 'type', equals: 'Microsoft.Storage/storageAccounts' }, { field: 'Microsoft.Storage/storageAccounts/networkAcls.ipRules[*].value', like: '10.*' }] }, then: { effect: 'audit' } });
    await put(`${group}/providers/Microsoft.Storage/storageAccounts/allprivate`, rules('10.0.0.1', '10.0.0.2'));
    await put(`${group}/providers/Microsoft.Storage/storageAccounts/mixedrules`, rules('10.0.0.1', '20.0.0.2'));
    assert.deepEqual((await states()).filter((state) => !/^policy/.test(state)), ['allprivate NonCompliant', 'mixedrules Compliant']);
  });
});
