import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { parseAosYaml } from '../../../src/core/environments/aosYaml';

const root = resolve(__dirname, '../../../samples/aos');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const readJson = (path: string): Record<string, unknown> => JSON.parse(read(path)) as Record<string, unknown>;
const list = (folder: string, ending: string): string[] => readdirSync(join(root, folder)).filter((name) => name.endsWith(ending)).sort();

const functionsOf: Readonly<Record<string, readonly string[]>> = {
  '.': ['health', 'status', 'agents', 'process_aos_request', 'maintenance', 'startup'],
  'azure_functions/MCPServers': ['StartupTrigger', 'MCPRequestHandler', 'MCPServerCommandHandler', 'HealthCheck', 'GetServerStatus', 'ListServers'],
  'azure_functions/RealmOfAgents': ['StartupTrigger', 'AgentEventHandler', 'AgentCommandHandler', 'HealthCheck', 'GetAgentStatus'],
};

describe('the files of the sample', () => {
  it('has eight modules and three parameters files that name the template first', () => {
    assert.deepEqual(list('deployment/modules', '.bicep').map((name) => basename(name, '.bicep')),
      ['compute', 'identity', 'keyvault', 'machinelearning', 'monitoring', 'rbac', 'servicebus', 'storage']);
    for (const environment of ['dev', 'staging', 'prod']) {
      assert.equal(read(`deployment/parameters/${environment}.bicepparam`).split('\n')[0], "using '../main-modular.bicep'");
    }
  });

  it('allows 32 regions, of which 19 have machine learning', () => {
    const allowed = /@allowed\(\[([^\]]*)\]\)\s*@description\([^)]*\)\s*param location /.exec(read('deployment/main-modular.bicep'))?.[1] ?? '';
    const regions = [...allowed.matchAll(/'([a-z0-9]+)'/g)].map((match) => match[1] ?? '').sort();
    const capable = JSON.parse(read('deployment/modules/shared/regions.json')) as Record<string, string[]>;
    assert.equal(new Set(regions).size, 32);
    assert.equal(capable['machineLearning']?.length, 19);
    assert.equal(capable['recommended']?.length, 6);
    for (const [service, has] of Object.entries(capable)) assert.deepEqual(has.filter((region) => !regions.includes(region)), [], service);
    for (const service of ['functionsPremium', 'serviceBusPremium']) assert.deepEqual([...(capable[service] ?? [])].sort(), regions, service);
  });

  for (const [folder, names] of Object.entries(functionsOf)) {
    it(`declares the functions of ${folder}`, () => {
      const declared = [...read(join(folder, 'function_app.py')).matchAll(/@app\.function_name\(name="(\w+)"\)/g)].map((match) => match[1]);
      assert.deepEqual(declared, names);
      assert.equal(readJson(join(folder, 'host.json'))['version'], '2.0');
      assert.match(read(join(folder, 'requirements.txt')), /^azure-functions/m);
    });
  }

  it('keeps agents and servers in two forms that agree', () => {
    const ids = (path: string, members: string, id: string): unknown[] => (readJson(path)[members] as Record<string, unknown>[]).map((entry) => entry[id]).sort();
    const files = (folder: string): string[] => list(folder, '.json').map((name) => basename(name, '.json'));
    assert.deepEqual(files('agents'), ['ceo', 'cfo', 'cmo', 'cto']);
    assert.deepEqual(ids('agent_registry.json', 'agents', 'agent_id'), files('agents'));
    assert.deepEqual(files('mcp-servers'), ['filesystem', 'github']);
    assert.deepEqual(ids('mcp_server_registry.json', 'servers', 'server_id'), files('mcp-servers'));
    for (const id of files('agents')) assert.equal(readJson(`agents/${id}.json`)['agent_id'], id);
    for (const id of files('mcp-servers')) assert.equal(readJson(`mcp-servers/${id}.json`)['server_id'], id);
  });

  it('asks MCP servers only for tools that the registry offers', () => {
    const servers = readJson('mcp_server_registry.json')['servers'] as { server_id: string; tools: { name: string }[] }[];
    const offered = servers.flatMap((server) => server.tools.map((tool) => `${server.server_id}/${tool.name}`));
    for (const file of list('agents', '.json')) {
      const wanted = (readJson(join('agents', file))['mcp_tools'] as { server_name: string; tool_name: string }[]).map((tool) => `${tool.server_name}/${tool.tool_name}`);
      assert.deepEqual(wanted.filter((tool) => !offered.includes(tool)), [], file);
    }
  });

  it('has settings that AOS Deploy accepts, for every environment', async () => {
    const { diagnostics } = await parseAosYaml(join(root, 'aos.yaml'), read('aos.yaml'));
    assert.deepEqual(diagnostics, []);
    assert.deepEqual(Object.keys((parse(read('aos.yaml')) as { environments: object }).environments), ['dev', 'staging', 'prod']);
  });

  it('ships no secrets: local settings are templates with empty or local values', () => {
    assert.equal(existsSync(join(root, 'local.settings.json')), false);
    const templates = ['local.settings.json.template', ...Object.keys(functionsOf).slice(1).map((folder) => `${folder}/local.settings.json.example`)];
    for (const path of templates) {
      const values = readJson(path)['Values'] as Record<string, string>;
      const connections = Object.entries(values).filter(([name]) => /CONNECTION_?STRING|AzureWebJobsStorage/i.test(name));
      assert.ok(connections.length > 0, path);
      for (const [name, value] of connections) assert.match(value, /^(UseDevelopmentStorage=true)?$/, `${path}: ${name}`);
    }
  });
});

describe('the test workspaces', () => {
  const folder = resolve(root, '../../test/workspaces');
  const names = readdirSync(folder).filter((name) => statSync(join(folder, name)).isDirectory());

  for (const name of names) {
    it(`says what is special about ${name}`, () => {
      assert.match(readFileSync(join(folder, name, 'README.md'), 'utf8'), /^\S.{20,}\n$/);
    });
  }
});
