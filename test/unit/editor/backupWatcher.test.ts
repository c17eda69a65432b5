import assert from 'node:assert/strict';
import type { RunRecord } from '../../../src/core/deployment';
import type { BackupManifest } from '../../../src/core/ports';
import { BackupReminders } from '../../../src/core/restore';
import { BackupWatcher } from '../../../src/editor/backups/backupWatcher';
import { ReminderFiles } from '../../../src/local/backups/reminderFiles';
import { FakeClock } from '../../support/fakeClock';
import { MemoryRecords } from '../../support/memoryRecords';
import { useTemporaryFolder } from '../../support/temporaryFolder';
import { environment, run } from './builders';

const dayMs = 86_400_000;

describe('reminders of backups in the editor', () => {
  const folder = useTemporaryFolder();
  let clock: FakeClock;
  let manifests: BackupManifest[];
  let told: string[];
  let reported: unknown[];
  let runs: readonly RunRecord[];
  beforeEach(() => { clock = new FakeClock(new Date(2026, 2, 4, 12).getTime()); [manifests, told, reported, runs] = [[], [], [], [run({ timestamp: '2025-01-01T00:00:00Z', endedAt: undefined })]]; });
  afterEach(() => assert.deepEqual(reported, []));

  const service = (): BackupReminders => new BackupReminders({
    clock, records: new MemoryRecords(), reminders: new ReminderFiles(folder()), getEnvironment: async (name) => environment(name, { cloud: 'sandbox' }), history: async () => runs,
    backups: { list: async () => manifests.map((manifest) => ({ set: manifest.madeAt, manifest })) } as never,
  });
  const open = (name: string): BackupWatcher => {
    const watcher = new BackupWatcher({ environments: () => ['dev'], remindersOf: async () => service(), report: (_what, error) => reported.push(error) });
    watcher.onRemind(({ environment: of }) => told.push(`${name} tells of ${of}`));
    return watcher;
  };

  it('come from one of two windows, and again the next day', async () => {
    const windows = [open('first'), open('second')];
    await Promise.all(windows.map((one) => one.look()));
    await Promise.all(windows.map((one) => one.look()));
    assert.equal(told.length, 1);
    assert.deepEqual(windows.map((one) => one.dueOf('dev')?.state), ['due', 'due']);
    clock.jump(dayMs);
    for (const one of windows) await one.look();
    assert.deepEqual(told.slice(1), ['first tells of dev']);
  });

  it('do not come again after a reload, nor before a day is over when they were put off late', async () => {
    clock.jump(11.8 * 3_600_000);
    await open('first').look();
    await service().remindTomorrow('dev');
    clock.jump(0.5 * 3_600_000);
    const reloaded = open('reloaded');
    await reloaded.look();
    assert.deepEqual([told, reloaded.dueOf('dev')?.state], [['first tells of dev'], 'due']);
    clock.jump(dayMs);
    await reloaded.look();
    assert.deepEqual(told, ['first tells of dev', 'reloaded tells of dev']);
  });

  it('end with a backup, of which views hear', async () => {
    const watcher = open('first');
    const seen: (string | undefined)[] = [];
    watcher.onDidChange(() => seen.push(watcher.dueOf('dev')?.state));
    await watcher.look();
    manifests = [{ version: 1, environment: 'dev', madeAt: clock.now().toISOString(), files: [], missing: [], complete: ['secrets', 'audit', 'configurations'] }];
    await watcher.look();
    await watcher.look();
    assert.deepEqual(seen, ['due', undefined]);
  });

  it('never come where nothing was deployed, and a failure is written to the log', async () => {
    runs = [];
    const watcher = open('first');
    await watcher.look();
    assert.deepEqual([told, watcher.dueOf('dev')], [[], undefined]);
    const problems: string[] = [];
    await new BackupWatcher({ environments: () => ['dev'], remindersOf: () => Promise.reject(new Error('gone')), report: (what) => problems.push(what) }).look();
    assert.deepEqual(problems, ['Whether a backup of dev is due could not be found out.']);
  });
});
