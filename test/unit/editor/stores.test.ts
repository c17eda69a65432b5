import assert from 'node:assert/strict';
import type { RunEvent } from '../../../src/core/deployment/events';
import { EnvironmentError, InputError, LogicError } from '../../../src/core/errors';
import { Engines } from '../../../src/editor/state/engines';
import { EnvironmentStore } from '../../../src/editor/state/environmentStore';
import { cloudOf, selectionOf, type EnvironmentsState } from '../../../src/editor/state/environmentsState';
import { ResourceStore } from '../../../src/editor/views/resources/resourceStore';
import { PlanSession } from '../../../src/editor/webviews/plan/planSession';
import { environment, now, plan, resource, root, run } from './builders';
import { engineFactory, FakeArchive, FakeMemory } from './fakeEngine';

function setup(folder: string | undefined = root) {
  const factory = engineFactory();
  factory.engine.environments = [environment('dev'), environment('prod')];
  const memory = new FakeMemory();
  const reported: string[] = [];
  const engines = new Engines(() => folder, factory.create);
  const report = (what: string): void => { reported.push(what); };
  const environments = new EnvironmentStore({ engines, memory, archive: new FakeArchive(), cloudSetting: () => undefined, report });
  return { ...factory, memory, engines, environments, reported, report };
}
const ended = { type: 'ended', at: '2026-03-01T12:00:00Z', state: 'completed', message: 'Done.' } as const;
const phase = { type: 'phase', at: '2026-03-01T12:00:00Z', phase: 'deploying', state: 'running' } as const;

describe('the engines of a workspace', () => {
  it('are built on first need, one for each target a person chose', async () => {
    const { engines, asked } = setup();
    assert.equal(asked.length, 0);
    await Promise.all([engines.get(), engines.get(), engines.get({ cloud: 'sandbox' })]);
    assert.deepEqual(asked, [{ root }, { root, cloud: 'sandbox' }]);
  });

  it('are refused without a folder', async () => {
    const { engine, create } = engineFactory();
    await assert.rejects(new Engines(() => undefined, create).get(), (error) => error instanceof InputError && error.code === 'Workspace.None');
    assert.deepEqual(engine.calls, []);
  });

  it('can be asked again after one could not be built', async () => {
    const { create } = engineFactory();
    let fail = true;
    const engines = new Engines(() => root, (options) => (fail ? Promise.reject(new Error('no')) : create(options)));
    await assert.rejects(engines.get());
    fail = false;
    assert.ok(await engines.get());
  });

  it('go on when a view cannot take the news', async () => {
    const { create, engine } = engineFactory();
    const reported: string[] = [];
    const heard: string[] = [];
    const engines = new Engines(() => root, create, (what) => reported.push(what));
    engines.onRunNews(() => { throw new Error('a bug'); });
    engines.onRunNews(({ record }) => heard.push(record.deploymentId));
    await engines.get();
    engine.tell(run(), ended);
    assert.deepEqual([heard, reported.length], [['run-1'], 1]);
  });

  it('end together', async () => {
    const { engines, engine } = setup();
    await engines.get();
    await engines.dispose();
    assert.ok(engine.disposed);
  });
});

