import { announceGroup, isRunEnded, newRunId, onlySubscription, refuseOtherCloud, Orchestrator, localTarget, provisionalTarget, refuseErrors, resolveTarget, unwrapRefusal, explainRefusal, withExamination, withRetry, defaultRetryPolicy, type ResourceVerdict, type RunEvent, type RunRecord, type RunRequest } from '../deployment';
import { AgentTestService } from '../agentTests';
import { ApplicationService } from '../applications';
import type { BundleContent } from '../bundles';
import { ChecklistActions, ChecklistService, progressOf, redactEvidenceText, WatchService, type WatchPorts } from '../checklist';
import { ConfigurationService, type Reach } from '../configurations';
import type { Connections, DeployOptions, DriftedProperty, Engine, EnvironmentList, EnvironmentStatus, PlanOptions, Prerequisite, ResourceView, RunHandle, RunIntegrity, TargetChoice, ValidationReport } from '../engine';
import type { Environment } from '../environments';
import { CancelledError, DeployError, InputError } from '../errors';
import { EvidenceService, type EvidenceOptions, type EvidenceRecords, type EvidenceReport } from '../evidence';
import { SecretService } from '../secrets';
import type { CompiledEnvironment } from '../parameters';
import type { ApplicationPackages, AuditStore, AzureConnection, BackupFolder, ReminderStore, BicepCompiler, BundleStore, Clock, Commands, ConfigurationTexts, CommitSources, EnvironmentLocks, AnswerStore, EvidenceStore, Git, IncidentStore, GroupScope, LocalTools, PythonSyntax, ReleaseFeed, Resource, RunJournal, SettingsHistory, Subscription, UploadLedger, WorkspaceFiles } from '../ports';
import type { JsonValue } from '../values';
import { carryOut, type RemedyAction } from '../preflight';
import { findSurroundings, IncidentService } from '../incident';
import { BackupReminders, RestoreService, RestoreTests } from '../restore';
import { RollbackService } from '../rollback';
import { createMasker, findDecidingValues, type DecidingValue, type Plan } from '../whatIf';
import { cancelElsewhere } from './cancelElsewhere';
import { findDrift } from './detectDrift';
import { forgetAfter } from './forgetAfter';
import { LiveRuns } from './liveRuns';
import { checkPrerequisites } from './prerequisites';
import { RunHistory } from './runHistory';
import { recordPublishing } from './recordPublishing';
import { evidencePorts, writeReport } from './evidencePorts';
import type { EngineSteps } from './engineSteps';

export interface EnginePorts {
  readonly files: WorkspaceFiles;
  readonly git: Git;
  readonly bicep: BicepCompiler;
  readonly clock: Clock;
  readonly journal: RunJournal;
  readonly audit: AuditStore;
  readonly locks: EnvironmentLocks;
  readonly connections: Connections;
  readonly steps: EngineSteps;
  readonly uploads: UploadLedger;
  readonly texts: ConfigurationTexts;
  readonly bundles: BundleStore;
  readonly commits: CommitSources;
  readonly backups: BackupFolder;
  readonly reminders: ReminderStore;
  readonly incidents: IncidentStore;
  readonly packages: ApplicationPackages;
  readonly python: PythonSyntax;
  readonly tools: LocalTools;
  readonly releases: ReleaseFeed;
  readonly records: EvidenceRecords;
  readonly evidenceStore: EvidenceStore;
  /** Answers of the evidence for other processes; absent: they stay in memory. */
  readonly answers?: AnswerStore;
  /** Aborts after so many milliseconds. */
  readonly deadline?: (ms: number) => AbortSignal;
  readonly commands: Commands;
  readonly settingsHistory: SettingsHistory;
  readonly process: { readonly processId: number; readonly host: string };
  /** Ends what the ports hold: compiler processes, sandboxes. */
  readonly dispose?: () => Promise<void>;
}

/** The product behind both front ends: reads the workspace, plans, runs, remembers. */
export class DeployEngine implements Engine {
  readonly configurations: ConfigurationService;
  readonly applications: ApplicationService;
  readonly checklist: ChecklistService;
  readonly checklistActions: ChecklistActions;
  readonly watches: WatchService;
  private readonly evidence: EvidenceService;
  readonly secrets: SecretService;
  readonly agentTests: AgentTestService;
  readonly rollback: RollbackService;
  readonly restore: RestoreService;
  readonly restoreTests: RestoreTests;
  readonly backupReminders: BackupReminders;
  readonly incidents: IncidentService;
  private readonly live = new LiveRuns();
  private listing: Promise<EnvironmentList> | undefined;
  private readonly runs: RunHistory;
  private readonly orchestrator: Orchestrator<CompiledEnvironment>;

