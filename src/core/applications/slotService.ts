import { DeployError, EnvironmentError, LogicError } from '../errors';
import type { ApplicationPackages, Clock } from '../ports';
import type { Application } from './application';
import type { DeclaredFunction } from './declaredFunctions';
import { readLiveHash } from './publish';
import { findBrokenReferences } from './referenceCheck';
import { maskSetting } from './settingsTable';
import { findSite, listFunctions, listSlots, readAppSettings, readSite, type Site, type SiteTarget } from './site';
import { readStickyNames, swapSlot, type SwapPreview, type SwapReport, type SwapSetting } from './slots';
import { verdictOf, verifyApplication, type ApplicationCheck } from './verifyApplication';

export interface SwapSubject { readonly target: SiteTarget; readonly application: Application; readonly slot: string; /** What the sources declare: for packages that were not made here. */ readonly declared: readonly DeclaredFunction[]; readonly signal?: AbortSignal }
export interface SwapOptions {
  /** Also when the slot is not alive or cannot be asked. */
  readonly force?: boolean;
  /** Milliseconds to wait for a host that starts; default 120,000. */
  readonly patienceMs?: number;
}
interface Pair { readonly production: Site; readonly staged: Site }

/** Swaps of a slot with production, after a look at what would go live. */
export class SlotService {
  constructor(private readonly ports: { readonly clock: Clock; readonly packages: ApplicationPackages }) {}

  /** Asks the slot whether it is alive, and says which settings move. @throws LogicError `Application.NoSlot`. */
  async preview(subject: SwapSubject, patienceMs = 0): Promise<SwapPreview> {
    const { target, slot, signal } = subject;
    const pair = await bothSites(subject);
    const { production, staged } = pair;
    const [sticky, live, next, packages] = [await readStickyNames(target.connection, production, signal), await readAppSettings(target.connection, production, signal), await readAppSettings(target.connection, staged, signal), await this.packagesOf(target, pair, signal)];
    const details = [...new Set([...Object.keys(live), ...Object.keys(next)])].sort().map((name): SwapSetting => ({ name, isSticky: sticky.includes(name), isSame: live[name] === next[name], ...show('live', name, live[name]), ...show('next', name, next[name]) }));
    const differing = details.filter(({ isSame }) => !isSame);
    const checks = await this.checkSlot(subject, staged.id, packages.next, patienceMs);
    const arriving = Object.fromEntries(Object.entries(next).filter(([name]) => !sticky.includes(name)));
    const broken = await findBrokenReferences(arriving, { target, site: production, now: this.ports.clock.now(), ...(signal && { signal }) });
    const blockers = [...blockersOf(checks), ...broken.map(({ name, reason }) => `In production ${name} would not resolve: ${reason}`)];
    const warnings = [...warningsOf(checks), ...await this.compareFunctions(target, pair, signal)];
    return {
      source: slot, target: 'production', direction: `What is in ${slot} goes live, and what is live now goes to ${slot}.`, packages, details, checks, blockers, warnings,
      settings: { moving: differing.filter(({ isSticky }) => !isSticky).map(({ name }) => name), staying: differing.filter(({ isSticky }) => isSticky).map(({ name }) => name) },
    };
  }

  /** Swaps when nothing stands against it, then looks whether production is alive. @throws LogicError `Swap.SlotNotAlive`; nothing was changed then. */
  async swap(subject: SwapSubject, { force, patienceMs = 120_000 }: SwapOptions = {}): Promise<SwapReport> {
    const { target, application, slot, signal } = subject;
    const preview = await this.preview(subject, patienceMs);
    if (preview.blockers.length > 0 && !force) {
      throw new LogicError('Swap.SlotNotAlive', `${slot} of ${application.name} is not fit to go live: ${preview.blockers.join(' ')} Nothing was swapped.`, { nextStep: `Correct it and repeat; "aos-deploy apps swap ${application.name} --slot ${slot} --dry-run" shows all of it.`, details: preview.blockers.map((message) => ({ code: 'Swap.Blocked', message })) });
    }
    const { production } = await bothSites(subject);
    await once(production, () => swapSlot(target.connection, this.ports.clock, production, slot, signal));
    const checks = await once(production, () => this.checkSlot(subject, production.id, preview.packages.next, patienceMs));
    return { ...preview, checks, verdict: verdictOf(checks) };
  }

