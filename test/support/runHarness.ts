import type { DeployOptions } from '../../src/core/engine';
import type { Environment } from '../../src/core/environments/environment';
import { Orchestrator, type CompiledRun, type RunEvent, type RunRecord, type RunRequest, type RunSteps } from '../../src/core/deployment';
import type { Plan, PlanCounts } from '../../src/core/whatIf/plan';
import type { ResourceVerdict } from '../../src/core/deployment';
import { FakeAzure } from './fakeAzure';
import { FakeClock } from './fakeClock';
import { MemoryAudit, MemoryJournal, MemoryLocks } from './memoryStores';

export const devEnvironment: Environment = { name: 'dev', parametersFile: '/ws/deployment/parameters/dev.bicepparam', templateFile: '/ws/deployment/main-modular.bicep', resourceGroup: 'rg-aos-dev', isProtected: false };
export const prodEnvironment: Environment = { ...devEnvironment, name: 'prod', parametersFile: '/ws/deployment/parameters/prod.bicepparam', isProtected: true };

const noCounts: PlanCounts = { create: 0, modify: 0, delete: 0, noChange: 0, ignore: 0, noise: 0, notPredicted: 0 };

/** An orchestrator on fakes. Change the fields, then `run`. */
export class RunHarness {
  readonly azure: FakeAzure;
  readonly clock = new FakeClock();
  readonly journal = new MemoryJournal();
  readonly audit = new MemoryAudit();
  readonly locks = new MemoryLocks();
  readonly events: RunEvent[] = [];
  counts: Partial<PlanCounts> = { create: 2 };
  compiled: CompiledRun = { template: { resources: [] }, parameters: { location: { value: 'eastus' } }, diagnostics: [], secureParameterNames: [] };
  verdicts: readonly ResourceVerdict[] = [{ resourceId: '/x', type: 'A/b', verdict: 'healthy', reason: 'Succeeded' }];
  planHash = 'hash-1';
  onEvent: (event: RunEvent, record: RunRecord) => void = () => undefined;
  readonly cancel = new AbortController();
  readonly leave = new AbortController();
  readonly orchestrator: Orchestrator<CompiledRun>;

  constructor(groupNames?: readonly string[]) {
    this.azure = new FakeAzure(groupNames);
    this.orchestrator = this.newProcess();
  }

  /** Another process over the same disk and the same cloud. */
  newProcess(processId = 100): Orchestrator<CompiledRun> {
    return new Orchestrator({
      clock: this.clock, journal: this.journal, audit: this.audit, locks: this.locks, steps: this.steps,
      connections: { connect: async () => this.azure.connection }, process: { processId, host: 'here' },
      onEvent: (record, event) => { this.events.push(event); this.onEvent(event, record); },
    });
  }

  async run(options: Partial<DeployOptions> = {}, environment: Environment = devEnvironment): Promise<RunRecord> {
    return this.orchestrator.run(this.request(options, environment), this.cancel.signal);
  }

  request(options: Partial<DeployOptions> = {}, environment: Environment = devEnvironment): RunRequest {
    return { environment, leave: this.leave.signal, gitSha: 'a1b2c3d', by: 'me', options: { confirm: async ({ plan }) => ({ planHash: plan.planHash, how: 'click', deletesConfirmed: true }), ...options } };
  }

  readonly steps: RunSteps<CompiledRun> = {
    compile: async () => this.compiled,
    plan: async ({ environment, target }) => this.plan('arm', environment, target),
    planLocally: async ({ environment, target }) => this.plan('local', environment, target),
    decideConfirmation: (plan, environment) => ({ level: environment.isProtected ? 'typed-name' : plan.counts.delete > 0 ? 'click' : 'none', reasons: environment.isProtected ? ['protected'] : [] }),
    needsDeployment: (plan) => plan.counts.create + plan.counts.modify + plan.counts.delete > 0,
    verify: async () => { this.azure.onCall('verify'); return this.verdicts; },
    listWarnings: (outputs) => ('deploymentWarnings' in outputs ? ['a warning of the template'] : []),
  };

  private plan(source: Plan['source'], environment: Environment, target: Plan['target']): Plan {
    return { planHash: this.planHash, environment: environment.name, target, madeAt: this.clock.now().toISOString(), source, counts: { ...noCounts, ...this.counts }, changes: [], notPredicted: [], warnings: [], risk: { level: 'none', reasons: [] } };
  }
}

/** `phase state` of each phase, for comparing. */
export const phasesOf = (record: RunRecord): readonly string[] => record.phases.map((phase) => `${phase.name} ${phase.state}`);
