/** Callbacks of one event. Without VS Code, so that what uses it runs in plain tests. */
export class Listeners<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Returns the unsubscribe. */
  readonly add = (listener: (value: T) => void): (() => void) => {
    this.#listeners.add(listener);
    return () => { this.#listeners.delete(listener); };
  };

  fire(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }
}
