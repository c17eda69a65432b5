import type { RunEvent, RunRecord } from '../../core/deployment/events';
import type { Engine } from '../../core/engine';
import { InputError } from '../../core/errors';
import type { EngineOptions } from '../ports';
import { Listeners } from '../shared/listeners';

export interface RunNews { readonly record: RunRecord; readonly event: RunEvent; readonly engine: Engine }

/**
 * The engines of one workspace, built on first need: one that follows what environments say, and one for each cloud and subscription that
 * a person chose instead. They share the files on disk, so history and locks are common.
 */
export class Engines {
  readonly #built = new Map<string, Promise<Engine>>();
  readonly #news: Listeners<RunNews>;
  readonly #unsubscribe: (() => void)[] = [];

  constructor(private readonly root: () => string | undefined, private readonly create: (options: EngineOptions) => Promise<Engine>, report?: (what: string, error: unknown) => void) {
    this.#news = new Listeners(report);
  }

  /** A listener that throws harms no run. Returns the unsubscribe. */
  readonly onRunNews = (listener: (news: RunNews) => void): (() => void) => this.#news.add(listener);

  /** @throws InputError `Workspace.None`; what building one throws. */
  async get(choice: { readonly cloud?: string; readonly subscriptionId?: string } = {}): Promise<Engine> {
    const root = this.root();
    if (!root) throw new InputError('Workspace.None', 'No folder is open.', { nextStep: 'Open the folder of your AOS workspace, or the sample.' });
    const key = JSON.stringify([root, choice.cloud ?? '', choice.subscriptionId ?? '']);
    let engine = this.#built.get(key);
    if (!engine) {
      engine = this.#build({ root, ...choice });
      this.#built.set(key, engine);
      engine.catch(() => this.#built.delete(key));
    }
    return engine;
  }

  /** Ends every engine; the next `get` builds anew. */
  async dispose(): Promise<void> {
    const built = [...this.#built.values()];
    this.#built.clear();
    for (const unsubscribe of this.#unsubscribe.splice(0)) unsubscribe();
    await Promise.allSettled(built.map(async (engine) => (await engine).dispose()));
  }

  async #build(options: EngineOptions): Promise<Engine> {
    const engine = await this.create(options);
    this.#unsubscribe.push(engine.watchRuns((record, event) => this.#news.fire({ record, event, engine })));
    return engine;
  }
}
