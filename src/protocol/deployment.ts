import type { PhaseName, PhaseState, RunStateName, Verdict } from '../core/deployment/events';
import type { ParamGuards } from './envelope';
import { hasOneOf, hasStrings, isNothing } from './guards';
import { adviceActions, type AdviceAction, type DeclarationView, type ErrorView, type TargetView } from './shared';

/** What the Deployment page can ask. Every request is an intent; what changes comes as a new snapshot. */
export interface DeploymentContract {
  readonly requests: {
    readonly 'deployment/load': { readonly params: undefined; readonly result: DeploymentSnapshot };
    /** Asks the person "leave it running" or "cancel in Azure" and does it. */
    readonly 'deployment/cancel': { readonly params: undefined; readonly result: undefined };
    /** Stops watching; Azure goes on. */
    readonly 'deployment/leaveRunning': { readonly params: undefined; readonly result: undefined };
    /** Follows a run again that no process watches. */
    readonly 'deployment/resume': { readonly params: undefined; readonly result: undefined };
    /** Starts a new run of the same environment. */
    readonly 'deployment/deployAgain': { readonly params: undefined; readonly result: undefined };
    readonly 'deployment/openPlan': { readonly params: undefined; readonly result: undefined };
    /** `id` of an operation, or `error` for the run's own error. */
    readonly 'deployment/openDeclaration': { readonly params: { readonly id: string }; readonly result: undefined };
    readonly 'deployment/copyResourceId': { readonly params: { readonly id: string }; readonly result: undefined };
    /** Copies the name of the ARM deployment and, where known, its correlation id. */
    readonly 'deployment/copyCorrelationId': { readonly params: undefined; readonly result: undefined };
    /** Opens the run's audit record as read-only JSON. */
    readonly 'deployment/openRecord': { readonly params: undefined; readonly result: undefined };
    /** Copies the run as commands of the Azure CLI or of the Python orchestrator. */
    readonly 'deployment/copyAsCommands': { readonly params: undefined; readonly result: undefined };
    readonly 'deployment/openInPortal': { readonly params: undefined; readonly result: undefined };
    /** Does what a piece of advice offers. */
    readonly 'deployment/takeAdvice': { readonly params: { readonly action: AdviceAction }; readonly result: undefined };
    /** Copies a command line that the page shows. */
    readonly 'deployment/copyText': { readonly params: { readonly text: string }; readonly result: undefined };
    readonly 'deployment/openLog': { readonly params: undefined; readonly result: undefined };
  };
  readonly pushes: { readonly 'deployment/changed': DeploymentSnapshot };
}

export const deploymentGuards: ParamGuards<DeploymentContract> = {
  'deployment/load': isNothing,
  'deployment/cancel': isNothing,
  'deployment/leaveRunning': isNothing,
  'deployment/resume': isNothing,
  'deployment/deployAgain': isNothing,
  'deployment/openPlan': isNothing,
  'deployment/openDeclaration': hasStrings('id'),
  'deployment/copyResourceId': hasStrings('id'),
  'deployment/copyCorrelationId': isNothing,
  'deployment/openRecord': isNothing,
  'deployment/copyAsCommands': isNothing,
  'deployment/openInPortal': isNothing,
  'deployment/takeAdvice': hasOneOf('action', ...adviceActions),
  'deployment/copyText': hasStrings('text'),
  'deployment/openLog': isNothing,
};

/** `missing`: the run is in no history any more; `error` says so. */
export type DeploymentSnapshot = { readonly state: 'ready'; readonly run: RunView } | { readonly state: 'missing'; readonly error: ErrorView };

/** One run, whole. Times are ISO 8601 UTC; durations milliseconds. */
export interface RunView {
  readonly runId: string;
  readonly deploymentName: string;
  readonly environment: string;
  readonly isProtected: boolean;
  readonly target?: TargetView;
  readonly state: RunStateName;
  /** Still being followed by this or another process. */
  readonly isActive: boolean;
  readonly message: string;
  readonly by?: string;
  readonly gitSha?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Resources finished out of those known so far; `total` is 0 while nothing is known. */
  readonly progress: { readonly done: number; readonly failed: number; readonly total: number };
  readonly phases: readonly PhaseView[];
  /** In the order they began; `module` names the lane. */
  readonly operations: readonly OperationView[];
  /** Calls that were tried again, newest first. */
  readonly retries: readonly RetryView[];
  readonly error?: ErrorView;
  readonly warnings: readonly string[];
  readonly outputs: readonly { readonly name: string; readonly text: string }[];
  readonly health: readonly HealthView[];
  readonly actions: { readonly canCancel: boolean; readonly canResume: boolean; readonly canDeployAgain: boolean; readonly canOpenPlan: boolean; readonly canOpenInPortal: boolean };
}

export interface PhaseView {
  readonly name: PhaseName;
  readonly title: string;
  readonly state: PhaseState;
  readonly startedAt?: string;
  readonly endedAt?: string;
}

export interface OperationView {
  readonly id: string;
  readonly resourceId?: string;
  readonly name: string;
  readonly type: string;
  /** Name of the module (nested deployment) it belongs to; empty for the main template. */
  readonly module: string;
  /** This operation is a module itself: its bar spans those of its resources. */
  readonly isModule: boolean;
  readonly state: 'running' | 'succeeded' | 'failed' | 'cancelled';
  readonly provisioningState: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly error?: ErrorView;
  readonly declaration?: DeclarationView;
}

export interface RetryView { readonly at: string; readonly call: string; readonly attempt: number; readonly delayMs: number; readonly reason: string }
export interface HealthView { readonly resourceId: string; readonly name: string; readonly type: string; readonly verdict: Verdict; readonly reason: string }
