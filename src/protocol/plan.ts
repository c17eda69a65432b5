import type { ChangeType } from '../core/ports/arm';
import type { PlanCounts, RiskLevel } from '../core/whatIf/plan';
import { isRecord, type ParamGuards } from './envelope';
import { hasOneOf, hasStrings, isListOfStrings, isNothing } from './guards';
import { adviceActions, type AdviceAction, type DeclarationView, type ErrorView, type TargetView, type ValueView } from './shared';

/** What the Plan page can ask. Every request is an intent; what changes comes as a new snapshot. */
export interface PlanContract {
  readonly requests: {
    /** The snapshot as it is now. The first thing a page asks. */
    readonly 'plan/load': { readonly params: undefined; readonly result: PlanSnapshot };
    /** Plans again; snapshots follow as pushes. */
    readonly 'plan/refresh': { readonly params: undefined; readonly result: undefined };
    /** Ends the planning under way. */
    readonly 'plan/cancel': { readonly params: undefined; readonly result: undefined };
    /** Opens the Bicep line of a change or of a not-predicted resource (`id` of either). */
    readonly 'plan/openDeclaration': { readonly params: { readonly id: string }; readonly result: undefined };
    /** Opens before and after of one change in the diff editor. */
    readonly 'plan/openTextDiff': { readonly params: { readonly id: string }; readonly result: undefined };
    readonly 'plan/copyResourceId': { readonly params: { readonly id: string }; readonly result: undefined };
    /** Starts the deployment of exactly this plan; the extension asks for the confirmation. */
    readonly 'plan/deploy': { readonly params: DeployIntent; readonly result: undefined };
    /** Asks what was changed outside the template since the last green run; the answer comes as `drift` of the next snapshots. */
    readonly 'plan/detectDrift': { readonly params: undefined; readonly result: undefined };
    /** Writes the live value of a drifted property into the parameters file, for the person to look at and save. */
    readonly 'plan/acceptDrift': { readonly params: { readonly id: string; readonly path: string }; readonly result: undefined };
    readonly 'plan/exportDrift': { readonly params: undefined; readonly result: undefined };
    /** Copies a command line that the page shows. */
    readonly 'plan/copyText': { readonly params: { readonly text: string }; readonly result: undefined };
    /** Does what a remedy with an `action` offers; the extension asks first where data would be lost. A new plan follows. */
    readonly 'plan/carryOut': { readonly params: { readonly check: string; readonly title: string }; readonly result: undefined };
    readonly 'plan/takeAdvice': { readonly params: { readonly action: AdviceAction }; readonly result: undefined };
    readonly 'plan/export': { readonly params: { readonly format: 'markdown' | 'json' }; readonly result: undefined };
    readonly 'plan/openLog': { readonly params: undefined; readonly result: undefined };
  };
  readonly pushes: { readonly 'plan/changed': PlanSnapshot };
}

/** `restore`: application settings that are put back after the deployment, by app. */
export interface DeployIntent { readonly planHash: string; readonly restore?: readonly SettingsChoice[] }
/** Names alone. */
export interface SettingsChoice { readonly siteId: string; readonly names: readonly string[] }

export function isDeployIntent(params: unknown): params is DeployIntent {
  if (!isRecord(params) || typeof params.planHash !== 'string') return false;
  return params.restore === undefined || (Array.isArray(params.restore) && params.restore.every((choice: unknown) => isRecord(choice) && typeof choice.siteId === 'string' && isListOfStrings(choice.names)));
}

export const planGuards: ParamGuards<PlanContract> = {
  'plan/load': isNothing,
  'plan/refresh': isNothing,
  'plan/cancel': isNothing,
  'plan/openDeclaration': hasStrings('id'),
  'plan/openTextDiff': hasStrings('id'),
  'plan/copyResourceId': hasStrings('id'),
  'plan/deploy': isDeployIntent,
  'plan/detectDrift': isNothing,
  'plan/acceptDrift': hasStrings('id', 'path'),
  'plan/exportDrift': isNothing,
  'plan/copyText': hasStrings('text'),
  'plan/carryOut': hasStrings('check', 'title'),
  'plan/takeAdvice': hasOneOf('action', ...adviceActions),
  'plan/export': hasOneOf('format', 'markdown', 'json'),
  'plan/openLog': isNothing,
};

