import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EnvironmentError } from '../../../../src/core/errors';
import { ReminderFiles } from '../../../../src/local/backups/reminderFiles';
import { useTemporaryFolder } from '../../../support/temporaryFolder';

const [now, tomorrow] = [new Date('2026-03-04T12:00:00Z'), new Date('2026-03-05T00:00:00Z')];

describe('reminders on disk', () => {
  const folder = useTemporaryFolder();

  it('are given to one of many windows, and to one again when the time has come', async () => {
    const windows = Array.from({ length: 5 }, () => new ReminderFiles(folder()));
    const claim = (at: Date, next: Date) => Promise.all(windows.map((one) => one.claim('backup/dev', at, next)));
    assert.equal((await claim(now, tomorrow)).filter(Boolean).length, 1);
    assert.equal((await claim(new Date(tomorrow.getTime() - 1), tomorrow)).filter(Boolean).length, 0);
    assert.equal((await claim(tomorrow, new Date(tomorrow.getTime() + 1))).filter(Boolean).length, 1);
    assert.equal(await windows[0]!.claim('backup/../*prod', now, tomorrow), true);
    assert.deepEqual(readdirSync(path.join(folder(), '.aos', 'reminders')).sort(), ['backup%2F..%2F%2Aprod', 'backup%2Fdev']);
  });

  it('stay away when they were put off, whichever window is opened anew', async () => {
    await new ReminderFiles(folder()).putOff('backup/dev', tomorrow);
    assert.equal(await new ReminderFiles(folder()).claim('backup/dev', now, tomorrow), false);
  });

  it('come although what was put down makes no sense', async () => {
    const file = path.join(folder(), '.aos', 'reminders', 'backup%2Fdev');
    mkdirSync(path.dirname(file), { recursive: true });
    for (const text of ['', 'soon', '2099-01-01T00:00:00Z']) {
      writeFileSync(file, text);
      assert.equal(await new ReminderFiles(folder()).claim('backup/dev', now, tomorrow), true, text);
    }
  });

  it('say so where nothing can be written', async () => {
    writeFileSync(path.join(folder(), '.aos'), 'a file stands in the way');
    await assert.rejects(new ReminderFiles(folder()).claim('backup/dev', now, tomorrow), (error) => error instanceof EnvironmentError && /correct the rights/.test(error.nextStep ?? ''));
  });
});
