import type { RunRecord } from '../../../../src/core/deployment';
import { asArray, asObject, asString, member } from '../../../../src/core/json';
import type { Plan } from '../../../../src/core/whatIf';
import type { JsonObject, JsonValue } from '../../../../src/core/values';
import { principalOf, roles } from '../putRight';
import { all, type Change, type EnvironmentName, type RowCase } from '../rowCase';
import type { World } from '../world';

const file = (name: string, change: string | undefined | ((text: string) => string)): Change => (world) => world.file(name, change);
const run = (change: (run: RunRecord) => RunRecord): Change => (world) => world.run('dev', change);
const phase = (name: string, state: 'failed' | 'skipped'): Change => run((one) => ({ ...one, phases: one.phases.map((each) => (each.name === name ? { ...each, state } : each)) }));
const failed: Change = run((one) => ({ ...one, success: false, state: 'failed', message: 'It failed.' }));
const removed = (address: string, environment: EnvironmentName = 'dev'): Change => (world) => world.remove(world.at(environment, address));
const shown = (address: string, properties: JsonObject, environment: EnvironmentName = 'dev', apiVersion?: string): Change => (world) => world.shows(world.at(environment, address), (body) => ({ ...body, properties: { ...asObject(body['properties']), ...properties } }), apiVersion);
const second = (type: string, name: string, body: JsonObject): Change => (world) => world.create(`${world.at('dev', '{rg}')}/providers/${type}/${name}`, { location: 'eastus', ...body });
const storage = second('Microsoft.Storage/storageAccounts', 'secondaccountofdev', { kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} });
const later = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();

/** A plan that is newer than the run's own. */
const planned = (change: (plan: Plan) => Plan): Change => async (world) => {
  const plan = await world.localPlan();
  return world.record('dev', 'plan', { at: later(1), value: JSON.parse(JSON.stringify({ ...change(plan), madeAt: later(1) })) as JsonValue });
};

/** Takes one app's role on a resource away. */
const revoked = (role: 'kv' | 'st' | 'bus', roleId: string, app: 'main' | 'mcp'): Change => async (world) => {
  const principal = await principalOf(world, 'dev', app);
  const found = asArray((await world.arm('GET', world.at('dev', `{${role}}/providers/Microsoft.Authorization/roleAssignments`)))['value']).map(asObject).find((one) => member(one['properties'], 'principalId') === principal && asString(member(one['properties'], 'roleDefinitionId'))?.endsWith(roleId) === true);
  if (!found) throw new Error(`${app} has no such role.`);
  await world.arm('DELETE', String(found['id']));
  return async () => { await world.arm('PUT', String(found['id']), { properties: { roleDefinitionId: member(found['properties'], 'roleDefinitionId')!, principalId: principal, principalType: 'ServicePrincipal' } }); };
};

const confirmed = (by: string | null): Change => run((one) => ({ ...one, by: undefined, planCounts: { ...one.planCounts!, delete: 1 }, events: [...one.events.filter(({ type }) => type !== 'confirmation'), { timestamp: one.timestamp.replace('2099', '2000'), type: 'confirmation', message: 'Confirmed', details: { how: 'typed-name', by } }] }));
const vault = { properties: { tenantId: '5a4d0000-0000-4000-8000-000000000001', sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true, enableSoftDelete: true } };
const rule = (name: string): JsonObject => ({ type: 'Microsoft.Storage/storageAccounts', apiVersion: '2023-05-01', name, location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} });

/** A direct deployment whose one resource comes out as asked for. */
const directly = (name: string, succeeds: boolean): Change => async (world) => {
  const undoFaults = succeeds ? () => undefined : await world.faults({ match: { name: 'directaccountofdev' }, fault: { kind: 'failResource', status: 409, code: 'Conflict', late: true } });
  const undo = await world.direct('dev', name, { resources: [rule('directaccountofdev')] });
  await undoFaults();
  return async () => { await undo(); if (succeeds) await world.arm('DELETE', `${world.at('dev', '{rg}')}/providers/Microsoft.Storage/storageAccounts/directaccountofdev`); };
};

/** The list of deployments as it was while the direct one ran. */
const stillRunning: Change = (world) => world.shows(world.at('dev', '{rg}/providers/Microsoft.Resources/deployments'), (body) => ({ ...body, value: asArray(body['value']).map(asObject).map((one) => (/^aos-deployment-/.test(asString(one['name']) ?? '') ? { ...one, properties: { ...asObject(one['properties']), provisioningState: 'Running' } } : one)) }));

/** The same outputs, with other warnings, of a newer deployment. */
const warned = async (world: World) => {
  const outputs = { ...world.runs.get('dev')!.outputs, deploymentWarnings: { ...asObject(world.runs.get('dev')!.outputs['deploymentWarnings']), azureMLDisabledDueToRegion: true } };
  return world.direct('dev', 'warned', { outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { type: typeof value === 'object' ? 'object' : typeof value === 'boolean' ? 'bool' : 'string', value }])) });
};

