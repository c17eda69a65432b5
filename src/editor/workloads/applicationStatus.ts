import { pathOf, type ApplicationCheck, type ApplicationOverview, type ApplicationVersion } from '../../core/applications';
import type { PackageRecord } from '../../core/ports';

/** `missing`: declared and not found by the host. `undeclared`: found, and the sources of the live package do not declare it. */
export interface FunctionStatus { readonly name: string; readonly state: 'listed' | 'missing' | 'undeclared'; readonly trigger?: string; /** With its prefix and a slash before it. */ readonly path?: string }

/** An application as it is in one environment, ready to be shown. */
export interface ApplicationStatus {
  readonly name: string;
  readonly site: string;
  readonly siteId: string;
  /** App Service's word: `Running`, `Stopped`. */
  readonly state: string;
  readonly url?: string;
  /** The application's own version. */
  readonly version?: ApplicationVersion;
  readonly checks: readonly ApplicationCheck[];
  /** Sorted by name. */
  readonly functions: readonly FunctionStatus[];
  readonly slots: readonly string[];
  /** Absent when what is live was not published with a hash. */
  readonly livePackage?: { readonly hash: string; readonly at?: string; readonly gitSha?: string };
  /** The last package made here; live when the hashes are the same. */
  readonly lastPackage?: { readonly hash: string; readonly at: string; readonly gitSha?: string };
}

/** Undefined where there is no such app. What is live is judged by what its own package declares, and where that is not kept by the newest. */
export function applicationStatus({ application, site, slots, functions, checks, livePackage, lastPackage, version }: ApplicationOverview, packages: readonly PackageRecord[]): ApplicationStatus | undefined {
  if (!site) return undefined;
  const declared = (packages.find(({ hash }) => hash === livePackage?.hash) ?? packages[0])?.functions;
  return {
    name: application.name, site: site.name, siteId: site.id, state: site.state, ...(site.url !== undefined && { url: site.url }), checks, slots,
    functions: declared ? judge(declared, functions) : functions.map((name) => ({ name, state: 'listed' })), ...(version && { version }), ...(livePackage && { livePackage }), ...(lastPackage && { lastPackage }),
  };
}

function judge(declared: PackageRecord['functions'], listed: readonly string[]): readonly FunctionStatus[] {
  const byName = new Map<string, FunctionStatus>(declared.map((one) => [one.name.toLowerCase(), { name: one.name, trigger: one.trigger, ...(one.route !== undefined && { path: pathOf(one) }), state: 'missing' }]));
  for (const name of listed) { const known = byName.get(name.toLowerCase()); byName.set(name.toLowerCase(), known ? { ...known, state: 'listed' } : { name, state: 'undeclared' }); }
  return [...byName.values()].sort((a, b) => (a.name.toLowerCase() < b.name.toLowerCase() ? -1 : 1));
}
