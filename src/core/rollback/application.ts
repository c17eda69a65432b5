import { findSite, listDeployedPackages, readFacts, type Application, type ApplicationService, type DeployApplicationReport, type Site, type SwapPreview, type SwapReport } from '../applications';
import type { Reach } from '../configurations';
import { DeployError, InputError } from '../errors';
import { relativePath, resolvePath } from '../paths';
import type { ApplicationPackages, Clock, CommitSources, PackageRecord, WorkspaceFiles } from '../ports';
import type { GoodStates } from './goodState';

/** How an application goes back, and to what. */
export type ApplicationWay =
  | { readonly kind: 'swap'; readonly slot: string; readonly preview: SwapPreview }
  | { readonly kind: 'package'; readonly hash: string; readonly live?: string; readonly madeAt: string; readonly gitSha?: string }
  | { readonly kind: 'build'; readonly gitSha: string; readonly live?: string };

export interface ApplicationChoice {
  /** Swap with this slot, whatever is in it. */
  readonly slot?: string;
  /** A package's hash or a commit, abbreviated at will. */
  readonly to?: string;
}
export type ApplicationOutcome = { readonly way: ApplicationWay; readonly swapped?: SwapReport; readonly deployed?: DeployApplicationReport };

export interface ApplicationRollbackPorts {
  readonly files: WorkspaceFiles;
  readonly clock: Clock;
  readonly packages: ApplicationPackages;
  readonly commits: CommitSources;
  readonly applications: ApplicationService;
  readonly reach: Reach;
  readonly listStates: (environment: string, signal?: AbortSignal) => Promise<GoodStates>;
}

/** Takes function apps back: by a slot swap, by an earlier package, or by a build of an earlier commit. */
export class ApplicationRollback {
  constructor(private readonly ports: ApplicationRollbackPorts) {}

  /**
   * The quickest way that is known to lead back: a slot that holds what was live before, else the package that was deployed before, else the commit of the last good state.
   * @throws InputError `Rollback.NoPackage`, `Package.NotClear`; LogicError `Application.NoSlot`.
   */
  async plan(environment: string, application: Application, choice: ApplicationChoice, signal?: AbortSignal): Promise<ApplicationWay> {
    if (choice.slot !== undefined) return this.swapWith(environment, application, choice.slot, signal);
    const past = await this.readPast(environment, application, signal);
    if (choice.to !== undefined) return this.named(application, choice.to, past.live, signal);
    const slot = await this.slotOf(environment, application, past, signal);
    if (slot) return slot;
    const before = past.deployed.find(({ hash }) => hash !== past.live);
    const kept = before && past.kept.find((one) => one.hash === before.hash);
    if (kept && await this.ports.packages.readBytes(kept.hash)) return toWay(kept, past.live);
    const liveCommit = past.kept.find((one) => one.hash === past.live)?.gitSha;
    const commits = (await this.ports.listStates(environment, signal)).states.flatMap(({ gitSha, leftBy }) => (gitSha === undefined || leftBy !== undefined ? [] : [gitSha]));
    for (const gitSha of commits) if (gitSha !== liveCommit && await this.ports.commits.hasCommit(gitSha, signal)) return { kind: 'build', gitSha, ...(past.live !== undefined && { live: past.live }) };
    throw new InputError('Rollback.NoPackage', `Nothing earlier of ${application.name} is known: ${before ? `the package ${before.hash.slice(0, 12)} that was live before is not kept here` : 'no earlier deployment of it is recorded'}, and no earlier commit is.`, { nextStep: 'Name a package or a commit with --to, or a slot with --slot.' });
  }

  /** Does what the plan says and looks whether the application is alive then. Swapping again takes a swap back. */
  async run(environment: string, application: Application, way: ApplicationWay, onProgress?: (text: string) => void, signal?: AbortSignal): Promise<ApplicationOutcome> {
    if (way.kind === 'swap') return { way, swapped: await this.ports.applications.swap(environment, application, way.slot, {}, signal) };
    const hash = way.kind === 'package' ? way.hash : await this.build(application, way.gitSha, onProgress, signal);
    return { way, deployed: await this.ports.applications.deploy(environment, application, { hash, onProgress: ({ text }) => onProgress?.(text) }, signal) };
  }

  private async swapWith(environment: string, application: Application, slot: string, signal?: AbortSignal): Promise<ApplicationWay> {
    return { kind: 'swap', slot, preview: await this.ports.applications.previewSwap(environment, application, slot, signal) };
  }

  private async readPast(environment: string, application: Application, signal?: AbortSignal): Promise<Past> {
    const kept = await this.ports.packages.list(application.name);
    const { deployed, site } = await this.readDeployed(environment, application, undefined, signal);
    const live = activeOf(deployed)?.hash;
    return { kept, deployed, ...(live !== undefined && { live }), ...(site.lastSwap && { lastSwap: site.lastSwap }) };
  }

