import { queries, type EvidenceScope } from '../../../../src/core/evidence';
import { actionGroups, activityAlerts, metricAlerts, queryRules, webTests } from '../../../../src/core/evidence/checks/prodready/alerts';
import { dashboards } from '../../../../src/core/evidence/checks/prodready/dashboard';
import { activityExports, budgets, costViews, lifecycle, policyAssignments } from '../../../../src/core/evidence/checks/prodready/governance';
import { customMetrics, measuredShare } from '../../../../src/core/evidence/checks/prodready/monitoring';
import { notPushed } from '../../../../src/core/evidence/checks/prodready/documents';
import { present } from '../../../../src/core/evidence/checks/prodready/recovery';
import { privateEndpoints, securityGroups, virtualNetworks, zoneGroups } from '../../../../src/core/evidence/checks/prodready/network';
import { tracked } from '../../../../src/core/evidence/checks/prodready/runbookText';
import { groupAssignments } from '../../../../src/core/evidence/checks/infra/access';
import { diagnosticSettings, webConfigs } from '../../../../src/core/evidence/checks/traits';
import { answered, type FactState } from '../factCase';

const { audit, appSettings, armGet, armList, compiled, configurations, deploymentRecord, deployments, environments, frontDoors, git, literalParameters, knownPrincipals, outputs, policyViolations, records, resource, resourceGroup, resources, runs } = queries;
export const now = '2026-01-01T00:00:00.000Z';
export const commit = 'a'.repeat(40);
export const group = '/subscriptions/s/resourceGroups/rg';
const apps = ['main', 'mcp', 'realm'] as const;
const types = { main: 'Microsoft.Web/sites', mcp: 'Microsoft.Web/sites', realm: 'Microsoft.Web/sites', plan: 'Microsoft.Web/serverfarms', bus: 'Microsoft.ServiceBus/namespaces', st: 'Microsoft.Storage/storageAccounts', kv: 'Microsoft.KeyVault/vaults', appi: 'Microsoft.Insights/components', law: 'Microsoft.OperationalInsights/workspaces' } as const;
type Known = keyof typeof types;
export const idOf = (role: Known): string => `${group}/providers/${types[role]}/${role}`;
const subnet = `${group}/providers/Microsoft.Network/virtualNetworks/net/subnets/apps`;
const guard = `${group}/providers/Microsoft.Network/networkSecurityGroups/guard`;
const critical = `${group}/providers/Microsoft.Insights/actionGroups/critical`, warning = `${group}/providers/Microsoft.Insights/actionGroups/warning`;
const tags = () => ({ environment: 'prod', project: 'aos', owner: 'team', costCenter: 'c1', managedBy: 'Bicep' });
// A test changes whatever it is about, so the members are of any make.
type Loose = Record<string, unknown>;

const metric = (name: string, on: string, metricName: string, operator: string, threshold: number, severity: number, action: string, dimensions: readonly string[] = []) => ({ name, properties: { severity, enabled: true, scopes: [on], windowSize: 'PT5M', evaluationFrequency: 'PT1M', criteria: { allOf: [{ metricName, operator, threshold, timeAggregation: 'Average', dimensions: dimensions.map((one) => ({ name: one })) }] }, actions: [{ actionGroupId: action }] } });
const endpoint = (role: Known, groupId: string) => ({ id: `${group}/providers/Microsoft.Network/privateEndpoints/pe-${role}`, name: `pe-${role}`, properties: { subnet: { id: subnet }, privateLinkServiceConnections: [{ properties: { privateLinkServiceId: idOf(role), groupIds: [groupId], privateLinkServiceConnectionState: { status: 'Approved' } } }] } });
const zone = () => ({ properties: { privateDnsZoneConfigs: [{ properties: { privateDnsZoneId: '/x/privateDnsZones/privatelink.blob.core.windows.net' } }] } });
const assigned = (principalId: string, role: string, principalType: string) => ({ properties: { principalId, principalType, scope: group, roleDefinitionId: `/x/${role}` } });
const text = (stdout: string) => ({ exitCode: 0, stdout, stderr: '' });
export const runbookNames = ['deployment', 'troubleshooting', 'incident-response', 'scaling', 'rollback', 'disaster-recovery'] as const;
const files = ['agents/a.json', 'mcp-servers/m.json', 'deployment/parameters/prod.bicepparam', ...runbookNames.map((one) => `docs/runbooks/${one}.md`)];
const padding = 'Who is on duty follows these steps one after the other, and writes down when each of them was done.\n';