describe('what is known of environments', () => {
  it('is read once, on first need', async () => {
    const { environments, engine } = setup();
    assert.equal(environments.state.kind, 'unknown');
    await Promise.all([environments.ensure(), environments.ensure()]);
    assert.deepEqual([environments.entries.map((one) => one.environment.name), engine.calls.filter((call) => call === 'listEnvironments').length], [['dev', 'prod'], 1]);
  });

  it('keeps the selection for the next window, and never selects a protected environment by itself', async () => {
    const { environments, memory } = setup();
    await environments.ensure();
    assert.equal(environments.selected?.environment.name, 'dev');
    await environments.select('prod');
    assert.equal(memory.values.get('selectedEnvironment'), 'prod');
    assert.equal(selectionOf([environment('prod'), environment('dev')], 'gone'), 'dev');
  });

  it('says that there is none, or why it cannot be read', async () => {
    const { environments, engine, reported } = setup();
    engine.environments = [];
    await environments.refresh();
    assert.equal(environments.state.kind, 'none');
    engine.failure = new EnvironmentError('Disk.Broken', 'The disk is broken.');
    await environments.refresh();
    const { state } = environments as { readonly state: EnvironmentsState };
    assert.equal(state.kind === 'failed' && state.error.code, 'Disk.Broken');
    assert.equal(reported.length, 1);
  });

  it('moves a run from active to history', async () => {
    const { environments, engine } = setup();
    await environments.ensure();
    engine.tell(run({ state: 'deploying', endedAt: undefined }), phase);
    assert.deepEqual([environments.find('dev')?.activeRun?.deploymentId, environments.find('dev')?.history.length], ['run-1', 0]);
    engine.tell(run(), ended);
    assert.deepEqual([environments.find('dev')?.activeRun, environments.find('dev')?.history.map(({ deploymentId }) => deploymentId)], [undefined, ['run-1']]);
  });

  it('lists a run that is left running as interrupted', async () => {
    const { environments, engine } = setup();
    await environments.ensure();
    engine.tell(run({ state: 'unknown', endedAt: undefined }), { type: 'detached', at: '2026-03-01T12:00:00Z', reason: 'left-running', message: 'Goes on.' });
    assert.equal(environments.find('dev')?.interrupted.length, 1);
  });

  it('keeps an active run across a refresh', async () => {
    const { environments, engine } = setup();
    await environments.ensure();
    const active = run({ state: 'deploying', endedAt: undefined });
    engine.tell(active, phase);
    engine.runs = [active];
    await environments.refresh();
    assert.deepEqual([environments.find('dev')?.activeRun, environments.find('dev')?.history], [active, []]);
  });

  it('asks an engine of the chosen target only where the environment names none', async () => {
    const { environments, engine, asked } = setup();
    engine.environments = [environment('dev'), environment('prod', { cloud: 'azure', subscriptionId: 's' })];
    await environments.ensure();
    await environments.chooseTarget('dev', { cloud: 'sandbox' });
    await environments.chooseTarget('prod', { cloud: 'sandbox' });
    await environments.engineOf('dev');
    await environments.engineOf('prod');
    assert.deepEqual(asked, [{ root }, { root, cloud: 'sandbox' }]);
    assert.deepEqual([cloudOf(environment(), undefined, 'usgov'), cloudOf(environment(), { cloud: 'sandbox' }, 'usgov'), cloudOf(environment(), undefined, '')], ['usgov', 'sandbox', undefined]);
  });
});

describe('what is known of resources', () => {
  const resources = (kit: ReturnType<typeof setup>, sandboxIsRunning: boolean) => new ResourceStore({ environments: kit.environments, sandboxIsRunning: async () => sandboxIsRunning, isSignedIn: async () => false, now: () => now, report: kit.report });

  it('starts nothing and asks nobody', async () => {
    const kit = setup();
    await kit.environments.ensure();
    const store = resources(kit, false);
    await store.follow();
    assert.equal(store.state.kind, 'noTarget');
    await kit.environments.chooseTarget('dev', { cloud: 'sandbox' });
    await store.follow();
    assert.equal(store.state.kind, 'sandboxStopped');
    assert.ok(!kit.engine.calls.includes('listResources'));
  });

  it('is read when the target is ready, and again only for another target or after a run', async () => {
    const kit = setup();
    kit.engine.resources = [resource('a')];
    await kit.environments.ensure();
    await kit.environments.chooseTarget('dev', { cloud: 'sandbox' });
    const store = resources(kit, true);
    await store.follow();
    await store.follow();
    const reads = () => kit.engine.calls.filter((call) => call === 'listResources').length;
    assert.deepEqual([store.state.kind, reads()], ['some', 1]);
    await store.takeRunNews({ record: run(), event: ended, engine: kit.engine.asEngine });
    assert.equal(reads(), 2);
  });

  it('is empty before the resource group exists', async () => {
    const kit = setup();
    await kit.environments.ensure();
    await kit.environments.chooseTarget('dev', { cloud: 'sandbox' });
    kit.engine.failure = new LogicError('Arm.ResourceGroupNotFound', 'It is not there.');
    const store = resources(kit, true);
    await store.refresh();
    assert.equal(store.state.kind, 'empty');
  });

  it('does not say "nothing" while a first run deploys, and shows resources as they come', async () => {
    const kit = setup();
    await kit.environments.ensure();
    await kit.environments.chooseTarget('dev', { cloud: 'sandbox' });
    const store = resources(kit, true);
    await store.refresh();
    const news = (event: RunEvent) => store.takeRunNews({ record: run({ state: 'deploying', endedAt: undefined }), event, engine: kit.engine.asEngine });
    await news({ type: 'phase', at: '2026-01-01T00:00:00Z', phase: 'deploying', state: 'running' });
    assert.deepEqual(store.state, { kind: 'loading', environment: 'dev', isDeploying: true });
    kit.engine.resources = [resource('a')];
    const operation = { operationId: '1', provisioningOperation: 'Create', provisioningState: 'Succeeded', target: { id: '/a', type: 'A/b', name: 'a' } };
    await news({ type: 'operations', at: '2026-01-01T00:00:00Z', operations: [{ ...operation, provisioningState: 'Running' }] });
    assert.equal(store.state.kind, 'loading');
    await news({ type: 'operations', at: '2026-01-01T00:00:00Z', operations: [operation] });
    assert.equal(store.state.kind, 'some');
  });

  it('takes what a run found out about health, and never over what is known', async () => {
    const kit = setup();
    kit.engine.resources = [resource('a', undefined, { health: 'unknown' }), resource('b', undefined, { health: 'unhealthy' }), resource('c', undefined, { health: 'unknown' })];
    await kit.environments.ensure();
    await kit.environments.chooseTarget('dev', { cloud: 'sandbox' });
    const store = resources(kit, true);
    const verdicts = ['a', 'b'].map((name) => ({ resourceId: resource(name).id.toUpperCase(), type: 'x', verdict: 'healthy' as const, reason: 'It runs.' }));
    await store.takeRunNews({ record: run({ health: verdicts }), event: ended, engine: kit.engine.asEngine });
    assert.deepEqual(store.state.kind === 'some' && store.state.resources.map(({ health }) => health), ['healthy', 'unhealthy', 'unknown']);
  });

  it('shows why reading failed', async () => {
    const kit = setup();
    await kit.environments.ensure();
    await kit.environments.chooseTarget('dev', { cloud: 'sandbox' });
    kit.engine.failure = new EnvironmentError('Network.Refused', 'Nobody answers.');
    const store = resources(kit, true);
    await store.refresh();
    assert.equal(store.state.kind === 'failed' && store.state.error.code, 'Network.Refused');
  });
});

