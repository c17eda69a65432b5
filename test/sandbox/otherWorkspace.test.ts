import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createEngine } from '../../src/composition';
import type { Engine } from '../../src/core/engine';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { clientsFor, subscriptionId } from './support/clients';
import { createWorld, makeApp, type World } from './support/applicationWorld';
import { realmPackage } from './support/apps';

const files: Readonly<Record<string, string>> = {
  'infra/platform.bicep': '',
  'infra/params/dev.bicepparam': "using '../platform.bicep'\n",
  'infra/modules/broken.bicepparam': "using './nothing.bicep'\n",
  'aos.yaml': `
template: infra/platform.bicep
environments: { dev: { subscription: ${subscriptionId}, resourceGroup: rg } }
applications:
  gateway: { root: services/gateway, output: gatewayName, settings: { NORTH_STAGE: day, NORTH_VAULT: { output: keyVaultUri }, NORTH_TOKEN: { secret: GatewayToken } } }
  realm: { root: services/agent-runtime, output: runtimeName }
  legacy: { root: services/legacy, site: north-legacy }
  tools: { root: services/tools }
agents: { registry: team/agent_registry.json }
`,
  // Blueprints in several modules, a prefix of its own, names that no sample has.
  'services/gateway/host.json': '{ "version": "2.0", "extensions": { "http": { "routePrefix": "v1" } } }',
  'services/gateway/function_app.py': 'import azure.functions as func\nfrom routes.status import bp\nfrom routes.work import work\n\n__version__ = "1.4.2"\napp = func.FunctionApp()\napp.register_functions(bp)\napp.register_blueprint(work)\n',
  'services/gateway/routes/__init__.py': '',
  'services/gateway/routes/status.py': 'import azure.functions as func\n\nbp = func.Blueprint()\n\n\n@bp.route(route="healthz", auth_level=func.AuthLevel.ANONYMOUS)\ndef healthz(req):\n    return "{}"\n',
  'services/gateway/routes/work.py': 'import os\nimport azure.functions as func\n\nwork = func.Blueprint()\nBUS = "NORTH_BUS"\n\n\n@work.service_bus_queue_trigger(\n    arg_name="msg",\n    queue_name="jobs",\n    connection=BUS,\n)\ndef take_job(msg):\n    os.environ["NORTH_VAULT"]\n',
  'services/gateway/requirements.txt': 'azure-functions\n',
  'services/gateway/.funcignore': '*.md\nvendor/*\n!vendor/keep.json\n**/*.local.*\n',
  'services/gateway/README.md': 'x', 'services/gateway/vendor/keep.json': '{}', 'services/gateway/vendor/big.bin': 'x', 'services/gateway/key.local.json': '{}',
  // The classic model, with comments as the host takes them.
  'services/legacy/host.json': '{\n  // classic\n  "version": "2.0",\n}',
  'services/legacy/Ping/function.json': '{ "bindings": [ { "type": "httpTrigger", "authLevel": "anonymous", "name": "req", "route": "health" } ] }',
  'services/legacy/Ping/__init__.py': 'def main(req):\n    return "ok"\n',
  'services/legacy/OrderQueue/function.json': '{\n  // from the shop\n  "scriptFile": "../shared/orders.py",\n  "bindings": [ { "type": "serviceBusTrigger", "name": "msg", "queueName": "orders", "connection": "ORDERS_BUS" }, ]\n}',
  'services/legacy/shared/orders.py': 'def main(msg):\n    pass\n',
  'services/legacy/requirements.txt': 'azure-functions\n',
  'services/legacy/pyproject.toml': '[project]\nname = "legacy"\nversion = "0.9.0"\n',
  'services/tools/host.json': '{ "version": "2.0" }',
  'services/tools/function_app.py': 'import azure.functions as func\n\napp = func.FunctionApp()\n\n\n@app.route(route="health", auth_level=func.AuthLevel.ANONYMOUS)\ndef health(req):\n    return "{}"\n',
  'services/tools/requirements.txt': 'azure-functions\n',
  'team/agent_registry.json': JSON.stringify({ version: '1.0', agents: ['anna', 'ben', 'cleo'].map((id) => ({ agent_id: id, purpose: `is ${id}`, enabled: id !== 'cleo', domain_knowledge: { domain: id, training_data_path: 'x', adapter_config: {} } })) }, undefined, 2),
};

