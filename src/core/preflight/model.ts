import type { AzureConnection, GroupScope } from '../ports/arm';
import type { JsonObject } from '../values';

/** `cannot-tell`: the question could not be answered (no right to ask, not offered here); it never counts as a pass. */
export type PreflightState = 'pass' | 'fail' | 'cannot-tell';

/** What a person can do about a failed check; `command` is an Azure CLI command line for the ones that have one, `action` what we can do ourselves. */
export interface Remedy { readonly title: string; readonly command?: string; readonly action?: RemedyAction }

/** `recover` and `purge`: a deleted vault that holds a name. Purging loses its data for good. */
export type RemedyAction =
  | { readonly kind: 'register'; readonly namespace: string }
  | { readonly kind: 'recover' | 'purge'; readonly vault: string; readonly resourceId: string; readonly location: string };

export interface PreflightCheck {
  /** Stable: `soft-deleted-names`, `global-names`, … */
  readonly id: string;
  readonly title: string;
  readonly state: PreflightState;
  /** One sentence; of a failure what is wrong with which resource. */
  readonly reason: string;
  readonly resourceIds: readonly string[];
  readonly remedies: readonly Remedy[];
  /** Whether deploying nevertheless may make sense: the check may be mistaken, or Azure may cure it by itself. */
  readonly canOverride: boolean;
}

/** A resource that the deployment will write, as far as it is known beforehand. */
export interface PlannedResource {
  readonly id: string;
  readonly type: string;
  /** Last segment of the name; absent when only the deployment knows it. */
  readonly name?: string;
  readonly location?: string;
  readonly sku?: string;
  /** The template itself takes a deleted resource of this name back. */
  readonly recovers?: boolean;
  /** Of a role assignment: what it grants. */
  readonly grant?: PlannedGrant;
}

/** `principal` is absent where only the deployment can tell it; `of` is the resource whose identity it is, read at `in`. */
export interface PlannedGrant {
  readonly scope: string;
  /** GUID of the role, in lower case. */
  readonly role: string;
  readonly principal?: { readonly id: string } | { readonly of: string; readonly apiVersion: string; readonly in: 'identity' | 'properties' };
}

/** A secret that a parameter reads from a vault. */
export interface SecretReference { readonly parameter: string; readonly vaultId: string; readonly secretName: string }

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
  readonly secretReferences: readonly SecretReference[];
  readonly plansDeletes: boolean;
}

/** One question. Throwing means "cannot tell", except for a cancellation. */
export interface PreflightProbe {
  readonly id: string;
  readonly title: string;
  /** Default: it can be overridden. `false` where Azure is certain to refuse. */
  readonly canOverride?: boolean;
  run(facts: PreflightFacts, signal?: AbortSignal): Promise<Finding>;
}

export interface Finding { readonly problems: readonly Problem[]; /** What was looked at, for the reason of a pass: `5 names`. */ readonly looked: string; /** Parts of the question without an answer. */ readonly unanswered?: readonly string[] }
export interface Problem { readonly reason: string; readonly resourceId?: string; readonly remedies?: readonly Remedy[] }

/** The input with the answers that several questions need, asked once. */
export interface PreflightFacts extends PreflightInput {
  /** A provider's own description; undefined where there is none of this name. @see ARM REST, Providers - Get */
  provider(namespace: string): Promise<JsonObject | undefined>;
  readonly newResources: readonly PlannedResource[];
}
