import type { DeployError, ErrorDetail } from '../errors';
import type { JsonObject, JsonValue } from '../values';
import type { DataPlanes } from './dataPlanes';

/** Where a resource group deployment goes. */
export interface GroupScope { readonly subscriptionId: string; readonly resourceGroup: string }

export interface DeploymentRequest extends GroupScope {
  readonly name: string;
  readonly template: JsonObject;
  /** name -> `{value}` or `{reference}`; may hold secrets. */
  readonly parameters: JsonObject;
  readonly mode: 'Incremental' | 'Complete';
  readonly tags?: Readonly<Record<string, string>>;
}

export type ProvisioningState = 'Accepted' | 'Running' | 'Creating' | 'Updating' | 'Succeeded' | 'Failed' | 'Canceled' | 'Deleting' | (string & {});

/** ARM's record of a deployment. @see ARM REST, Deployments - Get */
export interface DeploymentRecord {
  readonly id: string;
  readonly name: string;
  readonly provisioningState: ProvisioningState;
  readonly correlationId?: string;
  /** ISO 8601 UTC. */
  readonly timestamp?: string;
  /** ISO 8601 duration. */
  readonly duration?: string;
  readonly outputs: Readonly<Record<string, { readonly type: string; readonly value?: JsonValue }>>;
  readonly error?: ErrorDetail;
  readonly templateHash?: string;
  /** name -> `{value}` or `{reference}`; of secure ones neither. Only where the deployment was read on its own or the list tells it. */
  readonly parameters?: JsonObject;
  readonly tags: Readonly<Record<string, string>>;
}

/** ARM's record of one resource of a deployment. @see ARM REST, Deployment Operations - List */
export interface DeploymentOperation {
  readonly operationId: string;
  readonly provisioningOperation: string;
  readonly provisioningState: ProvisioningState;
  readonly timestamp?: string;
  readonly duration?: string;
  readonly statusCode?: string;
  readonly error?: ErrorDetail;
  readonly target?: { readonly id: string; readonly type: string; readonly name: string };
  /** Name of the deployment it belongs to: the run's own, or that of a module. */
  readonly deploymentName?: string;
}

export type ChangeType = 'Create' | 'Delete' | 'Deploy' | 'Ignore' | 'Modify' | 'NoChange' | 'Unsupported' | 'NoEffect';
export type PropertyChangeType = 'Create' | 'Delete' | 'Modify' | 'Array' | 'NoEffect';

export interface WhatIfPropertyChange {
  readonly path: string;
  readonly propertyChangeType: PropertyChangeType;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
  readonly children?: readonly WhatIfPropertyChange[];
}

export interface WhatIfChange {
  readonly resourceId: string;
  readonly changeType: ChangeType;
  readonly before?: JsonObject;
  readonly after?: JsonObject;
  readonly delta?: readonly WhatIfPropertyChange[];
  readonly unsupportedReason?: string;
  readonly symbolicName?: string;
  readonly deploymentId?: string;
}

/** @see ARM REST, Deployments - What If */
export interface WhatIfResult {
  readonly changes: readonly WhatIfChange[];
  readonly potentialChanges: readonly WhatIfChange[];
  readonly diagnostics: readonly { readonly code: string; readonly level: string; readonly message: string; readonly target?: string }[];
}

/**
 * Deployments at resource group scope. Every method rejects with our errors: LogicError `Arm.<code>` with ARM's own nested details,
 * EnvironmentError `Arm.<code>` or `Network.<code>` (throttling, outage, broken connection), CancelledError.
 */
export interface DeploymentApi {
  /** @throws LogicError with ARM's details when the template is refused. */
  validate(request: DeploymentRequest, signal?: AbortSignal): Promise<void>;
  whatIf(request: DeploymentRequest, signal?: AbortSignal): Promise<WhatIfResult>;
  /** Resolves as soon as ARM has accepted the deployment; it does not wait for its end. */
  begin(request: DeploymentRequest, signal?: AbortSignal): Promise<DeploymentRecord>;
  find(scope: GroupScope, name: string, signal?: AbortSignal): Promise<DeploymentRecord | undefined>;
  list(scope: GroupScope, signal?: AbortSignal): Promise<readonly DeploymentRecord[]>;
  /** Operations of one deployment; `deploymentId` may be that of a module. */
  listOperations(deploymentId: string, signal?: AbortSignal): Promise<readonly DeploymentOperation[]>;
  cancel(scope: GroupScope, name: string, signal?: AbortSignal): Promise<void>;
}

