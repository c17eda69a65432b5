import assert from 'node:assert/strict';
import type { DeployOptions } from '../../../../src/core/engine';
import { EnvironmentError } from '../../../../src/core/errors';
import { EngineHarness } from '../../../support/engineHarness';

const yes: DeployOptions = { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'click', deletesConfirmed: true }) };

describe('the engine', () => {
  it('names the environments there are when asked for another', async () => {
    await assert.rejects(new EngineHarness().engine().getEnvironment('test'), { code: 'Environment.Unknown', message: 'There is no environment "test". Found: dev, prod.' });
  });

  it('plans without deploying, and plans a missing group locally', async () => {
    const harness = new EngineHarness();
    assert.equal((await harness.engine().plan('dev', {})).source, 'arm');
    const missing = new EngineHarness([]);
    const plan = await missing.engine().plan('dev', {});
    assert.deepEqual([plan.source, plan.target.location, missing.run.azure.groups.size], ['local', 'eastus', 0]);
    assert.match(plan.warnings[0] ?? '', /will be created/);
  });

  it('plans locally without any connection', async () => {
    const engine = new EngineHarness().engine({ connect: async () => { throw new Error('No connection.'); } });
    assert.equal((await engine.plan('dev', { local: true })).source, 'local');
  });

  it('tells every event of a run to its watchers, and the run is in the history', async () => {
    const harness = new EngineHarness();
    const engine = harness.engine();
    const seen: string[] = [];
    const stop = engine.watchRuns((_, event) => { if (event.type === 'phase' && event.state === 'running') seen.push(event.phase); });
    const record = await (await engine.deploy('dev', yes)).result;
    stop();
    assert.equal(seen.length, 6);
    assert.deepEqual((await engine.history('dev')).map((one) => [one.deploymentId, one.state, one.gitSha, one.by]), [[record.deploymentId, 'completed', 'abc', 'me']]);
    assert.deepEqual(await engine.history('prod'), []);
  });

  it('refuses a second run of an environment at once, naming the first', async () => {
    const harness = new EngineHarness();
    const engine = harness.engine();
    let goOn: () => void = () => undefined;
    const first = await engine.deploy('prod', { confirm: (request) => new Promise((resolve) => { goOn = () => resolve({ planHash: request.plan.planHash, how: 'typed-name', deletesConfirmed: false }); }) });
    await assert.rejects(harness.engine(undefined, 101).deploy('prod', yes), (error: Error & { code: string }) => error.code === 'Run.Locked' && error.message.includes(first.runId));
    await engine.cancel(first.runId, 'cancel-in-azure');
    goOn();
    assert.equal((await first.result).state, 'cancelled');
  });

  it('is cancelled by the caller’s signal', async () => {
    const harness = new EngineHarness();
    const stop = new AbortController();
    harness.run.azure.onCall = (call) => { if (call === 'whatIf') stop.abort(); };
    const handle = await harness.engine().deploy('dev', yes, stop.signal);
    assert.equal((await handle.result).state, 'cancelled');
  });

  it('leaves running what began when it is disposed, lists it as interrupted, and another one resumes it', async () => {
    const harness = new EngineHarness();
    harness.run.azure.pollsToEnd = 1e9;
    const engine = harness.engine();
    let polled: () => void = () => undefined;
    const polling = new Promise<void>((resolve) => { polled = resolve; });
    harness.run.azure.onCall = (call) => { if (call === 'find') polled(); };
    const handle = await engine.deploy('dev', yes);
    await polling;
    await engine.dispose();
    assert.equal((await handle.result).state, 'unknown');
    harness.run.azure.pollsToEnd = 1;
    const other = harness.engine(undefined, 101);
    assert.deepEqual((await other.listInterruptedRuns()).map((run) => [run.deploymentId, run.state]), [[handle.runId, 'unknown']]);
    const record = await (await other.resume(handle.runId, yes)).result;
    assert.deepEqual([record.state, harness.run.azure.begun.length, await other.listInterruptedRuns()], ['completed', 1, []]);
  });

  it('cancels a run that nobody follows, and says what came of it', async () => {
    const harness = new EngineHarness();
    harness.run.azure.pollsToEnd = 1e9;
    harness.run.azure.failNext('find', new EnvironmentError('Network.Reset', 'Reset.'), 8);
    const engine = harness.engine();
    const handle = await engine.deploy('dev', yes);
    assert.equal((await handle.result).state, 'unknown');
    const record = await engine.cancel(handle.runId, 'cancel-in-azure');
    assert.deepEqual([record.state, (await engine.getRun(handle.runId)).state, harness.run.locks.held.size], ['cancelled', 'cancelled', 0]);
  });

  it('cancels a run that another process follows, and waits for that one to write the end', async () => {
    const harness = new EngineHarness();
    harness.run.azure.pollsToEnd = 1e9;
    const engine = harness.engine();
    let polled: () => void = () => undefined;
    const polling = new Promise<void>((resolve) => { polled = resolve; });
    harness.run.azure.onCall = (call) => { if (call === 'find') polled(); };
    const handle = await engine.deploy('dev', yes);
    await polling;
    const record = await harness.engine(undefined, 101).cancel(handle.runId, 'cancel-in-azure');
    assert.deepEqual([record.state, (await handle.result).state], ['cancelled', 'cancelled']);
  });

  it('gives a run that died before its audit row the row', async () => {
    const harness = new EngineHarness();
    const engine = harness.engine();
    const record = await (await engine.deploy('dev', yes)).result;
    harness.run.audit.records.clear();
    assert.deepEqual((await engine.history()).map((one) => one.deploymentId), [record.deploymentId]);
    assert.equal(harness.run.audit.records.get(record.deploymentId)?.state, 'completed');
  });

  it('shows that the audit of a run was changed afterwards', async () => {
    const harness = new EngineHarness();
    const engine = harness.engine();
    const record = await (await engine.deploy('dev', yes)).result;
    assert.equal((await engine.checkIntegrity(record.deploymentId)).state, 'intact');
    harness.run.audit.records.set(record.deploymentId, { ...record, by: 'somebody else' });
    assert.equal((await engine.checkIntegrity(record.deploymentId)).state, 'changed');
    assert.equal((await engine.checkIntegrity('py-1')).state, 'unknown');
  });

  it('tells drift from what the last green run deployed, and says when there was none', async () => {
    const harness = new EngineHarness();
    assert.equal((await harness.engine().detectDrift('dev')).source, 'arm');
    harness.deployed = undefined;
    await assert.rejects(harness.engine().detectDrift('dev'), { code: 'Drift.NeverDeployed' });
  });

  it('refuses to resume what has ended or never was', async () => {
    const engine = new EngineHarness().engine();
    const record = await (await engine.deploy('dev', yes)).result;
    await assert.rejects(engine.resume(record.deploymentId, yes), { code: 'Run.Ended' });
    await assert.rejects(engine.resume('aos-deploy-none', yes), { code: 'Run.Unknown' });
  });

  it('says in its status why the cloud cannot be reached, with what is known without it', async () => {
    const harness = new EngineHarness();
    await (await harness.engine().deploy('dev', yes)).result;
    const status = await harness.engine({ connect: async () => { throw new EnvironmentError('Network.Refused', 'Refused.'); } }).status('dev');
    assert.deepEqual([status.unreachable, status.lastRun?.state, status.target.resourceGroup], ['Refused.', 'completed', 'rg-aos-dev']);
  });

  it('answers each prerequisite for itself', async () => {
    const found = await new EngineHarness().engine().checkPrerequisites();
    assert.deepEqual(found.map((one) => [one.id, one.state]), [['bicep', 'pass'], ['git', 'pass'], ['environments', 'pass'], ['audit', 'pass']]);
  });
});