  constructor(private readonly ports: EnginePorts) {
    this.runs = new RunHistory(ports);
    const forget = (): Promise<void> => this.evidence.forget();
    this.configurations = forgetAfter(new ConfigurationService({ ...ports, ledger: ports.uploads, reach: this.atEnvironment }), forget, ['upload', 'prune', 'restore', 'acceptMerge', 'followRuntime']);
    this.applications = forgetAfter(new ApplicationService({ ...ports, reach: this.atEnvironment, headCommit: () => ports.git.headCommit(), userName: () => ports.git.userName(), publishing: recordPublishing(ports) }), forget, ['deploy', 'createSlot', 'swap', 'changeSettings', 'undoSettings']);
    this.secrets = forgetAfter(new SecretService({ clock: ports.clock, reach: this.atEnvironment, applications: this.applications, configurations: this.configurations }), forget, ['set', 'setFromDeployment', 'move']);
    this.agentTests = forgetAfter(new AgentTestService({ reach: this.atEnvironment, clock: ports.clock, files: ports.files, newId: () => crypto.randomUUID() }), forget, ['test']);
    this.evidence = new EvidenceService(evidencePorts(this, ports, this.reach.bind(this)));
    this.incidents = new IncidentService({ write: writeReport(ports),
      store: ports.incidents, clock: ports.clock, userName: () => ports.git.userName(), history: (name) => this.runs.list(name), verify: (name, signal) => this.verify(name, signal), redact: (text) => redactEvidenceText(text),
      surroundings: async (name, from, to, signal) => { const { connection, scope } = await this.reach(await this.getEnvironment(name), signal); return findSurroundings({ arm: connection.arm, scope, from, to }, signal); },
    });
    this.checklist = new ChecklistService({
      ...ports, incidents: this.incidents, store: ports.evidenceStore, evidence: this.evidence, offsetMinutes: () => -ports.clock.now().getTimezoneOffset(),
      getEnvironment: (name) => this.getEnvironment(name), history: (name) => this.runs.list(name),
    });
    const { answers: _answers, ...gatherPorts } = evidencePorts(this, ports, this.reach.bind(this));
    const gather: WatchPorts['gather'] = (name, checks, signal) => new EvidenceService(gatherPorts, checks).check(name, { maxAgeMs: 0 }, signal);
    this.watches = new WatchService({ ...ports, checklist: this.checklist, getEnvironment: (name) => this.getEnvironment(name), history: (name) => this.runs.list(name), gather });
    this.checklistActions = new ChecklistActions(this.checklist, { ...ports, engine: this, compile: (environment, signal) => ports.steps.compile(environment, signal), reach: this.reach.bind(this), gather });
    this.restore = forgetAfter(new RestoreService({ ...ports, reach: this.atEnvironment }), forget, ['restoreBlobs', 'restoreSecret', 'backup', 'prove']);
    this.restoreTests = forgetAfter(new RestoreTests({ ...ports, reach: this.atEnvironment, newId: () => crypto.randomUUID().replaceAll('-', '').slice(0, 12) }), forget, ['run']);
    this.backupReminders = new BackupReminders({ ...ports, getEnvironment: (name) => this.getEnvironment(name), history: (name) => this.runs.list(name) });
    this.rollback = new RollbackService({
      ...ports, applications: this.applications, root: ports.files.root, reach: this.atEnvironment, connect: (environment, signal) => ports.connections.connect(environment, signal), history: (environment) => this.runs.list(environment),
      plan: async (name, steps, target, signal) => this.planWith(await this.getEnvironment(name), steps, { ...(target && { target }) }, signal),
      start: async (name, rollback, { askSecrets: _asked, ...options }, signal) => this.begin(await this.getEnvironment(name), { options, ...rollback }, signal),
    });
    this.orchestrator = new Orchestrator({ ...ports, steps: { ...ports.steps, examine: this.examine }, onEvent: (record, event) => { if (event.type === 'ended') void this.evidence.forget(); this.live.tell(record, event); } });
  }

  forgetEvidence(): Promise<void> { return this.evidence.forget(); }

  /** Several who ask at the same moment share one look at the files. */
  listEnvironments(): Promise<EnvironmentList> {
    return this.listing ??= this.ports.steps.discover(this.ports.files).finally(() => { this.listing = undefined; });
  }