describe('the plan of an environment', () => {
  const session = (kit: ReturnType<typeof setup>) => new PlanSession({ environment: 'dev', local: false, environments: kit.environments, root: () => root, now: () => now, report: kit.report });

  it('goes from planning to ready, and is known to the tree', async () => {
    const kit = setup();
    kit.engine.nextPlan = async () => plan();
    const states: string[] = [];
    const made = session(kit);
    made.onDidChange(({ state }) => states.push(state));
    await made.refresh();
    assert.deepEqual([states[0], made.snapshot.state, kit.environments.find('dev')?.plan?.planHash], ['planning', 'ready', plan().planHash]);
  });

  it('keeps the last good plan beside a failure', async () => {
    const kit = setup();
    kit.engine.nextPlan = async () => plan();
    const made = session(kit);
    await made.refresh();
    kit.engine.nextPlan = () => Promise.reject(new EnvironmentError('Arm.TooManyRequests', 'Too many requests.'));
    await made.refresh();
    assert.deepEqual([made.snapshot.state, made.snapshot.error?.code, made.snapshot.plan?.planHash], ['failed', 'Arm.TooManyRequests', plan().planHash]);
  });

  it('is not made twice at once, and can be cancelled', async () => {
    const kit = setup();
    let signal: AbortSignal | undefined;
    kit.engine.nextPlan = (given) => new Promise((_, reject) => { signal = given; given?.addEventListener('abort', () => reject(new InputError('Cancelled', 'Cancelled.'))); });
    const made = session(kit);
    const first = made.refresh();
    assert.equal(await made.refresh(), undefined);
    await kit.environments.ensure();
    await new Promise(setImmediate);
    made.cancel();
    await first;
    assert.deepEqual([signal?.aborted, made.snapshot.state], [true, 'failed']);
  });

  it('cannot be deployed while a deployment is under way, but while one waits for it', async () => {
    const kit = setup();
    await kit.environments.ensure();
    const made = session(kit);
    kit.engine.tell(run({ state: 'deploying', endedAt: undefined }), phase);
    assert.equal(made.snapshot.deployBlocked, 'A deployment of dev is under way.');
    kit.engine.tell(run({ state: 'awaiting_confirmation', endedAt: undefined }), phase);
    assert.equal(made.snapshot.deployBlocked, undefined);
  });
});
