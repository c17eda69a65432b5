import assert from 'node:assert/strict';
import fc from 'fast-check';
import { loadCatalogue, watchedItems, watchItem, type Watch, type WatchNews } from '../../../../src/core/checklist';
import { foldWatch, msUntilNext, watchKind } from '../../../../src/core/checklist/watch/watchRecords';
import type { RunRecord } from '../../../../src/core/deployment/events';
import { CancelledError, DeployError, EnvironmentError, LogicError } from '../../../../src/core/errors';
import { allChecks } from '../../../../src/core/evidence/checks';
import type { EvidenceRecord } from '../../../../src/core/evidence';
import type { JsonValue } from '../../../../src/core/values';
import { ChecklistBench } from '../../../support/checklistBench';

const hourMs = 3_600_000;

/** A green run in production, and a service that asks it; time passes only while something waits. */
class WatchBench extends ChecklistBench {
  readonly news: WatchNews[] = [];
  /** Another window asks. */
  held = false;

  constructor() {
    super();
    this.texts['deployment/parameters/dev.bicepparam'] = "using '../main.bicep'\nparam environment = 'prod'\n";
    this.runs = [this.green('run-1')];
    const acquire = this.locks.acquire.bind(this.locks);
    this.locks.acquire = async (name, id) => { if (this.held) throw new LogicError('Run.Locked', 'Another window watches.'); return acquire(name, id); };
    this.watches.onNews((one) => this.news.push(one));
  }

  green(deploymentName: string): RunRecord { return { success: true, environment: 'dev', deploymentName, timestamp: this.clock.now().toISOString(), outputs: {}, warnings: [] } as unknown as RunRecord; }
  kinds(): readonly string[] { return this.news.map(({ kind }) => kind); }
}
const code = (wanted: string) => (error: unknown): boolean => error instanceof DeployError && error.code === wanted;

