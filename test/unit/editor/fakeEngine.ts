import type { RunEvent, RunRecord } from '../../../src/core/deployment/events';
import type { Engine, ResourceView } from '../../../src/core/engine';
import type { Environment } from '../../../src/core/environments/environment';
import type { Diagnostic } from '../../../src/core/values';
import type { Plan } from '../../../src/core/whatIf/plan';
import type { EngineOptions, Memory, PlanArchive } from '../../../src/editor/ports';

/** An engine of values: set the fields, then ask. What it was not given rejects. */
export class FakeEngine {
  environments: readonly Environment[] = [];
  problems: readonly Diagnostic[] = [];
  runs: readonly RunRecord[] = [];
  interrupted: readonly RunRecord[] = [];
  resources: readonly ResourceView[] = [];
  nextPlan: (signal?: AbortSignal) => Promise<Plan> = () => Promise.reject(new Error('no plan was given'));
  failure: Error | undefined;
  disposed = false;
  readonly calls: string[] = [];
  #listener: ((record: RunRecord, event: RunEvent) => void) | undefined;

  tell(record: RunRecord, event: RunEvent): void { this.#listener?.(record, event); }

  readonly asEngine = {
    listEnvironments: () => this.#answer('listEnvironments', { environments: this.environments, problems: this.problems }),
    history: () => this.#answer('history', this.runs),
    listInterruptedRuns: () => this.#answer('listInterruptedRuns', this.interrupted),
    listResources: () => this.#answer('listResources', this.resources),
    plan: (_environment: string, _options: unknown, signal?: AbortSignal) => this.nextPlan(signal),
    watchRuns: (listener: (record: RunRecord, event: RunEvent) => void) => { this.#listener = listener; return () => { this.#listener = undefined; }; },
    dispose: async () => { this.disposed = true; },
  } as unknown as Engine;

  #answer<T>(call: string, value: T): Promise<T> {
    this.calls.push(call);
    return this.failure ? Promise.reject(this.failure) : Promise.resolve(value);
  }
}

export class FakeMemory implements Memory {
  readonly values = new Map<string, unknown>();
  get<T>(key: string): T | undefined { return this.values.get(key) as T | undefined; }
  async set(key: string, value: unknown): Promise<void> { this.values.set(key, value); }
}

/** A factory that remembers what it was asked for. */
export function engineFactory(engine = new FakeEngine()): { readonly engine: FakeEngine; readonly asked: EngineOptions[]; readonly create: (options: EngineOptions) => Promise<Engine> } {
  const asked: EngineOptions[] = [];
  return { engine, asked, create: async (options) => { asked.push(options); return engine.asEngine; } };
}

export class FakeArchive implements PlanArchive {
  readonly plans = new Map<string, Plan>();
  async load(environment: string): Promise<Plan | undefined> { return this.plans.get(environment); }
  async save(plan: Plan): Promise<void> { this.plans.set(plan.environment, plan); }
}
