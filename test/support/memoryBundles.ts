import { parseBundle, type Bundle } from '../../src/core/bundles';
import { LogicError } from '../../src/core/errors';
import type { BundleStore } from '../../src/core/ports';

/** Bundles as text, so that a test can damage them. */
export class MemoryBundles implements BundleStore {
  readonly texts = new Map<string, string>();

  async save({ bundleId, content }: Bundle): Promise<void> { this.texts.set(bundleId, JSON.stringify(content)); }

  async list(environment?: string): ReturnType<BundleStore['list']> {
    const damaged: string[] = [];
    const bundles = [...this.texts].flatMap(([bundleId, text]) => { try { return [parseBundle(text, bundleId)]; } catch { damaged.push(bundleId); return []; } });
    const entries = bundles.filter(({ content }) => environment === undefined || content.environment === environment).map(({ bundleId, content: { deploymentId, madeAt, gitSha, ...content } }) => ({ bundleId, environment: content.environment, deploymentId, madeAt, ...(gitSha !== undefined && { gitSha }) }));
    return { entries: entries.sort((a, b) => (a.madeAt < b.madeAt ? 1 : -1)), damaged };
  }

  async get(bundleId: string): Promise<Bundle> {
    const text = this.texts.get(bundleId);
    if (text === undefined) throw new LogicError('Bundle.NotFound', `There is no bundle ${bundleId}.`);
    return parseBundle(text, bundleId);
  }

  async prune(): Promise<readonly string[]> { return []; }
}
