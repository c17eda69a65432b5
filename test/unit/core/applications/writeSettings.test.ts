import assert from 'node:assert/strict';
import { changeSettingsSafely, seenOf } from '../../../../src/core/applications';
import { LogicError } from '../../../../src/core/errors';

type Settings = Record<string, string>;

/** Settings of an app that somebody else changes: `after` the nth read, or after the nth write, of ours. */
function busyApp(start: Settings, others: Readonly<Record<`read ${number}` | `write ${number}`, (live: Settings) => Settings>> = {}) {
  const app = { live: start, reads: 0, writes: [] as Settings[] };
  const happen = (moment: `read ${number}` | `write ${number}`): void => { app.live = others[moment]?.(app.live) ?? app.live; };
  return Object.assign(app, {
    name: 'app', read: async () => { const seen = app.live; happen(`read ${++app.reads}`); return seen; },
    write: async (settings: Readonly<Settings>) => { app.writes.push(settings); app.live = settings; happen(`write ${app.writes.length}`); },
  });
}
const refusal = (act: Promise<unknown>): Promise<LogicError> => act.then((value) => { throw new Error(`It was accepted: ${JSON.stringify(value)}`); }, (error: unknown) => { assert.ok(error instanceof LogicError, String(error)); return error; });

describe('settings that others change too', () => {
  it('keep what somebody else added, changed or took out since the plan', async () => {
    const planned = { OWN: 'a', OTHER: 'b', GONE: 'c' };
    const app = busyApp({ OWN: 'a', OTHER: 'theirs', ADDED: 'theirs' });
    const { changed, undo } = await changeSettingsSafely(app, { OWN: 'mine' }, seenOf(planned, ['OWN']));
    assert.deepEqual([changed, undo, app.live], [['OWN'], { OWN: 'a' }, { OWN: 'mine', OTHER: 'theirs', ADDED: 'theirs' }]);
  });

  it('are not written over when the very setting has another value than the plan saw', async () => {
    for (const [live, changes] of [[{ OWN: 'theirs' }, { OWN: 'mine' }], [{}, { OWN: 'mine' }], [{ OWN: 'theirs' }, { OWN: null }]] as const) {
      const app = busyApp(live);
      const { code, message } = await refusal(changeSettingsSafely(app, changes, seenOf({ OWN: 'a' }, ['OWN'])));
      assert.deepEqual([code, /OWN of app was changed by somebody else/.test(message), message.includes('theirs;'), app.writes], ['Settings.ChangedMeanwhile', true, false, []]);
    }
    const fresh = busyApp({ NEW: 'theirs' });
    assert.equal((await refusal(changeSettingsSafely(fresh, { NEW: 'mine' }, seenOf({}, ['NEW'])))).code, 'Settings.ChangedMeanwhile');
  });

  it('that somebody else gave the wanted value already are no reason to stop', async () => {
    const app = busyApp({ OWN: 'mine' });
    assert.deepEqual([(await changeSettingsSafely(app, { OWN: 'mine' }, seenOf({ OWN: 'a' }, ['OWN']))).changed, app.writes], [[], []]);
  });

  it('are written again when a write of somebody who had read before takes them back, and theirs stays', async () => {
    const app = busyApp({ OWN: 'a' }, { 'write 1': () => ({ OWN: 'a', THEIRS: 'x' }) });
    const { changed, merged } = await changeSettingsSafely(app, { OWN: 'mine' });
    assert.deepEqual([changed, merged, app.live], [['OWN'], { OWN: 'mine', THEIRS: 'x' }, { OWN: 'mine', THEIRS: 'x' }]);
  });

  it('that get a third value right after the write are theirs', async () => {
    const app = busyApp({ OWN: 'a' }, { 'write 1': (live) => ({ ...live, OWN: 'theirs' }) });
    assert.equal((await refusal(changeSettingsSafely(app, { OWN: 'mine' }))).code, 'Settings.ChangedMeanwhile');
    assert.deepEqual(app.live, { OWN: 'theirs' });
  });

  it('that never stay are told, after a few attempts', async () => {
    const stale = (): Settings => ({ OWN: 'a' });
    const app = busyApp({ OWN: 'a' }, { 'write 1': stale, 'write 2': stale, 'write 3': stale });
    const { code, nextStep } = await refusal(changeSettingsSafely(app, { OWN: 'mine' }));
    assert.deepEqual([code, nextStep !== undefined, app.writes.length], ['Settings.NotKept', true, 3]);
  });

  it('are lost by nobody when several change different ones one after the other, in any order of their plans', async () => {
    const app = busyApp({ A: '0', B: '0', C: '0' });
    const plan = { A: '0', B: '0', C: '0' };
    for (const name of ['B', 'A', 'C']) await changeSettingsSafely(app, { [name]: 'new' }, seenOf(plan, [name]));
    assert.deepEqual(app.live, { A: 'new', B: 'new', C: 'new' });
  });
});
