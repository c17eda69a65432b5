import assert from 'node:assert/strict';
import { EnvironmentError } from '../../../src/core/errors';
import { Engines } from '../../../src/editor/state/engines';
import { EnvironmentStore } from '../../../src/editor/state/environmentStore';
import { WorkloadStore } from '../../../src/editor/workloads/workloadStore';
import { environment, root, run } from './builders';
import { engineFactory, FakeArchive, FakeMemory } from './fakeEngine';
import { application, comparison, overview } from './workloadBuilders';

/** A store over services that count what they are asked, and fail or wait on request. */
async function setup() {
  const factory = engineFactory();
  factory.engine.environments = [environment('dev', { cloud: 'sandbox' })];
  const asked: string[] = [];
  const kit = { isRunning: true, failure: undefined as Error | undefined, gate: Promise.resolve() };
  const answer = async <T>(what: string, value: T): Promise<T> => { asked.push(what); await kit.gate; if (kit.failure) throw kit.failure; return value; };
  Object.assign(factory.engine.asEngine, {
    applications: { find: async () => [application('main')], overview: () => answer('overview', [overview('main')]), listPackages: async () => [] },
    configurations: { find: async () => ({ kind: 'agent', single: [{ id: 'ceo', file: `${root}/agents/ceo.json` }], problems: [], files: [], settings: {} }), compare: () => answer('compare', comparison({ ceo: 'new' })) },
  });
  const engines = new Engines(() => root, factory.create);
  const environments = new EnvironmentStore({ engines, memory: new FakeMemory(), archive: new FakeArchive(), cloudSetting: () => undefined, report: () => undefined });
  await environments.ensure();
  const store = new WorkloadStore({ environments, sandboxIsRunning: async () => kit.isRunning, isSignedIn: async () => false, report: () => undefined });
  return { store, asked, kit, engine: factory.engine.asEngine };
}

describe('what is known of applications and configurations', () => {
  it('is read when somebody looks, once', async () => {
    const { store, asked } = await setup();
    assert.equal(store.applications('dev').kind, 'unread');
    await Promise.all([store.ensure('dev', 'applications'), store.ensure('dev', 'applications')]);
    await store.ensure('dev', 'applications');
    assert.deepEqual(asked, ['overview']);
  });

  it('starts nothing and asks nobody while the sandbox is not started, and is read as soon as it is', async () => {
    const { store, asked, kit } = await setup();
    kit.isRunning = false;
    await store.ensure('dev', 'agent');
    const blocked = store.configurations('dev', 'agent');
    assert.deepEqual([blocked.kind === 'read' && blocked.value.obstacle, blocked.kind === 'read' && blocked.value.local.map(({ id }) => id), asked], ['sandboxStopped', ['ceo'], []]);
    kit.isRunning = true;
    await store.recheck();
    const open = store.configurations('dev', 'agent');
    assert.equal(open.kind === 'read' && open.value.comparison?.configurations.length, 1);
    await store.recheck();
    assert.deepEqual(asked, ['compare']);
  });

  it('keeps what the workspace holds beside an error', async () => {
    const { store, kit } = await setup();
    kit.failure = new EnvironmentError('Network.Refused', 'Nobody answers.', { nextStep: 'Look at the network.' });
    await Promise.all([store.ensure('dev', 'agent'), store.ensure('dev', 'applications')]);
    const [agents, apps] = [store.configurations('dev', 'agent'), store.applications('dev')];
    assert.deepEqual([agents.kind === 'read' && agents.value.error?.code, agents.kind === 'read' && agents.value.local.length], ['Network.Refused', 1]);
    assert.deepEqual([apps.kind === 'read' && apps.value.error?.nextStep, apps.kind === 'read' && apps.value.entries.length], ['Look at the network.', 1]);
  });

  it('is read again only where it was read before, and after a reading that had begun too early', async () => {
    const { store, asked, kit } = await setup();
    await store.refreshRead();
    assert.deepEqual(asked, []);
    let open: () => void = () => undefined;
    kit.gate = new Promise((resolve) => { open = resolve; });
    const first = store.ensure('dev', 'agent');
    const second = store.refreshRead({ parts: ['agent'] });
    open();
    await Promise.all([first, second]);
    assert.deepEqual(asked, ['compare', 'compare']);
  });

  it('is read again after a run of the environment has ended, and of no other', async () => {
    const { store, asked, engine } = await setup();
    await store.ensure('dev', 'applications');
    const ended = { type: 'ended', at: '2026-03-01T12:00:00Z', state: 'completed', message: 'Done.' } as const;
    await store.takeRunNews({ record: run({ environment: 'prod' }), event: ended, engine });
    assert.deepEqual(asked, ['overview']);
    await store.takeRunNews({ record: run(), event: ended, engine });
    assert.deepEqual(asked, ['overview', 'overview']);
  });

  it('tells who listens, once a reading', async () => {
    const { store } = await setup();
    let told = 0;
    store.onDidChange(() => { told++; });
    await Promise.all([store.ensure('dev', 'agent'), store.ensure('dev', 'agent')]);
    assert.equal(told, 1);
  });
});
