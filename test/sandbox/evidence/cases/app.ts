import { connectionSecrets } from '../putRight';
import { all, type Change, type RowCase } from '../rowCase';

const file = (name: string, change: string | undefined | ((text: string) => string)): Change => (world) => world.file(name, change);
const settings = (app: 'main' | 'mcp' | 'realm', values: Readonly<Record<string, string | null>>): Change => (world) => world.settings('dev', app, values);
const disabled = (name: string): Change => async (world) => {
  await world.secret('dev', name, 'a value that nobody may read', { enabled: false });
  return () => world.secret('dev', name, 'a value that apps may read');
};
/** Another connection string than the present one. */
const outdated = (name: string, value: string): Change => async (world) => {
  await world.secret('dev', name, value);
  return () => connectionSecrets(world, 'dev');
};
/** A publishing that never arrived. */
const newerPublishing = (app: 'main' | 'mcp' | 'realm'): Change => (world) => world.record('dev', 'publish', { at: '2099-12-31T23:59:59.000Z', value: { application: app, hash: 'none' } });
const agent = (id: string): Change => file(`agents/${id}.json`, (text) => text.replace(/"purpose": "[^"]*"/, '"purpose": "Something else than what was uploaded"'));
const database = JSON.stringify({ server_id: 'database', command: 'npx', args: ['-y', 'a-database-server'], env: {}, enabled: true });
const operator = JSON.stringify({ agent_id: 'coo', agent_type: 'LeadershipAgent', purpose: 'Run the company', purpose_scope: 'Operations', adapter_name: 'coo', mcp_tools: [], enabled: true }, undefined, 2);

/** A configuration more, here and in storage. */
const added = (kind: 'agent' | 'server', name: string, text: string): Change => async (world) => {
  const undo = world.file(name, text);
  const id = name.slice(name.lastIndexOf('/') + 1).replace('.json', '');
  await world.engine.configurations.upload('dev', kind, { ids: [id] });
  return async () => { await undo(); await world.engine.configurations.prune('dev', kind, [id]); };
};

export const appCases: readonly RowCase[] = [
  { row: 'app.package.structure', change: file('azure_functions/RealmOfAgents/host.json', (text) => text.replace('"2.0"', '"1.0"')) },
  { row: 'app.package.requirements', change: file('requirements.txt', (text) => text.replace(/^azure-functions.*\n/m, '')) },
  { row: 'app.package.local-settings', change: (world) => { world.git('add', '-f', 'local.settings.json'); return () => { world.git('rm', '-q', '--cached', 'local.settings.json'); }; } },
  { row: 'app.secrets.servicebus', change: outdated('ServiceBusConnectionString', 'Endpoint=sb://old.servicebus.windows.net/;SharedAccessKeyName=RootManageSharedAccessKey;SharedAccessKey=b2xk') },
  { row: 'app.secrets.storage', change: outdated('StorageConnectionString', 'DefaultEndpointsProtocol=https;AccountName=old;AccountKey=b2xk;EndpointSuffix=core.windows.net') },
  { row: 'app.secrets.appinsights', change: settings('mcp', { APPLICATIONINSIGHTS_CONNECTION_STRING: null }) },
  {
    row: 'app.secrets.b2c', change: disabled('B2CClientSecret'),
    prepare: all((world) => world.parameter('dev', 'enableB2C', 'true'), async (world) => { await world.secret('dev', 'B2CClientSecret', 'a secret of customers'); return () => undefined; }),
  },
  { row: 'app.secrets.external', change: disabled('GitHubPAT') },
  { row: 'app.settings.main', change: settings('main', { AZURE_STORAGE_CONNECTION_STRING: 'UseDevelopmentStorage=true' }) },
  { row: 'app.settings.mcp', change: settings('mcp', { AOS_ENVIRONMENT: 'staging' }) },
  { row: 'app.settings.realm', change: settings('realm', { AOS_LOG_LEVEL: 'TRACE' }) },
  { row: 'app.settings.environment', change: settings('realm', { APP_ENVIRONMENT: 'prod' }) },
  { row: 'app.deploy.main-succeeded', change: newerPublishing('main') },
  { row: 'app.deploy.main-functions', change: file('function_app.py', (text) => `${text}\n\n@app.route(route="more")\ndef more(req: func.HttpRequest) -> func.HttpResponse:\n    return func.HttpResponse("more")\n`) },
  { row: 'app.deploy.mcp-succeeded', change: newerPublishing('mcp') },
  { row: 'app.deploy.realm-succeeded', change: newerPublishing('realm') },
  { row: 'app.agents.files', change: file('agents/cfo.json', (text) => text.replace('"agent_id"', '"agent_name"')) },
  { row: 'app.agents.uploaded', change: agent('cto') },
  { row: 'app.agents.set', change: agent('cto') },
  ...['ceo', 'cfo', 'cto', 'cmo'].map((id): RowCase => ({ row: `app.agents.${id}`, change: agent(id) })),
  { row: 'app.agents.others', prepare: added('agent', 'agents/coo.json', operator), change: agent('coo') },
  { row: 'app.mcp.files', change: file('mcp-servers/github.json', (text) => text.replace('${GitHubPAT}', ['ghp', 'x'.repeat(36)].join('_'))) },
  { row: 'app.mcp.uploaded', change: file('mcp-servers/filesystem.json', (text) => text.replace('/home/data', '/home/other')) },
  { row: 'app.mcp.set', change: file('mcp-servers/filesystem.json', (text) => text.replace('/home/data', '/home/other')) },
  { row: 'app.mcp.github', change: file('mcp-servers/github.json', (text) => text.replace('server-github', 'server-gitlab')) },
  { row: 'app.mcp.filesystem', change: file('mcp-servers/filesystem.json', (text) => text.replace('"enabled": true', '"enabled": false')) },
  { row: 'app.mcp.database', prepare: all((world) => world.profile('dev', 'databaseServer: true'), added('server', 'mcp-servers/database.json', database)), change: file('mcp-servers/database.json', (text) => text.replace('a-database-server', 'another-server')) },
  { row: 'app.mcp.others', prepare: added('server', 'mcp-servers/weather.json', database.replace('"database"', '"weather"')), change: file('mcp-servers/weather.json', (text) => text.replace('a-database-server', 'another-server')) },
];
