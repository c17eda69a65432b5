import type { ChangeView, DeploymentSnapshot, OperationView, PlanSnapshot, PropertyView, TargetView } from '../../src/protocol';

export const target: TargetView = { cloud: 'sandbox', isSandbox: true, subscriptionId: '11111111-1111-1111-1111-111111111111', resourceGroup: 'rg-aos-dev', location: 'eastus' };

const scalar = (text: string) => ({ kind: 'scalar', text }) as const;
export const property = (path: string, before: string, after: string): PropertyView => ({ path, changeType: 'Modify', before: scalar(before), after: scalar(after) });

export const change = (over: Partial<ChangeView>): ChangeView => ({
  id: over.name ?? 'c', resourceId: `/subscriptions/s/resourceGroups/rg-aos-dev/providers/Microsoft.KeyVault/vaults/${over.name ?? 'c'}`, type: 'Microsoft.KeyVault/vaults', name: 'c',
  changeType: 'Modify', risk: { level: 'none', reasons: [] }, module: 'deployment/modules/keyvault.bicep', drift: false, noise: false, properties: [],
  declaration: { label: 'keyvault.bicep:14', file: 'deployment/modules/keyvault.bicep' }, ...over,
});

export const planSnapshot = (changes: readonly ChangeView[], over: Partial<PlanSnapshot> = {}): PlanSnapshot => ({
  state: 'ready', environment: 'dev', isProtected: false, ...over,
  plan: {
    planHash: '9f3c7a11'.repeat(8), target, madeAt: '2026-03-01T12:04:31Z', source: 'arm', risk: { level: 'high', reasons: ['Key Vault network default goes from Deny to Allow'] }, warnings: [], changes,
    counts: { create: 1, modify: 1, delete: 1, noChange: 1, ignore: 0, noise: 1, notPredicted: 1, drift: 0 },
    notPredicted: [{ id: 'np', label: 'rbac-deployment', type: 'Microsoft.Resources/deployments', reason: 'Depends on a value that only the deployment knows.' }],
  },
});

export const mixedChanges: readonly ChangeView[] = [
  change({ name: 'old-queue', type: 'Microsoft.ServiceBus/namespaces/queues', changeType: 'Delete', module: 'deployment/modules/servicebus.bicep', risk: { level: 'high', reasons: ['deletes data'] } }),
  change({ name: 'kv-aos-dev', risk: { level: 'high', reasons: ['network opened'] }, properties: [
    property('properties.networkAcls.defaultAction', 'Deny', 'Allow'),
    { path: 'properties.secretValue', changeType: 'Modify', before: { kind: 'secret', text: '' }, after: { kind: 'secret', text: '' } },
    { path: 'properties.endpoint', changeType: 'Create', before: { kind: 'absent', text: '' }, after: { kind: 'deploy-time', text: "[reference('x').endpoint]" } },
    { path: 'tags', changeType: 'Modify', before: { kind: 'json', text: '{\n  "env": "<b>dev</b>"\n}' }, after: { kind: 'json', text: '{}' } },
  ] }),
  change({ name: 'st1', type: 'Microsoft.Storage/storageAccounts', changeType: 'Create', module: 'deployment/modules/storage.bicep', properties: [property('sku.name', '', 'Standard_LRS')] }),
  change({ name: 'bus', type: 'Microsoft.ServiceBus/namespaces', noise: true, module: 'deployment/modules/servicebus.bicep', properties: [{ ...property('properties.zoneRedundant', 'false', ''), noise: 'the service fills this in itself' }] }),
  change({ name: 'same', changeType: 'NoChange' }),
];

const operation = (over: Partial<OperationView>): OperationView => ({ id: over.name ?? 'o', name: 'o', type: 'Microsoft.Storage/storageAccounts', module: '', isModule: false, state: 'succeeded', provisioningState: 'Succeeded', startedAt: '2026-03-01T12:00:00Z', endedAt: '2026-03-01T12:00:20Z', ...over });

export const failedRun: DeploymentSnapshot = {
  state: 'ready',
  run: {
    runId: 'r', deploymentName: 'aos-deploy-20260301-120000', environment: 'dev', isProtected: false, target, state: 'failed', isActive: false, message: 'One resource failed.', startedAt: '2026-03-01T12:00:00Z', endedAt: '2026-03-01T12:01:10Z',
    progress: { done: 3, failed: 1, total: 4 }, retries: [{ at: '2026-03-01T12:00:05Z', call: 'deployments.begin', attempt: 2, delayMs: 5000, reason: 'Too many requests' }], warnings: ['Machine learning is disabled: the region has none.'],
    phases: [{ name: 'validating_parameters', title: 'Parameters', state: 'succeeded', startedAt: '2026-03-01T12:00:00Z', endedAt: '2026-03-01T12:00:00.1Z' }, { name: 'deploying', title: 'Deploying', state: 'failed', startedAt: '2026-03-01T12:00:01Z', endedAt: '2026-03-01T12:01:10Z' }, { name: 'verifying_health', title: 'Health', state: 'skipped' }],
    operations: [
      operation({ name: 'storage-deployment', isModule: true, type: 'Microsoft.Resources/deployments' }), operation({ name: 'staosdev', module: 'storage-deployment' }),
      operation({ name: 'keyvault-deployment', isModule: true, type: 'Microsoft.Resources/deployments', state: 'failed', provisioningState: 'Failed' }),
      operation({ name: 'kv-aos-dev', module: 'keyvault-deployment', state: 'failed', provisioningState: 'Failed', declaration: { label: 'keyvault.bicep:14', file: 'deployment/modules/keyvault.bicep' }, error: { code: 'VaultAlreadyExists', message: 'The name is held by a deleted vault.', causes: [], nextStep: 'Recover it, purge it, or rename.' } }),
    ],
    error: { code: 'Arm.DeploymentFailed', message: 'The deployment failed at kv-aos-dev.', causes: [{ code: 'VaultAlreadyExists', message: 'The name is held by a deleted vault.' }], nextStep: 'Recover the vault.', raw: '{\n  "code": "DeploymentFailed"\n}' },
    outputs: [{ name: 'functionAppUrl', text: 'https://aos-dev-func.azurewebsites.net' }], health: [{ resourceId: '/x', name: 'staosdev', type: 'Microsoft.Storage/storageAccounts', verdict: 'healthy', reason: 'Succeeded' }],
    actions: { canCancel: false, canResume: false, canDeployAgain: true, canOpenPlan: true, canOpenInPortal: false },
  },
};
