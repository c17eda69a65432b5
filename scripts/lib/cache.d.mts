export function cacheRoot(): string;
export function cacheFolder(name: string, version: string): string;
/** Returns `folder`, filled by `fill(partial)` unless it is there already; it appears complete or not at all. */
export function ensureFolder(folder: string, fill: (partial: string) => unknown): Promise<string>;
/** Runs `work` while no other process of this computer does the same for `target`. */
export function withLock<T>(target: string, work: () => T | Promise<T>): Promise<T>;
