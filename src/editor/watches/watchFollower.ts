import type { Watch, WatchNews, WatchService } from '../../core/checklist/watch';
import { CancelledError } from '../../core/errors';
import { Listeners } from '../shared/listeners';

export interface WatchFollowerOptions {
  readonly environments: () => readonly string[];
  readonly watchesOf: (environment: string) => Promise<WatchService>;
  /** Answers without asking the person, and starts nothing. */
  readonly mayAsk: (environment: string) => Promise<boolean>;
  readonly onNews: (news: WatchNews) => void;
  readonly report: (what: string, error: unknown) => void;
}

interface Following { readonly watches: WatchService; readonly leaving: AbortController; readonly settled: Promise<void> }

/** Goes on with the watches of all environments while this window is open. Leaving it ends no watch. */
export class WatchFollower {
  readonly #following = new Map<string, Following>();
  readonly #known = new Map<string, Watch>();
  /** Where each environment's watch was looked for last. */
  readonly #lookedIn = new Map<string, WatchService>();
  readonly #heard = new Map<WatchService, () => void>();
  readonly #changes = new Listeners<void>();
  #isDisposed = false;

  constructor(private readonly options: WatchFollowerOptions) {}

  readonly onDidChange = this.#changes.add;
  /** The newest watch of each environment that has one. */
  get watches(): readonly Watch[] { return [...this.#known.values()]; }

  /** Looks for watches that go on, and follows them; where it has looked already the engine tells what is new. Never rejects. */
  async look(): Promise<void> {
    await Promise.all(this.options.environments().map(async (environment) => {
      try { await this.#lookAt(environment); } catch (error) { this.options.report(`The watch of ${environment} could not be read.`, error); }
    }));
  }

  /** Resolves when nothing is followed any more. */
  async dispose(): Promise<void> {
    this.#isDisposed = true;
    for (const stop of this.#heard.values()) stop();
    this.#heard.clear();
    for (const { leaving } of this.#following.values()) leaving.abort();
    await Promise.all([...this.#following.values()].map(({ settled }) => settled));
  }

  async #lookAt(environment: string): Promise<void> {
    const watches = await this.options.watchesOf(environment);
    if (this.#isDisposed || this.#lookedIn.get(environment) === watches) return;
    this.#lookedIn.set(environment, watches);
    this.#hear(watches);
    const watch = await watches.find(environment);
    if (watch) this.#take(watch, watches);
  }

  #hear(watches: WatchService): void {
    if (this.#heard.has(watches)) return;
    this.#heard.set(watches, watches.onNews((news) => {
      if (news.watch) this.#take(news.watch, watches);
      this.options.onNews(news);
    }));
  }

  #take(watch: Watch, watches: WatchService): void {
    if (this.#isDisposed) return;
    this.#known.set(watch.environment, watch);
    if (watch.end) this.#following.get(watch.environment)?.leaving.abort();
    else this.#follow(watch.environment, watches);
    this.#changes.fire();
  }

  /** One at a time for an environment; what is left gives its turn back first. */
  #follow(environment: string, watches: WatchService): void {
    const before = this.#following.get(environment);
    if (before?.watches === watches && !before.leaving.signal.aborted) return;
    before?.leaving.abort();
    const leaving = new AbortController();
    const settled = (before?.settled ?? Promise.resolve()).then(() => watches.follow(environment, leaving.signal, () => this.options.mayAsk(environment))).then(() => undefined, (error: unknown) => {
      if (!(error instanceof CancelledError)) this.options.report(`The watch of ${environment} could not go on.`, error);
    }).then(() => { if (this.#following.get(environment)?.leaving === leaving) this.#following.delete(environment); });
    this.#following.set(environment, { watches, leaving, settled });
  }
}
