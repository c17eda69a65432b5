import { DeployError } from '../errors';
import type { ApplicationPackages, Clock, PackageRecord } from '../ports';
import type { Application } from './application';
import type { DeclaredFunction } from './declaredFunctions';
import { findVersion, type ApplicationVersion } from './applicationVersion';
import { readLiveHash } from './publish';
import { findSite, listFunctions, listSlots, type Site, type SiteTarget } from './site';
import { verifyApplication, type ApplicationCheck } from './verifyApplication';

/** An application as it stands in an environment, for a list of them. */
export interface ApplicationOverview {
  readonly application: Application;
  /** Absent: there is no such app; `problem` says why. */
  readonly site?: Pick<Site, 'id' | 'name' | 'state' | 'url'>;
  readonly slots: readonly string[];
  /** Functions that the host has found, sorted. */
  readonly functions: readonly string[];
  readonly checks: readonly ApplicationCheck[];
  /** What is live, as far as it is known: the hash, and when and from which commit it was made here. */
  readonly livePackage?: { readonly hash: string; readonly at?: string; readonly gitSha?: string };
  /** The last package made here. */
  readonly lastPackage?: Pick<PackageRecord, 'hash' | 'at' | 'gitSha'>;
  readonly problem?: string;
  /** What it goes by, of its own word where it says one. */
  readonly version?: ApplicationVersion;
}

/** Asks once and waits for nothing: a host that starts is not alive yet. */
export async function overviewOf({ packages, clock }: { readonly packages: ApplicationPackages; readonly clock: Clock }, target: SiteTarget, application: Application, signal?: AbortSignal): Promise<ApplicationOverview> {
  const kept = await packages.list(application.name);
  const last = kept[0] && { lastPackage: pickRecord(kept[0]) };
  let site: Site;
  try { site = await findSite(target, application, undefined, signal); } catch (error) {
    if (!(error instanceof DeployError) || error.kind === 'cancelled') throw error;
    return { application, slots: [], functions: [], checks: [], problem: error.message, ...last };
  }
  const { connection } = target;
  const hash = await orNothing(() => readLiveHash(connection.dataPlanes, site, signal));
  const live = kept.find((one) => one.hash === hash);
  const functions = await orNothing(() => listFunctions(connection, site, signal)) ?? [];
  const declared = live?.functions ?? functions.map((name) => asDeclared(name, kept[0]?.functions));
  const checks = await verifyApplication({ connection, clock }, { site, functions: declared, patienceMs: 0, ...(hash !== undefined && { hash }) }, signal);
  const said = checks.find(({ id }) => id === 'health')?.version;
  const version = await findVersion(connection, { site, functions: declared, ...(said !== undefined && { said }), ...(live?.version !== undefined && { packaged: live.version }) }, signal);
  return {
    application, ...(version && { version }), site: { id: site.id, name: site.name, state: site.state, ...(site.url !== undefined && { url: site.url }) }, functions, checks, ...last,
    slots: await orNothing(() => listSlots(connection, site, signal)) ?? [], ...(hash !== undefined && { livePackage: { hash, ...(live && { at: live.at, ...(live.gitSha !== undefined && { gitSha: live.gitSha }) }) } }),
  };
}

/** Where the live package is not known, its functions are taken to be what the newest one says of those of the same name. */
function asDeclared(name: string, newest: PackageRecord['functions'] = []): DeclaredFunction {
  const isHealth = /health/i.test(name);
  return newest.find((one) => one.name.toLowerCase() === name.toLowerCase()) ?? { name, trigger: isHealth ? 'http' : 'unknown', file: '', ...(isHealth && { route: 'health' }) };
}

const pickRecord = ({ hash, at, gitSha }: PackageRecord): ApplicationOverview['lastPackage'] => ({ hash, at, ...(gitSha !== undefined && { gitSha }) });

/** What cannot be asked leaves a gap in the list, not an error in its place. */
async function orNothing<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try { return await ask(); } catch (error) {
    if (error instanceof DeployError && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}