describe('an open run', () => {
  it('keeps a second one of its environment away while its deployment is at work, and only then', async () => {
    const harness = new EngineHarness();
    harness.run.azure.pollsToEnd = 1e9;
    harness.run.azure.failNext('find', new EnvironmentError('Network.Reset', 'Reset.'), 8);
    const engine = harness.engine();
    const first = await engine.deploy('dev', yes);
    assert.equal((await first.result).state, 'unknown');
    const second = await (await engine.deploy('dev', yes)).result;
    assert.deepEqual([second.state, second.error?.code, second.message.includes(first.runId)], ['failed', 'Run.StillActive', true]);
    harness.run.azure.pollsToEnd = 1;
    assert.equal((await (await engine.deploy('dev', yes)).result).state, 'completed');
  });

  it('is not resumed in another cloud', async () => {
    const harness = new EngineHarness();
    harness.run.azure.failNext('find', new EnvironmentError('Network.Reset', 'Reset.'), 8);
    const left = await (await harness.engine().deploy('dev', yes)).result;
    const elsewhere = harness.engine({ connect: async () => ({ ...harness.run.azure.connection, cloud: { name: 'azure', resourceManager: '', isSandbox: false } }) });
    const record = await (await elsewhere.resume(left.deploymentId, yes)).result;
    assert.deepEqual([record.state, harness.run.azure.begun.length], ['unknown', 1]);
    assert.match(record.message, /went to sandbox, not to azure/);
  });
});
