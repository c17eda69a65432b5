import { toErrorDocument } from '../../core/deployment/errorDocument';
import type { RunEvent, RunRecord } from '../../core/deployment/events';
import type { Engine, EnvironmentList } from '../../core/engine';
import { InputError } from '../../core/errors';
import type { Plan } from '../../core/whatIf/plan';
import { memory as keys } from '../../ids';
import type { Memory, PlanArchive } from '../ports';
import { Listeners } from '../shared/listeners';
import { isRunEnded } from '../shared/runText';
import type { Engines } from './engines';
import { cloudOf, inOrderOfRisk, selectionOf, subscriptionOf, withRun, type ChosenTarget, type ChosenTargets, type EnvironmentEntry, type EnvironmentsState } from './environmentsState';

export interface EnvironmentStoreOptions {
  readonly engines: Engines;
  readonly memory: Memory;
  readonly archive: PlanArchive;
  /** The setting `aosDeploy.cloud`. */
  readonly cloudSetting: () => string | undefined;
  readonly report: (what: string, error: unknown) => void;
}

/** The one owner of what is known about environments, their runs, plans, targets and the selection. */
export class EnvironmentStore {
  #state: EnvironmentsState = { kind: 'unknown' };
  #loading: Promise<void> | undefined;
  readonly #changes = new Listeners<EnvironmentsState>();

