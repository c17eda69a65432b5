import type { DeploymentOperation, ManagementLock } from '../ports/arm';
import type { Diagnostic, JsonObject, JsonValue } from '../values';
import type { AssignmentInTheWay } from '../preflight';
import type { SettingsChoice } from '../settingsGuard';
import type { Plan, PlanCounts } from '../whatIf/plan';

/** Phases in the order a run takes them. Names are the orchestrator's. */
export type PhaseName = 'validating_parameters' | 'linting' | 'planning' | 'awaiting_confirmation' | 'deploying' | 'verifying_health';
/** `unknown`: the process that ran it is gone and ARM has not been asked yet. */
export type RunStateName = 'initialized' | PhaseName | 'completed' | 'failed' | 'cancelled' | 'rolled_back' | 'unknown';
export type PhaseState = 'pending' | 'running' | 'succeeded' | 'failed' | 'skipped' | 'cancelled';

export interface Phase {
  readonly name: PhaseName;
  readonly state: PhaseState;
  /** ISO 8601 UTC. */
  readonly startedAt?: string;
  readonly endedAt?: string;
}

/** An error as it travels: JSON documents, events, pages. */
export interface ErrorDocument {
  readonly code: string;
  readonly message: string;
  /** Which of our errors it was; `bug` for anything thrown by accident. Decides the exit code. */
  readonly kind?: 'input' | 'logic' | 'environment' | 'cancelled' | 'bug';
  readonly details?: JsonValue;
  readonly file?: string;
  readonly range?: { readonly start: { readonly line: number; readonly character: number }; readonly end: { readonly line: number; readonly character: number } };
  readonly nextStep?: string;
  /** What the coach knows about each innermost cause, what is understood first. */
  readonly advice?: readonly ErrorAdvice[];
}

export interface ErrorAdvice {
  readonly class: 'logic' | 'environmental' | 'unknown';
  readonly cause: string;
  readonly nextStep: string;
  readonly command?: string;
  /** What the editor may offer, such as `recover`. */
  readonly action?: string;
  readonly resourceId?: string;
}

/** Where a run goes. `cloud` is for people ("sandbox", "azure", a URL). */
export interface RunTarget {
  readonly cloud: string;
  readonly isSandbox: boolean;
  readonly subscriptionId: string;
  readonly resourceGroup: string;
  readonly location: string;
}

/** The earlier good state that a run takes the environment back to. */
export interface RollbackTarget {
  /** ID of the run that made the state; for deployments of other tools the deployment's name. */
  readonly deploymentId: string;
  /** What is deployed again: a bundle, the template of a commit, or the template that ARM's history still has. */
  readonly source: 'bundle' | 'commit' | 'history';
  readonly bundleId?: string;
  readonly gitSha?: string;
  /** ISO 8601 UTC of the state. */
  readonly madeAt: string;
  /** Take away what was deployed since and is not part of the state. */
  readonly removeAdded?: boolean;
  /** Locks in the way are lifted, and set again afterwards. */
  readonly liftLocks?: boolean;
}

/** Event types of the orchestrator's audit; `rolled_back` is a state there that nothing of its own sets. */
export type AuditEventType = 'validate' | 'lint' | 'plan' | 'confirmation' | 'deploy' | 'health' | 'failure_classification' | 'rolled_back';

/**
 * What happened in a run, in order. The journal is the list of these; every view derives from them. No secrets in any.
 * `at` is ISO 8601 UTC.
 */
