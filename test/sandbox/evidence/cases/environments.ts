import { asObject } from '../../../../src/core/json';
import type { JsonObject } from '../../../../src/core/values';
import { type apps, assignment, roles } from '../putRight';
import { all, type Change, type EnvironmentName, type RowCase } from '../rowCase';
import type { World } from '../world';

const developers = '77777777-0000-4000-8000-000000000007';
const hourMs = 3_600_000;
const file = (name: string, change: string | undefined | ((text: string) => string)): Change => (world) => world.file(name, change);
const profile = (environment: EnvironmentName, lines: string): Change => (world) => world.profile(environment, lines);
const parameter = (environment: EnvironmentName, name: string, value: string): Change => (world) => world.parameter(environment, name, value);
const settings = (environment: EnvironmentName, app: (typeof apps)[number], values: Readonly<Record<string, string | null>>): Change => (world) => world.settings(environment, app, values);
const sku = (environment: EnvironmentName, role: string, name: string): Change => (world) => world.shows(world.at(environment, `{${role}}`), (body) => ({ ...body, sku: { ...asObject(body['sku']), name } }));
const networkDefault = (environment: EnvironmentName, role: 'st' | 'kv', defaultAction: 'Allow' | 'Deny'): Change => (world) => world.alter(world.at(environment, `{${role}}`), (body) => ({ ...body, properties: { ...asObject(body['properties']), networkAcls: { bypass: 'AzureServices', defaultAction } } }));

/** A blob in aos-data, written with a signature that ARM gives. */
const blob = (name: string, text: string): Change => async (world) => {
  const token = (await world.arm('POST', world.at('dev', '{st}/listAccountSas'), { signedServices: 'b', signedResourceTypes: 'sco', signedPermission: 'rwdlc', signedExpiry: new Date(Date.now() + hourMs).toISOString().replace(/\.\d+Z$/, 'Z'), signedProtocol: 'https,http' }))['accountSasToken'] as string;
  const endpoint = asObject(asObject((await world.arm('GET', world.at('dev', '{st}')))['properties'])['primaryEndpoints'])['blob'] as string;
  const address = `${endpoint.replace(/\/$/, '')}/aos-data/${name}?${token.replace(/^\?/, '')}`;
  const answer = await fetch(address, { method: 'PUT', headers: { 'x-ms-blob-type': 'BlockBlob', 'x-ms-version': '2023-11-03' }, body: text });
  if (!answer.ok) throw new Error(await answer.text());
  return async () => { await fetch(address, { method: 'DELETE', headers: { 'x-ms-version': '2023-11-03' } }); };
};

const team = '{rg}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000eee1';
const observed = /^microsoft\.(web\/(sites|serverfarms)|servicebus\/namespaces|storage\/storageaccounts|keyvault\/vaults|containerregistry\/registries|machinelearningservices\/workspaces|insights\/components|operationalinsights\/workspaces)$/i;

/** Diagnostic settings everywhere, and a dashboard. */
const watched: Change = async (world) => {
  const ids = (await world.engine.listResources('staging')).filter(({ type }) => observed.test(type)).map(({ id }) => id);
  const settingsOf = ids.map((id): Change => () => world.create(`${id}/providers/Microsoft.Insights/diagnosticSettings/DiagToLogAnalytics`, { properties: { workspaceId: world.idOf('staging', 'law'), metrics: [{ category: 'AllMetrics', enabled: true }] } }, '2021-05-01-preview'));
  return all(...settingsOf, () => world.create(`${world.at('staging', '{rg}')}/providers/Microsoft.Portal/dashboards/aos-staging`, { location: 'eastus', properties: { lenses: [] } }))(world);
};

const b2c = (environment: EnvironmentName): JsonObject => ({ B2C_TENANT: `${environment}tenant`, B2C_POLICY: 'B2C_1_signin', B2C_CLIENT_ID: '88888888-0000-4000-8000-000000000008' });
const customers = (environment: EnvironmentName): Change => async (world) => {
  await world.secret(environment, 'B2CClientSecret', 'a secret of customers');
  return all(parameter(environment, 'enableB2C', 'true'), settings(environment, 'main', { ...b2c(environment) as Record<string, string>, B2C_CLIENT_SECRET: `@Microsoft.KeyVault(VaultName=${world.nameOf(environment, 'kv')};SecretName=B2CClientSecret)` }))(world);
};