describe('a workspace with folders, apps and settings of its own', function () {
  this.timeout(90_000);
  let root: string;
  let sandbox: StartedSandbox;
  let world: World;
  let engine: Engine;

  before(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    const [gateway, runtime, tools] = [await makeApp(sandbox, 'north-gateway', {}), await makeApp(sandbox, 'north-runtime', { AGENT_CONFIG_BLOB_CONTAINER: 'north-agents' }), await makeApp(sandbox, 'north-x1', {})];
    const legacy = await makeApp(sandbox, 'north-legacy', {});
    world = await createWorld(sandbox, { gatewayName: gateway, runtimeName: runtime }, { vault: 'kv-north', bus: 'bus-north', account: 'stnorth' });
    await clientsFor(sandbox.endpoints.resourceManager).resources.tagsOperations.beginUpdateAtScopeAndWait(tools.id.slice(1), { operation: 'Merge', properties: { tags: { component: 'tools' } } });
    for (const app of [gateway, runtime, legacy]) await world.allow(await world.principalOf(app));
    for (const queue of ['jobs', 'orders', 'agent-commands']) await world.clients.serviceBus.queues.createOrUpdate('rg', 'bus-north', queue, {});
    root = mkdtempSync(path.join(tmpdir(), 'aos-deploy-test-'));
    const all = { ...files, ...Object.fromEntries(Object.entries(realmPackage()).map(([name, text]) => [`services/agent-runtime/${name}`, text])) };
    for (const [name, text] of Object.entries(all)) { mkdirSync(path.dirname(path.join(root, name)), { recursive: true }); writeFileSync(path.join(root, name), text); }
    engine = createEngine({ root, cloud: sandbox.endpoints.resourceManager, sandboxEndpoint: () => Promise.reject(new Error('not needed')) });
  });
  after(async () => {
    await sandbox.close();
    rmSync(root, { recursive: true, force: true });
  });

  it('has its environments found by the template that aos.yaml names', async () => {
    const { environments, problems } = await engine.listEnvironments();
    assert.deepEqual([environments.map(({ name, parametersFile }) => [name, path.basename(path.dirname(parametersFile))]), problems], [[['dev', 'params']], []]);
  });

  it('has its functions read in both models, and its ignore files followed', async () => {
    const reports = await Promise.all((await engine.applications.find()).map((one) => engine.applications.package(one)));
    const outline = Object.fromEntries(reports.map(({ application, facts, diagnostics }) => [application.name, [facts.functions.map(({ name }) => name).sort(), facts.version, diagnostics.map(({ code }) => code)]]));
    assert.deepEqual(outline, {
      gateway: [['healthz', 'take_job'], '1.4.2', []], legacy: [['OrderQueue', 'Ping'], '0.9.0', []], tools: [['health'], undefined, []],
      realm: [['AgentCommandHandler', 'AgentEventHandler', 'GetAgentStatus', 'HealthCheck', 'StartupTrigger'], undefined, []],
    });
    assert.deepEqual(reports.find(({ application }) => application.name === 'gateway')?.package.entries.map((one) => one.path).filter((one) => !one.endsWith('.py')), ['host.json', 'requirements.txt', 'vendor/keep.json']);
  });

  it('goes from settings by reference to four live apps and running agents', async () => {
    await engine.secrets.setFromDeployment('dev');
    await engine.secrets.set('dev', 'GatewayToken', 'secret');
    const applications = await engine.applications.find();
    const settings: Record<string, readonly string[]> = {};
    for (const one of applications) {
      const { changes, seen, refused } = await engine.applications.planSettings('dev', one, 'wanted');
      assert.deepEqual(refused, []);
      settings[one.name] = (await engine.applications.changeSettings('dev', one, changes, { seen })).changed;
    }
    const common = ['AOS_ENVIRONMENT', 'AOS_LOG_LEVEL'];
    assert.deepEqual([settings['gateway'], settings['legacy'], settings['tools']], [[...common, 'NORTH_BUS', 'NORTH_STAGE', 'NORTH_TOKEN', 'NORTH_VAULT'], [...common, 'ORDERS_BUS'], common]);
    const deployed = await Promise.all(applications.map((one) => engine.applications.deploy('dev', one, { patienceMs: 0 })));
    assert.deepEqual(deployed.map(({ name, verdict, conclusion }) => [name, verdict === 'alive' ? verdict : conclusion]).sort(), [['gateway', 'alive'], ['legacy', 'alive'], ['realm', 'alive'], ['tools', 'alive']]);
    const versions = await engine.applications.versions('dev');
    assert.deepEqual([...versions].map(([id, version]) => [id.split('/').at(-1), version]).sort(), [['north-gateway', '1.4.2'], ['north-legacy', '0.9.0']]);
    const { registryContainer } = await engine.configurations.upload('dev', 'agent');
    assert.equal(registryContainer, 'north-agents');
    const { statuses } = await engine.configurations.followRuntime('dev', 'agent');
    assert.deepEqual(statuses.map(({ id, state }) => [id, state]), [['anna', 'running'], ['ben', 'running'], ['cleo', 'stopped']]);
  });
});