  private readDeployed(environment: string, application: Application, slot: string | undefined, signal?: AbortSignal): Promise<{ readonly site: Site; readonly deployed: Deployed }> {
    return this.ports.reach(environment, async (target) => {
      const site = await findSite(target, application, slot, signal);
      return { site, deployed: await listDeployedPackages(target.connection.dataPlanes, site, signal) };
    }, signal);
  }

  /** A slot leads back where it holds a package that was live here before: one of this history, or, since histories move with a swap, what the last swap took away. */
  private async slotOf(environment: string, application: Application, past: Past, signal?: AbortSignal): Promise<ApplicationWay | undefined> {
    for (const slot of await this.ports.applications.listSlots(environment, application, signal)) {
      const way = await this.swapWith(environment, application, slot, signal);
      const next = way.kind === 'swap' ? way.preview.packages.next : undefined;
      if (next === undefined || next === past.live) continue;
      if (past.deployed.some(({ hash }) => hash === next) || await this.wasSwappedAway(environment, application, slot, past, signal)) return way;
    }
    return undefined;
  }

  /** Since that swap nobody deployed to either side, and what the slot holds is older than what is live. */
  private async wasSwappedAway(environment: string, application: Application, slot: string, { lastSwap, deployed }: Past, signal?: AbortSignal): Promise<boolean> {
    const live = activeOf(deployed);
    if (!lastSwap || !live || lastSwap.with.toLowerCase() !== slot.toLowerCase()) return false;
    const inSlot = activeOf((await this.readDeployed(environment, application, slot, signal)).deployed);
    return inSlot !== undefined && Date.parse(inSlot.at) < Date.parse(live.at) && Date.parse(live.at) <= Date.parse(lastSwap.at);
  }

  private async named(application: Application, to: string, live: string | undefined, signal?: AbortSignal): Promise<ApplicationWay> {
    const text = to.toLowerCase();
    const kept = (await this.ports.packages.list(application.name)).filter(({ hash, gitSha }) => hash.startsWith(text) || gitSha?.toLowerCase().startsWith(text));
    const hashes = new Set(kept.map(({ hash }) => hash));
    if (hashes.size > 1 && new Set(kept.map(({ gitSha }) => gitSha)).size > 1) throw new InputError('Package.NotClear', `${to} is the start of ${hashes.size} packages.`, { nextStep: 'Give more of it.' });
    for (const one of kept) if (await this.ports.packages.readBytes(one.hash)) return toWay(one, live);
    const gitSha = kept[0]?.gitSha ?? to;
    if (await this.ports.commits.hasCommit(gitSha, signal)) return { kind: 'build', gitSha, ...(live !== undefined && { live }) };
    throw new InputError('Rollback.NoPackage', `${to} is neither a package of ${application.name} that is kept here nor a commit of this repository.`, { nextStep: 'List packages in .aos/packages, or fetch the commit.' });
  }

  /** Builds the application from a work tree of its own, and keeps the package. */
  private async build(application: Application, gitSha: string, onProgress?: (text: string) => void, signal?: AbortSignal): Promise<string> {
    const { commits, packages, files, clock } = this.ports;
    onProgress?.(`Building from the commit ${gitSha.slice(0, 12)}`);
    const tree = await commits.checkOut(gitSha, signal);
    try {
      const root = application.root === files.root ? tree.folder : resolvePath(tree.folder, relativePath(files.root, application.root));
      const made = await packages.build(root, signal);
      const functions = await this.functionsIn({ ...application, root }, made.entries.map(({ path }) => path));
      await packages.record({ application: application.name, hash: made.hash, at: clock.now().toISOString(), sizeBytes: made.sizeBytes, gitSha, files: Object.fromEntries(made.entries.map(({ path, hash }) => [path, hash])), functions });
      return made.hash;
    } finally {
      await tree.dispose();
    }
  }

  /** What cannot be read of old sources makes the check after it weaker, not the way back impossible. */
  private async functionsIn(application: Application, paths: readonly string[]): Promise<PackageRecord['functions']> {
    try { return (await readFacts(this.ports.files, application, paths)).functions; } catch (error) {
      if (error instanceof DeployError && error.kind !== 'cancelled') return [];
      throw error;
    }
  }
}

type Deployed = Awaited<ReturnType<typeof listDeployedPackages>>;
const activeOf = (deployed: Deployed): Deployed[number] | undefined => deployed.find(({ isActive }) => isActive) ?? deployed[0];
interface Past { readonly kept: readonly PackageRecord[]; readonly deployed: Deployed; readonly live?: string; readonly lastSwap?: Site['lastSwap'] }

const toWay = ({ hash, at, gitSha }: PackageRecord, live: string | undefined): ApplicationWay => ({ kind: 'package', hash, madeAt: at, ...(gitSha !== undefined && { gitSha }), ...(live !== undefined && { live }) });