describe('the watch after a deployment', () => {
  let bench: WatchBench;
  beforeEach(() => { bench = new WatchBench(); });
  const watched = async (): Promise<Watch> => (await bench.watches.find('dev'))!;

  it('asks items that exist and that a check decides', async () => {
    const catalogue = await loadCatalogue();
    for (const id of [...watchedItems, watchItem]) assert.ok(catalogue.find(id) && allChecks.some(({ row }) => row === id), id);
  });

  it('looks every hour for 48 hours, keeps a sample each time, and ends with a summary', async () => {
    await bench.watches.start('dev');
    const ended = await bench.watches.follow('dev');
    assert.deepEqual([ended?.end?.how, ended?.findings.length, ended?.findings.every(({ state }) => state === 'good'), await bench.locks.holder('watch/dev')], ['complete', 48, true, undefined]);
    assert.deepEqual([new Set(bench.clock.slept), (await bench.records.list('dev', 'watch-sample')).length], [new Set([hourMs]), 48]);
    assert.match(ended!.end!.summary, /run-1: 48 of 48 looks were good\./);
    assert.equal(bench.kinds().at(-1), 'ended');
    assert.ok(watchedItems.every((id) => bench.asked[0]?.rows?.includes(id)));
  });

  it('takes hours and interval from the environment', async () => {
    bench.environment = { ...bench.environment, watch: { hours: 2, everyMinutes: 30 } };
    await bench.watches.start('dev');
    assert.equal((await bench.watches.follow('dev'))?.findings.length, 4);
  });

  it('tells the first failure once, and goes on', async () => {
    await bench.watches.start('dev', { hours: 6 });
    bench.clock.onSleep = () => { if (bench.clock.slept.length === 2) bench.sample = { errorRatePercent: 7, health: { main: 503 }, severeAlerts: 2 }; };
    const ended = await bench.watches.follow('dev');
    assert.deepEqual([ended?.findings.map(({ state }) => state), bench.kinds().filter((kind) => kind === 'first-failure').length], [['good', 'good', 'bad', 'bad', 'bad', 'bad'], 1]);
    assert.deepEqual(ended?.findings[2]?.problems.map(({ title }) => title), ['Error rate', 'Health', 'Alerts']);
    assert.match(ended!.end!.summary, /4 bad, the first at 2026-03-04T07:06:07/);
  });

  it('is bad where an item of the checklist fails, and incomplete where something could not be asked', async () => {
    bench.verdicts = { 'ops.daily.queue-depths': 'fail', 'ops.daily.alerts': 'unknown' };
    await bench.watches.start('dev');
    const [finding] = (await bench.watches.look('dev')).findings;
    assert.deepEqual([finding?.state, finding?.problems.map(({ item }) => item)], ['bad', ['ops.daily.queue-depths']]);
    assert.ok(finding?.untold.includes('No open alerts'));
    await bench.clock.sleep(hourMs);
    bench.verdicts = { 'ops.daily.queue-depths': 'pass' };
    bench.sample = undefined;
    assert.equal((await bench.watches.look('dev')).findings.at(-1)?.state, 'incomplete');
    assert.equal((await bench.records.list('dev', 'watch-sample')).length, 1, 'what is not whole is no sample');
  });

  it('of a rehearsal is not gone on with in the cloud', async () => {
    const azure = bench.environment;
    bench.environment = { ...azure, cloud: 'sandbox' };
    await bench.watches.start('dev');
    bench.environment = azure;
    assert.deepEqual([await bench.watches.find('dev'), await bench.watches.goOn('dev'), await bench.watches.follow('dev')], [undefined, undefined, undefined]);
    bench.environment = { ...azure, cloud: 'sandbox' };
    assert.equal((await bench.watches.find('dev'))?.target.startsWith('sandbox/'), true);
  });

  it('says of an app that does not answer well once what is wrong', async () => {
    bench.verdicts = { 'verify.endpoints.health-main': 'fail' };
    bench.sample = { errorRatePercent: 0, health: { main: 503, mcp: 500, realm: 200 }, severeAlerts: 0 };
    await bench.watches.start('dev');
    assert.deepEqual((await bench.watches.look('dev')).findings[0]?.problems.map(({ item, reason }) => [item, reason]), [['verify.endpoints.health-main', 'seen fail'], [watchItem, '/api/health of mcp answers 500.']]);
  });

  it('goes on in another process where one was ended, without asking before it is due', async () => {
    await bench.watches.start('dev', { hours: 3 });
    const leaving = new AbortController();
    bench.clock.onSleep = () => leaving.abort();
    await assert.rejects(bench.watches.follow('dev', leaving.signal), CancelledError);
    bench.clock.onSleep = () => undefined;
    assert.deepEqual([await bench.locks.holder('watch/dev'), (await watched()).findings.length], [undefined, 1]);
    await bench.watches.follow('dev');
    assert.equal((await watched()).findings.length, 3);
  });

  it('stands by while another window watches, and ends with it', async () => {
    await bench.watches.start('dev');
    bench.held = true;
    bench.clock.onSleep = () => { if (bench.clock.slept.length === 3) void bench.watches.cancel('dev'); };
    const ended = await bench.watches.follow('dev');
    assert.deepEqual([ended?.end?.how, ended?.findings.length], ['cancelled', 0]);
  });

  it('takes over when the other window is gone', async () => {
    await bench.watches.start('dev', { hours: 1 });
    bench.held = true;
    bench.clock.onSleep = () => { bench.held = bench.clock.slept.length < 2; };
    assert.deepEqual([(await bench.watches.follow('dev'))?.end?.how, (await watched()).findings.length], ['complete', 1]);
  });

  it('begins by itself after a green run of production, elsewhere where it is wanted, and never after a red one', async () => {
    bench.environment = { ...bench.environment, isProtected: true };
    await bench.watches.startAfter({ ...bench.runs[0]!, success: false });
    assert.equal(await bench.watches.find('dev'), undefined);
    await bench.watches.startAfter(bench.runs[0]!);
    assert.equal((await watched()).automatic, true);
    const other = new WatchBench();
    assert.equal(await other.watches.startAfter(other.runs[0]!), undefined);
    other.environment = { ...other.environment, watch: { automatic: true } };
    assert.equal((await other.watches.startAfter(other.runs[0]!))?.deployment, 'run-1');
    bench.environment = { ...bench.environment, watch: { automatic: false } };
    await bench.watches.cancel('dev');
    assert.equal(await bench.watches.startAfter(bench.runs[0]!), undefined);
  });

  it('of a newer deployment ends the older one; of the same it goes on', async () => {
    const first = await bench.watches.start('dev');
    assert.equal((await bench.watches.start('dev')).id, first.id);
    await bench.clock.sleep(hourMs);
    bench.runs = [bench.green('run-2'), ...bench.runs];
    assert.equal((await bench.watches.start('dev')).deployment, 'run-2');
    assert.deepEqual((await bench.records.list('dev', watchKind)).map(({ value }) => (value as { how?: string }).how).filter(Boolean), ['superseded']);
  });

  it('says what stands against it, and harms no run', async () => {
    bench.environment = { ...bench.environment, isProtected: true };
    bench.runs = [];
    await assert.rejects(bench.watches.start('dev'), code('Watch.NothingDeployed'));
    await assert.rejects(bench.watches.look('dev'), code('Watch.None'));
    bench.records.add = async () => { throw new EnvironmentError('File.NotWritten', 'The disk is full.'); };
    assert.equal(await bench.watches.startAfter(bench.green('run-1')), undefined);
    assert.match(bench.news.find(({ kind }) => kind === 'problem')?.message ?? '', /could not begin: The disk is full/);
  });

  it('takes the look that is due when the checklist is run elsewhere, and ends what is over', async () => {
    assert.equal(await bench.watches.goOn('dev'), undefined);
    await bench.watches.start('dev', { hours: 2 });
    await bench.watches.goOn('dev');
    await bench.watches.goOn('dev');
    assert.equal((await watched()).findings.length, 1);
    await bench.clock.sleep(3 * hourMs);
    assert.equal((await bench.watches.goOn('dev'))?.end?.how, 'complete');
  });

  it('is told from its records in whatever order and whatever else stands in them', () => {
    const at = (minute: number): string => new Date(Date.UTC(2026, 2, 4, 5, minute)).toISOString();
    const events: readonly EvidenceRecord[] = [
      { at: at(0), value: { type: 'started', watch: 'w', deployment: 'd', endsAt: at(59), everyMinutes: 10, automatic: true } }, { at: at(1), value: { type: 'finding', watch: 'w', state: 'good', problems: [], untold: [] } },
      { at: at(11), value: { type: 'finding', watch: 'w', state: 'bad', problems: [{ item: 'i', title: 't', reason: 'r' }], untold: [] } }, { at: at(11), value: { type: 'told', watch: 'w' } }, { at: at(2), value: { type: 'ended', watch: 'other', how: 'complete', summary: '' } },
    ];
    const whole = foldWatch('dev', events);
    fc.assert(fc.property(fc.shuffledSubarray([...events], { minLength: events.length }), fc.array(fc.record({ at: fc.constant(at(3)), value: fc.jsonValue() as fc.Arbitrary<JsonValue> })), (shuffled, noise) => {
      assert.deepEqual(foldWatch('dev', [...shuffled, ...noise]), whole);
    }));
    assert.deepEqual([whole?.told, whole?.end, whole?.findings.length], [true, undefined, 2]);
  });

  it('waits no longer than its interval, whatever a clock has said', () => {
    const now = new Date('2026-03-04T05:00:00Z');
    fc.assert(fc.property(fc.date({ noInvalidDate: true }), fc.integer({ min: 5, max: 360 }), (last, everyMinutes) => {
      const wait = msUntilNext({ everyMinutes, findings: [{ at: last.toISOString(), state: 'good', problems: [], untold: [] }] } as unknown as Watch, now);
      assert.ok(wait >= 0 && wait <= everyMinutes * 60_000);
    }));
  });
});
