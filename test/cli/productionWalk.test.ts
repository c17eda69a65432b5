import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { AssessedItem } from '../../src/core/checklist/assess';
import type { CommandAnswer, Commands } from '../../src/core/ports';
import { localCommands } from '../../src/local/applications/commands';
import { World } from '../sandbox/evidence/world';
import { send } from '../sandbox/support/clients';

const environment = 'prod';
const hourMs = 3_600_000;
const later = (hours: number): string => new Date(Date.now() + hours * hourMs).toISOString();

/** A computer with pytest, build, pylint and locust; git is the real one. */
const tools: readonly (readonly [RegExp, string])[] = [
  [/-m pytest/, '=== 12 passed in 0.50s ==='], [/-m build/, 'Successfully built sample-3.0.0.tar.gz and sample-3.0.0-py3-none-any.whl'], [/-m pylint/, 'Your code has been rated at 9.10/10'], [/-m pip list/, '[]'],
  [/-m locust/, '[{"num_requests": 900, "num_failures": 0, "total_response_time": 90000}]'], [/-c \nimport asyncio/, 'state=initialized\nstopped'],
];
const commands = (): Commands => ({
  run: (request, signal) => {
    const line = request.args.join(' ');
    const known = tools.find(([pattern]) => pattern.test(line))?.[1];
    return known === undefined ? localCommands.run(request, signal) : Promise.resolve<CommandAnswer>({ exitCode: 0, output: known });
  },
});

/** What people decide about production, in aos.yaml. */
const profile = (team: string, operations: string): string => [
  `window: { start: '${later(-1)}', end: '${later(4)}' }`, 'contacts:', '  - { name: Ada, role: on-call, email: ada@corp-ops.net, phone: "+49 30 5550100" }', '  - { name: Bo, role: lead, email: bo@corp-ops.net, phone: "+49 30 5550101" }',
  `team: ${team}`, `operations: ${operations}`, 'tags: { owner: team@corp-ops.net, costCenter: CC-7 }', `nextDrill: '${later(30 * 24)}'`, 'addressRange: 20.30.40.0/24', 'incidentWebhook: https://hooks.corp-ops.net/incident',
].join('\n');
const inputs = (): Readonly<Record<string, string>> => ({ steps: 'failover, restore, verify, measure', start: later(-3), end: later(-2), rtoMinutes: '30', rpoMinutes: '5', outcome: 'passed', procedure: 'no change needed', seconds: '5' });
const factOf = (asked: string): string => ({ start: later(-1), end: later(4), severity: 'P2', decision: 'none', date: later(0).slice(0, 10), contact: 'ada@corp-ops.net', resourceGroup: 'rg-aos-prod' }[asked] ?? 'Ada');

/** Green after a day. */
const watched = 'env-prod.tasks.post-monitoring';
/** What people do, and write down by the list. */
const drills = ['ops.monthly.dr-drill', 'ops.quarterly.dr-test'];

