import type { AgentTestService } from './agentTests';
import type { ApplicationService } from './applications';
import type { BundleContent } from './bundles';
import type { ChecklistActions, ChecklistService, WatchService } from './checklist';
import type { ConfigurationService } from './configurations';
import type { RollbackTarget, RunEvent, RunRecord, ResourceVerdict } from './deployment/events';
import type { Environment } from './environments/environment';
import type { EvidenceOptions, EvidenceReport } from './evidence/api';
import type { Obstacle, Overrides } from './guard';
import type { RemedyAction } from './preflight';
import type { SettingsChoice } from './settingsGuard';
import type { AzureConnection, Resource, Subscription } from './ports/arm';
import type { IncidentService } from './incident';
import type { BackupReminders, RestoreService, RestoreTests } from './restore';
import type { RollbackChoice, RollbackService } from './rollback';
import type { SecretService } from './secrets';
import type { Diagnostic, JsonValue } from './values';
import type { DecidingValue } from './whatIf/acceptDrift';
import type { Plan } from './whatIf/plan';

/** What the editor and the command line ask of the product. One engine serves one workspace; both front ends build it once. */
export interface Engine {
  /** Agents and MCP servers: what the workspace holds, what is deployed, and how the one becomes the other. */
  readonly configurations: ConfigurationService;
  /** Function apps: packages, publishing, settings, slots. */
  readonly applications: ApplicationService;
  /** The task list, kept up to date by what is measured and what people say. */
  readonly checklist: ChecklistService;
  /** What items of the checklist offer to do, and to take back. */
  readonly checklistActions: ChecklistActions;
  /** Watching an environment after it was deployed. */
  readonly watches: WatchService;
  /** Secrets of the environment's Key Vault. */
  readonly secrets: SecretService;
  /** Requests to a live agent. */
  readonly agentTests: AgentTestService;
  /** Incidents: the guide, the timeline, the report. */
  readonly incidents: IncidentService;
  /** Data: what is lost, how it comes back, and backups. */
  readonly restore: RestoreService;
  /** Backups proved by restoring them. */
  readonly restoreTests: RestoreTests;
  /** Backups that are due. */
  readonly backupReminders: BackupReminders;
  /** Good states, and the way back to them. */
  readonly rollback: RollbackService;
  /** Environments of the workspace with the problems found on the way; empty when there is no parameters file. @throws InputError `Workspace.None`. */
  listEnvironments(signal?: AbortSignal): Promise<EnvironmentList>;
  /** @throws InputError `Environment.Unknown` naming those that exist. */
  getEnvironment(name: string, signal?: AbortSignal): Promise<Environment>;
  /** Compiles and checks the parameters file and its template. Does not connect. */
  validate(environment: string, signal?: AbortSignal): Promise<ValidationReport>;
  /** After something was changed: answers of the evidence, also those kept for other processes, hold no more. */
  forgetEvidence(): Promise<void>;
  /** With a connection it also holds what was asked beforehand: preflight, application settings in danger, objections of the guard. */
  plan(environment: string, options: PlanOptions, signal?: AbortSignal): Promise<Plan>;
  /** Does what a failed check of a plan's preflight offers, and waits until Azure has done it. */
  carryOut(environment: string, action: RemedyAction, target?: TargetChoice, signal?: AbortSignal): Promise<void>;
  /** What was changed outside the template since the last green run: a plan of what that run deployed, asked again. @throws InputError `Drift.NeverDeployed`. */
  detectDrift(environment: string, signal?: AbortSignal): Promise<Plan>;
  /** Which values of the parameters file, set to what is live, would make the template want it: to accept a drift. Empty where the template itself decides. */
  findDecidingValues(environment: string, change: DriftedProperty, signal?: AbortSignal): Promise<readonly DecidingValue[]>;
  /** Starts a run and returns at once; follow it with `watchRuns` or `result`. Aborting `signal` cancels. */
  deploy(environment: string, options: DeployOptions, signal?: AbortSignal): Promise<RunHandle>;
  /** Follows a run that an earlier process left, from ARM's own record. @throws InputError `Run.Unknown`. */
  resume(runId: string, options: DeployOptions & Pick<RollbackChoice, 'secrets'>, signal?: AbortSignal): Promise<RunHandle>;
  /** Runs whose process is gone and that have not ended: to be resumed. */
  listInterruptedRuns(): Promise<readonly RunRecord[]>;
  /** `leave-running` stops watching, and stops before Azure is asked: either way the run can be resumed; `cancel-in-azure` asks ARM and reports what really happened in the run's end. */
  cancel(runId: string, choice: 'leave-running' | 'cancel-in-azure', signal?: AbortSignal): Promise<RunRecord>;
  history(environment?: string): Promise<readonly RunRecord[]>;
  getRun(runId: string): Promise<RunRecord>;
  /** What a green run deployed, as its bundle keeps it: without values of secrets. Undefined where there is none, or none any more. */
  getDeployed(runId: string): Promise<BundleContent | undefined>;
  /** Whether what is kept of a run is what was written when it happened. */
  checkIntegrity(runId: string): Promise<RunIntegrity>;
  listResources(environment: string, signal?: AbortSignal): Promise<readonly ResourceView[]>;
  /** One resource as its provider tells it, with its properties; secrets are masked. Undefined when it is gone. */
  readResource(environment: string, resourceId: string, signal?: AbortSignal): Promise<Resource | undefined>;
  status(environment: string, signal?: AbortSignal): Promise<EnvironmentStatus>;
  verify(environment: string, signal?: AbortSignal): Promise<readonly ResourceVerdict[]>;
  /** What is true of the checklist's rows now, with the evidence. What cannot be asked is `unknown` with the reason, never an error. @throws InputError `Environment.Unknown`; CancelledError. */
  checkEvidence(environment: string, options?: EvidenceOptions, signal?: AbortSignal): Promise<EvidenceReport>;
  listSubscriptions(environment: string | undefined, signal?: AbortSignal): Promise<readonly Subscription[]>;
  /** Tools and access this workspace needs: each answers pass, warn, fail or unknown, with the fix. */
  checkPrerequisites(signal?: AbortSignal): Promise<readonly Prerequisite[]>;
  /** Calls back with every event of every run of this engine. Returns the unsubscribe. */
  watchRuns(listener: (record: RunRecord, event: RunEvent) => void): () => void;
  dispose(): Promise<void>;
}

