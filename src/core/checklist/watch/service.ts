import type { RunRecord } from '../../deployment/events';
import type { Environment } from '../../environments';
import { CancelledError, DeployError, InputError } from '../../errors';
import type { Check, EvidenceRecords, EvidenceReport } from '../../evidence';
import type { Clock, EnvironmentLocks } from '../../ports';
import { isSameTarget } from '../../environments';
import { targetOf } from '../environmentFacts';
import { redactEvidenceText } from '../redactEvidence';
import type { ChecklistService, ChecklistView } from '../service';
import { problemsOfSample, sampleCheck, sampleIn, watchedItems, watchItem } from './sample';
import { foldWatch, isWatching, msUntilNext, summaryOf, toRecord, watchDefaults, watchKind, type Watch, type WatchFinding, type WatchSettings } from './watchRecords';

export interface WatchPorts {
  readonly clock: Clock;
  readonly records: EvidenceRecords;
  readonly locks: EnvironmentLocks;
  readonly checklist: Pick<ChecklistService, 'view' | 'run' | 'personHere'>;
  getEnvironment(name: string): Promise<Environment>;
  history(environment: string): Promise<readonly RunRecord[]>;
  /** Asks a check of the moment; nothing is kept. */
  gather(environment: string, checks: readonly Check[], signal?: AbortSignal): Promise<EvidenceReport>;
}

/** `first-failure` is said once in the life of a watch. */
export interface WatchNews { readonly kind: 'changed' | 'first-failure' | 'ended' | 'problem'; readonly environment: string; readonly watch?: Watch; /** Of a problem. */ readonly message?: string }

const minuteMs = 60_000, hourMs = 3_600_000;
/** While another process asks, this one looks so often whether it still does. */
const standByMs = 5 * minuteMs;

/**
 * The watch after a deployment: asks what matters at an interval until its time is over. What it knows is in its records alone, so that any
 * process goes on where another ended; while several run, the one with the lock asks.
 */
export class WatchService {
  private readonly listeners = new Set<(news: WatchNews) => void>();

  constructor(private readonly ports: WatchPorts) {}

