import { toErrorDocument } from '../../../core/deployment/errorDocument';
import type { ResourceVerdict } from '../../../core/deployment/events';
import { DeployError } from '../../../core/errors';
import type { DeploymentOperation } from '../../../core/ports/arm';
import type { RunNews } from '../../state/engines';
import type { EnvironmentStore } from '../../state/environmentStore';
import { Listeners } from '../../shared/listeners';
import { obstacle, withVerdicts, type Readiness, type ResourcesState } from './resourcesState';
import { pageSize } from './resourceNodes';

const isNewResource = ({ provisioningState, target }: DeploymentOperation): boolean => provisioningState === 'Succeeded' && target !== undefined && target.type.toLowerCase() !== 'microsoft.resources/deployments';

export interface ResourceStoreOptions {
  readonly environments: EnvironmentStore;
  readonly sandboxIsRunning: () => Promise<boolean>;
  /** Answers without asking the person. */
  readonly isSignedIn: (cloud: string) => Promise<boolean>;
  readonly now: () => Date;
  readonly report: (what: string, error: unknown) => void;
}

/** The resources of the selected environment, read when the view is first shown and after each run. Reading never asks the person anything. */
export class ResourceStore {
  #state: ResourcesState = { kind: 'noEnvironment' };
  #filter = '';
  #shown = new Map<string, number>();
  #reading: AbortController | undefined;
  #target = '';
  readonly #changes = new Listeners<void>();

  constructor(private readonly options: ResourceStoreOptions) {}

  readonly onDidChange = this.#changes.add;
  get state(): ResourcesState { return this.#state; }
  get filter(): string { return this.#filter; }
  get treeOptions(): { readonly filter: string; readonly shown: ReadonlyMap<string, number> } { return { filter: this.#filter, shown: this.#shown }; }

  setFilter(filter: string): void {
    this.#filter = filter.trim();
    this.#shown = new Map();
    this.#changes.fire();
  }

  showMore(group: string): void {
    this.#shown.set(group, (this.#shown.get(group) ?? pageSize) + pageSize);
    this.#changes.fire();
  }

  /** Reads again when the selection or its target is another one than was read. */
  async follow(): Promise<void> {
    const entry = this.options.environments.selected;
    const target = JSON.stringify([entry?.environment.name, entry?.cloud, entry?.subscriptionId, entry?.environment.resourceGroup]);
    if (target !== this.#target) await this.refresh();
  }

  /** Resources come while a run deploys, and have changed when it has ended. One reading at a time: what comes meanwhile comes again. */
  async takeRunNews({ record, event }: RunNews): Promise<void> {
    if (record.environment !== this.options.environments.selected?.environment.name) return;
    if (event.type === 'phase' && event.phase === 'deploying' && event.state === 'running' && this.#state.kind === 'empty') this.#set({ kind: 'loading', environment: record.environment, isDeploying: true });
    if (event.type === 'operations' && !this.#busy && event.operations.some(isNewResource)) return this.refresh();
    if (event.type !== 'ended') return;
    await this.refresh();
    this.takeVerdicts(record.environment, record.health);
  }

  /** What a verification found out just now, for resources whose list entry does not tell. The next refresh forgets it. */
  takeVerdicts(environment: string, verdicts: readonly ResourceVerdict[]): void {
    if (this.#state.kind !== 'some' || this.#state.environment !== environment) return;
    this.#set({ ...this.#state, resources: withVerdicts(this.#state.resources, verdicts) });
  }

  /** Never rejects: a failure is a state. A newer refresh ends an older one. */
  async refresh(): Promise<void> {
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      await this.#readInto(reading);
    } finally {
      if (this.#reading === reading) this.#reading = undefined;
    }
  }

  get #busy(): boolean { return this.#reading !== undefined; }

  async #readInto(reading: AbortController): Promise<void> {
    const entry = this.options.environments.selected;
    this.#target = JSON.stringify([entry?.environment.name, entry?.cloud, entry?.subscriptionId, entry?.environment.resourceGroup]);
    const readiness = await this.#readiness();
    if (reading.signal.aborted) return;
    const blocked = obstacle(readiness);
    if (blocked || !entry) return this.#set(blocked ?? { kind: 'noEnvironment' });
    const environment = entry.environment.name;
    if (this.#state.kind !== 'some' || this.#state.environment !== environment) this.#set({ kind: 'loading', environment });
    const state = await this.#read(environment, entry.environment.resourceGroup, reading.signal);
    if (!reading.signal.aborted) this.#set(state);
  }

  async #read(environment: string, resourceGroup: string, signal: AbortSignal): Promise<ResourcesState> {
    try {
      const engine = await this.options.environments.engineOf(environment);
      const resources = await engine.listResources(environment, signal);
      return resources.length === 0 ? this.#none(environment) : { kind: 'some', environment, resourceGroup, resources, readAt: this.options.now().toISOString() };
    } catch (error) {
      if (signal.aborted) return this.#state;
      if (error instanceof DeployError && error.code === 'Arm.ResourceGroupNotFound') return this.#none(environment);
      this.options.report(`Resources of ${environment} could not be read.`, error);
      return { kind: 'failed', environment, error: toErrorDocument(error) };
    }
  }

  /** While a run deploys, "nothing" is only "nothing yet". */
  #none(environment: string): ResourcesState {
    return this.options.environments.find(environment)?.activeRun?.state === 'deploying' ? { kind: 'loading', environment, isDeploying: true } : { kind: 'empty', environment };
  }

  async #readiness(): Promise<Readiness> {
    const entry = this.options.environments.selected;
    const cloud = entry?.cloud;
    return {
      environment: entry?.environment.name, cloud, subscriptionId: entry?.subscriptionId,
      sandboxIsRunning: cloud === 'sandbox' && await this.options.sandboxIsRunning(), isSignedIn: cloud !== undefined && cloud !== 'sandbox' && await this.options.isSignedIn(cloud),
    };
  }

  #set(state: ResourcesState): void {
    this.#state = state;
    this.#changes.fire();
  }
}
