import type { ChangeType, PropertyChangeType } from '../ports/arm';
import type { GuardObjection } from '../guard/deploymentGuard';
import type { AssignmentInTheWay } from '../preflight/assignments';
import type { PreflightCheck } from '../preflight/model';
import type { SettingsImpact } from '../settingsGuard/settingsGuard';
import type { FileRange, JsonValue } from '../values';

/** How bad it is when a change goes wrong; decides the confirmation. */
export type RiskLevel = 'none' | 'low' | 'high';
export interface Risk { readonly level: RiskLevel; readonly reasons: readonly string[] }

/** One property of a changed resource, arrays already flattened: `properties.accessPolicies[objectId=…].permissions`. */
export interface PlanPropertyChange {
  readonly path: string;
  readonly changeType: Exclude<PropertyChangeType, 'Array'>;
  /** Masked (`***`) for secrets. */
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  /** The value is only known at deployment; shown, never counted. */
  readonly knownAtDeploy?: boolean;
  readonly isSecret?: boolean;
  /** Why this is folded away as noise. */
  readonly noise?: string;
  /** Somebody changed the live value; the template did not. */
  readonly drift?: boolean;
}

export interface PlanChange {
  readonly resourceId: string;
  readonly type: string;
  readonly name: string;
  readonly changeType: ChangeType;
  readonly risk: Risk;
  /** File of the module (or main template) that declares it, for grouping. */
  readonly module?: string;
  readonly symbolicName?: string;
  readonly apiVersion?: string;
  /** SHA-256 over the masked resource as the template asks for it; changes with its declaration and with nothing else. */
  readonly declarationHash?: string;
  readonly declaration?: FileRange;
  readonly properties: readonly PlanPropertyChange[];
  /** Every property change is noise. */
  readonly isNoise?: boolean;
  readonly drift?: boolean;
}

/** `left-out`: declared, but absent from the answer. `value`: the resource is there, its name or condition is not computable. */
export type NotPredictedKind = 'left-out' | 'ignored' | 'unsupported' | 'unresolved' | 'nested-limit' | 'no-details' | 'diagnostic';
export interface NotPredicted {
  readonly resourceId?: string; readonly symbolicName?: string; readonly type?: string; readonly reason: string;
  readonly declaration?: FileRange; readonly kind?: NotPredictedKind;
}

/** An output of the deployment that comes, goes or gets another value. Never a secure one. */
export interface PlanOutputChange {
  readonly name: string;
  readonly changeType: 'Create' | 'Delete' | 'Modify';
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  readonly knownAtDeploy?: boolean;
}

export interface PlanCounts {
  readonly create: number; readonly modify: number; readonly delete: number; readonly noChange: number;
  readonly ignore: number; readonly noise: number; readonly notPredicted: number;
}

export interface PlanTarget { readonly cloud: string; readonly isSandbox: boolean; readonly subscriptionId: string; readonly resourceGroup: string; readonly location: string }

/** What a deployment would change, ready to be shown and approved. Holds no secrets. */
export interface Plan {
  /** SHA-256 (hex) over target, template, parameters and changes; an approval names it. */
  readonly planHash: string;
  readonly environment: string;
  readonly target: PlanTarget;
  /** ISO 8601 UTC. */
  readonly madeAt: string;
  readonly source: 'arm' | 'local';
  readonly counts: PlanCounts;
  readonly changes: readonly PlanChange[];
  readonly notPredicted: readonly NotPredicted[];
  readonly warnings: readonly string[];
  readonly risk: Risk;
  /** Against the last deployment's outputs; absent where those are not known. Not counted: they change no resource. */
  readonly outputs?: readonly PlanOutputChange[];
  readonly templateHash?: string;
  readonly parametersHash?: string;
  /** Role assignments that are removed before the deployment, because Azure overwrites and repeats none; the template sets them again. In the hash. */
  readonly replacedAssignments?: readonly AssignmentInTheWay[];
  /** What was asked beforehand; absent when nothing was. This and what follows is of the moment, and so not in the hash. */
  readonly preflight?: readonly PreflightCheck[];
  /** Live application settings that the deployment would drop or overwrite. */
  readonly settingsImpact?: readonly SettingsImpact[];
  /** What the guard of a protected environment has against deploying now. */
  readonly objections?: readonly GuardObjection[];
}