const baseline = (value: JsonObject, at: string): Change => (world) => world.record('staging', 'load-test', { at, binding: { commit: world.git('rev-parse', 'HEAD') }, value });
const numbers = { baseline: true, averageMs: 120, p95Ms: 300, p99Ms: 600, requestsPerSecond: 40, sku: 'EP1' };
const windowFor = (world: World, startHours: number): string => { const at = (hours: number): string => new Date(Date.parse(world.runs.get('prod')!.timestamp) + hours * hourMs).toISOString(); return `window: { start: '${at(startHours)}', end: '${at(startHours + 2)}' }`; };
const onCall = "contacts: [{ name: 'Ann Example', role: on-call, email: ann@contoso.example }]";
const group = '{rg}/providers/Microsoft.Insights/actionGroups/aos-critical';

/** Somebody is told of what is critical. */
const told: Change = (world) => all(
  () => world.create(world.at('prod', group), { location: 'Global', properties: { groupShortName: 'critical', enabled: true, emailReceivers: [{ name: 'ann', emailAddress: 'ann@contoso.example' }] } }, '2023-01-01'),
  () => world.create(world.at('prod', '{rg}/providers/Microsoft.Insights/metricAlerts/bus-depth'), { location: 'global', properties: { severity: 0, enabled: true, scopes: [world.idOf('prod', 'bus')], evaluationFrequency: 'PT1M', windowSize: 'PT5M', criteria: { 'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria', allOf: [{ name: 'depth', metricName: 'ActiveMessages', operator: 'GreaterThan', threshold: 1000, timeAggregation: 'Average', criterionType: 'StaticThresholdCriterion' }] }, actions: [{ actionGroupId: world.at('prod', group) }] } }, '2018-03-01'),
)(world);

const good = { severeAlerts: 0, errorRatePercent: 0.2, health: { main: 200, mcp: 200, realm: 200 } };
const sample = (hours: number, value: JsonObject): Change => (world) => world.record('prod', 'watch-sample', { at: new Date(Date.parse(world.runs.get('prod')!.endedAt!) + hours * hourMs).toISOString(), value });

const documentOf = (world: World): string => {
  const run = world.runs.get('prod')!;
  return [`# Deployment ${run.deploymentId}`, `Ended ${run.endedAt} at ${run.gitSha}.`, '## Resources', world.idOf('prod', 'st'), '## Warnings', 'None.', '## Deviations', 'None.', '## Sign-off', 'Ann Example'].join('\n');
};
const committed = (change: (world: World) => string): Change => (world) => {
  const undo = world.file('docs/deployments/prod.md', change(world));
  world.git('add', 'docs/deployments/prod.md');
  world.git('commit', '-q', '-m', 'Document the deployment');
  return async () => { world.git('reset', '-q', '--mixed', 'HEAD~1'); await undo(); };
};

