import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseBundle, type Bundle } from '../../core/bundles';
import { DeployError, LogicError } from '../../core/errors';
import type { BundleEntry, BundleStore } from '../../core/ports';

const idPattern = /^[0-9a-f]{64}$/;

/** Bundles as files `<bundleId>.json` in one folder (`.aos/bundles`). */
export class BundleFolder implements BundleStore {
  constructor(private readonly folder: string) {}

  async save({ bundleId, content }: Bundle): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const partial = path.join(this.folder, `.${bundleId}.${process.pid}.partial`);
    await writeFile(partial, JSON.stringify(content), { mode: 0o600, flush: true });
    await rename(partial, this.#file(bundleId));
  }

  async list(environment?: string): Promise<{ readonly entries: readonly BundleEntry[]; readonly damaged: readonly string[] }> {
    const damaged: string[] = [];
    const bundles = await Promise.all((await this.#ids()).map((bundleId) => this.get(bundleId).catch((error: unknown) => {
      if (!(error instanceof DeployError)) throw error;
      damaged.push(bundleId);
      return undefined;
    })));
    const entries = bundles.filter((bundle) => bundle !== undefined).map(({ bundleId, content }): BundleEntry => ({
      bundleId, environment: content.environment, deploymentId: content.deploymentId, madeAt: content.madeAt, ...(content.gitSha && { gitSha: content.gitSha }),
    }));
    return { entries: entries.filter((entry) => environment === undefined || entry.environment === environment).sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1)), damaged: damaged.sort() };
  }

  async get(bundleId: string): Promise<Bundle> {
    if (!idPattern.test(bundleId)) throw notFound(bundleId);
    let text: string;
    try {
      text = await readFile(this.#file(bundleId), 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw notFound(bundleId);
      throw error;
    }
    return parseBundle(text, bundleId);
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

const notFound = (bundleId: string): LogicError => new LogicError('Bundle.NotFound', `There is no bundle ${bundleId}.`, { nextStep: 'Choose a good state from the list.' });
