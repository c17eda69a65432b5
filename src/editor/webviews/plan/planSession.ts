import * as l10n from '@vscode/l10n';
import { toErrorDocument } from '../../../core/deployment/errorDocument';
import type { ErrorDocument } from '../../../core/deployment/events';
import { listObstacles } from '../../../core/guard';
import type { Plan } from '../../../core/whatIf/plan';
import type { DriftView, PlanSnapshot } from '../../../protocol/plan';
import type { EnvironmentStore } from '../../state/environmentStore';
import { Listeners } from '../../shared/listeners';
import { errorView } from '../shared/errorView';
import { driftViews, planView } from './planView';

export interface PlanSessionOptions {
  readonly environment: string;
  readonly local: boolean;
  readonly environments: EnvironmentStore;
  readonly root: () => string;
  readonly now: () => Date;
  readonly report: (what: string, error: unknown) => void;
  /** After each planning; `error` says why there is no plan. */
  readonly onEnd?: (environment: string, error: ErrorDocument | undefined) => void;
}

/** One environment's plan as its page sees it: planning, ready or failed, with the last good plan beside. */
export class PlanSession {
  #planning: { readonly since: string; readonly abort: AbortController } | undefined;
  #error: ErrorDocument | undefined;
  #drift: { readonly abort?: AbortController; readonly plan?: Plan; readonly error?: ErrorDocument } | undefined;
  readonly #changes = new Listeners<PlanSnapshot>();
  readonly #unsubscribe: () => void;

  constructor(private readonly options: PlanSessionOptions) {
    let [plan, blocked] = [this.plan, this.#deployBlocked()];
    this.#unsubscribe = options.environments.onDidChange(() => {
      if (plan === this.plan && blocked === this.#deployBlocked()) return;
      [plan, blocked] = [this.plan, this.#deployBlocked()];
      this.#error = undefined;
      this.#changes.fire(this.snapshot);
    });
  }

  readonly onDidChange = this.#changes.add;
  get plan(): Plan | undefined { return this.options.environments.find(this.options.environment)?.plan; }

  get snapshot(): PlanSnapshot {
    const entry = this.options.environments.find(this.options.environment);
    const root = this.options.root();
    const blocked = this.#deployBlocked();
    return {
      state: this.#stateName(), environment: this.options.environment, isProtected: entry?.environment.isProtected ?? false,
      ...(this.#planning ? { since: this.#planning.since } : {}), ...(this.plan ? { plan: planView(this.plan, root) } : {}),
      ...(this.#error ? { error: errorView(this.#error, root) } : {}), ...(this.#drift ? { drift: this.#driftView(root) } : {}), ...(blocked ? { deployBlocked: blocked } : {}),
    };
  }

  /** Plans again; a planning under way goes on instead. Never rejects: the failure is in the snapshot. Returns the new plan, undefined when there is none. */
  async refresh(): Promise<Plan | undefined> {
    if (this.#planning) return undefined;
    const abort = new AbortController();
    this.#planning = { since: this.options.now().toISOString(), abort };
    this.#error = undefined;
    this.#changes.fire(this.snapshot);
    const plan = await this.#plan(abort.signal);
    this.#planning = undefined;
    this.options.onEnd?.(this.options.environment, this.#error);
    if (plan) this.options.environments.keepPlan(plan);
    this.#changes.fire(this.snapshot);
    return plan;
  }

  /** Asks for the drift alone; a question under way goes on instead. Never rejects. Returns the answer, undefined when there is none. */
  async detectDrift(): Promise<Plan | undefined> {
    if (this.#drift?.abort) return undefined;
    const abort = new AbortController();
    this.#drift = { abort, plan: this.#drift?.plan };
    this.#changes.fire(this.snapshot);
    this.#drift = await this.#askDrift(abort.signal);
    this.#changes.fire(this.snapshot);
    return this.#drift.plan;
  }

  get drift(): Plan | undefined { return this.#drift?.plan; }
  get driftFailure(): ErrorDocument | undefined { return this.#drift?.error; }
  cancelDrift(): void { this.#drift?.abort?.abort(); }

  cancel(): void { this.#planning?.abort.abort(); }
  get failure(): ErrorDocument | undefined { return this.#error; }
  dispose(): void { this.cancel(); this.cancelDrift(); this.#unsubscribe(); }

  async #plan(signal: AbortSignal): Promise<Plan | undefined> {
    const { environment, environments, local } = this.options;
    try {
      await environments.ensure();
      const engine = await environments.engineOf(environment);
      const subscriptionId = environments.get(environment).subscriptionId;
      return await engine.plan(environment, { ...(local ? { local } : {}), ...(subscriptionId ? { target: { subscriptionId } } : {}) }, signal);
    } catch (error) {
      this.#error = toErrorDocument(error);
      if (this.#error.kind !== 'cancelled') this.options.report(`Plan of ${environment} failed.`, error);
      return undefined;
    }
  }

  async #askDrift(signal: AbortSignal): Promise<{ readonly plan?: Plan; readonly error?: ErrorDocument }> {
    const { environment, environments, report } = this.options;
    try {
      await environments.ensure();
      return { plan: await (await environments.engineOf(environment)).detectDrift(environment, signal) };
    } catch (error) {
      const document = toErrorDocument(error);
      if (document.kind !== 'cancelled') report(`Drift of ${environment} could not be told.`, error);
      return { error: document };
    }
  }

  #driftView(root: string): DriftView {
    const { abort, plan, error } = this.#drift ?? {};
    return {
      state: abort ? 'asking' : error ? 'failed' : 'ready', changes: plan ? driftViews(plan, root) : [],
      ...(plan ? { askedAt: plan.madeAt } : {}), ...(error ? { error: errorView(error, root) } : {}),
    };
  }

  /** Until the environments are read, and while a run makes the first plan, one is on its way. */
  #stateName(): PlanSnapshot['state'] {
    if (this.#planning) return 'planning';
    if (this.#error) return 'failed';
    return this.plan ? 'ready' : 'planning';
  }

  #deployBlocked(): string | undefined {
    const run = this.options.environments.find(this.options.environment)?.activeRun;
    if (run && run.state !== 'awaiting_confirmation') return l10n.t('A deployment of {0} is under way.', run.environment);
    const certain = this.plan && listObstacles(this.plan).find(({ canOverride }) => !canOverride);
    return certain && l10n.t('Azure would refuse it: {0}', certain.reason);
  }
}
