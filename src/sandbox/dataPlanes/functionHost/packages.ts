import type { ProviderContext, StoredResource, Table } from '../../providers/provider';
import { changeSite, siteState } from '../../providers/web/siteState';
import { objectOf, textOf } from '../../providers/shared/json';

/** What was deployed, by its hash: so slots can exchange packages by exchanging hashes. */
export interface StoredPackage {
  /** Lower-case hex of the uploaded bytes. */
  readonly sha256: string;
  readonly sizeBytes: number;
  /** Names of all files, forward slashes, sorted. */
  readonly files: readonly string[];
  /** Text of what the host reads: Python, `host.json`, `function.json`, requirements. */
  readonly sources: Readonly<Record<string, string>>;
  /** The uploaded bytes. */
  readonly zip: string;
}

/** What an app remembers of its package. */
export interface PackageUse {
  readonly sha256: string;
  readonly deploymentId: string;
  /** ISO 8601 UTC. */
  readonly deployedAt: string;
  /** Requirements were installed while deploying. */
  readonly isBuilt: boolean;
}

const packages = (context: ProviderContext): Table<StoredPackage> => context.table<StoredPackage>('Microsoft.Web/packages');

export function packageOf(site: StoredResource, context: ProviderContext): { readonly use: PackageUse; readonly content: StoredPackage } | undefined {
  const use = objectOf(siteState(site).configurations.package);
  const sha256 = textOf(use.sha256);
  const content = sha256 === undefined ? undefined : packages(context).get(sha256);
  return content && { use: { sha256: content.sha256, deploymentId: String(use.deploymentId), deployedAt: String(use.deployedAt), isBuilt: use.isBuilt === true }, content };
}

/** Puts a package into an app; packages that no app uses any more are dropped. */
export function usePackage(site: StoredResource, content: StoredPackage, use: Omit<PackageUse, 'sha256'>, context: ProviderContext): void {
  packages(context).set(content.sha256, content);
  const state = siteState(site);
  changeSite(site, { configurations: { ...state.configurations, package: { ...use, sha256: content.sha256 } } }, context);
  const used = new Set([...context.resources.listByType('Microsoft.Web/sites'), ...context.resources.listByType('Microsoft.Web/sites/slots')].map((one) => String(objectOf(siteState(one).configurations.package).sha256)));
  for (const [sha256] of [...packages(context).entries()]) if (!used.has(sha256)) packages(context).delete(sha256);
}