  async getEnvironment(name: string): Promise<Environment> {
    const { environments, problems } = await this.listEnvironments();
    const found = environments.find((one) => one.name === name) ?? environments.find((one) => one.name.toLowerCase() === name.toLowerCase());
    if (found) return found;
    const first = problems.find((one) => one.severity === 'error');
    if (environments.length === 0) throw new InputError('Environment.None', first ? first.message : 'No environment was found in this workspace.', { nextStep: first?.nextStep ?? 'Create deployment/parameters/dev.bicepparam.', location: first });
    const unread = problems.find(({ code, file }) => code === 'aos/json-parameters' && new RegExp(`/${name.replace(/[^\w-]/g, '')}(\\.parameters)?\\.json$`, 'i').test(file.replaceAll('\\', '/')));
    if (unread) throw new InputError('Environment.Unknown', `There is no environment "${name}": ${unread.message}`, { nextStep: unread.nextStep, location: unread });
    throw new InputError('Environment.Unknown', `There is no environment "${name}". Found: ${environments.map((one) => one.name).join(', ')}.`, { nextStep: 'Choose one of these, or create its parameters file.' });
  }

  async validate(name: string, signal?: AbortSignal): Promise<ValidationReport> {
    const environment = await this.getEnvironment(name);
    const compiled = await this.ports.steps.compile(environment, signal);
    // What the compiler says of the parameters file already is not said again by those who only read its head.
    const told = compiled.diagnostics.some((one) => one.severity === 'error' && one.file === environment.parametersFile);
    const problems = (await this.listEnvironments()).problems.filter((one) => (one.file === environment.parametersFile && !told) || /aos\.ya?ml$/.test(one.file));
    const diagnostics = [...compiled.diagnostics, ...problems];
    return { valid: !diagnostics.some((one) => one.severity === 'error'), diagnostics };
  }

  async plan(name: string, options: PlanOptions, signal?: AbortSignal): Promise<Plan> {
    const environment = await this.getEnvironment(name);
    const plan = await this.planWith(environment, { ...this.ports.steps, examine: this.examine }, options, signal);
    if (!options.local && plan.source === 'arm') await this.ports.records.add(environment.name, 'plan', { at: plan.madeAt, value: JSON.parse(JSON.stringify(plan)) as JsonValue });
    return plan;
  }

  async findDecidingValues(name: string, change: DriftedProperty, signal?: AbortSignal): Promise<readonly DecidingValue[]> {
    const compiled = await this.ports.steps.compile(await this.getEnvironment(name), signal);
    return findDecidingValues({ ...compiled, ...change, now: this.ports.clock.now() });
  }

  async carryOut(name: string, action: RemedyAction, target?: TargetChoice, signal?: AbortSignal): Promise<void> {
    const environment = await this.getEnvironment(name);
    const connection = await this.ports.connections.connect(environment, signal);
    const subscriptionId = target?.subscriptionId ?? environment.subscriptionId ?? await onlySubscription(connection, signal);
    try { await carryOut(action, { connection, clock: this.ports.clock, scope: { subscriptionId, resourceGroup: target?.resourceGroup ?? environment.resourceGroup } }, signal); } finally { await this.evidence.forget(); }
  }

  async detectDrift(name: string, signal?: AbortSignal): Promise<Plan> {
    const { steps, clock } = this.ports;
    const environment = await this.getEnvironment(name);
    return this.retry(async () => findDrift({ environment, ...await this.reach(environment, signal), steps, clock }, signal), signal);
  }

  async deploy(name: string, options: DeployOptions, signal?: AbortSignal): Promise<RunHandle> {
    return this.begin(await this.getEnvironment(name), { options }, signal);
  }

  async resume(runId: string, options: Parameters<Engine['resume']>[1], signal?: AbortSignal): Promise<RunHandle> {
    const record = await this.runs.get(runId);
    const environment = asRecorded(await this.getEnvironment(record.environment), record);
    const request = await this.toRequest(environment, { ...options, target: record.target?.subscriptionId ? record.target : options.target }, signal);
    const steps = record.rollbackTo && this.rollback.stepsOf(record.rollbackTo, { secrets: options.secrets, askSecrets: (names) => options.askSecrets?.(names, environment) ?? Promise.resolve(undefined) });
    return this.watched(await this.live.follow(({ cancel, leave }) => this.orchestrator.resume(runId, { ...request, ...(steps && { steps }), leave: leave.signal }, cancel.signal), signal));
  }

  listInterruptedRuns(): Promise<readonly RunRecord[]> { return this.runs.listInterrupted(); }

