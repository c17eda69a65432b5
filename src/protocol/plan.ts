import type { ChangeType } from '../core/ports/arm';
import type { PlanCounts, RiskLevel } from '../core/whatIf/plan';
import type { ParamGuards } from './envelope';
import { hasOneOf, hasStrings, isNothing } from './guards';
import type { DeclarationView, ErrorView, TargetView, ValueView } from './shared';

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
    readonly 'plan/deploy': { readonly params: { readonly planHash: string }; readonly result: undefined };
    readonly 'plan/export': { readonly params: { readonly format: 'markdown' | 'json' }; readonly result: undefined };
    readonly 'plan/openLog': { readonly params: undefined; readonly result: undefined };
  };
  readonly pushes: { readonly 'plan/changed': PlanSnapshot };
}

export const planGuards: ParamGuards<PlanContract> = {
  'plan/load': isNothing,
  'plan/refresh': isNothing,
  'plan/cancel': isNothing,
  'plan/openDeclaration': hasStrings('id'),
  'plan/openTextDiff': hasStrings('id'),
  'plan/copyResourceId': hasStrings('id'),
  'plan/deploy': hasStrings('planHash'),
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
}

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
}

export interface NotPredictedView {
  readonly id: string;
  /** Name or symbolic name. */
  readonly label: string;
  readonly type?: string;
  readonly reason: string;
  readonly declaration?: DeclarationView;
}