export interface ResourceGroup {
  readonly id: string;
  readonly name: string;
  readonly location: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly provisioningState: ProvisioningState;
}

/** A resource as lists return it; `properties` only where it was read on its own. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly location?: string;
  readonly kind?: string;
  readonly sku?: JsonObject;
  readonly tags?: Readonly<Record<string, string>>;
  readonly provisioningState?: ProvisioningState;
  readonly properties?: JsonObject;
}

export interface Subscription { readonly subscriptionId: string; readonly displayName: string; readonly tenantId?: string; readonly state: string }
export interface ManagementLock { readonly id: string; readonly name: string; readonly level: 'CanNotDelete' | 'ReadOnly' | (string & {}); readonly notes?: string }

/** Resource groups and resources. Lists are complete after paging. Errors as in DeploymentApi. */
export interface ResourceApi {
  listSubscriptions(signal?: AbortSignal): Promise<readonly Subscription[]>;
  findResourceGroup(scope: GroupScope, signal?: AbortSignal): Promise<ResourceGroup | undefined>;
  createResourceGroup(scope: GroupScope, location: string, tags: Readonly<Record<string, string>>, signal?: AbortSignal): Promise<ResourceGroup>;
  listResources(scope: GroupScope, signal?: AbortSignal): Promise<readonly Resource[]>;
  /** Reads one resource with its properties, with the newest API version its provider offers. */
  findResource(resourceId: string, signal?: AbortSignal): Promise<Resource | undefined>;
  listLocks(scope: GroupScope, signal?: AbortSignal): Promise<readonly ManagementLock[]>;
}

/** A plain ARM request for what has no port of its own. `path` starts with `/`, with its own query; errors as in DeploymentApi. */
export interface ArmRequests {
  request(method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'HEAD', path: string, body?: JsonValue, signal?: AbortSignal): Promise<ArmAnswer>;
  /**
   * Up to 20 requests that only read, as one; answers and errors in their order. Undefined where the endpoint takes no batches: the REST reference
   * does not list the operation, although Microsoft's own tools live on it, so nobody may count on it. Absent: this connection has none.
   */
  batch?(reads: readonly ArmRead[], signal?: AbortSignal): Promise<readonly (ArmAnswer | DeployError)[] | undefined>;
}
export interface ArmAnswer { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body?: JsonValue }
export interface ArmRead { readonly method: 'GET' | 'POST'; readonly path: string; readonly body?: JsonValue }

/** The one place where Azure and the sandbox differ: an endpoint and a credential make all of these. */
export interface AzureConnection {
  readonly cloud: CloudDescription;
  readonly deployments: DeploymentApi;
  readonly resources: ResourceApi;
  readonly arm: ArmRequests;
  readonly dataPlanes: DataPlanes;
  readonly identity?: IdentityApi;
}

/** Who is signed in, as the token for ARM says; members that it does not hold are absent. */
export interface SignedIn {
  readonly objectId?: string;
  readonly tenantId?: string;
  /** Of a person the sign-in name, else the application's ID. */
  readonly name?: string;
  /** ISO 8601 UTC. */
  readonly expiresAt?: string;
}
/** @throws LogicError `Auth.SignInNeeded`; EnvironmentError. */
export interface IdentityApi { whoAmI(signal?: AbortSignal): Promise<SignedIn> }

export interface CloudDescription {
  /** `azure`, `usgov`, `china`, `sandbox`, or the URL given. */
  readonly name: string;
  readonly resourceManager: string;
  readonly isSandbox: boolean;
  readonly portal?: string;
  /** Bases of Microsoft Graph and of log queries, without a slash at the end; absent where the cloud has none. */
  readonly graph?: string;
  readonly logs?: string;
}