  async cancel(runId: string, choice: 'leave-running' | 'cancel-in-azure', signal?: AbortSignal): Promise<RunRecord> {
    const live = this.live.get(runId);
    if (live) {
      (choice === 'leave-running' ? live.leave : live.cancel).abort();
      return live.result;
    }
    const record = await this.runs.get(runId);
    if (isRunEnded(record) || choice === 'leave-running') return record;
    const environment = asRecorded(await this.getEnvironment(record.environment), record);
    if (await this.ports.locks.holder(record.environment) !== runId) return this.orchestrator.cancel(runId, environment, signal ?? new AbortController().signal);
    const connection = await this.ports.connections.connect(environment, signal);
    refuseOtherCloud(record, connection);
    return cancelElsewhere({ record, connection, history: this.runs, clock: this.ports.clock }, signal);
  }

  history(environment?: string): Promise<readonly RunRecord[]> { return this.runs.list(environment); }
  getRun(runId: string): Promise<RunRecord> { return this.runs.get(runId); }

  async getDeployed(runId: string): Promise<BundleContent | undefined> {
    const { environment } = await this.runs.get(runId);
    const entry = (await this.ports.bundles.list(environment)).entries.find(({ deploymentId }) => deploymentId === runId);
    return entry && (await this.ports.bundles.get(entry.bundleId)).content;
  }

  checkIntegrity(runId: string): Promise<RunIntegrity> { return this.runs.checkIntegrity(runId); }

  async listResources(name: string, signal?: AbortSignal): Promise<readonly ResourceView[]> {
    const environment = await this.getEnvironment(name);
    return this.retry(async () => {
      const { connection, scope } = await this.reach(environment, signal);
      return this.ports.steps.listResources(connection, scope, signal);
    }, signal);
  }

  async readResource(name: string, resourceId: string, signal?: AbortSignal): Promise<Resource | undefined> {
    const environment = await this.getEnvironment(name);
    const connection = await this.ports.connections.connect(environment, signal);
    const found = await this.retry(() => connection.resources.findResource(resourceId, signal), signal);
    return found && maskResource(found);
  }

