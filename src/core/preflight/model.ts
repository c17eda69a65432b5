import type { AzureConnection, GroupScope } from '../ports/arm';
import type { JsonObject } from '../values';

/** `cannot-tell`: the question could not be answered (no right to ask, not offered here); it never counts as a pass. */
export type PreflightState = 'pass' | 'fail' | 'cannot-tell';

/** What a person can do about a failed check; `command` is an Azure CLI command line for the ones that have one. */
export interface Remedy { readonly title: string; readonly command?: string }

export interface PreflightCheck {
  /** Stable: `soft-deleted-names`, `global-names`, … */
  readonly id: string;
  readonly title: string;
  readonly state: PreflightState;
  /** One sentence; of a failure what is wrong with which resource. */
  readonly reason: string;
  readonly resourceIds: readonly string[];
  readonly remedies: readonly Remedy[];
}

/** A resource that the deployment will write, as far as it is known beforehand. */
export interface PlannedResource {
  readonly id: string;
  readonly type: string;
  /** Last segment of the name; absent when only the deployment knows it. */
  readonly name?: string;
  readonly location?: string;
  readonly sku?: string;
}

export interface PreflightInput {
  readonly connection: Pick<AzureConnection, 'arm' | 'deployments' | 'resources'>;
  readonly scope: GroupScope;
  readonly location: string;
  readonly groupExists: boolean;
  readonly resources: readonly PlannedResource[];
  /** IDs of the resources that are in the target now; names in use by ourselves are no clash. */
  readonly existingIds: readonly string[];
  /** Names of secure parameters without a value. */
  readonly missingSecrets: readonly string[];
  readonly plansDeletes: boolean;
}

/** One question. Throwing means "cannot tell", except for a cancellation. */
export interface PreflightProbe {
  readonly id: string;
  readonly title: string;
  run(facts: PreflightFacts, signal?: AbortSignal): Promise<Finding>;
}

export interface Finding { readonly problems: readonly Problem[]; /** What was looked at, for the reason of a pass: `5 names`. */ readonly looked: string; /** Parts of the question without an answer. */ readonly unanswered?: readonly string[] }
export interface Problem { readonly reason: string; readonly resourceId?: string; readonly remedies?: readonly Remedy[] }

/** The input with the answers that several questions need, asked once. */
export interface PreflightFacts extends PreflightInput {
  /** `Microsoft.X` in lower case -> the provider's own description. @see ARM REST, Providers - List */
  providers(): Promise<ReadonlyMap<string, JsonObject>>;
  readonly newResources: readonly PlannedResource[];
}