export const environmentCases: readonly RowCase[] = [
  { row: 'env-dev.traits.plan', change: sku('dev', 'plan', 'EP1') },
  { row: 'env-dev.traits.servicebus', change: sku('dev', 'bus', 'Premium') },
  { row: 'env-dev.traits.storage', change: sku('dev', 'st', 'Standard_GRS') },
  { row: 'env-dev.traits.no-b2c', change: settings('dev', 'main', { B2C_TENANT: 'tenant' }) },
  { row: 'env-dev.traits.monitoring', change: settings('dev', 'realm', { APPLICATIONINSIGHTS_CONNECTION_STRING: null }) },
  { row: 'env-dev.traits.open-network', change: networkDefault('dev', 'kv', 'Deny') },
  { row: 'env-dev.traits.frequent', change: file('aos.yaml', (text) => text.replace('approvals: 0', 'approvals: 1')) },
  { row: 'env-dev.tasks.local-settings', change: file('local.settings.json', (text) => text.replace('"dev"', '"prod"')) },
  { row: 'env-dev.tasks.debug-logging', change: settings('dev', 'mcp', { AOS_LOG_LEVEL: 'INFO' }) },
  { row: 'env-dev.tasks.test-data', prepare: all(profile('dev', 'testData: testdata'), file('testdata/requests.json', '[1]\n'), blob('requests.json', '[1]\n')), change: file('testdata/requests.json', '[1, 2]\n') },
  { row: 'env-dev.tasks.team-access', prepare: all(profile('dev', `developers: { objectId: ${developers} }`), (world) => world.create(world.at('dev', team), { ...assignment(world, 'dev', roles.contributor, developers) })), change: (world) => world.remove(world.at('dev', team)) },
  { row: 'env-staging.traits.plan', environment: 'staging', change: sku('staging', 'plan', 'EP3') },
  { row: 'env-staging.traits.servicebus', environment: 'staging', change: sku('staging', 'bus', 'Premium') },
  { row: 'env-staging.traits.storage', environment: 'staging', change: sku('staging', 'st', 'Standard_LRS') },
  { row: 'env-staging.traits.b2c', environment: 'staging', prepare: customers('staging'), change: settings('staging', 'main', { B2C_CLIENT_ID: 'YOUR_B2C_CLIENT_ID' }) },
  { row: 'env-staging.traits.monitoring', environment: 'staging', prepare: watched, change: (world) => world.remove(`${world.idOf('staging', 'kv')}/providers/Microsoft.Insights/diagnosticSettings/DiagToLogAnalytics`, '2021-05-01-preview') },
  { row: 'env-staging.traits.network', environment: 'staging', prepare: all(networkDefault('staging', 'st', 'Deny'), networkDefault('staging', 'kv', 'Deny')), change: networkDefault('staging', 'st', 'Allow') },
  { row: 'env-staging.traits.prod-like', environment: 'staging', change: parameter('staging', 'enableAzureML', 'false') },
  { row: 'env-staging.tasks.benchmarks', environment: 'staging', prepare: baseline(numbers, '2026-01-01T00:00:00.000Z'), change: baseline({ baseline: true, averageMs: 120 }, '2026-01-02T00:00:00.000Z') },
  { row: 'env-prod.traits.plan', environment: 'prod', change: sku('prod', 'plan', 'Y1') },
  { row: 'env-prod.traits.servicebus', environment: 'prod', change: sku('prod', 'bus', 'Standard') },
  { row: 'env-prod.traits.storage', environment: 'prod', change: sku('prod', 'st', 'Standard_LRS') },
  { row: 'env-prod.traits.b2c', environment: 'prod', prepare: customers('prod'), change: settings('prod', 'main', { B2C_POLICY: null }) },
  { row: 'env-prod.traits.high-availability', environment: 'prod', change: (world) => world.alter(world.at('prod', '{st}'), (body) => ({ ...body, sku: { name: 'Standard_LRS' } })) },
  { row: 'env-prod.tasks.window', environment: 'prod', prepare: (world) => world.profile('prod', windowFor(world, -1)), change: (world) => world.file('aos.yaml', (text) => text.replace(/window: \{.*\}/, windowFor(world, 5))) },
  { row: 'env-prod.tasks.on-call', environment: 'prod', prepare: all((world) => world.profile('prod', `${windowFor(world, -1)}\n${onCall}`), told), change: (world) => world.alter(world.at('prod', group), (body) => ({ ...body, properties: { ...asObject(body['properties']), emailReceivers: [] } }), '2023-01-01') },
  { row: 'env-prod.tasks.post-monitoring', environment: 'prod', prepare: all((world) => world.later(25 * hourMs), ...Array.from({ length: 25 }, (_, index) => sample(index, good))), change: sample(24.5, { ...good, errorRatePercent: 3 }) },
  { row: 'env-prod.tasks.documented', environment: 'prod', prepare: committed(documentOf), change: committed((world) => documentOf(world).replace('## Sign-off', '## End')) },
];

