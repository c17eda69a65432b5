import type { ConfirmationLevel } from '../engine';
import type { Environment } from '../environments/environment';
import type { AzureConnection, GroupScope, ManagementLock, WhatIfResult } from '../ports/arm';
import type { Clock } from '../ports/clock';
import type { Diagnostic, JsonObject } from '../values';
import type { SettingsGuard } from '../settingsGuard';
import type { Plan, PlanChange } from '../whatIf/plan';
import type { PreflightCheck } from '../preflight';
import type { Removal, ResourceVerdict, RunRecord, RunTarget } from './events';

/** What the compiler made of one environment. `parameters` may hold secrets. `template` is absent when compilation failed. */
export interface CompiledRun {
  readonly template?: JsonObject;
  readonly parameters?: JsonObject;
  readonly diagnostics: readonly Diagnostic[];
  readonly secureParameterNames: readonly string[];
}

/** What is known of a plan beside its changes. `settings` holds live settings in memory until they are put back. */
export interface Examination extends Pick<Plan, 'preflight' | 'settingsImpact' | 'objections'> {
  readonly settings?: SettingsGuard;
  /** Puts what was read of apps in the place of what what-if guessed of it. */
  readonly revise?: (plan: Plan) => Plan;
}

/** The plan with all that was found, as it is approved. */
export function withExamination(plan: Plan, { settings: _settings, revise, ...found }: Examination): Plan {
  return { ...(revise?.(plan) ?? plan), ...found };
}
export interface RemovalReport { readonly resourceIds: readonly string[]; readonly failed: readonly { readonly id: string; readonly message: string }[] }

export interface DeployedHashes { readonly templateHash?: string; readonly parametersHash?: string }

/**
 * The parts of the product that a run is made of, each a promise of its own folder. The orchestrator decides the order,
 * what is journaled and what happens when one of them fails.
 */
/** What decides whether a lock is in the way; a plan is one. */
export interface PlannedDeletions { readonly target: RunTarget; readonly changes: readonly Pick<PlanChange, 'resourceId' | 'changeType'>[] }

export interface RunSteps<C extends CompiledRun = CompiledRun> {
  /** Compiles the parameters file with its template and adds our own checks; findings are diagnostics, not errors. */
  compile(environment: Environment, signal?: AbortSignal): Promise<C>;
  /** `isDeployed`: the very same was deployed a moment ago, and is looked at again. */
  plan(input: { readonly environment: Environment; readonly target: RunTarget; readonly compiled: C; readonly whatIf: WhatIfResult; readonly clock: Clock; readonly isDeployed?: boolean }, signal?: AbortSignal): Promise<Plan>;
  /** Remembers what what-if reports right after a green run: noise by construction. */
  rememberNoise?(input: { readonly environment: Environment; readonly target: RunTarget; readonly compiled: C; readonly whatIf: WhatIfResult; readonly clock: Clock }): Promise<void>;
  /** Keeps what a green run deployed, so that it can be deployed again and compared with. */
  keepDeployed?(input: { readonly environment: Environment; readonly record: RunRecord; readonly target: RunTarget; readonly compiled: C; readonly clock: Clock; readonly connection: AzureConnection }): Promise<void>;
  /** Asks beforehand what would stand in the way, and which application settings would be lost. Changes nothing. @throws CancelledError alone. */
  examine?(input: { readonly environment: Environment; readonly target: RunTarget; readonly groupExists: boolean; readonly compiled: C; readonly plan: Plan; readonly connection: AzureConnection; readonly clock: Clock; readonly gitSha?: string; readonly checklistPercent?: () => Promise<number | undefined> }, signal?: AbortSignal): Promise<Examination>;
  /** Why Azure may have refused this template, where there is no plan because of that. Changes nothing. @throws CancelledError alone. */
  examineRefused?(input: { readonly environment: Environment; readonly target: RunTarget; readonly groupExists: boolean; readonly compiled: C; readonly connection: AzureConnection; readonly clock: Clock }, signal?: AbortSignal): Promise<readonly PreflightCheck[]>;
  /** Names of secure parameters that are empty and read from no vault. */
  listMissingSecrets?(compiled: C): readonly string[];
  /** Without asking ARM: for a resource group that does not exist yet, and where there is no connection. */
  planLocally(input: { readonly environment: Environment; readonly target: RunTarget; readonly compiled: C; readonly clock: Clock }, signal?: AbortSignal): Promise<Plan>;
  /** Locks that stand in the way of this plan: lifted after the confirmation, set again whatever the end. */
  locksInTheWay?(connection: AzureConnection, asked: PlannedDeletions, signal: AbortSignal): Promise<readonly ManagementLock[]>;
  /** After the deployment succeeded: takes away what the plan deletes and the deployment, being incremental, leaves. */
  removeAdded?(input: { readonly connection: AzureConnection; readonly removes: readonly Removal[]; readonly clock: Clock }, signal: AbortSignal): Promise<RemovalReport>;
  decideConfirmation(plan: Plan, environment: Environment): { readonly level: ConfirmationLevel; readonly reasons: readonly string[] };
  /** Whether there is anything to deploy. What could not be predicted counts, unless the last green run deployed the very same. */
  needsDeployment(plan: Plan, lastGreen: DeployedHashes | undefined): boolean;
  /** `deployed`: resource IDs that this run deployed; they must exist as well. */
  verify(input: { readonly connection: AzureConnection; readonly scope: GroupScope; readonly outputs: JsonObject; readonly deployed: readonly string[] }, signal?: AbortSignal): Promise<readonly ResourceVerdict[]>;
  /** What the template's own output `deploymentWarnings` says, in sentences. */
  listWarnings(outputs: JsonObject): readonly string[];
}
