import type { ChangeView, DeploymentSnapshot, DriftView, MatrixSnapshot, OperationView, PlanSnapshot, PlanView, PropertyView, SandboxSnapshot, TargetView } from '../../src/protocol';

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

export const drifted: ChangeView = change({ id: 'd0', name: 'aos-dev-func', type: 'Microsoft.Web/sites', drift: true, module: 'deployment/modules/compute.bicep', properties: [{ ...property('properties.siteConfig.appSettings[AOS_LOG_LEVEL]', 'DEBUG', 'INFO'), canAccept: true }] });
export const drift: DriftView = { state: 'ready', askedAt: '2026-03-01T12:10:00Z', changes: [drifted] };

const site = '/subscriptions/s/resourceGroups/rg-aos-dev/providers/Microsoft.Web/sites/aos-dev-func';
/** Everything that a plan may say beside its changes. */
export const saidBeforehand: Partial<PlanView> = {
  preflight: [
    { id: 'soft-deleted-names', title: 'Soft-deleted names', state: 'fail', reason: 'The vault kv-aos-dev is deleted and holds its name.', remedies: [{ title: 'Recover it', command: 'az keyvault recover --name kv-aos-dev', action: 'recover' }, { title: 'Choose another name prefix' }] },
    { id: 'quota', title: 'Quota', state: 'cannot-tell', reason: 'Could not be asked: the request was refused (403).', remedies: [] },
    ...['Names', 'Regions', 'Providers'].map((title) => ({ id: title, title, state: 'pass' as const, reason: 'Looked at 5 names.', remedies: [] })),
  ],
  settings: [{ siteId: site, app: 'aos-dev-func', dropped: ['FEATURE_FLAG'], overwritten: ['AOS_LOG_LEVEL'] }],
  objections: [{ id: 'window', reason: 'Now is outside the deployment window: 08:00 to 16:00 UTC.' }],
  outputs: [{ name: 'functionAppUrl', changeType: 'Modify', before: scalar('https://a'), after: { kind: 'deploy-time', text: '' } }],
};
export const planWith = (snapshot: PlanSnapshot, more: Partial<PlanView>): PlanSnapshot => ({ ...snapshot, plan: { ...snapshot.plan!, ...more } });

const warning = { kind: 'warning', rule: 'environment-expectations', message: 'functionAppSku is Y1, and prod is expected to have EP1.' } as const;
export const matrix: MatrixSnapshot = {
  state: 'ready',
  matrix: {
    environments: [{ name: 'dev', isProtected: false }, { name: 'prod', isProtected: true, notLive: 'never deployed' }],
    rows: [
      { id: 'functionAppSku', kind: 'parameter', label: 'functionAppSku', differs: false, cells: [{ kind: 'value', text: 'Y1', place: 'dev.bicepparam:9' }, { kind: 'value', text: 'Y1', place: 'prod.bicepparam:9', verdict: warning, fix: "Set functionAppSku to 'EP1'" }] },
      { id: 'location', kind: 'parameter', label: 'location', differs: false, cells: [{ kind: 'value', text: 'eastus' }, { kind: 'default', text: 'eastus' }] },
      { id: 'adminPassword', kind: 'parameter', label: 'adminPassword', differs: true, cells: [{ kind: 'secret', text: '', place: 'dev.bicepparam:20' }, { kind: 'none', text: '' }] },
      { id: 'live:plan', kind: 'live', label: 'plan', differs: true, cells: [{ kind: 'value', text: 'Y1' }, { kind: 'unknown', text: 'never deployed' }] },
    ],
  },
};

export const sandbox: SandboxSnapshot & { readonly sandbox: NonNullable<SandboxSnapshot['sandbox']> } = {
  state: 'running',
  sandbox: {
    endpoint: 'http://127.0.0.1:4000', processId: 4711, resources: 7, requestCount: 42, startedAt: '2026-03-01T12:00:00Z', noiseProfile: 'realistic',
    endpoints: [{ name: 'resourceManager', url: 'http://127.0.0.1:4000' }, { name: 'metadata', url: 'http://127.0.0.1:4000/metadata/endpoints' }],
    requests: [
      { time: '2026-03-01T12:00:02Z', method: 'PUT', path: '/subscriptions/s/resourcegroups/rg/providers/Microsoft.Storage/storageAccounts/st1', status: 429, durationMs: 3.2, faults: ['preset: throttling'] },
      { time: '2026-03-01T12:00:01Z', method: 'GET', path: '/subscriptions/s/resourcegroups/rg', status: 200, durationMs: 1, faults: [] },
    ],
    faults: [{ id: 'preset: throttling', title: 'Throttling: every third change is answered 429', on: true, source: 'preset' }, { id: 'rule 1', title: 'busy morning', on: false, source: 'file' }],
    guides: [{ title: 'AOS Deploy in a terminal', commands: ['aos-deploy plan --environment dev --cloud http://127.0.0.1:4000'] }, { title: 'Azure CLI', note: 'It wants https.', commands: ['az cloud set --name AosSandbox'] }],
  },
};

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
    error: { code: 'Arm.DeploymentFailed', message: 'The deployment failed at kv-aos-dev.', causes: [{ code: 'VaultAlreadyExists', message: 'The name is held by a deleted vault.' }], nextStep: 'Recover the vault.', advice: [{ cause: 'A deleted vault still holds the name kv-aos-dev.', nextStep: 'Recover the vault, purge it, or choose another name.', command: 'az keyvault recover --name kv-aos-dev', action: 'open-parameters', resourceId: '/x/kv-aos-dev' }], raw: '{\n  "code": "DeploymentFailed"\n}' },
    outputs: [{ name: 'functionAppUrl', text: 'https://aos-dev-func.azurewebsites.net' }], health: [{ resourceId: '/x', name: 'staosdev', type: 'Microsoft.Storage/storageAccounts', verdict: 'healthy', reason: 'Succeeded' }],
    actions: { canCancel: false, canResume: false, canDeployAgain: true, canOpenPlan: true, canOpenInPortal: false },
  },
};