  /** Returns the unsubscribe. */
  onNews(listener: (news: WatchNews) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The newest watch of the environment, going on or over. One of another target, as a rehearsal's is, is none of this engine's: it would ask the wrong cloud. */
  async find(environment: string): Promise<Watch | undefined> {
    const watch = foldWatch(environment, await this.ports.records.list(environment, watchKind));
    return watch?.target === targetOf(await this.ports.getEnvironment(environment)) ? watch : undefined;
  }

  /** Begins to watch the newest green run; goes on where that is watched already. @throws InputError `Watch.NothingDeployed`. */
  async start(name: string, given: WatchSettings = {}, signal?: AbortSignal): Promise<Watch> {
    const environment = await this.ports.getEnvironment(name);
    const green = (await this.ports.history(environment.name)).find((run) => run.success && isSameTarget(run, environment));
    if (!green) throw new InputError('Watch.NothingDeployed', `No run of ${environment.name} has succeeded yet: there is nothing to watch.`, { nextStep: 'Deploy the environment first.' });
    return this.begin(environment, green, given, signal);
  }

  /** After a run: begins where the run was green and the environment is watched by itself. What stands against it is told, and harms no run. */
  async startAfter(run: RunRecord): Promise<Watch | undefined> {
    if (!run.success) return undefined;
    try {
      const environment = await this.ports.getEnvironment(run.environment);
      return environment.watch?.automatic ?? environment.isProtected ? await this.begin(environment, run, { automatic: true }) : undefined;
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      this.tell({ kind: 'problem', environment: run.environment, message: `The watch after the deployment of ${run.environment} could not begin: ${redactEvidenceText(error.message)}` });
      return undefined;
    }
  }

  private async begin(environment: Environment, { deploymentName, endedAt, timestamp }: RunRecord, given: WatchSettings, signal?: AbortSignal): Promise<Watch> {
    const known = await this.find(environment.name);
    if (known && isWatching(known) && known.deployment === deploymentName) return known;
    if (known && isWatching(known)) await this.end(known, 'superseded');
    const { hours, everyMinutes } = { ...watchDefaults, ...dropUndefined(environment.watch), ...dropUndefined(given) };
    const now = this.now();
    const since = Date.parse(endedAt ?? timestamp);
    const from = Math.abs(now.getTime() - since) <= hourMs ? since : now.getTime();
    const value = { type: 'started', watch: `${deploymentName}@${now.toISOString()}`, deployment: deploymentName, target: targetOf(environment), endsAt: new Date(from + hours * hourMs).toISOString(), everyMinutes, automatic: given.automatic === true };
    await this.ports.records.add(environment.name, watchKind, toRecord(now.toISOString(), await this.ports.checklist.personHere(signal), value));
    return this.tellAgain(environment.name, 'changed');
  }

  /** One look now, whenever the last one was. @throws InputError `Watch.None`; CancelledError. */
  async look(name: string, signal?: AbortSignal): Promise<Watch> {
    const watch = await this.find(name);
    if (!watch || !isWatching(watch)) throw new InputError('Watch.None', `${name} is not being watched.`, { nextStep: 'Start the watch first.' });
    return this.lookAt(watch, signal);
  }

  private async lookAt(watch: Watch, signal?: AbortSignal): Promise<Watch> {
    const name = watch.environment;
    const { finding, sample } = await this.ask(watch, signal);
    if (sample) await this.ports.records.add(name, 'watch-sample', { ...toRecord(finding.at, undefined, sample), binding: { deployment: watch.deployment } });
    await this.ports.records.add(name, watchKind, toRecord(finding.at, undefined, { type: 'finding', watch: watch.id, ...finding }));
    await this.decideItem(name, signal);
    if (finding.state === 'bad' && !watch.told) {
      await this.ports.records.add(name, watchKind, toRecord(finding.at, undefined, { type: 'told', watch: watch.id }));
      return this.tellAgain(name, 'first-failure');
    }
    return this.tellAgain(name, 'changed');
  }

  /** Ends the watch before its time. */
  async cancel(name: string): Promise<Watch | undefined> {
    const watch = await this.find(name);
    return watch && isWatching(watch) ? this.end(watch, 'cancelled') : watch;
  }

  /** Takes looks when they are due, until the watch is over. While another process does, or while `mayAsk` says no, it stands by. @throws CancelledError when the signal aborts; the watch itself goes on. */
  async follow(name: string, signal?: AbortSignal, mayAsk: () => Promise<boolean> = () => Promise.resolve(true)): Promise<Watch | undefined> {
    let lock: { release(): Promise<void> } | undefined;
    try {
      for (;;) {
        if (signal?.aborted) throw new CancelledError();
        const watch = await this.find(name);
        if (!watch || !isWatching(watch)) return watch;
        const now = this.now();
        lock ??= await this.lock(watch);
        const [wait, left] = [msUntilNext(watch, now), Date.parse(watch.endsAt) - now.getTime()];
        if (!lock) await this.ports.clock.sleep(standByMs, signal);
        else if (left <= 0) return await this.end(watch, 'complete');
        else if (wait > 0) await this.ports.clock.sleep(Math.min(wait, left), signal);
        else if (await mayAsk()) await this.lookAt(watch, signal);
        else await this.ports.clock.sleep(Math.min(standByMs, left), signal);
      }
    } finally {
      await lock?.release();
    }
  }

  /** For whoever measures the checklist without staying: takes the look that is due, ends what is over. Undefined: nothing goes on. */
  async goOn(name: string, signal?: AbortSignal): Promise<Watch | undefined> {
    const watch = await this.find(name);
    if (!watch || !isWatching(watch)) return undefined;
    const now = this.now();
    if (Date.parse(watch.endsAt) <= now.getTime()) return this.end(watch, 'complete');
    if (msUntilNext(watch, now) > 0) return watch;
    const lock = await this.lock(watch);
    if (!lock) return watch;
    try { return await this.lookAt(watch, signal); } finally { await lock.release(); }
  }

  private async ask(watch: Watch, signal?: AbortSignal): Promise<{ readonly finding: WatchFinding; readonly sample?: ReturnType<typeof sampleIn> }> {
    const at = this.now().toISOString();
    try {
      const minutes = Math.max(watch.everyMinutes, 1);
      const view = await this.ports.checklist.run(watch.environment, { items: watchedItems, maxAgeMs: 0 }, signal);
      const sample = sampleIn((await this.ports.gather(watch.environment, [sampleCheck({ since: watch.startedAt, minutes })], signal)).rows);
      const { problems, untold } = judge(view);
      const all = [...problems, ...(sample ? problemsOfSample(sample, new Set(problems.map(({ item }) => item))) : [])];
      return { finding: { at, state: all.length > 0 ? 'bad' : sample ? 'good' : 'incomplete', problems: all, untold }, ...(sample && { sample }) };
    } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
      return { finding: { at, state: 'incomplete', problems: [], untold: [redactEvidenceText(error.message)] } };
    }
  }

  /** The item about the watch is decided anew by every look, where it applies. */
  private async decideItem(name: string, signal?: AbortSignal): Promise<void> {
    const { items } = await this.ports.checklist.view(name, signal);
    if (items.find(({ item }) => item.id === watchItem)?.state !== 'n/a') await this.ports.checklist.run(name, { items: [watchItem], maxAgeMs: 0 }, signal);
  }

  private async end(watch: Watch, how: NonNullable<Watch['end']>['how']): Promise<Watch> {
    const summary = summaryOf(watch);
    await this.ports.records.add(watch.environment, watchKind, toRecord(this.now().toISOString(), how === 'cancelled' ? await this.ports.checklist.personHere() : undefined, { type: 'ended', watch: watch.id, how, summary }));
    return this.tellAgain(watch.environment, 'ended');
  }

  private async lock({ environment, id }: Watch): Promise<{ release(): Promise<void> } | undefined> {
    try { return await this.ports.locks.acquire(`watch/${environment}`, id); } catch (error) {
      if (error instanceof DeployError && error.code === 'Run.Locked') return undefined;
      throw error;
    }
  }

  private async tellAgain(environment: string, kind: WatchNews['kind']): Promise<Watch> {
    const watch = (await this.find(environment))!;
    this.tell({ kind, environment, watch });
    return watch;
  }

  private tell(news: WatchNews): void { for (const listener of [...this.listeners]) listener(news); }
  private now(): Date { return this.ports.clock.now(); }
}

function judge({ items }: ChecklistView): Pick<WatchFinding, 'problems' | 'untold'> {
  const asked = items.filter(({ item }) => watchedItems.includes(item.id));
  return { problems: asked.filter(({ state }) => state === 'fail').map(({ item, reason }) => ({ item: item.id, title: item.title, reason })), untold: asked.filter(({ state }) => state === 'unknown').map(({ item }) => item.title) };
}

const dropUndefined = (settings: WatchSettings | undefined): WatchSettings => Object.fromEntries(Object.entries(settings ?? {}).filter(([, value]) => value !== undefined));
