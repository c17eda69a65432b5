import assert from 'node:assert/strict';
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { StateError } from '../../../../src/sandbox/store/stateLog';
import { StateStore } from '../../../../src/sandbox/store/stateStore';

interface Row { readonly step: number }

describe('state log', () => {
  let folder: string;
  let stateHome: string | undefined;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'aos-log-'));
    stateHome = process.env.XDG_STATE_HOME;
    process.env.XDG_STATE_HOME = path.join(folder, 'home');
  });
  afterEach(() => {
    if (stateHome === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = stateHome;
    rmSync(folder, { recursive: true, force: true });
  });

  /** A state of 60 steps, each of which writes two rows that belong together; no close, as after a kill. */
  function writtenLog(): string {
    const state = path.join(folder, 'written');
    const store = new StateStore(state);
    for (let step = 0; step < 60; step++) {
      store.table<Row>('left').set(String(step % 7), { step });
      store.table<Row>('right').set(String(step % 7), { step });
      if (step % 11 === 10) { store.table('left').delete('0'); store.table('right').delete('0'); }
      store.flush();
    }
    return path.join(state, readdirSync(state).find((name) => name.endsWith('.log'))!);
  }

  const rows = (store: StateStore, name: string): readonly (readonly [string, number])[] => [...store.table<Row>(name).entries()].map(([key, { step }]) => [key, step] as const);
  const lastStep = (store: StateStore): number => Math.max(-1, ...rows(store, 'left').map(([, step]) => step));

  it('cut at any point, it holds whole steps only, and the more the later the cut', () => {
    const log = writtenLog();
    const size = readFileSync(log).length;
    let seen = -1;
    for (let cut = 40; cut <= size; cut += 37) {
      const copy = path.join(folder, `cut-${cut}`);
      mkdirSync(copy);
      copyFileSync(log, path.join(copy, path.basename(log)));
      truncateSync(path.join(copy, path.basename(log)), cut);
      const store = new StateStore(copy);
      assert.deepEqual(rows(store, 'left'), rows(store, 'right'), `cut at ${cut}`);
      assert.ok(lastStep(store) >= seen, `cut at ${cut}`);
      seen = Math.max(seen, lastStep(store));
      store.close();
      rmSync(copy, { recursive: true });
    }
    assert.ok(seen >= 58);
  });

  it('a changed byte before the last record is never taken for state', () => {
    const log = writtenLog();
    const bytes = readFileSync(log);
    for (let at = 33; at < bytes.length - 400; at += 61) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at]! ^ 0x10;
      const copy = path.join(folder, `changed-${at}`);
      mkdirSync(copy);
      writeFileSync(path.join(copy, path.basename(log)), changed);
      assert.throws(() => new StateStore(copy), (error) => error instanceof StateError && error.code === 'State.Damaged', `byte ${at}`);
      rmSync(copy, { recursive: true });
    }
  });
});
