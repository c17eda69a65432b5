import type { Bundle } from '../bundles/bundle';

/** What the list of good states shows of a bundle without reading it whole. */
export interface BundleEntry { readonly bundleId: string; readonly environment: string; readonly deploymentId: string; readonly madeAt: string; readonly gitSha?: string }

/** Bundles of one workspace. Holds no secrets. */
export interface BundleStore {
  /** Stores whole or not at all; storing the same bundle twice is no change. */
  save(bundle: Bundle): Promise<void>;
  /** Newest first. A bundle that cannot be read is left out and named in `damaged`. */
  list(environment?: string): Promise<{ readonly entries: readonly BundleEntry[]; readonly damaged: readonly string[] }>;
  /** @throws LogicError `Bundle.Damaged`, `Bundle.NotFound`. */
  get(bundleId: string): Promise<Bundle>;
  /** Deletes all but the newest `keep` bundles of each environment, or of one. Returns the ids that are gone. */
  prune(keep: number, environment?: string): Promise<readonly string[]>;
}