export type RunEvent =
  | { readonly type: 'started'; readonly at: string; readonly runId: string; readonly environment: string; readonly target: RunTarget; readonly deploymentName: string; readonly parametersFile: string; readonly templateFile: string; readonly gitSha?: string; readonly by?: string; readonly processId: number; readonly host: string; readonly rollbackTo?: RollbackTarget }
  /** The target as it turned out once the cloud was asked; replaces the one of `started`. */
  | { readonly type: 'target'; readonly at: string; readonly target: RunTarget }
  | { readonly type: 'phase'; readonly at: string; readonly phase: PhaseName; readonly state: Exclude<PhaseState, 'pending'>; readonly message?: string }
  | { readonly type: 'diagnostics'; readonly at: string; readonly diagnostics: readonly Diagnostic[] }
  | { readonly type: 'plan'; readonly at: string; readonly plan: Plan }
  /** Something stood against deploying and somebody went on, for this reason. */
  | { readonly type: 'overridden'; readonly at: string; readonly rule: string; readonly obstacle: string; readonly reason: string; readonly by?: string }
  /** `restore`: application settings that will be put back; their values are in this process alone. */
  | { readonly type: 'confirmed'; readonly at: string; readonly planHash: string; readonly by?: string; readonly how: 'not-needed' | 'click' | 'typed-name' | 'flag'; readonly restore?: readonly SettingsChoice[] }
  /** Written and synced before the call leaves. */
  | { readonly type: 'calling'; readonly at: string; readonly call: string; readonly attempt: number }
  | { readonly type: 'retrying'; readonly at: string; readonly call: string; readonly attempt: number; readonly delayMs: number; readonly error: ErrorDocument }
  | { readonly type: 'operations'; readonly at: string; readonly operations: readonly DeploymentOperation[] }
  /** Written before the first of them is lifted, so that whoever resumes the run sets them again. */
  | { readonly type: 'locksLifted'; readonly at: string; readonly locks: readonly ManagementLock[] }
  | { readonly type: 'locksSet'; readonly at: string; readonly failed: readonly { readonly id: string; readonly message: string }[] }
  /** Written before the first of them is removed, so that whoever takes up the run can put them back. */
  | { readonly type: 'assignmentsRemoved'; readonly at: string; readonly assignments: readonly AssignmentInTheWay[] }
  /** What became of them: `setAgain` by the template, `putBack` by the run because the deployment failed. */
  | { readonly type: 'assignmentsSettled'; readonly at: string; readonly setAgain: readonly string[]; readonly putBack: readonly string[]; readonly failed: readonly { readonly id: string; readonly message: string }[] }
  | { readonly type: 'removed'; readonly at: string; readonly resourceIds: readonly string[]; readonly failed: readonly { readonly id: string; readonly message: string }[] }
  | { readonly type: 'outputs'; readonly at: string; readonly outputs: JsonObject; readonly warnings: readonly string[] }
  /** Application settings that were put back as they were before the deployment. */
  | { readonly type: 'settingsRestored'; readonly at: string; readonly restored: readonly SettingsChoice[] }
  | { readonly type: 'health'; readonly at: string; readonly resources: readonly ResourceVerdict[]; readonly warnings?: readonly string[] }
  | { readonly type: 'cancelRequested'; readonly at: string; readonly choice: 'leave-running' | 'cancel-in-azure' }
  /** We stopped following, while ARM went on or before it was asked; the run has no end until somebody re-attaches. */
  | { readonly type: 'detached'; readonly at: string; readonly reason: 'left-running' | 'lost-contact'; readonly message: string; readonly error?: ErrorDocument }
  /** `restart`: ARM holds no deployment of this run, so its phases begin anew. */
  | { readonly type: 'reattached'; readonly at: string; readonly processId: number; readonly host: string; readonly restart?: boolean }
  | { readonly type: 'ended'; readonly at: string; readonly state: 'completed' | 'failed' | 'cancelled' | 'rolled_back'; readonly message: string; readonly error?: ErrorDocument };

export type Verdict = 'healthy' | 'unhealthy' | 'unknown';
export interface ResourceVerdict {
  readonly resourceId: string;
  readonly type: string;
  readonly verdict: Verdict;
  readonly reason: string;
}

/** A resource that the plan takes away, with the API version its declaration had. */
export interface Removal { readonly resourceId: string; readonly apiVersion?: string }

/** One run as history, audit and pages show it; folded from its events. */
export interface RunRecord {
  readonly deploymentId: string;
  readonly deploymentName: string;
  readonly environment: string;
  readonly target?: RunTarget;
  readonly gitSha?: string;
  readonly templateFile: string;
  readonly parametersFile: string;
  /** ISO 8601 UTC of the start. */
  readonly timestamp: string;
  readonly endedAt?: string;
  readonly state: RunStateName;
  readonly success: boolean;
  readonly message: string;
  readonly phases: readonly Phase[];
  readonly events: readonly { readonly timestamp: string; readonly type: AuditEventType; readonly message: string; readonly details?: JsonValue }[];
  readonly planHash?: string;
  readonly planCounts?: PlanCounts;
  /** SHA-256 (hex) of what the plan was made from. */
  readonly templateHash?: string;
  readonly parametersHash?: string;
  readonly operations: readonly DeploymentOperation[];
  readonly outputs: JsonObject;
  readonly warnings: readonly string[];
  readonly health: readonly ResourceVerdict[];
  readonly error?: ErrorDocument;
  readonly by?: string;
  /** Application settings that were promised to be put back and are not yet. */
  readonly settingsToRestore?: readonly SettingsChoice[];
  /** Present: this run is a rollback. */
  readonly rollbackTo?: RollbackTarget;
  /** What the plan takes away and is still there, as far as this run knows. */
  readonly removes?: readonly Removal[];
  /** Locks that this run lifted and has not set again. */
  readonly liftedLocks?: readonly ManagementLock[];
  /** Role assignments that this run removed, and of which it does not know yet whether they are set again. */
  readonly removedAssignments?: readonly AssignmentInTheWay[];
}