/**
 * Everything the page shows. `plan` is the last good one: beside `planning` and `failed` it is the previous plan, out of date.
 * Times are ISO 8601 UTC.
 */
export interface PlanSnapshot {
  readonly state: 'planning' | 'ready' | 'failed';
  readonly environment: string;
  readonly isProtected: boolean;
  /** When the planning under way began. */
  readonly since?: string;
  readonly plan?: PlanView;
  readonly error?: ErrorView;
  readonly drift?: DriftView;
  /** Why the plan can't be deployed now, in one sentence: a run is under way, or the files have changed since. Absent: it can. */
  readonly deployBlocked?: string;
}

export interface PlanView {
  readonly planHash: string;
  readonly target: TargetView;
  readonly madeAt: string;
  /** `local`: predicted on this computer, without a connection. */
  readonly source: 'arm' | 'local';
  readonly counts: PlanCounts & { readonly drift: number };
  readonly risk: { readonly level: RiskLevel; readonly reasons: readonly string[] };
  readonly warnings: readonly string[];
  /** Deletes first, then by risk, then by module and name. */
  readonly changes: readonly ChangeView[];
  readonly notPredicted: readonly NotPredictedView[];
  /** Outputs of the deployment that come, go or change. */
  readonly outputs?: readonly OutputView[];
  /** What was asked beforehand; absent when nothing was. */
  readonly preflight?: readonly PreflightView[];
  /** Live application settings that the deployment would drop or overwrite; apps without any are left out. */
  readonly settings?: readonly SettingsImpactView[];
  /** What stands against deploying to a protected environment now. */
  readonly objections?: readonly ObjectionView[];
}

/** What was changed outside the template since the last green run, as far as somebody has asked. `changes` are the last known ones. */
export interface DriftView {
  readonly state: 'asking' | 'ready' | 'failed';
  readonly askedAt?: string;
  readonly changes: readonly ChangeView[];
  readonly error?: ErrorView;
}

export interface OutputView { readonly name: string; readonly changeType: 'Create' | 'Delete' | 'Modify'; readonly before: ValueView; readonly after: ValueView }
export interface PreflightView { readonly id: string; readonly title: string; readonly state: 'pass' | 'fail' | 'cannot-tell'; readonly reason: string; readonly remedies: readonly RemedyView[] }
/** `command` is a command line to copy, `action` what "plan/carryOut" does. */
export interface RemedyView { readonly title: string; readonly command?: string; readonly action?: 'register' | 'recover' | 'purge' }
/** Names of application settings; their values stay in the cloud. */
export interface SettingsImpactView { readonly siteId: string; readonly app: string; readonly dropped: readonly string[]; readonly overwritten: readonly string[] }
export interface ObjectionView { readonly id: string; readonly reason: string }

export interface ChangeView {
  /** Stable within this plan. */
  readonly id: string;
  readonly resourceId: string;
  readonly type: string;
  readonly name: string;
  readonly changeType: ChangeType;
  readonly risk: { readonly level: RiskLevel; readonly reasons: readonly string[] };
  /** What "group: module" groups by: the declaring file relative to the workspace; empty when it is not known. */
  readonly module: string;
  readonly declaration?: DeclarationView;
  /** Changed outside the template. */
  readonly drift: boolean;
  /** Every property change is noise; the change starts folded. */
  readonly noise: boolean;
  readonly properties: readonly PropertyView[];
}

export interface PropertyView {
  readonly path: string;
  readonly changeType: 'Create' | 'Delete' | 'Modify' | 'NoEffect';
  readonly before: ValueView;
  readonly after: ValueView;
  /** Why this is folded away; absent when it is no noise. */
  readonly noise?: string;
  /** Changed outside the template; the live value is one that a parameters file can hold. */
  readonly canAccept?: boolean;
}

export interface NotPredictedView {
  readonly id: string;
  /** Name or symbolic name. */
  readonly label: string;
  readonly type?: string;
  readonly reason: string;
  readonly declaration?: DeclarationView;
}