export interface EnvironmentList { readonly environments: readonly Environment[]; readonly problems: readonly Diagnostic[] }
export interface ValidationReport { readonly valid: boolean; readonly diagnostics: readonly Diagnostic[] }
/** A property that was changed outside the template, with what is there now; `target` as the plan has it. */
export interface DriftedProperty { readonly resourceId: string; readonly path: string; readonly live: JsonValue; readonly target: Plan['target'] }
export interface PlanOptions { readonly local?: boolean; readonly target?: TargetChoice }
/** Overrides what the environment says. */
export interface TargetChoice { readonly subscriptionId?: string; readonly resourceGroup?: string; readonly location?: string }

export interface DeployOptions {
  readonly target?: TargetChoice;
  readonly allowWarnings?: boolean;
  readonly gitSha?: string;
  /** A plan that was shown before: the run refuses to go on when its own plan has another hash. */
  readonly approvedPlanHash?: string;
  /** Reasons for going on against a failed check or an objection of the guard, by its id; the audit keeps them. */
  readonly overrides?: Overrides;
  /** Application settings to put back after the deployment, beside those that aos.yaml names. */
  readonly restore?: readonly SettingsChoice[];
  /** Asked for secure parameters that are empty and read from no vault. Answers stay in memory. What is left out stays empty. @throws CancelledError to end the run. */
  readonly askSecrets?: (names: readonly string[], environment: Environment) => Promise<Readonly<Record<string, string>>>;
  /** Asked once, when the plan needs it. Resolving undefined means "no". */
  readonly confirm: (request: ConfirmationRequest) => Promise<ConfirmationAnswer | undefined>;
}

export type ConfirmationLevel = 'none' | 'click' | 'typed-name';
/** `obstacles`: what still needs an override with a reason. */
export interface ConfirmationRequest { readonly plan: Plan; readonly level: ConfirmationLevel; readonly reasons: readonly string[]; readonly environment: Environment; readonly obstacles: readonly Obstacle[]; /** Present: the run goes back to this state. */ readonly rollbackTo?: RollbackTarget }
/** `deletesConfirmed` must be true where the plan deletes. */
export interface ConfirmationAnswer { readonly planHash: string; readonly how: 'click' | 'typed-name' | 'flag'; readonly deletesConfirmed: boolean; readonly overrides?: Overrides; readonly restore?: readonly SettingsChoice[] }

/** `unknown`: no journal of ours is there to compare with, as for runs of the Python orchestrator. */
export interface RunIntegrity { readonly state: 'intact' | 'changed' | 'unknown'; readonly reason: string }

export interface RunHandle {
  readonly runId: string;
  /** Settles when the run has ended, whatever the end; rejects only on bugs. */
  readonly result: Promise<RunRecord>;
}

export interface ResourceView {
  readonly id: string; readonly type: string; readonly name: string; readonly location?: string;
  readonly provisioningState: string;
  readonly health: 'healthy' | 'unhealthy' | 'unknown';
  readonly kind?: string;
  /** Name of its SKU, where the list tells it. */
  readonly sku?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

export interface EnvironmentStatus {
  readonly environment: Environment;
  readonly target: { readonly cloud: string; readonly isSandbox: boolean; readonly subscriptionId: string; readonly resourceGroup: string };
  /** Absent: never deployed, or not reachable (`unreachable` says why). */
  readonly lastRun?: RunRecord;
  readonly activeRun?: RunRecord;
  readonly resourceCount?: number;
  readonly unhealthyCount?: number;
  readonly unreachable?: string;
}

export interface Prerequisite { readonly id: string; readonly title: string; readonly state: 'pass' | 'warn' | 'fail' | 'unknown'; readonly found?: string; readonly fix?: string; readonly evidence?: JsonValue }

/** Gives the connection of an environment: sign-in happens in here, once per cloud. The sandbox is started when it is needed. */
export interface Connections {
  connect(environment: Environment | undefined, signal?: AbortSignal): Promise<AzureConnection>;
}
