import assert from 'node:assert/strict';
import type { RunRecord } from '../../../src/core/deployment/events';
import type { Watch, WatchNews } from '../../../src/core/checklist/watch';
import { WatchFollower } from '../../../src/editor/watches/watchFollower';
import { failureText, watchMarkdown, watchStatus } from '../../../src/editor/watches/watchText';
import { ChecklistBench } from '../../support/checklistBench';

const hourMs = 3_600_000;

describe('watches that the editor goes on with', () => {
  let bench: ChecklistBench;
  let follower: WatchFollower;
  let news: WatchNews[];
  let reported: unknown[];
  let allowed: boolean;
  beforeEach(() => {
    bench = new ChecklistBench();
    bench.runs = [{ success: true, environment: 'dev', deploymentName: 'run-1', timestamp: bench.clock.now().toISOString(), outputs: {}, warnings: [] } as unknown as RunRecord];
    [news, reported, allowed] = [[], [], true];
    follower = new WatchFollower({ environments: () => ['dev'], watchesOf: async () => bench.watches, mayAsk: async () => allowed, onNews: (one) => news.push(one), report: (_what, error) => reported.push(error) });
  });
  afterEach(async () => { await follower.dispose(); assert.deepEqual([reported, await bench.locks.holder('watch/dev')], [[], undefined]); });

  const kinds = (): readonly string[] => news.map(({ kind }) => kind);
  const first = (): Watch | undefined => follower.watches[0];
  /** Resolves when the watch is over. */
  const over = (): Promise<void> => new Promise((resolve) => { const stop = follower.onDidChange(() => { if (follower.watches[0]?.end) { stop(); resolve(); } }); });

  it('follow one that was begun before the window was opened, to its end', async () => {
    await bench.watches.start('dev', { hours: 3 });
    const ended = over();
    await follower.look();
    await ended;
    assert.deepEqual([follower.watches[0]?.findings.length, kinds().at(-1)], [3, 'ended']);
  });

  it('follow one that begins while the window is open, and the next one after it was stopped', async () => {
    await follower.look();
    assert.equal(first(), undefined);
    bench.clock.onSleep = () => { bench.clock.onSleep = () => undefined; void bench.watches.cancel('dev'); };
    let ended = over();
    await bench.watches.start('dev');
    await ended;
    assert.equal(first()?.end?.how, 'cancelled');
    ended = over();
    await bench.watches.start('dev', { hours: 3 });
    await ended;
    assert.deepEqual([first()?.end?.how, first()?.findings.length], ['complete', 2]);
  });

  it('wait while nobody may be asked, and say the first failure once', async () => {
    allowed = false;
    bench.sample = { errorRatePercent: 9, health: { main: 500 }, severeAlerts: 0 };
    bench.clock.onSleep = () => { allowed = bench.clock.slept.length >= 12; };
    await bench.watches.start('dev', { hours: 3 });
    const ended = over();
    await follower.look();
    await ended;
    assert.deepEqual([follower.watches[0]?.findings.length, kinds().filter((kind) => kind === 'first-failure').length], [2, 1]);
  });

  it('are left, not ended, when the window closes', async () => {
    allowed = false;
    await bench.watches.start('dev');
    bench.clock.onSleep = () => { void follower.dispose(); };
    await follower.look();
    await follower.dispose();
    assert.equal((await bench.watches.find('dev'))?.end, undefined);
  });

  it('are told in the status bar: how long they go on, and what is wrong first', async () => {
    const started = await bench.watches.start('dev');
    assert.equal(watchStatus([], bench.clock.now()), undefined);
    assert.equal(watchStatus([started], bench.clock.now())?.text, '$(eye) dev is watched, 48 h left');
    bench.sample = { errorRatePercent: 9, health: { main: 500 }, severeAlerts: 0 };
    await bench.clock.sleep(hourMs);
    const bad = await bench.watches.look('dev');
    assert.deepEqual([watchStatus([{ ...started, environment: 'staging' }, bad], bench.clock.now())?.text, watchStatus([bad], bench.clock.now())?.isBad], ['$(warning) dev: the watch has seen a failure +1', true]);
    assert.equal(failureText(bad), 'dev after its deployment: Error rate: 9 % of the requests since the last look failed. And 1 more.');
    assert.match(watchMarkdown(bad), /# Watch of dev[\s\S]*0 of 1 looks were good[\s\S]*## 2026-03-04 06:06:07 UTC: bad[\s\S]*\*\*Health\*\*: \/api\/health of main answers 500\./);
    assert.equal(watchStatus([(await bench.watches.cancel('dev'))!], bench.clock.now()), undefined);
  });
});
