import type { RunRecord } from '../deployment';
import { firstGreen, isSameTarget, type Environment } from '../environments';
import type { EvidenceRecord, EvidenceRecords } from '../evidence';
import { asObject } from '../json';
import type { BackupFolder, Clock, ReminderStore } from '../ports';
import { findBackupDue, madeBy, type BackupDue, type BackupMade } from './backupDue';

export interface ReminderPorts {
  readonly clock: Clock;
  readonly backups: BackupFolder;
  readonly records: EvidenceRecords;
  readonly reminders: ReminderStore;
  getEnvironment(name: string): Promise<Environment>;
  /** Newest first. */
  history(environment: string): Promise<readonly RunRecord[]>;
}

/** Says when a backup is due, and who may remind of it: one window a day. Asks nothing but this computer. */
export class BackupReminders {
  constructor(private readonly ports: ReminderPorts) {}

  async due(name: string): Promise<BackupDue> {
    const environment = await this.ports.getEnvironment(name);
    const [sets, records, runs] = await Promise.all([this.ports.backups.list(environment.name), this.ports.records.list(environment.name, 'backup'), this.ports.history(environment.name)]);
    const made = [...sets.map(({ manifest }) => madeBy(manifest, environment)), ...records.filter(({ binding }) => !binding?.deployment || runs.some((run) => run.deploymentName === binding.deployment && isSameTarget(run, environment))).map(madeByClick)];
    return findBackupDue(environment, made, firstGreen(runs, environment), this.ports.clock.now());
  }

  /** True for one window a day, by the calendar of people here: that one tells. */
  claim(environment: string): Promise<boolean> {
    const now = this.ports.clock.now();
    return this.ports.reminders.claim(`backup/${environment}`, now, new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1));
  }

  /** Nobody is reminded within the next 24 hours. */
  remindTomorrow(environment: string): Promise<void> { return this.ports.reminders.putOff(`backup/${environment}`, new Date(this.ports.clock.now().getTime() + 86_400_000)); }
}

/** What an action of the checklist backed up; each takes all of its kind. */
function madeByClick({ at, value }: EvidenceRecord): BackupMade {
  const kind = asObject(value)['kind'];
  return { at, parts: kind === 'audit' ? ['audit'] : kind === 'keyvault' ? ['secrets'] : [] };
}
