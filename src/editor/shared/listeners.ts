/** Callbacks of one event. Without VS Code, so that what uses it runs in plain tests. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** With `report`, a listener that throws neither stops the others nor whoever fires. */
  constructor(private readonly report?: (what: string, error: unknown) => void) {}

  /** Returns the unsubscribe. */
  readonly add = (listener: (value: T) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) this.#call(listener, value);
  }

  #call(listener: (value: T) => void, value: T): void {
    try {
      listener(value);
    } catch (error) {
      if (!this.report) throw error;
      this.report('A view could not take the news.', error);
    }
  }
}
