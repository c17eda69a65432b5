import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { ServiceBusClient } from '@azure/service-bus';
import { createMessageBus } from '../../src/azure/messageBus';
import type { AgentTestReport, AgentTestStep } from '../../src/core/agentTests';
import type { Engine } from '../../src/core/engine';
import { DeployError } from '../../src/core/errors';
import { startSandbox, type StartedSandbox } from '../../src/sandbox';
import { useTemporaryFolder } from '../support/temporaryFolder';
import { createWorkspace, createWorld, makeApp, type World } from './support/applicationWorld';
import { mainPackage, realmPackage, zipDeploy, zipOf, type App } from './support/apps';

describe('agents in operation', function () {
  this.timeout(90_000);
  const folder = useTemporaryFolder();
  let sandbox: StartedSandbox;
  let world: World;
  let main: App;
  let realm: App;
  let engine: Engine;
  let root: string;
  let bus: string;

  beforeEach(async () => {
    sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
    [main, realm] = [await makeApp(sandbox, 'app-main', {}), await makeApp(sandbox, 'app-realm', { SCM_DO_BUILD_DURING_DEPLOYMENT: 'true' })];
    world = await createWorld(sandbox, { functionAppName: main, realmFunctionAppName: realm }, { vault: 'kv-world', bus: 'bus-world', account: 'stworld' });
    for (const queue of ['aos-requests', 'businessinfinity-responses', 'agent-commands']) await world.clients.serviceBus.queues.createOrUpdate('rg', 'bus-world', queue, { maxDeliveryCount: 2 });
    bus = (await world.clients.serviceBus.namespaces.listKeys('rg', 'bus-world', 'RootManageSharedAccessKey')).primaryConnectionString ?? '';
    const key = (await world.clients.storage.storageAccounts.listKeys('rg', 'stworld')).keys?.[0]?.value ?? '';
    const storage = `DefaultEndpointsProtocol=http;AccountName=stworld;AccountKey=${key}`;
    const common = { FUNCTIONS_WORKER_RUNTIME: 'python', AzureWebJobsStorage: 'x', AZURE_STORAGE_CONNECTION_STRING: storage };
    await world.clients.web.webApps.updateApplicationSettings('rg', 'app-main', { properties: { ...common, AZURE_SERVICEBUS_CONNECTION_STRING: bus, AzureServiceBusConnectionString: bus } });
    await world.clients.web.webApps.updateApplicationSettings('rg', 'app-realm', { properties: { ...common, SCM_DO_BUILD_DURING_DEPLOYMENT: 'true', AZURE_SERVICE_BUS_CONNECTION_STRING: bus } });
    await zipDeploy(main, await zipOf(mainPackage()));
    await zipDeploy(realm, await zipOf(realmPackage()));
    ({ engine, root } = createWorkspace(sandbox, path.join(folder(), 'ws')));
    mkdirSync(path.join(root, 'agents'));
    write('ceo');
  });
  afterEach(() => sandbox.close());

  const write = (id: string, more = {}): void => writeFileSync(path.join(root, 'agents', `${id}.json`), JSON.stringify({ agent_id: id, agent_type: 'LeadershipAgent', purpose: 'lead', purpose_scope: 'all', adapter_name: id, mcp_tools: [], enabled: true, domain_knowledge: { domain: id, training_data_path: 'x', adapter_config: {} }, ...more }));
  const follow = async (options = {}) => (await engine.configurations.followRuntime('dev', 'agent', { patienceMs: 0, ...options })).statuses.map(({ id, state }) => [id, state]);
  const outline = ({ trace }: AgentTestReport) => trace.map(({ way, step, state }: AgentTestStep) => `${way} ${step} ${state}`);

  it('run after an upload, once the app was told, or say why not', async () => {
    assert.deepEqual(await follow({ reload: false }), [['ceo', 'not-loaded']]);
    await engine.configurations.upload('dev', 'agent');
    const told: string[] = [];
    const first = await engine.configurations.followRuntime('dev', 'agent', { onStatus: ({ id, state }) => told.push(`${id} ${state}`) });
    assert.deepEqual([first.reload, first.site, first.statuses, told.at(-1)], ['sent', 'app-realm', [{ id: 'ceo', state: 'running' }], 'ceo running']);
    write('cfo', { enabled: false });
    write('cto');
    await engine.configurations.upload('dev', 'agent');
    assert.deepEqual(await follow({ reload: false }), [['ceo', 'running'], ['cfo', 'not-loaded'], ['cto', 'not-loaded']], 'the app has not been told');
    assert.deepEqual(await follow({ patienceMs: 60_000 }), [['ceo', 'running'], ['cfo', 'stopped'], ['cto', 'running']]);
    await world.clients.web.webApps.stop('rg', 'app-realm');
    const [down] = (await engine.configurations.followRuntime('dev', 'agent', { patienceMs: 0, ids: ['ceo'] })).statuses;
    assert.deepEqual([down?.state, /not alive: its health endpoint answered 403/.test(down?.reason ?? '')], ['unknown', true]);
  });

  it('are asked nevertheless when the app cannot be told to read again, and what that means is said', async () => {
    await engine.configurations.upload('dev', 'agent');
    await follow({ patienceMs: 60_000 });
    await world.clients.serviceBus.queues.delete('rg', 'bus-world', 'agent-commands');
    write('cfo');
    await engine.configurations.upload('dev', 'agent');
    const { reload, statuses, notices } = await engine.configurations.followRuntime('dev', 'agent', { patienceMs: 0 });
    assert.deepEqual([reload, statuses.map(({ id, state }) => [id, state])], ['not-sent', [['ceo', 'running'], ['cfo', 'not-loaded']]]);
    for (const { reason } of statuses) assert.match(reason ?? '', /has not read its registry again/);
    assert.match(notices.join(' '), /app-realm could not be told.*no queue agent-commands.*Create the queue agent-commands.*or restart app-realm/);
    await world.clients.web.webApps.restart('rg', 'app-realm');
    assert.deepEqual(await follow({ patienceMs: 60_000 }), [['ceo', 'running'], ['cfo', 'running']]);
  });

  it('are not taken to be new while the command waits in a queue that nobody reads', async () => {
    await world.clients.serviceBus.queues.createOrUpdate('rg', 'bus-world', 'other-commands', {});
    await engine.configurations.upload('dev', 'agent');
    await follow({ patienceMs: 60_000 });
    writeFileSync(path.join(root, 'aos.yaml'), `${readFileSync(path.join(root, 'aos.yaml'), 'utf8')}agents: { commandQueue: other-commands }\n`);
    const { reload, statuses: [ceo], notices } = await engine.configurations.followRuntime('dev', 'agent', { patienceMs: 0 });
    const queues = createMessageBus(bus);
    const seen = [await queues.peek('other-commands', 10), await queues.peek('other-commands', 10)].map((messages) => messages.map(({ messageId }) => messageId));
    await queues.close();
    assert.deepEqual([seen[0]?.length, seen[1]], [1, seen[0]], 'who looks again sees the same');
    assert.deepEqual([reload, ceo?.state, /has not read/.test(ceo?.reason ?? ''), /has not taken the command.*other-commands/.test(notices.join(' '))], ['sent', 'running', true, true]);
  });

  it('answer a request over HTTP and over the queues, step by step', async () => {
    await engine.configurations.upload('dev', 'agent');
    const report = await engine.agentTests.test('dev', 'ceo');
    assert.deepEqual([report.state, outline(report)], ['pass', ['http configuration pass', 'http request pass', 'http answer pass', 'queue request pass', 'queue answer pass']]);
    assert.equal((report.trace.at(-1)?.body as { request_id?: string }).request_id, report.requestId);
    assert.match(report.trace.at(-1)?.text ?? '', /taken off the queue/);
    assert.ok(!JSON.stringify(report).includes('SharedAccessKey='));
  });

  it('that nobody knows fail both ways, the queue by its dead letters', async () => {
    await engine.configurations.upload('dev', 'agent');
    const report = await engine.agentTests.test('dev', 'nobody');
    assert.deepEqual([report.state, outline(report)], ['fail', ['http configuration pass', 'http request pass', 'http answer fail', 'queue request pass', 'queue dead-letter fail']]);
    await assert.rejects(engine.agentTests.test('dev', '../x'), (error) => error instanceof DeployError && error.code === 'AgentTest.BadId');
  });

  it('are asked where host.json of their app puts its routes', async () => {
    await engine.configurations.upload('dev', 'agent');
    const hostJson = JSON.stringify({ ...JSON.parse(realmPackage()['host.json']!) as object, extensions: { http: { routePrefix: 'agents/v2' } } });
    await zipDeploy(realm, await zipOf({ ...realmPackage(), 'host.json': hostJson }));
    mkdirSync(path.join(root, 'azure_functions/RealmOfAgents'), { recursive: true });
    for (const [name, text] of Object.entries({ ...realmPackage(), 'host.json': hostJson })) writeFileSync(path.join(root, 'azure_functions/RealmOfAgents', name), text);
    const { trace, state } = await engine.agentTests.test('dev', 'ceo', { ways: ['http'] });
    assert.equal(state, 'pass', JSON.stringify(trace));
    assert.match(trace[1]!.text, /^GET \/agents\/v2\/agents\/ceo/);
  });

  it('leave other messages where they are, and a request that nobody takes is told so', async () => {
    await world.clients.web.webApps.stop('rg', 'app-main');
    const client = new ServiceBusClient(bus);
    try {
      const sender = client.createSender('businessinfinity-responses');
      await sender.sendMessages({ body: { request_id: 'of somebody else' } });
      await sender.close();
      const report = await engine.agentTests.test('dev', 'ceo', { ways: ['queue'], patienceMs: 0 });
      assert.deepEqual([report.state, report.ways[0]?.reason], ['fail', 'Nobody takes the request from aos-requests.']);
      const receiver = client.createReceiver('businessinfinity-responses');
      const [left] = await receiver.peekMessages(5);
      assert.deepEqual([(left?.body as { request_id?: string }).request_id, left?.deliveryCount ?? 0], ['of somebody else', 0]);
      await receiver.close();
    } finally { await client.close(); }
    await world.clients.serviceBus.queues.delete('rg', 'bus-world', 'aos-requests');
    assert.deepEqual((await engine.agentTests.test('dev', 'ceo', { ways: ['queue'] })).state, 'unknown');
  });
});