const entity = (row: string, address: string): RowCase => ({ row: `infra.servicebus.${row}`, change: removed(`{bus}/${address}`) });
const withContainers: Change = all(...['aos-config', 'aos-logs'].map((name): Change => (world) => world.create(world.at('staging', `{st}/blobServices/default/containers/${name}`), { properties: { publicAccess: 'None' } })));
const withoutContainer = (name: string): Change => removed(`{st}/blobServices/default/containers/${name}`, 'staging');

export const infraCases: readonly RowCase[] = [
  { row: 'infra.validate.lint-errors', change: file('deployment/main-modular.bicep', (text) => `${text}\nvar wrong = nowhere\n`) },
  { row: 'infra.validate.params-syntax', change: (world) => world.parameter('dev', 'notOfTheTemplate', '1') },
  { row: 'infra.whatif.reviewed', prepare: planned((plan) => plan), known: { 'infra.whatif.creates': 'pass' }, change: planned((plan) => ({ ...plan, changes: plan.changes.map((one, index) => (index === 0 ? { ...one, changeType: 'Unsupported' } : one)) })) },
  { row: 'infra.whatif.no-surprises', prepare: planned((plan) => plan), change: planned((plan) => ({ ...plan, changes: plan.changes.map((one, index) => (index === 0 ? { ...one, resourceId: one.resourceId.replace('rg-aos-dev', 'rg-elsewhere') } : one)) })) },
  { row: 'infra.rg.created', change: file('aos.yaml', (text) => text.replace('resourceGroup: rg-aos-dev', 'resourceGroup: rg-of-nobody')) },
  { row: 'infra.rg.tags', change: (world) => world.alter(world.at('dev', '{rg}'), (body) => ({ location: body['location']!, tags: { environment: 'dev' } })) },
  { row: 'infra.rg.lock', environment: 'prod', prepare: (world) => world.create(world.at('prod', '{rg}/providers/Microsoft.Authorization/locks/CannotDelete'), { properties: { level: 'CanNotDelete' } }, '2020-05-01'), change: (world) => world.alter(world.at('prod', '{rg}/providers/Microsoft.Authorization/locks/CannotDelete'), () => ({ properties: { level: 'ReadOnly' } }), '2020-05-01') },
  { row: 'infra.exec.working-dir', change: file('deployment/deploy.py', undefined) },
  { row: 'infra.exec.monitored', change: phase('linting', 'failed') },
  { row: 'infra.exec.phase-validating', change: phase('validating_parameters', 'failed') },
  { row: 'infra.exec.phase-linting', change: phase('linting', 'failed') },
  { row: 'infra.exec.phase-planning', change: run((one) => ({ ...one, planHash: undefined, planCounts: undefined })) },
  { row: 'infra.exec.phase-confirmation', prepare: confirmed('Ann Example'), change: confirmed(null) },
  { row: 'infra.exec.phase-deploying', change: run((one) => ({ ...one, phases: one.phases.map((each) => (each.name === 'deploying' ? { ...each, endedAt: new Date(Date.parse(each.startedAt!) + 31 * 60_000).toISOString() } : each)) })) },
  { row: 'infra.exec.phase-health', change: run((one) => ({ ...one, health: one.health.map((each, index) => (index === 0 ? { ...each, verdict: 'unhealthy', reason: 'Its state is Stopped.' } : each)) })) },
  { row: 'infra.exec.phase-completed', change: failed },
  { row: 'infra.exec.exit-code', change: failed },
  { row: 'infra.exec.audit-log', change: failed },
  { row: 'infra.direct.monitored', prepare: all(failed, directly('aos-deployment-20260101-120000', true)), change: stillRunning },
  { row: 'infra.direct.succeeded', prepare: all(failed, directly('aos-deployment-20260101-120000', true)), change: directly('aos-deployment-20260101-130000', false) },
  { row: 'infra.inventory.all-created', change: (world) => world.parameter('dev', 'uniqueSuffix', "'abcdefgh12345'") },
  { row: 'infra.inventory.counts', change: storage },
  { row: 'infra.inventory.count-function-apps', change: (world) => world.create(`${world.at('dev', '{rg}')}/providers/Microsoft.Web/sites/fourth-app-of-dev`, { location: 'eastus', kind: 'functionapp,linux', properties: { serverFarmId: world.idOf('dev', 'plan') } }) },
  { row: 'infra.inventory.count-plan', change: second('Microsoft.Web/serverfarms', 'second-plan-of-dev', { kind: 'functionapp', sku: { name: 'Y1' }, properties: { reserved: true } }) },
  { row: 'infra.inventory.count-servicebus', change: second('Microsoft.ServiceBus/namespaces', 'second-bus-of-dev', { sku: { name: 'Standard' }, properties: {} }) },
  { row: 'infra.inventory.count-storage', change: storage },
  { row: 'infra.inventory.count-keyvault', change: second('Microsoft.KeyVault/vaults', 'second-vault-of-dev', vault) },
  { row: 'infra.inventory.count-appinsights', change: (world) => world.create(`${world.at('dev', '{rg}')}/providers/Microsoft.Insights/components/second-component`, { location: 'eastus', kind: 'web', properties: { Application_Type: 'web' } }, '2020-02-02') },
  { row: 'infra.inventory.count-loganalytics', change: second('Microsoft.OperationalInsights/workspaces', 'second-workspace', { properties: { sku: { name: 'PerGB2018' } } }) },
  { row: 'infra.inventory.count-identities', change: all(...['two', 'three', 'four'].map((name) => second('Microsoft.ManagedIdentity/userAssignedIdentities', `identity-${name}`, {}))) },
  { row: 'infra.inventory.count-ml-workspace', change: (world) => second('Microsoft.MachineLearningServices/workspaces', 'second-ml', { identity: { type: 'SystemAssigned' }, properties: { storageAccount: world.idOf('dev', 'st'), keyVault: world.idOf('dev', 'kv'), applicationInsights: world.idOf('dev', 'appi') } })(world) },
  { row: 'infra.inventory.count-container-registry', change: second('Microsoft.ContainerRegistry/registries', 'secondregistryofdev', { sku: { name: 'Basic' } }) },
  ...(['main', 'mcp', 'realm'] as const).map((app): RowCase => ({ row: `infra.functions.${app}`, environment: 'staging', isFinal: true, change: async (world) => { await world.arm('DELETE', world.at('staging', `{${app}}`)); return () => undefined; } })),
  { row: 'infra.functions.running', change: async (world) => { await world.arm('POST', world.at('dev', '{main}/stop')); return async () => { await world.arm('POST', world.at('dev', '{main}/start')); }; } },
  { row: 'infra.functions.sku', change: (world) => world.parameter('dev', 'functionAppSku', "'EP1'") },
  { row: 'infra.servicebus.namespace', change: shown('{bus}', { status: 'Disabled' }) },
  entity('queues', 'queues/aos-requests'), entity('queue-aos-requests', 'queues/aos-requests'), entity('queue-businessinfinity', 'queues/businessinfinity-responses'),
  entity('topics', 'topics/system-events'), entity('topic-agent-events', 'topics/agent-events'), entity('topic-system-events', 'topics/system-events'),
  { row: 'infra.storage.account', change: shown('{st}', { statusOfPrimary: 'unavailable' }) },
  { row: 'infra.storage.containers', environment: 'staging', prepare: withContainers, change: withoutContainer('aos-logs') },
  { row: 'infra.storage.container-aos-data', environment: 'staging', change: withoutContainer('aos-data') },
  { row: 'infra.storage.container-aos-config', environment: 'staging', prepare: withContainers, change: withoutContainer('aos-config') },
  { row: 'infra.storage.container-aos-logs', environment: 'staging', prepare: withContainers, change: withoutContainer('aos-logs') },
  ...(['table', 'queue'] as const).map((service): RowCase => ({ row: `infra.storage.${service}s`, change: (world) => world.shows(world.at('dev', '{st}'), (body) => ({ ...body, properties: { ...asObject(body['properties']), primaryEndpoints: { ...asObject(asObject(body['properties'])['primaryEndpoints']), [service]: '' } } })) })),
  { row: 'infra.keyvault.vault', change: shown('{kv}', { provisioningState: 'Failed' }) },
  { row: 'infra.keyvault.soft-delete', change: shown('{kv}', { enableSoftDelete: false }) },
  { row: 'infra.keyvault.rbac-model', change: (world) => world.alter(world.at('dev', '{kv}'), (body) => ({ ...body, properties: { ...asObject(body['properties']), enableRbacAuthorization: false, accessPolicies: [] } })) },
  { row: 'infra.monitoring.appinsights', change: shown('{appi}', { provisioningState: 'Failed' }, 'dev', '2020-02-02') },
  { row: 'infra.monitoring.workspace', change: shown('{law}', { provisioningState: 'Failed' }) },
  { row: 'infra.monitoring.linked', change: shown('{appi}', { WorkspaceResourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.OperationalInsights/workspaces/another' }, 'dev', '2020-02-02') },
  { row: 'infra.rbac.identities', change: (world) => world.shows(world.at('dev', '{mcp}'), (body) => ({ ...body, identity: { type: 'None' } })) },
  { row: 'infra.rbac.assignments', change: revoked('kv', roles.secretsUser, 'mcp') },
  { row: 'infra.rbac.keyvault', change: revoked('kv', roles.secretsUser, 'mcp') },
  { row: 'infra.rbac.storage', change: revoked('st', roles.blobContributor, 'main') },
  { row: 'infra.rbac.servicebus', change: revoked('bus', roles.busOwner, 'main') },
  { row: 'infra.warnings.reviewed', change: warned },
];