function resourcesOf(): Record<Known, { properties: Loose } & Loose> {
  const made = Object.fromEntries((Object.keys(types) as Known[]).map((role) => [role, { id: idOf(role), name: role, type: types[role], tags: tags(), properties: {} as Loose } as { properties: Loose } & Loose])) as Record<Known, { properties: Loose } & Loose>;
  for (const app of apps) Object.assign(made[app], { identity: { type: 'SystemAssigned', principalId: `p-${app}` }, properties: { virtualNetworkSubnetId: subnet, httpsOnly: true, defaultHostName: `${app}.example` } });
  Object.assign(made.plan, { sku: { name: 'EP1' } });
  Object.assign(made.bus, { sku: { name: 'Premium' }, properties: { minimumTlsVersion: '1.2' } });
  Object.assign(made.st, { sku: { name: 'Standard_GRS' }, properties: { supportsHttpsTrafficOnly: true, minimumTlsVersion: 'TLS1_2', encryption: { services: { blob: { enabled: true } }, keySource: 'Microsoft.Storage' } } });
  Object.assign(made.kv, { properties: { enableSoftDelete: true, softDeleteRetentionInDays: 7, enablePurgeProtection: true } });
  Object.assign(made.appi, { properties: { provisioningState: 'Succeeded', WorkspaceResourceId: idOf('law'), IngestionMode: 'LogAnalytics', InstrumentationKey: 'key-1' } });
  Object.assign(made.law, { properties: { retentionInDays: 30 } });
  return made;
}

function tiles() {
  return [...apps.map((app) => ({ id: idOf(app), name: 'HealthCheckStatus' })), { id: idOf('appi'), name: 'requests/count' }, { id: idOf('appi'), name: 'requests/duration' }, { id: idOf('appi'), name: 'requests/failed' }, { id: idOf('bus'), name: 'ActiveMessages', split: 'EntityName' }, { id: idOf('st'), name: 'UsedCapacity' }, { id: idOf('appi'), query: 'customEvents | summarize count() by agentId' }];
}