  async status(name: string, signal?: AbortSignal): Promise<EnvironmentStatus> {
    const environment = await this.getEnvironment(name);
    const history = await this.runs.list(environment.name);
    const holder = await this.ports.locks.holder(environment.name);
    const known = { environment, lastRun: history.find((run) => run.deploymentId !== holder), activeRun: history.find((run) => run.deploymentId === holder) };
    try {
      const { connection, scope } = await this.reach(environment, signal);
      const resources = await this.ports.steps.listResources(connection, scope, signal);
      const target = { ...scope, cloud: connection.cloud.name, isSandbox: connection.cloud.isSandbox };
      return { ...known, target, resourceCount: resources.length, unhealthyCount: resources.filter((one) => one.health === 'unhealthy').length };
    } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
      const { location: _location, ...target } = known.lastRun?.target ?? provisionalTarget(environment);
      return { ...known, target, unreachable: error.message };
    }
  }

  async verify(name: string, signal?: AbortSignal): Promise<readonly ResourceVerdict[]> {
    const environment = await this.getEnvironment(name);
    const { connection, scope } = await this.retry(() => this.reach(environment, signal), signal);
    const green = (await this.runs.list(environment.name)).find((run) => run.success && Object.keys(run.outputs).length > 0 && run.target?.cloud === connection.cloud.name && run.target.resourceGroup === scope.resourceGroup);
    return this.retry(() => this.ports.steps.verify({ connection, scope, outputs: green?.outputs ?? {}, deployed: [] }, signal), signal);
  }

  async listSubscriptions(name: string | undefined, signal?: AbortSignal): Promise<readonly Subscription[]> {
    const environment = name === undefined ? undefined : await this.getEnvironment(name);
    return (await this.ports.connections.connect(environment, signal)).resources.listSubscriptions(signal);
  }

  checkEvidence(name: string, options?: EvidenceOptions, signal?: AbortSignal): Promise<EvidenceReport> { return this.evidence.check(name, options, signal); }

  checkPrerequisites(signal?: AbortSignal): Promise<readonly Prerequisite[]> { return checkPrerequisites(this.ports, signal); }

  watchRuns(listener: (record: RunRecord, event: RunEvent) => void): () => void { return this.live.watch(listener); }

  async dispose(): Promise<void> {
    await this.live.leaveAll();
    await this.ports.dispose?.();
  }

  private readonly atEnvironment: Reach = async (name, act, signal) => {
    const environment = await this.getEnvironment(name);
    return this.retry(async () => act({ environment, ...await this.reach(environment, signal) }), signal);
  };

  /** The guard may ask how far the checklist has come. */
  private readonly examine: NonNullable<EngineSteps['examine']> = async (input, signal) =>
    await this.ports.steps.examine?.({ ...input, checklistPercent: () => this.checklistPercent(input.environment.name, signal) }, signal) ?? {};

  /** Of what applies, rounded down; undefined while nothing of it was measured or attested. */
  private async checklistPercent(name: string, signal?: AbortSignal): Promise<number | undefined> {
    const { passed, applicable } = progressOf((await this.checklist.view(name, signal)).items);
    return passed === 0 || applicable === 0 ? undefined : Math.floor((100 * passed) / applicable);
  }

  private async planWith(environment: Environment, steps: Pick<EngineSteps, 'compile' | 'plan' | 'planLocally' | 'examine'>, options: PlanOptions, signal?: AbortSignal): Promise<Plan> {
    const { clock } = this.ports;
    const compiled = await steps.compile(environment, signal);
    refuseErrors(compiled, environment);
    if (options.local) return steps.planLocally({ environment, target: localTarget(environment, options.target, compiled), compiled, clock }, signal);
    const retry = <T>(call: () => Promise<T>): Promise<T> => this.retry(call, signal);
    const connection = await retry(() => this.ports.connections.connect(environment, signal));
    const { target, group } = await retry(() => resolveTarget(environment, options.target, connection, compiled, signal));
    const examined = async (plan: Plan): Promise<Plan> =>
      withExamination(plan, await steps.examine?.({ environment, target, groupExists: group !== undefined, compiled, plan, connection, clock }, signal) ?? {});
    if (!group) return examined(announceGroup(await steps.planLocally({ environment, target, compiled, clock }, signal)));
    const request = { subscriptionId: target.subscriptionId, resourceGroup: target.resourceGroup, name: newRunId(clock), mode: 'Incremental', template: compiled.template, parameters: compiled.parameters } as const;
    const whatIf = await retry(() => connection.deployments.whatIf(request, signal)).catch(async (error: unknown) => {
      throw await explainRefusal(error, this.ports.steps.examineRefused && (() => this.ports.steps.examineRefused!({ environment, target, groupExists: true, compiled, connection, clock }, signal)));
    });
    return examined(await steps.plan({ environment, target, compiled, whatIf, clock }, signal));
  }

  private async begin(environment: Environment, { options, ...rollback }: Pick<RunRequest<CompiledEnvironment>, 'options' | 'rollbackTo' | 'steps'>, signal?: AbortSignal): Promise<RunHandle> {
    const [asked] = await Promise.all([this.toRequest(environment, options, signal), this.runs.repairAudit()]);
    const request = { ...asked, ...rollback };
    return this.watched(await this.live.follow(({ cancel, leave }) => this.orchestrator.start({ ...request, leave: leave.signal }, cancel.signal), signal));
  }

  /** After a green run the watch begins, where the environment wants one; only then the run is over for who waits for it. */
  private watched({ runId, result }: RunHandle): RunHandle {
    return { runId, result: result.then(async (record) => { await this.watches.startAfter(record); return record; }) };
  }

  private async toRequest(environment: Environment, options: DeployOptions, signal?: AbortSignal): Promise<RunRequest<CompiledEnvironment>> {
    const [head, by] = await Promise.all([options.gitSha === undefined ? this.ports.git.headCommit(signal) : undefined, this.ports.git.userName(signal)]);
    return { environment, options, gitSha: options.gitSha ?? head, by };
  }

  private retry<T>(call: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    return withRetry(defaultRetryPolicy, { clock: this.ports.clock, signal }, () => call().catch((error: unknown) => { throw unwrapRefusal(error); }));
  }

  private async reach(environment: Environment, signal?: AbortSignal): Promise<{ connection: AzureConnection; scope: GroupScope }> {
    const connection = await this.ports.connections.connect(environment, signal);
    const subscriptionId = environment.subscriptionId ?? await onlySubscription(connection, signal);
    return { connection, scope: { subscriptionId, resourceGroup: environment.resourceGroup } };
  }
}

/** Providers tell keys in some properties: connection strings, instrumentation keys. */
const maskResource = (resource: Resource): Resource => createMasker({}, []).mask(resource.type, '', JSON.parse(JSON.stringify(resource)) as JsonValue) as unknown as Resource;

/** A run goes on where it began, whatever the environment says by now. */
const asRecorded = (environment: Environment, { target }: RunRecord): Environment => (target?.cloud ? { ...environment, cloud: target.cloud, resourceGroup: target.resourceGroup, ...(target.subscriptionId && { subscriptionId: target.subscriptionId }) } : environment);