  private async checkSlot(subject: SwapSubject, siteId: string, hash: string | undefined, patienceMs: number): Promise<readonly ApplicationCheck[]> {
    const { target, signal } = subject;
    const site = await readSite(target.connection, siteId, signal);
    return verifyApplication({ connection: target.connection, clock: this.ports.clock }, { site, functions: await this.functionsOf(subject, hash), patienceMs, ...(hash !== undefined && { hash }) }, signal);
  }

  /** Those of the package that is there, where it was made here; else those of the sources. */
  private async functionsOf({ application, declared }: SwapSubject, hash: string | undefined): Promise<readonly DeclaredFunction[]> {
    const kept = hash === undefined ? undefined : (await this.ports.packages.list(application.name)).find((one) => one.hash === hash);
    return kept?.functions ?? declared;
  }

  private async packagesOf({ connection }: SiteTarget, { production, staged }: Pair, signal?: AbortSignal): Promise<SwapPreview['packages']> {
    const [live, next] = [await hashOrNothing(connection.dataPlanes, production, signal), await hashOrNothing(connection.dataPlanes, staged, signal)];
    return { ...(live !== undefined && { live }), ...(next !== undefined && { next }) };
  }

  private async compareFunctions({ connection }: SiteTarget, { production, staged }: Pair, signal?: AbortSignal): Promise<readonly string[]> {
    const [live, next] = [await listFunctions(connection, production, signal), await listFunctions(connection, staged, signal)];
    const gone = live.filter((name) => !next.includes(name));
    return gone.length === 0 ? [] : [`Functions that are live and not in the slot: ${gone.join(', ')}.`];
  }
}

/** A swap that is sent twice takes everything back: whoever repeats must look first. */
class SwapInDoubt extends EnvironmentError { override readonly isRetryable = false; }

async function once<T>({ name }: Site, act: () => Promise<T>): Promise<T> {
  try { return await act(); } catch (error) {
    if (!(error instanceof EnvironmentError)) throw error;
    throw new SwapInDoubt('Swap.InDoubt', `The swap of ${name} may have happened: ${error.message}`, { cause: error, nextStep: 'Look at what is live (apps swap --dry-run names the packages) before it is repeated.' });
  }
}

async function hashOrNothing(planes: Parameters<typeof readLiveHash>[0], site: Site, signal?: AbortSignal): Promise<string | undefined> {
  try { return await readLiveHash(planes, site, signal); } catch (error) {
    if (error instanceof DeployError && error.kind !== 'cancelled') return undefined;
    throw error;
  }
}

const show = (side: 'live' | 'next', name: string, value: string | undefined): { readonly live?: string; readonly next?: string } => (value === undefined ? {} : { [side]: maskSetting(name, value) });

/** A slot without any function is no app, whatever its health says. What could not be asked counts as not alive, but for a health endpoint that is not there. */
function blockersOf(checks: readonly ApplicationCheck[]): readonly string[] {
  return checks.filter(({ id, state }) => state === 'fail' || state === 'not-reachable' || (state === 'unknown' && (id === 'functions' || id === 'references'))).map(({ id, reason }) => `${id}: ${reason}`);
}
const warningsOf = (checks: readonly ApplicationCheck[]): readonly string[] => checks.filter(({ id, state }) => state === 'unknown' && id !== 'functions' && id !== 'references').map(({ id, reason }) => `${id}: ${reason}`);

async function bothSites({ target, application, slot, signal }: SwapSubject): Promise<Pair> {
  const production = await findSite(target, application, undefined, signal);
  const slots = await listSlots(target.connection, production, signal);
  const found = slots.find((one) => one.toLowerCase() === slot.toLowerCase());
  if (found === undefined) throw new LogicError('Application.NoSlot', `${production.name} has no slot ${slot}.`, { nextStep: slots.length === 0 ? 'Create one with "aos-deploy apps slot NAME --slot SLOT", deploy to it, then swap.' : `It has ${slots.join(', ')}.` });
  return { production, staged: await readSite(target.connection, `${production.id}/slots/${found}`, signal) };
}