/** Everything about production as it should be; a case changes what its row is about. */
export function rightWorld() {
  return {
    resources: resourcesOf(), group: { id: group, name: 'rg', tags: tags() as Record<string, string> }, webConfig: { ipSecurityRestrictionsDefaultAction: 'Deny', ipSecurityRestrictions: [{ ipAddress: '20.1.0.0/16', action: 'Allow', priority: 100 }], minTlsVersion: '1.2', ftpsState: 'Disabled' } as Loose,
    networks: [{ name: 'net', properties: { subnets: [{ id: subnet, properties: { delegations: [{ properties: { serviceName: 'Microsoft.Web/serverFarms' } }], networkSecurityGroup: { id: guard } as Loose | undefined } }] } }], guards: [{ id: guard, name: 'guard', properties: { securityRules: [] as unknown[] } }],
    endpoints: [endpoint('st', 'blob'), endpoint('bus', 'namespace'), endpoint('kv', 'vault')], zones: [zone()], principals: [...apps.map((app) => `p-${app}`), 'team', 'operations'], doors: [] as Loose[], assignments: [assigned('p-main', 'role', 'ServicePrincipal'), assigned('team', 'acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Group'), assigned('operations', 'acdd72a7-3385-48ef-bd42-f606fba81ae7', 'Group'), assigned('operations', '43d0d8ad-25c7-4714-9337-8ba259a9fe05', 'Group')],
    diagnostics: { properties: { workspaceId: idOf('law'), logs: [{ categoryGroup: 'allLogs', enabled: true }], metrics: [{ category: 'AllMetrics', enabled: true }] } }, deletion: { enabled: true, days: 7 }, setting: 'InstrumentationKey=key-1;IngestionEndpoint=https://x', metricNames: [{ name: 'agents' }], share: [{ kept: 30, sent: 100 }],
    metricAlerts: [...apps.map((app) => metric(`down-${app}`, idOf(app), 'HealthCheckStatus', 'LessThan', 99, 0, critical)), metric('queue', idOf('bus'), 'ActiveMessages', 'GreaterThan', 1000, 1, critical, ['EntityName']), metric('storage', idOf('st'), 'Availability', 'LessThan', 99, 1, critical), metric('slow', idOf('appi'), 'requests/duration', 'GreaterThan', 2000, 2, warning), metric('cpu', idOf('plan'), 'CpuPercentage', 'GreaterThan', 80, 3, warning), metric('memory', idOf('plan'), 'MemoryPercentage', 'GreaterThan', 80, 3, warning)],
    queryRule: { name: 'errors', properties: { severity: 1, enabled: true, scopes: [idOf('appi')], windowSize: 'PT5M', criteria: { allOf: [{ query: 'requests | summarize f = 100.0 * countif(success == false) / count() | where f > 5', operator: 'GreaterThan', threshold: 0 }] }, actions: { actionGroups: [critical] } } },
    activityRule: { name: 'failed', properties: { enabled: true, scopes: [group], condition: { allOf: [['category', 'Administrative'], ['operationName', 'Microsoft.Resources/deployments/write'], ['status', 'Failed']].map(([field, equals]) => ({ field, equals })) }, actions: { actionGroups: [{ actionGroupId: warning }] } } },
    groups: [{ id: critical, name: 'critical', properties: { enabled: true, emailReceivers: [{ emailAddress: 'ops@contoso.com' }], smsReceivers: [{ countryCode: '1', phoneNumber: '5550100' }], webhookReceivers: [{ serviceUri: 'https://events.pagerduty.com/x' }] } }, { id: warning, name: 'warning', properties: { enabled: true, emailReceivers: [{ emailAddress: 'ops@contoso.com' }], smsReceivers: [] as unknown[], webhookReceivers: [] as { serviceUri: string }[] } }],
    test: { succeeded: true }, tiles: tiles() as Loose[], dashboardTags: { 'aos-dashboard': 'prod' } as Loose, tracked: files, changed: '', serverEnv: { API_KEY: '${API_KEY}' } as Loose, drill: { steps: ['failover', 'restore', 'verify', 'measure'], rtoMinutes: 30, rpoMinutes: 5, outcome: 'passed' } as Loose, drillAt: '2025-12-01T00:00:00.000Z',
    runbooks: {
      deployment: `# Deployment\n${padding}rg eastus main prod.bicepparam\n`, troubleshooting: `# Trouble\n${padding}## Symptoms\nSlow.\n## Checks\nLook.\n## Fixes\nMend.\n`, 'incident-response': `# Incidents\n${padding}P0 P1 P2\n## Escalation\n- one: a@contoso.com\n- two: b@contoso.com\n`,
      scaling: `# Scaling\n${padding}EP1, Premium, Standard_GRS; next step: EP2\n`, rollback: `# Rollback\n${padding}`, 'disaster-recovery': `# Recovery\n${padding}rg eastus westus2\n## Failover\nMove to westus2.\n## Restore from backup\nBlobs, then secrets.\n## Verify\nAsk the health endpoints.\n## RTO and RPO\nRTO 1 h, measured by clock\nRPO 15 min\n`,
    } as Record<(typeof runbookNames)[number], string>,
    run: { deploymentId: 'run-1', deploymentName: 'dep-1', gitSha: commit, timestamp: '2025-12-31T10:00:00Z', endedAt: '2025-12-31T10:20:00Z', success: true, rollbackTo: { kind: 'run' } as Loose | undefined }, document: `run-1 2025-12-31T10:00:00Z 2025-12-31T10:20:00Z ${commit} azureMLDisabledDueToRegion`, commits: commit, notPushed: '', files: [...files], literals: [{ file: 'deployment/parameters/prod.bicepparam', name: 'location' }], published: [{ at: now, value: { application: 'main' }, binding: { commit } }] as Loose[], audit: [] as Loose[],
    policies: [{ properties: { displayName: 'tags', scope: group } as Loose }], violations: [] as Loose[], budget: { timeGrain: 'Monthly', amount: 1000, timePeriod: { startDate: '2026-01-01T00:00:00Z' }, notifications: { a: { enabled: true, threshold: 80, contactEmails: ['ops@contoso.com'] } } } as Loose, views: [{ name: 'cost' }],
    exported: { workspaceId: idOf('law'), logs: ['Administrative', 'Security', 'Alert', 'Policy'].map((category) => ({ category, enabled: true })) }, secondDeployment: 'Succeeded', secondCount: 3, trafficStatus: 'Enabled', traffic: [{ endpointStatus: 'Enabled', endpointLocation: 'eastus', targetResourceId: idOf('main') } as Loose, { endpointStatus: 'Enabled', endpointLocation: 'westus2' }], secondary: 'available',
    profile: { critical: true, secondaryRegion: 'westus2', secondaryResourceGroup: 'rg2', customMetrics: ['agents'], pagingService: 'PagerDuty', team: 'team', operations: 'operations', nextDrill: '2026-02-01T00:00:00Z', contacts: [{ name: 'Ada', role: 'on-call', email: 'ops@contoso.com' }] } as Loose,
  };
}
export type RightWorld = ReturnType<typeof rightWorld>;

