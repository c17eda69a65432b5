import type { BackupDue, BackupReminders } from '../../core/restore';
import { Listeners } from '../shared/listeners';

export interface BackupWatcherOptions {
  readonly environments: () => readonly string[];
  readonly remindersOf: (environment: string) => Promise<Pick<BackupReminders, 'due' | 'claim'>>;
  readonly report: (what: string, error: unknown) => void;
}

/** Knows which backups are due; of each environment one window tells, once a day. Asks nothing but this computer. */
export class BackupWatcher {
  readonly #due = new Map<string, BackupDue>();
  readonly #changes = new Listeners<void>();
  readonly #reminders = new Listeners<{ readonly environment: string; readonly due: BackupDue }>();
  #looking: Promise<void> = Promise.resolve();
  #isDisposed = false;

  constructor(private readonly options: BackupWatcherOptions) {}

  readonly onDidChange = this.#changes.add;
  /** This window is the one to tell. */
  readonly onRemind = this.#reminders.add;

  /** What is due in an environment; undefined where nothing is, or nobody has looked yet. */
  dueOf(environment: string): BackupDue | undefined { return this.#due.get(environment); }

  /** Looks at all environments, one look after the other. Never rejects. */
  look(): Promise<void> {
    this.#looking = this.#looking.then(async () => {
      for (const environment of this.options.environments()) {
        try { await this.#lookAt(environment); } catch (error) { this.options.report(`Whether a backup of ${environment} is due could not be found out.`, error); }
      }
    });
    return this.#looking;
  }

  dispose(): void { this.#isDisposed = true; }

  async #lookAt(environment: string): Promise<void> {
    const reminders = await this.options.remindersOf(environment);
    const due = await reminders.due(environment);
    if (this.#isDisposed) return;
    const before = this.#due.get(environment);
    if (due.state === 'due') this.#due.set(environment, due);
    else this.#due.delete(environment);
    if (JSON.stringify(before) !== JSON.stringify(this.#due.get(environment))) this.#changes.fire();
    if (due.state === 'due' && await reminders.claim(environment)) this.#reminders.fire({ environment, due });
  }
}