describe('an empty sandbox becomes a green production by the tool\'s own actions', function () {
  this.timeout(240_000);
  let world: World;
  before(async () => { world = await World.start(commands); });
  after(() => world.close());

  /** A group of the directory, to give roles to. */
  const group = async (displayName: string): Promise<string> => {
    const { json, text } = await send(world.sandbox.endpoints.resourceManager, 'POST', '/graph/v1.0/groups', { displayName, mailEnabled: false, mailNickname: 'aos', securityEnabled: true });
    const { id } = json as { readonly id?: string };
    assert.ok(id, text);
    return id;
  };
  const act = async (item: string): Promise<void> => { await world.engine.checklistActions.run(environment, item, { inputs: inputs() }); };
  const open = async (): Promise<readonly AssessedItem[]> => (await world.engine.checklist.view(environment)).items.filter(({ state }) => state !== 'pass' && state !== 'n/a');
  const attest = async (): Promise<void> => {
    for (const { item } of (await open()).filter((one) => one.item.kind === 'attest')) {
      await world.engine.checklist.attest(environment, item.id, { note: 'Done, see the ticket', by: 'Ada', facts: Object.fromEntries((item.asks ?? []).map((asked) => [asked, factOf(asked)])) });
      if (item.secondPerson) await world.engine.checklist.confirm(environment, item.id, { by: 'Bo' });
    }
  };

  it('prepares, attests and deploys past its guard, goes back once and deploys again', async () => {
    const remote = path.join(path.dirname(world.root), 'AgentOperatingSystem.git');
    execFileSync('git', ['init', '-q', '--bare', remote]);
    world.git('remote', 'set-url', 'origin', remote);
    world.profile(environment, profile(await group('AOS developers'), await group('AOS operations')));
    world.file('aos.yaml', (text) => text.replace(/^ {2}prod:\n/m, '$&    watch: { hours: 24 }\n'));
    world.tools.answer(/py_compile/, '');
    world.tools.answer(/^locust --version/, 'locust 2.32');
    world.git('commit', '-qam', 'Profile');
    for (const item of ['verify.load.scenario', 'infra.rg.created', 'infra.rg.lock']) await act(item);
    await attest();
    // What is deployed first stands for more than two weeks afterwards, so that there are costs to compare.
    await moveSandbox(-16 * 24 * hourMs);
    await deploy();
    await moveSandbox(16 * 24 * hourMs);
    await act('prodready.runbooks.deployment');
    world.file(`deployment/parameters/${environment}.bicepparam`, (text) => text.replace('2026-02-13', '2026-02-14'));
    world.git('commit', '-qam', 'Another date');
    await deploy();
    const back = await (await world.engine.rollback.start(environment, { liftLocks: true }, { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'flag', deletesConfirmed: false }) })).result;
    assert.equal(back.state, 'rolled_back', back.message);
    await deploy();
  });

  it('publishes apps, agents and servers with their secrets, and asks an agent both ways', async () => {
    for (const item of ['pre.subscription.permissions', 'prodready.appinsights.sampling', 'app.secrets.servicebus', 'infra.rbac.assignments', 'app.settings.main']) await act(item);
    await world.engine.secrets.set(environment, 'GitHubPAT', 'ghp-test-token-of-nobody');
    for (const app of await world.engine.applications.find()) await world.engine.applications.deploy(environment, app, { patienceMs: 0 });
    for (const kind of ['agent', 'server'] as const) await world.engine.configurations.upload(environment, kind, {});
    // A share of the telemetry is kept, whole operations or nothing of them: traffic goes on until every part has been seen.
    const traced = async (): Promise<boolean> => (await world.engine.checklist.run(environment, { items: ['verify.endpoints', 'verify.functions', 'verify.tracing'], maxAgeMs: 0 })).items.find(({ item }) => item.id === 'verify.tracing.components')?.state === 'pass';
    const realm = (await world.engine.listResources(environment)).find(({ type, name }) => /Web\/sites$/i.test(type) && name.includes('realm'))!.id;
    for (let round = 0; round < 60 && !await traced(); round++) {
      // The app reads its registry from the storage when it starts, and at no other time.
      await world.arm('POST', `${realm}/restart`);
      const { state, trace } = await world.engine.agentTests.test(environment, 'ceo');
      assert.equal(state, 'pass', JSON.stringify(trace));
    }
  });

  it('runs everything that can be run with one confirmation, attests, and is green but for what takes a day', async () => {
    for (const item of drills) await act(item);
    const { together } = world.engine.checklistActions;
    const plan = await together.plan(environment, undefined);
    assert.deepEqual(plan.irreversible, ['Purge protection can never be switched off again.']);
    const { done, left: failed } = await together.run(plan);
    console.log(`      ${done.length} of ${plan.steps.length} actions done with one confirmation`);
    assert.deepEqual(failed.filter(({ item }) => item.id !== watched), []);
    await world.engine.checklist.run(environment, { maxAgeMs: 0 });
    await attest();
    await expectGreen(new Set([watched]));
  });

  it('is watched to the end of the watch, does again what every day asks for, and is green', async () => {
    for (let hour = 0; hour < 25; hour++) {
      await world.pass(hourMs);
      await world.engine.watches.goOn(environment);
    }
    const watch = await world.engine.watches.find(environment);
    assert.deepEqual([watch?.end?.how, watch?.findings.filter(({ state }) => state !== 'good').slice(0, 2)], ['complete', []]);
    const visible = async (): Promise<boolean> => (await world.engine.checklist.run(environment, { items: ['verify.endpoints', 'verify.appinsights', 'verify.logs'], maxAgeMs: 0 })).items.find(({ item }) => item.id === 'verify.appinsights.visible')?.state === 'pass';
    for (let round = 0; round < 60 && !await visible(); round++) await world.engine.agentTests.test(environment, 'ceo', { ways: ['http'] });
    await world.engine.checklist.run(environment, { maxAgeMs: 0 });
    const { together } = world.engine.checklistActions;
    await together.run(await together.plan(environment, undefined));
    await attest();
    // A token ends by the clock of this computer, which nobody moves; and the bus takes messages from inside its network alone by now, so that nothing of this day went through it.
    await expectGreen(new Set(['pre.auth.login', 'verify.tracing.end-to-end', 'verify.tracing.components']));
  });

  const expectGreen = async (later: ReadonlySet<string>): Promise<void> => {
    await world.engine.checklist.run(environment);
    const left = await open();
    const applicable = (await world.engine.checklist.view(environment)).items.filter(({ state }) => state !== 'n/a').length;
    console.log(`      production: ${applicable - left.length} of ${applicable} green`);
    assert.deepEqual(left.filter(({ item }) => !later.has(item.id)).map(({ item, state, reason }) => `${item.id} (${state}): ${reason}`), []);
  };

  it('is signed, reported, and the report is what was handed out', async () => {
    for (const [role, by] of [['deployment-engineer', 'Ada'], ['operations-lead', 'Bo'], ['technical-lead', 'Cy']] as const) await world.engine.checklist.sign(environment, role, { by });
    const report = await world.engine.checklist.report(environment);
    assert.equal(report.signOff.filter(({ by, outdated }) => by !== undefined && !outdated).length, 3);
    assert.equal((await world.engine.checklist.verifyReport(environment, JSON.stringify(report))).state, 'intact');
  });

  const moveSandbox = async (ms: number): Promise<void> => {
    const undo = await world.faults({ match: { path: '/subscriptions' }, times: 1, fault: { kind: 'clockJump', ms } });
    await world.arm('GET', '/subscriptions', undefined, '2022-12-01');
    await undo();
  };

  const deploy = async (): Promise<void> => {
    const run = await (await world.engine.deploy(environment, { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'typed-name', deletesConfirmed: false }) })).result;
    assert.equal(run.state, 'completed', run.message);
  };
});