/** What the queries answer in such a world. */
export function stateOf(w: RightWorld, rows: FactState['rows'] = {}): FactState {
  const all = Object.values(w.resources);
  const listed = [...all, ...w.endpoints.map(({ id, name }) => ({ id, name, type: 'Microsoft.Network/privateEndpoints', tags: tags() }))];
  const record = (value: unknown, at: string) => [{ at, value }];
  const given: readonly (readonly [ReturnType<typeof resource> | unknown, unknown])[] = [
    ...(Object.keys(w.resources) as Known[]).map((role) => [resource(role), w.resources[role]] as const), ...webConfigs.map((one) => [one, { properties: w.webConfig }] as const), ...w.endpoints.map(({ id }) => [zoneGroups(id), w.zones] as const), ...all.map(({ id }) => [diagnosticSettings(String(id)), [w.diagnostics]] as const),
    ...apps.map((app) => [appSettings(app), { APPLICATIONINSIGHTS_CONNECTION_STRING: w.setting }] as const), ...runbookNames.map((one) => [queries.fileText(`docs/runbooks/${one}.md`), w.runbooks[one]] as const),
    [resources(), listed], [resourceGroup(), w.group], [virtualNetworks, w.networks], [privateEndpoints, w.endpoints], [securityGroups, w.guards], [knownPrincipals(), w.principals], [frontDoors(), w.doors], [groupAssignments, w.assignments], [armGet('{st}/blobServices/default', '2023-05-01'), { properties: { deleteRetentionPolicy: w.deletion } }],
    [compiled(), { success: true, template: { parameters: { enableAppInsights: { type: 'bool', defaultValue: true }, location: { type: 'string', defaultValue: 'eastus' } } }, parameters: {}, diagnostics: [], secureParameterNames: ['clientSecret'] }], [customMetrics, w.metricNames], [measuredShare, w.share], [queries.fileText('host.json'), '{}'],
    [metricAlerts, w.metricAlerts], [queryRules, [w.queryRule]], [activityAlerts, [w.activityRule]], [webTests, []], [actionGroups, w.groups], [records('notification-test'), record(w.test, now)],
    [dashboards, [{ id: `${group}/providers/Microsoft.Portal/dashboards/d`, name: 'd', tags: w.dashboardTags, properties: { lenses: [{ parts: w.tiles }] } }]], [tracked, text(w.tracked.join('\n'))], [git('status', '--porcelain', '--untracked-files=all'), text(w.changed)], [git('status', '--porcelain', '--', 'docs/runbooks'), text('')], [notPushed, text(w.notPushed)], [present, w.files], [literalParameters(), w.literals], [records('publish'), w.published], [audit(), w.audit], [git('rev-list', '--all', '--max-count=20000'), text(w.commits)],
    [configurations('agent'), { single: [{ id: 'a', file: '/ws/agents/a.json', value: {} }] }], [configurations('server'), { single: [{ id: 'm', file: '/ws/mcp-servers/m.json', value: { env: w.serverEnv } }] }], [environments(), [{ parametersFile: '/ws/deployment/parameters/prod.bicepparam' }]], [records('drill'), record(w.drill, w.drillAt)],
    [deploymentRecord(), { run: w.run, files: [{ path: 'docs/run-1.md', text: w.document }] }], [deployments(), [{ name: 'dep-1', timestamp: w.run.endedAt }]], [outputs(), { deploymentWarnings: { azureMLDisabledDueToRegion: false } }], [runs(), [w.run]],
    [policyAssignments, w.policies], [policyViolations(), w.violations], [budgets, [{ name: 'b', properties: w.budget }]], [costViews, w.views], [activityExports, [{ properties: w.exported }]], [lifecycle, {}],
    [armList('{sub}/locations', '2022-12-01'), [{ name: 'eastus' }, { name: 'westus2' }]], [armList('{sub}/resourceGroups/rg2/providers/Microsoft.Resources/deployments', '2021-04-01'), [{ properties: { provisioningState: w.secondDeployment } }]],
    [armList('{sub}/resourceGroups/rg2/resources', '2021-04-01'), [...Array.from({ length: w.secondCount }, () => ({ type: types.main })), ...(['plan', 'bus', 'st', 'kv'] as const).map((role) => ({ type: types[role] }))]],
    [armList('{sub}/providers/Microsoft.Network/trafficmanagerprofiles', '2022-04-01'), [{ name: 't', properties: { profileStatus: w.trafficStatus, endpoints: w.traffic.map((properties) => ({ properties })), monitorConfig: { path: '/api/health' } } }]], [armGet('{st}', '2023-05-01', { $expand: 'geoReplicationStats' }), { properties: { statusOfSecondary: w.secondary } }], [armList('{st}/objectReplicationPolicies', '2023-05-01'), []], [armList('{bus}/disasterRecoveryConfigs', '2021-11-01'), [{ properties: { partnerNamespace: 'other' } }]],
  ];
  const scope: Partial<EvidenceScope> = { environment: { name: 'prod', parametersFile: '/ws/deployment/parameters/prod.bicepparam', templateFile: '/ws/t.bicep', resourceGroup: 'rg', isProtected: true }, profile: w.profile, resources: listed as never, roles: Object.fromEntries((Object.keys(types) as Known[]).map((role) => [role, idOf(role)])) };
  return { facts: given.map(([query, value]) => answered(query as ReturnType<typeof resource>, value as never)), rows, scope };
}
