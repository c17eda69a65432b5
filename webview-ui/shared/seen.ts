/**
 * Remembers which elements have come near the screen, so that a page with thousands of rows draws the inside of a row
 * only once somebody can see it. Elements report in by `data-id`; `onChange` is called once a frame at most.
 */
export class Seen {
  readonly #ids = new Set<string>();
  readonly #observed = new WeakSet<Element>();
  readonly #observer: IntersectionObserver;
  #scheduled = false;

  constructor(private readonly onChange: () => void, marginPx = 800) {
    this.#observer = new IntersectionObserver((entries) => this.#update(entries), { rootMargin: `${marginPx}px 0px` });
  }

  has(id: string): boolean { return this.#ids.has(id); }

  add(ids: Iterable<string>): void {
    for (const id of ids) this.#ids.add(id);
    this.#schedule();
  }

  /** Call after each drawing with the elements that exist now. */
  observe(elements: Iterable<Element>): void {
    for (const element of elements) {
      if (this.#observed.has(element)) continue;
      this.#observed.add(element);
      this.#observer.observe(element);
    }
  }

  #update(entries: readonly IntersectionObserverEntry[]): void {
    const fresh = entries.filter((entry) => entry.isIntersecting).map((entry) => (entry.target as HTMLElement).dataset.id).filter((id) => id !== undefined && !this.#ids.has(id));
    if (fresh.length > 0) this.add(fresh as string[]);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    requestAnimationFrame(() => { this.#scheduled = false; this.onChange(); });
  }
}
