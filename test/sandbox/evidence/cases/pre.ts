import { send } from '../../support/clients';
import { all, type Change, type RowCase } from '../rowCase';
import { assignment, roles } from '../putRight';

const answers = (pattern: RegExp, output: string | undefined, exitCode = 0): Change => ({ tools }) => tools.answer(pattern, output, exitCode);
const parameter = (name: string, value: string, environment: 'dev' | 'staging' | 'prod' = 'dev'): Change => (world) => world.parameter(environment, name, value);
const profile = (lines: string, environment: 'dev' | 'staging' | 'prod' = 'dev'): Change => (world) => world.profile(environment, lines);
const file = (name: string, change: string | undefined | ((text: string) => string)): Change => (world) => world.file(name, change);
const inRegion = (region: string): Change => all(parameter('location', `'${region}'`), file('aos.yaml', (text) => text.replace('location: eastus', `location: ${region}`)));
/** A secret of Entra ID as they look, put together here so that no scanner takes this file for a leak. */
const clientSecret = ['Abc', '8Q~', 'aB3dE5fG7hJ9kL1mN3pQ5rS7tU9vW1xY3z'].join('');
/** A principal with a role for the pipeline, which lives in the directory. */
const principal: Change = async (world) => {
  const ask = async (method: string, path: string, body?: object): Promise<Record<string, string>> => {
    const { status, json, text } = await send(world.sandbox.endpoints.resourceManager, method, `/graph/v1.0${path}`, body);
    if (status >= 300) throw new Error(text);
    return (json ?? {}) as Record<string, string>;
  };
  const { appId, id: application } = await ask('POST', '/applications', { displayName: 'aos-deploy-sp' });
  const { id } = await ask('POST', '/servicePrincipals', { appId });
  const undo = await world.create(world.at('dev', '{sub}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000ddd1'), assignment(world, 'dev', roles.owner, id!));
  return async () => { await undo(); await ask('DELETE', `/servicePrincipals/${id}`); await ask('DELETE', `/applications/${application}`); };
};

