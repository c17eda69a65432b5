import type { ConfigurationKind } from '../../core/configurations';
import { toErrorDocument } from '../../core/deployment/errorDocument';
import type { Engine } from '../../core/engine';
import { Listeners } from '../shared/listeners';
import type { RunNews } from '../state/engines';
import type { EnvironmentStore } from '../state/environmentStore';
import { obstacle } from '../views/resources/resourcesState';
import { applicationStatus } from './applicationStatus';
import type { ApplicationEntry, ApplicationsRead, ConfigurationsRead, Obstacle, Read } from './workloadState';

export interface WorkloadStoreOptions {
  readonly environments: EnvironmentStore;
  readonly sandboxIsRunning: () => Promise<boolean>;
  /** Answers without asking the person. */
  readonly isSignedIn: (cloud: string) => Promise<boolean>;
  readonly report: (what: string, error: unknown) => void;
}

type Part = 'applications' | ConfigurationKind;
const unread = { kind: 'unread' } as const;

/** What runs in each environment: its applications, agents and MCP servers. Read when somebody looks, and again when it may have changed. Reading never asks the person anything. */
export class WorkloadStore {
  readonly #reads = new Map<string, Read<ApplicationsRead> | Read<ConfigurationsRead>>();
  readonly #reading = new Map<string, Promise<void>>();
  readonly #changes = new Listeners<void>();

  constructor(private readonly options: WorkloadStoreOptions) {}

  readonly onDidChange = this.#changes.add;

  applications(environment: string): Read<ApplicationsRead> { return (this.#reads.get(key(environment, 'applications')) ?? unread) as Read<ApplicationsRead>; }
  configurations(environment: string, kind: ConfigurationKind): Read<ConfigurationsRead> { return (this.#reads.get(key(environment, kind)) ?? unread) as Read<ConfigurationsRead>; }

  /** Reads a part that nobody has read yet. Never rejects: a failure is a state. */
  async ensure(environment: string, part: Part): Promise<void> {
    if (!this.#reads.has(key(environment, part))) await this.refresh(environment, part);
  }

  /** Calls during a reading share it: it has only begun. */
  refresh(environment: string, part: Part): Promise<void> {
    const id = key(environment, part);
    const running = this.#reading.get(id);
    if (running) return running;
    const reading = this.#read(environment, part).then((read) => { this.#reads.set(id, read); }).finally(() => { this.#reading.delete(id); this.#changes.fire(); });
    this.#reading.set(id, reading);
    return reading;
  }

  /** Reads again what was read before: parts of one environment, or of all. A reading that is under way may have begun too early, so that another follows it. */
  async refreshRead({ environment, parts }: { readonly environment?: string; readonly parts?: readonly Part[] } = {}): Promise<void> {
    const known = [...new Set([...this.#reads.keys(), ...this.#reading.keys()])].map(parse).filter((one) => (environment === undefined || one.environment === environment) && (parts?.includes(one.part) ?? true));
    await Promise.all(known.map(async (one) => { await this.#reading.get(key(one.environment, one.part)); await this.refresh(one.environment, one.part); }));
  }

  /** Reads again what something stood in the way of. */
  async recheck(): Promise<void> {
    const blocked = [...this.#reads].filter(([, read]) => read.kind === 'read' && read.value.obstacle !== undefined).map(([id]) => parse(id));
    await Promise.all(blocked.map(({ environment, part }) => this.refresh(environment, part)));
  }

  /** A run that ended has changed where things go. */
  async takeRunNews({ record, event }: RunNews): Promise<void> {
    if (event.type === 'ended') await this.refreshRead({ environment: record.environment });
  }

  async #read(environment: string, part: Part): Promise<Read<ApplicationsRead> | Read<ConfigurationsRead>> {
    try {
      const engine = await this.options.environments.engineOf(environment);
      return { kind: 'read', value: part === 'applications' ? await this.#readApplications(engine, environment) : await this.#readConfigurations(engine, environment, part) } as Read<ApplicationsRead> | Read<ConfigurationsRead>;
    } catch (error) {
      this.options.report(`The ${part === 'applications' ? 'applications' : `${part} configurations`} of ${environment} could not be read.`, error);
      return { kind: 'failed', error: toErrorDocument(error) };
    }
  }

  async #readApplications(engine: Engine, environment: string): Promise<ApplicationsRead> {
    const found = await engine.applications.find();
    const blocked = await this.#obstacle(environment);
    if (blocked) return { entries: found.map((application) => ({ application })), obstacle: blocked };
    try {
      const overviews = await engine.applications.overview(environment);
      return { entries: await Promise.all(overviews.map(async (one): Promise<ApplicationEntry> => {
        const status = applicationStatus(one, await engine.applications.listPackages(one.application.name));
        return { application: one.application, ...(status && { status }), ...(one.problem !== undefined && { problem: one.problem }) };
      })) };
    } catch (error) { return { entries: found.map((application) => ({ application })), error: toErrorDocument(error) }; }
  }

  async #readConfigurations(engine: Engine, environment: string, kind: ConfigurationKind): Promise<ConfigurationsRead> {
    const { single, registry, problems } = await engine.configurations.find(kind);
    const files = new Set(single.map(({ id }) => id));
    const local = [...single, ...(registry?.entries ?? []).filter(({ id }) => !files.has(id))].map(({ id, file }) => ({ id, file })).sort((a, b) => (a.id < b.id ? -1 : 1));
    const blocked = await this.#obstacle(environment);
    if (blocked) return { local, problems, obstacle: blocked };
    try { return { local, problems, comparison: await engine.configurations.compare(environment, kind) }; } catch (error) { return { local, problems, error: toErrorDocument(error) }; }
  }

  async #obstacle(name: string): Promise<Obstacle | undefined> {
    const { cloud, subscriptionId } = this.options.environments.get(name);
    const state = obstacle({
      environment: name, cloud, subscriptionId, sandboxIsRunning: cloud === 'sandbox' && await this.options.sandboxIsRunning(),
      isSignedIn: cloud !== undefined && cloud !== 'sandbox' && await this.options.isSignedIn(cloud),
    });
    return state?.kind as Obstacle | undefined;
  }
}

const key = (environment: string, part: Part): string => `${part}/${environment}`;
function parse(id: string): { readonly environment: string; readonly part: Part } {
  const slash = id.indexOf('/');
  return { part: id.slice(0, slash) as Part, environment: id.slice(slash + 1) };
}
