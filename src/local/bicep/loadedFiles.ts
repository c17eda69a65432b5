import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

const loadable = /\.(json|jsonc|yaml|yml|txt|ps1|sh|py|csv|xml|md)$/i;
const ignored = new Set(['.git', 'node_modules', '.aos', 'audit', 'venv', '.venv', '__pycache__']);
/** A folder with more is no folder of templates. */
const most = 5_000;

/**
 * What `loadJsonContent` and its like may have read. The running compiler keeps such files as it first read them, so that one that changed since costs the process.
 * Files outside of the folder of the templates are not watched.
 */
export class LoadedFiles {
  private readonly seen = new Map<string, string>();

  /** Looks at the files around a template or a parameters file; true when one that was there before is another now. */
  async haveChanged(file: string): Promise<boolean> {
    const folder = path.basename(path.dirname(file)).toLowerCase() === 'parameters' ? path.dirname(path.dirname(file)) : path.dirname(file);
    const now = new Map<string, string>();
    await collect(folder, now);
    const changed = [...now].some(([name, version]) => { const before = this.seen.get(name); return before !== undefined && before !== version; }) || [...this.seen.keys()].some((name) => name.startsWith(folder + path.sep) && !now.has(name));
    if (changed) this.seen.clear();
    for (const [name, version] of now) this.seen.set(name, version);
    return changed;
  }
}

async function collect(folder: string, found: Map<string, string>): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => { if (error.code === undefined) throw error; return []; });
  for (const entry of entries) {
    if (found.size >= most) return;
    const place = path.join(folder, entry.name);
    if (entry.isDirectory() && !ignored.has(entry.name)) await collect(place, found);
    else if (entry.isFile() && loadable.test(entry.name)) {
      const stats = await stat(place, { bigint: true }).catch((error: NodeJS.ErrnoException) => { if (error.code === undefined) throw error; return undefined; });
      if (stats) found.set(place, `${stats.mtimeNs}-${stats.size}-${stats.ino}`);
    }
  }
}
