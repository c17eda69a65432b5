import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { RunRecord } from '../../../../src/core/deployment';
import type { Environment } from '../../../../src/core/environments';
import type { BackupManifest } from '../../../../src/core/ports';
import { BackupReminders, findBackupDue, type BackupMade } from '../../../../src/core/restore';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryRecords } from '../../../support/memoryRecords';

const dayMs = 86_400_000;
const start = new Date('2026-03-01T00:00:00.000Z');
const after = (days: number): Date => new Date(start.getTime() + days * dayMs);
const whole = (days: number): BackupMade => ({ at: after(days).toISOString(), parts: ['secrets', 'audit', 'configurations'] });
const dev: Environment = { name: 'dev', parametersFile: '/w/dev.bicepparam', templateFile: '/w/main.bicep', resourceGroup: 'rg-aos-dev', cloud: 'azure', isProtected: false };
const live = { cloud: 'azure', isSandbox: false, resourceGroup: 'rg-aos-dev' };
const green = (over: Partial<RunRecord> = {}): RunRecord => ({ deploymentName: 'first', success: true, timestamp: start.toISOString(), target: { ...live, subscriptionId: 's', location: 'l' }, ...over }) as RunRecord;

describe('backups that are due', () => {
  it('begin a whole period after the first green run, and come again as long after each backup', () => {
    const states = [30, 31, 32, 70, 71.1].map((days) => { const { state, at } = findBackupDue({}, days > 40 ? [whole(40)] : [], start, after(days)); return [state, at]; });
    assert.deepEqual(states, [['not-due', after(31).toISOString()], ['not-due', after(31).toISOString()], ['due', after(31).toISOString()], ['not-due', after(71).toISOString()], ['due', after(71).toISOString()]]);
  });

  it('say of each part since when, longest first', () => {
    const made: BackupMade[] = [whole(0), { at: after(20).toISOString(), parts: ['audit'] }, { at: after(10).toISOString(), parts: ['secrets'] }];
    const { parts } = findBackupDue({ backup: { everyDays: 5 } }, made, start, after(18));
    assert.deepEqual(parts, [{ part: 'audit', since: after(5).toISOString(), last: after(0).toISOString() }, { part: 'configurations', since: after(5).toISOString(), last: after(0).toISOString() }, { part: 'secrets', since: after(15).toISOString(), last: after(10).toISOString() }]);
  });

  it('are nothing to remind of before the first green run, and where aos.yaml wants none', () => {
    assert.deepEqual([findBackupDue({}, [], undefined, after(100)).state, findBackupDue({ backup: { remind: false } }, [], start, after(100)).state], ['never-deployed', 'off']);
  });

  it('are due whenever the newest backup of a part is older than the period, and only then', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 6 }), fc.integer({ min: 1, max: 366 }), fc.double({ min: 200, max: 600, noNaN: true }), (made, everyDays, now) => {
      const newest = Math.max(0, ...made);
      const due = findBackupDue({ backup: { everyDays } }, made.map(whole), start, after(now));
      assert.equal(due.state === 'due', Math.trunc(newest * dayMs) + everyDays * dayMs < Math.trunc(now * dayMs), JSON.stringify(due));
    }));
  });
});

describe('reminders of backups', () => {
  const sets = (...manifests: Partial<BackupManifest>[]) => manifests.map((one, index) => ({ set: String(index), manifest: { version: 1 as const, environment: 'dev', madeAt: after(40).toISOString(), files: [], missing: [], complete: ['secrets', 'audit', 'configurations'] as const, ...one } }));
  const remindersOf = (found: ReturnType<typeof sets>, { runs = [green()], records = new MemoryRecords(), clock = new FakeClock(after(50).getTime()) } = {}) => {
    const asked: [string, string, string][] = [];
    const service = new BackupReminders({
      clock, records, getEnvironment: async () => dev, history: async () => runs,
      backups: { list: async () => found } as never,
      reminders: { claim: async (name, now, next) => { asked.push([name, now.toISOString(), next.toISOString()]); return true; }, putOff: async (name, next) => { asked.push([name, '', next.toISOString()]); } },
    });
    return { service, asked };
  };
  const stateOf = async (...args: Parameters<typeof remindersOf>) => (await remindersOf(...args).service.due('dev')).parts.map(({ part }) => part).sort();

  it('take no backup of a rehearsal for one of the environment itself, nor a rehearsal’s run', async () => {
    assert.deepEqual(await stateOf(sets({ target: live })), []);
    assert.deepEqual(await stateOf(sets({ target: { ...live, cloud: 'sandbox', isSandbox: true } })), ['audit', 'configurations', 'secrets']);
    assert.deepEqual((await remindersOf([], { runs: [green({ target: { cloud: 'sandbox', isSandbox: true, subscriptionId: 's', resourceGroup: 'rg-aos-dev', location: 'l' } })] }).service.due('dev')).state, 'never-deployed');
  });

  it('go by what a set holds whole, and by the files of one that does not say so', async () => {
    assert.deepEqual(await stateOf(sets({ complete: ['audit'] })), ['configurations', 'secrets']);
    const { complete: _complete, ...old } = sets({ files: ['backup-a.blob', 'audit-20260301.db', 'manifest.json'].map((name) => ({ name, hash: '', sizeBytes: 1 })) })[0]!.manifest;
    assert.deepEqual(await stateOf([{ set: 'old', manifest: old as never }]), ['configurations']);
  });

  it('count what actions of the checklist backed up on the same target', async () => {
    const records = new MemoryRecords();
    await records.add('dev', 'backup', { at: after(45).toISOString(), value: { kind: 'audit' }, binding: { deployment: 'first' } });
    await records.add('dev', 'backup', { at: after(45).toISOString(), value: { kind: 'keyvault' }, binding: { deployment: 'of-a-rehearsal' } });
    assert.deepEqual(await stateOf([], { records }), ['configurations', 'secrets']);
  });

  it('are told once a day, and put off for a day', async () => {
    const { service, asked } = remindersOf([]);
    await service.claim('dev');
    await service.remindTomorrow('dev');
    const now = after(50);
    assert.deepEqual(asked, [['backup/dev', now.toISOString(), new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1).toISOString()], ['backup/dev', '', after(51).toISOString()]]);
  });
});
