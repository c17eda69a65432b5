import assert from 'node:assert/strict';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';
import { template } from './support/templates';

type Json = Record<string, unknown>;
interface Shown { readonly properties: { readonly provisioningState: string; readonly outputs?: Readonly<Record<string, { readonly value: unknown }>>; readonly error?: unknown } }

const location = '[resourceGroup().location]';
const id = (type: string, ...names: string[]): string => `[resourceId('${type}', ${names.map((name) => `'${name}'`).join(', ')})]`;
const network = { type: 'Microsoft.Network/virtualNetworks', apiVersion: '2023-09-01', name: 'vnet', location, properties: { addressSpace: { addressPrefixes: ['10.0.0.0/16'] }, subnets: [{ name: 'default', properties: { addressPrefix: '10.0.1.0/24' } }] } };
const subnetId = id('Microsoft.Network/virtualNetworks/subnets', 'vnet', 'default');
const onNetwork = { dependsOn: [id('Microsoft.Network/virtualNetworks', 'vnet')] };
const output = (value: string, type = 'string') => ({ type, value });

/** Shapes that public templates have again and again: what one resource reads of another that is made beside it. */
describe('templates as the public writes them', () => {
  let sandbox: StartedSandbox;
  let endpoint: string;
  before(async () => { sandbox = await startSandbox({ provisioningDelay: 0, seed: 4 }); endpoint = sandbox.endpoints.resourceManager; });
  after(() => sandbox.close());

  /** Validates, deploys twice, and returns the outputs of the second time. */
  async function deploy(group: string, content: Json): Promise<Readonly<Record<string, unknown>>> {
    const scope = content.$schema === template({ scope: 'subscription', resources: [] }).$schema ? `/subscriptions/${subscriptionId}` : `/subscriptions/${subscriptionId}/resourceGroups/${group}`;
    if (scope.includes('resourceGroups')) await send(endpoint, 'PUT', `${scope}?api-version=2022-09-01`, { location: 'westeurope' });
    const url = (action = ''): string => `${scope}/providers/Microsoft.Resources/deployments/${group}${action}?api-version=2022-09-01`;
    const body = { ...(scope.includes('resourceGroups') ? {} : { location: 'westeurope' }), properties: { mode: 'Incremental', template: content } };
    const validated = await send(endpoint, 'POST', url('/validate'), body);
    assert.equal(validated.status, 200, validated.text);
    let shown: Shown | undefined;
    for (const turn of [1, 2]) {
      shown = (await send(endpoint, 'PUT', url(), body)).json as Shown;
      while (['Accepted', 'Running'].includes(shown.properties.provisioningState)) shown = (await send(endpoint, 'GET', url())).json as Shown;
      assert.equal(shown.properties.provisioningState, 'Succeeded', `${turn}: ${JSON.stringify(shown.properties.error)}`);
    }
    return Object.fromEntries(Object.entries(shown?.properties.outputs ?? {}).map(([name, { value }]) => [name, value]));
  }

  it('a virtual machine: the addresses of its public IP and its interface', async () => {
    const outputs = await deploy('vm', template({
      resources: [
        network,
        { type: 'Microsoft.Network/publicIPAddresses', apiVersion: '2023-09-01', name: 'pip', location, sku: { name: 'Basic' }, properties: { publicIPAllocationMethod: 'Dynamic', dnsSettings: { domainNameLabel: 'mine' } } },
        { type: 'Microsoft.Network/networkInterfaces', apiVersion: '2023-09-01', name: 'nic', location, dependsOn: [...onNetwork.dependsOn, id('Microsoft.Network/publicIPAddresses', 'pip')], properties: { ipConfigurations: [{ name: 'one', properties: { privateIPAllocationMethod: 'Dynamic', subnet: { id: subnetId }, publicIPAddress: { id: id('Microsoft.Network/publicIPAddresses', 'pip') } } }] } },
        { type: 'Microsoft.Compute/virtualMachines', apiVersion: '2023-09-01', name: 'vm', location, identity: { type: 'SystemAssigned' }, dependsOn: [id('Microsoft.Network/networkInterfaces', 'nic')], properties: { hardwareProfile: { vmSize: 'Standard_B1s' } } },
      ],
      outputs: {
        fqdn: output("[reference(resourceId('Microsoft.Network/publicIPAddresses', 'pip')).dnsSettings.fqdn]"), address: output("[reference(resourceId('Microsoft.Network/networkInterfaces', 'nic')).ipConfigurations[0].properties.privateIPAddress]"),
        principal: output("[reference(resourceId('Microsoft.Compute/virtualMachines', 'vm'), '2023-09-01', 'full').identity.principalId]"),
      },
    }));
    assert.equal(outputs.fqdn, 'mine.westeurope.cloudapp.azure.com');
    assert.match(String(outputs.address), /^10\.0\.1\.\d+$/);
    assert.match(String(outputs.principal), /^[0-9a-f-]{36}$/);
  });

  it('a private endpoint in a subnet that stands in the list of its network, and its interface', async () => {
    const outputs = await deploy('pe', template({
      resources: [
        network,
        { type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name: 'publictemplates1', location, sku: { name: 'Standard_LRS' }, kind: 'StorageV2', properties: {} },
        { type: 'Microsoft.Network/privateEndpoints', apiVersion: '2023-09-01', name: 'pe', location, ...onNetwork, properties: { subnet: { id: subnetId }, privateLinkServiceConnections: [{ name: 'c', properties: { privateLinkServiceId: id('Microsoft.Storage/storageAccounts', 'publictemplates1'), groupIds: ['blob'] } }] } },
      ],
      outputs: { address: output("[reference(reference(resourceId('Microsoft.Network/privateEndpoints', 'pe')).networkInterfaces[0].id, '2023-09-01').ipConfigurations[0].properties.privateIPAddress]") },
    }));
    assert.match(String(outputs.address), /^10\.0\.1\.\d+$/);
    const nics = `/subscriptions/${subscriptionId}/resourceGroups/pe/providers/Microsoft.Network`;
    await send(endpoint, 'DELETE', `${nics}/privateEndpoints/pe?api-version=2023-09-01`);
    assert.deepEqual((await send(endpoint, 'GET', `${nics}/networkInterfaces?api-version=2023-09-01`)).json, { value: [] });
  });

  it('a cluster whose kubelet may pull images, and an environment with the keys of its workspace', async () => {
    const outputs = await deploy('aks', template({
      resources: [
        { type: 'Microsoft.ContainerRegistry/registries', apiVersion: '2023-07-01', name: 'publictemplates2', location, sku: { name: 'Basic' } },
        { type: 'Microsoft.ContainerService/managedClusters', apiVersion: '2024-02-01', name: 'aks', location, identity: { type: 'SystemAssigned' }, properties: { dnsPrefix: 'd', agentPoolProfiles: [{ name: 'p', count: 1, vmSize: 'Standard_B2s', mode: 'System' }] } },
        {
          type: 'Microsoft.Authorization/roleAssignments', apiVersion: '2022-04-01', scope: id('Microsoft.ContainerRegistry/registries', 'publictemplates2'), name: "[guid(resourceGroup().id, 'pull')]", dependsOn: [id('Microsoft.ContainerRegistry/registries', 'publictemplates2'), id('Microsoft.ContainerService/managedClusters', 'aks')],
          properties: { principalType: 'ServicePrincipal', principalId: "[reference(resourceId('Microsoft.ContainerService/managedClusters', 'aks'), '2024-02-01').identityProfile.kubeletidentity.objectId]", roleDefinitionId: "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '7f951dda-4ed3-4680-a7ca-43fe172d538d')]" },
        },
        { type: 'Microsoft.OperationalInsights/workspaces', apiVersion: '2022-10-01', name: 'logs1', location, properties: { sku: { name: 'PerGB2018' } } },
        { type: 'Microsoft.App/managedEnvironments', apiVersion: '2024-03-01', name: 'env', location, dependsOn: [id('Microsoft.OperationalInsights/workspaces', 'logs1')], properties: { appLogsConfiguration: { logAnalyticsConfiguration: { sharedKey: "[listKeys(resourceId('Microsoft.OperationalInsights/workspaces', 'logs1'), '2022-10-01').primarySharedKey]" } } } },
      ],
      outputs: { fqdn: output("[reference(resourceId('Microsoft.ContainerService/managedClusters', 'aks')).fqdn]") },
    }));
    assert.equal(outputs.fqdn, 'aks.hcp.westeurope.azmk8s.io');
  });

  it('a policy and its assignment in one template of a subscription', async () => {
    const definition = "[subscriptionResourceId('Microsoft.Authorization/policyDefinitions', 'audit-tag')]";
    await deploy('policy', template({
      scope: 'subscription', resources: [
        { type: 'Microsoft.Authorization/policyDefinitions', apiVersion: '2023-04-01', name: 'audit-tag', properties: { mode: 'Indexed', policyRule: { if: { field: "[[concat('tags[', 'env', ']')]", exists: 'false' }, then: { effect: 'audit' } } } },
        { type: 'Microsoft.Authorization/policyAssignments', apiVersion: '2023-04-01', name: 'audit-tag', dependsOn: [definition], properties: { policyDefinitionId: definition } },
      ],
    }));
  });

  it('a secret of an existing vault as parameter of a module, if the vault lets templates read', async () => {
    const vault = (name: string, enabledForTemplateDeployment: boolean) => template({
      resources: [
        { type: 'Microsoft.KeyVault/vaults', apiVersion: '2023-07-01', name, location, properties: { tenantId: '[subscription().tenantId]', sku: { family: 'A', name: 'standard' }, accessPolicies: [], enabledForTemplateDeployment } },
        { type: 'Microsoft.KeyVault/vaults/secrets', apiVersion: '2023-07-01', name: `${name}/pre`, dependsOn: [id('Microsoft.KeyVault/vaults', name)], properties: { value: 'four' } },
      ],
    });
    const user = (name: string) => template({
      resources: [{
        type: 'Microsoft.Resources/deployments', apiVersion: '2022-09-01', name: 'module', properties: {
          mode: 'Incremental', expressionEvaluationOptions: { scope: 'inner' }, parameters: { secret: { reference: { keyVault: { id: id('Microsoft.KeyVault/vaults', name) }, secretName: 'pre' } } },
          template: template({ parameters: { secret: { type: 'securestring' } }, resources: [], outputs: { length: output("[length(parameters('secret'))]", 'int') } }),
        },
      }],
      outputs: { length: output("[reference('module').outputs.length.value]", 'int') },
    });
    await deploy('secrets', vault('publictemplates3', true));
    assert.deepEqual(await deploy('secrets', user('publictemplates3')), { length: 4 });
    await deploy('closed', vault('publictemplates4', false));
    await assert.rejects(deploy('closed', user('publictemplates4')), /KeyVaultParameterReferenceSecretRetrieveFailed/);
  });
});