  constructor(private readonly options: EnvironmentStoreOptions) {
    options.engines.onRunNews(({ record, event }) => this.#take(record, event));
  }

  readonly onDidChange = this.#changes.add;
  get state(): EnvironmentsState { return this.#state; }
  get entries(): readonly EnvironmentEntry[] { return this.#state.kind === 'some' ? this.#state.entries : []; }
  get selected(): EnvironmentEntry | undefined { return this.#state.kind === 'some' ? this.find(this.#state.selected ?? '') : undefined; }
  /** What the person chose, apart from what is merely shown first. */
  get chosen(): EnvironmentEntry | undefined { return this.find(this.options.memory.get<string>(keys.selectedEnvironment) ?? ''); }
  find(name: string): EnvironmentEntry | undefined { return this.entries.find((entry) => entry.environment.name === name); }

  /** @throws InputError `Environment.Unknown`. */
  get(name: string): EnvironmentEntry {
    const entry = this.find(name);
    if (!entry) throw new InputError('Environment.Unknown', `There is no environment "${name}" in this workspace.`, { nextStep: `Choose one of ${this.entries.map(({ environment }) => environment.name).join(', ') || 'the sample’s'}.` });
    return entry;
  }

  /** Reads what has not been read yet. */
  async ensure(): Promise<EnvironmentsState> {
    if (this.#state.kind === 'unknown' || this.#state.kind === 'loading') await this.refresh();
    return this.#state;
  }

  /** Reads environments and runs again; calls during a refresh share it. Never rejects: a failure is a state. */
  refresh(): Promise<void> {
    this.#loading ??= this.#read().finally(() => { this.#loading = undefined; });
    return this.#loading;
  }

  async select(name: string): Promise<void> {
    this.get(name);
    await this.options.memory.set(keys.selectedEnvironment, name);
    if (this.#state.kind === 'some') this.#set({ ...this.#state, selected: name });
  }

  /** Keeps where an environment goes; undefined forgets it. */
  async chooseTarget(name: string, target: ChosenTarget | undefined): Promise<void> {
    const { [name]: _before, ...rest } = this.#targets();
    await this.options.memory.set(keys.targets, target ? { ...rest, [name]: target } : rest);
    this.retarget();
  }

  /** Works out again where environments go, after a setting has changed. */
  retarget(): void {
    if (this.#state.kind === 'some') this.#set({ ...this.#state, entries: this.#state.entries.map((entry) => ({ ...entry, ...this.#target(entry) })) });
  }

  keepPlan(plan: Plan): void {
    this.#update(plan.environment, (entry) => ({ ...entry, plan }));
    this.options.archive.save(plan).catch((error: unknown) => this.options.report(`The plan of ${plan.environment} could not be kept.`, error));
  }

  /** The engine of an environment: its own target, unless the person chose one because it has none. */
  engineOf(name: string): Promise<Engine> {
    const { environment, cloud, subscriptionId } = this.get(name);
    return this.options.engines.get({
      ...(environment.cloud === undefined && cloud !== undefined ? { cloud } : {}),
      ...(environment.subscriptionId === undefined && subscriptionId !== undefined ? { subscriptionId } : {}),
    });
  }

  async #read(): Promise<void> {
    if (this.#state.kind !== 'some') this.#set({ kind: 'loading' });
    try {
      const engine = await this.options.engines.get();
      const list = await engine.listEnvironments();
      const runs = await this.#readRuns(engine);
      const plans = await this.#readPlans(list);
      this.#set(this.#stateOf(list, runs, plans));
    } catch (error) {
      this.options.report('Environments could not be read.', error);
      const document = toErrorDocument(error);
      this.#set(document.code === 'Workspace.None' || document.code === 'Workspace.NotTrusted' ? { kind: 'none', problems: [] } : { kind: 'failed', error: document });
    }
  }

  /** A history that cannot be read does not hide the environments. */
  async #readRuns(engine: Engine): Promise<{ readonly history: readonly RunRecord[]; readonly interrupted: readonly RunRecord[] }> {
    try {
      const [history, interrupted] = await Promise.all([engine.history(), engine.listInterruptedRuns()]);
      return { history, interrupted };
    } catch (error) {
      this.options.report('The history could not be read.', error);
      return { history: [], interrupted: [] };
    }
  }

  async #readPlans({ environments }: EnvironmentList): Promise<ReadonlyMap<string, Plan>> {
    const plans = await Promise.all(environments.map(async ({ name }) => this.find(name)?.plan ?? this.options.archive.load(name)));
    return new Map(plans.flatMap((plan) => (plan ? [[plan.environment, plan]] : [])));
  }

  #stateOf(list: EnvironmentList, runs: { readonly history: readonly RunRecord[]; readonly interrupted: readonly RunRecord[] }, plans: ReadonlyMap<string, Plan>): EnvironmentsState {
    if (list.environments.length === 0) return { kind: 'none', problems: list.problems };
    const entries = inOrderOfRisk(list.environments).map((environment): EnvironmentEntry => {
      const before = this.find(environment.name);
      const interrupted = runs.interrupted.filter((run) => run.environment === environment.name && run.deploymentId !== before?.activeRun?.deploymentId);
      const open = new Set([...interrupted.map((run) => run.deploymentId), before?.activeRun?.deploymentId]);
      return {
        environment, ...this.#target({ environment }), interrupted, activeRun: before?.activeRun, plan: before?.plan ?? plans.get(environment.name),
        problems: list.problems.filter((problem) => problem.file === environment.parametersFile),
        history: runs.history.filter((run) => run.environment === environment.name && !open.has(run.deploymentId)),
      };
    });
    return { kind: 'some', entries, problems: list.problems, selected: selectionOf(list.environments, this.options.memory.get<string>(keys.selectedEnvironment)) };
  }

  #target({ environment }: Pick<EnvironmentEntry, 'environment'>): Pick<EnvironmentEntry, 'cloud' | 'subscriptionId'> {
    const chosen = this.#targets()[environment.name];
    return { cloud: cloudOf(environment, chosen, this.options.cloudSetting()), subscriptionId: subscriptionOf(environment, chosen) };
  }

  #targets(): ChosenTargets { return this.options.memory.get<ChosenTargets>(keys.targets) ?? {}; }

  #take(record: RunRecord, event: RunEvent): void {
    if (event.type === 'plan') this.keepPlan(event.plan);
    const isActive = !isRunEnded(record.state) && event.type !== 'detached';
    this.#update(record.environment, (entry) => withRun(entry, record, isActive));
  }

  #update(name: string, change: (entry: EnvironmentEntry) => EnvironmentEntry): void {
    if (this.#state.kind !== 'some') return;
    this.#set({ ...this.#state, entries: this.#state.entries.map((entry) => (entry.environment.name === name ? change(entry) : entry)) });
  }

  #set(state: EnvironmentsState): void {
    this.#state = state;
    this.#changes.fire(state);
  }
}
