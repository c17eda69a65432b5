import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseBundle, type Bundle } from '../../core/bundles';
import { DeployError, LogicError } from '../../core/errors';
import type { BundleEntry, BundleStore } from '../../core/ports';

const idPattern = /^[0-9a-f]{64}$/;

/** Bundles as files `<bundleId>.json` in one folder (`.aos/bundles`). */
export class BundleFolder implements BundleStore {
  /** What was read and found whole, by bundle ID; a file that is another now is read again. Contents of the last few only: each may be megabytes. */
  private readonly known = new Map<string, Known>();

  constructor(private readonly folder: string) {}

  async save(bundle: Bundle): Promise<void> {
    const { bundleId, content } = bundle;
    await mkdir(this.folder, { recursive: true });
    const partial = path.join(this.folder, `.${bundleId}.${process.pid}.partial`);
    await writeFile(partial, JSON.stringify(content), { mode: 0o600, flush: true });
    await rename(partial, this.#file(bundleId));
    this.#remember(bundle, await this.#version(bundleId));
  }

  async list(environment?: string): Promise<{ readonly entries: readonly BundleEntry[]; readonly damaged: readonly string[] }> {
    const damaged: string[] = [];
    const found = await Promise.all((await this.#ids()).map((bundleId) => this.#entry(bundleId).catch((error: unknown) => {
      if (!(error instanceof DeployError)) throw error;
      damaged.push(bundleId);
      return undefined;
    })));
    const entries = found.filter((entry) => entry !== undefined);
    return { entries: entries.filter((entry) => environment === undefined || entry.environment === environment).sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1)), damaged: damaged.sort() };
  }

  async get(bundleId: string): Promise<Bundle> {
    if (!idPattern.test(bundleId)) throw notFound(bundleId);
    const version = await this.#version(bundleId);
    const known = this.known.get(bundleId);
    if (known?.version === version && known.bundle) return known.bundle;
    const bundle = parseBundle(await readFile(this.#file(bundleId), 'utf8').catch(absentAs(bundleId)), bundleId);
    this.#remember(bundle, version);
    return bundle;
  }

  async #entry(bundleId: string): Promise<BundleEntry> {
    const known = this.known.get(bundleId);
    return known?.version === await this.#version(bundleId) ? known.entry : toEntry(await this.get(bundleId));
  }

  #remember(bundle: Bundle, version: string): void {
    const { bundleId } = bundle;
    this.known.delete(bundleId);
    this.known.set(bundleId, { version, bundle, entry: toEntry(bundle) });
    const [older] = [...this.known].filter(([, { bundle }]) => bundle).slice(0, -keptContents);
    if (older) this.known.set(older[0], { version: older[1].version, entry: older[1].entry });
  }

  async #version(bundleId: string): Promise<string> {
    const { mtimeNs, ctimeNs, size, ino } = await stat(this.#file(bundleId), { bigint: true }).catch(absentAs(bundleId));
    return `${mtimeNs}-${ctimeNs}-${size}-${ino}`;
  }

  async prune(keep: number, only?: string): Promise<readonly string[]> {
    const { entries } = await this.list(only);
    const seen = new Map<string, number>();
    const old = entries.filter(({ environment }) => {
      const count = (seen.get(environment) ?? 0) + 1;
      seen.set(environment, count);
      return count > keep;
    });
    await Promise.all(old.map(({ bundleId }) => rm(this.#file(bundleId), { force: true })));
    return old.map(({ bundleId }) => bundleId);
  }

  #file(bundleId: string): string { return path.join(this.folder, `${bundleId}.json`); }

  async #ids(): Promise<readonly string[]> {
    try {
      return (await readdir(this.folder)).filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length)).filter((id) => idPattern.test(id));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }
}

interface Known { readonly version: string; readonly entry: BundleEntry; readonly bundle?: Bundle }
const keptContents = 3;

const toEntry = ({ bundleId, content }: Bundle): BundleEntry => ({ bundleId, environment: content.environment, deploymentId: content.deploymentId, madeAt: content.madeAt, ...(content.gitSha && { gitSha: content.gitSha }) });

const absentAs = (bundleId: string) => (error: NodeJS.ErrnoException): never => { throw error.code === 'ENOENT' ? notFound(bundleId) : error; };

const notFound = (bundleId: string): LogicError => new LogicError('Bundle.NotFound', `There is no bundle ${bundleId}.`, { nextStep: 'Choose a good state from the list.' });