export const preCases: readonly RowCase[] = [
  { row: 'pre.tools.azure-cli', change: answers(/^az version/, undefined) },
  { row: 'pre.tools.bicep-cli', change: file('deployment/main-modular.bicep', (text) => `${text}\nsurprise {{ 'syntax of tomorrow'\n`) },
  { row: 'pre.tools.python', change: answers(/^python3 --version/, 'Python 3.9.18\n') },
  { row: 'pre.tools.git', change: (world) => { world.git('config', 'user.email', 'your.email@example.com'); return () => { world.git('config', 'user.email', 'ann@contoso.example'); }; } },
  { row: 'pre.tools.func', change: answers(/^func --version/, '3.0.4626\n') },
  { row: 'pre.subscription.identified', change: (world) => world.answering('/subscriptions', { value: [{ subscriptionId: '00000000-0000-0000-0000-000000000001', displayName: 'Sandbox', state: 'Disabled' }] }) },
  { row: 'pre.subscription.active', change: (world) => world.tools.answer(/^az account show/, JSON.stringify({ id: '99999999-0000-4000-8000-000000000009', name: 'Another', tenantId: '5a4d0000-0000-4000-8000-000000000001' })) },
  { row: 'pre.subscription.permissions', change: (world) => world.remove(world.at('dev', '{rg}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000aaaa')) },
  {
    row: 'pre.subscription.quotas',
    change: (world) => world.faults({ match: { type: 'Microsoft.MachineLearningServices/workspaces' }, fault: { kind: 'quota', limit: 0 } }),
  },
  { row: 'pre.auth.login', change: profile("tenant: '99999999-0000-4000-8000-000000000009'") },
  { row: 'pre.auth.service-principal', prepare: all(profile('deployedFromCi: true'), principal), change: (world) => world.remove(world.at('dev', '{sub}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000ddd1')) },
  {
    row: 'pre.auth.sp-credentials-stored', prepare: all(profile('deployedFromCi: true'), answers(/^gh secret list/, JSON.stringify(['AZURE_CLIENT_ID', 'AZURE_TENANT_ID', 'AZURE_SUBSCRIPTION_ID'].map((name) => ({ name }))))),
    change: file('README.md', (text) => `${text}\n${clientSecret}\n`),
  },
  { row: 'pre.region.tier1', change: inRegion('westus') },
  { row: 'pre.region.tier1-americas', change: inRegion('westus') },
  { row: 'pre.region.tier1-europe', prepare: inRegion('westeurope'), change: (world) => world.file('deployment/parameters/dev.bicepparam', (text) => text.replace('westeurope', 'swedencentral')) },
  { row: 'pre.region.tier1-asia-pacific', prepare: inRegion('southeastasia'), change: parameter('location', "'centralindia'") },
  { row: 'pre.region.capability', change: parameter('location', "'westus'") },
  { row: 'pre.region.capability-ml', change: parameter('location', "'westus'") },
  { row: 'pre.region.capability-functions-premium', environment: 'prod', change: parameter('location', "'ukwest'", 'prod') },
  { row: 'pre.region.capability-servicebus-premium', environment: 'prod', change: parameter('location', "'ukwest'", 'prod') },
  { row: 'pre.region.fallback', prepare: all(inRegion('westus3'), profile('fallbackRegion: westus2')), change: (world) => world.file('aos.yaml', (text) => text.replace('fallbackRegion: westus2', 'fallbackRegion: ukwest')) },
  { row: 'pre.params.file-created', change: file('deployment/parameters/dev.bicepparam', (text) => `param tags = {}\n${text}`) },
  { row: 'pre.params.customized', change: parameter('functionAppSku', "'EP1'") },
  { row: 'pre.params.location', change: parameter('location', "'westus2'") },
  { row: 'pre.params.environment', change: parameter('environment', "'staging'") },
  { row: 'pre.params.name-prefix', prepare: parameter('uniqueSuffix', "'abcdefgh12345'"), change: (world) => world.create(`${world.at('staging', '{rg}')}/providers/Microsoft.Storage/storageAccounts/aosdevabcdefgh12345`, { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' }, properties: {} }) },
  { row: 'pre.params.function-sku', change: parameter('functionAppSku', "'EP1'") },
  { row: 'pre.params.servicebus-sku', change: parameter('serviceBusSku', "'Basic'") },
  { row: 'pre.params.storage-sku', change: parameter('storageSku', "'Standard_GRS'") },
  { row: 'pre.params.enable-b2c', change: parameter('enableB2C', 'true') },
  { row: 'pre.params.enable-appinsights', change: parameter('enableAppInsights', 'false'), becomes: 'warn' },
  { row: 'pre.params.enable-azureml', change: all(...['ceo', 'cfo', 'cto', 'cmo'].map((id) => file(`agents/${id}.json`, (text) => text.replace(/"adapter_name": "\w+",/, '"adapter_name": "",'))), file('agent_registry.json', (text) => text.replaceAll('adapter_config', 'adapter_notes'))) },
  { row: 'pre.naming.strategy', change: parameter('namePrefix', "'A_b'") },
  { row: 'pre.naming.documented', change: file('docs/development/DEPLOYMENT_PLAN.md', (text) => text.replace(/^\| Key Vault.*\n/m, '')) },
  { row: 'pre.naming.unique-suffix', change: parameter('uniqueSuffix', "''") },
  { row: 'pre.naming.tags-planned', change: file('deployment/parameters/dev.bicepparam', (text) => text.replace("owner: 'team@contoso.example'", "owner: 'team-email@example.com'")) },
  { row: 'pre.source.cloned', change: (world) => { world.git('remote', 'set-url', 'origin', 'https://github.com/contoso/Another.git'); return () => { world.git('remote', 'set-url', 'origin', 'https://github.com/contoso/AgentOperatingSystem.git'); }; } },
  { row: 'pre.source.branch', change: (world) => { world.git('checkout', '-q', '-b', 'feature'); return () => { world.git('checkout', '-q', 'main'); world.git('branch', '-q', '-D', 'feature'); }; } },
  { row: 'pre.source.clean', change: file('notes.txt', 'not committed\n') },
  { row: 'pre.source.sha', change: (world) => { world.git('checkout', '-q', '--orphan', 'nothing'); return () => { world.git('checkout', '-q', '-f', 'main'); }; } },
  { row: 'pre.deps.venv', change: file('venv/pyvenv.cfg', undefined) },
  { row: 'pre.deps.installed', change: answers(/^venv\/bin\/python -m pip check/, 'azure-identity 1.19.0 requires azure-core, which is not installed.\n', 1) },
];

