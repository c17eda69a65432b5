/** JSON as templates hold it. Object keys keep their spelling and order; lookups ignore case, as ARM's do. */
export type JsonValue = null | boolean | number | string | JsonValue[] | JsonObject;
export interface JsonObject { [key: string]: JsonValue }

/** Where a template is deployed. Fields that do not fit `kind` are absent. */
export interface DeploymentScope {
  readonly kind: 'resourceGroup' | 'subscription' | 'managementGroup' | 'tenant';
  readonly tenantId: string;
  readonly managementGroupId?: string;
  readonly subscriptionId?: string;
  readonly subscriptionDisplayName?: string;
  readonly resourceGroup?: { readonly name: string; readonly location: string; readonly tags?: JsonObject };
}

/** Answers that only a running cloud has. Each throws RuntimeValueUnavailable when it cannot tell (yet). */
export interface RuntimeHost {
  /** Body of an existing resource: `full` gives the whole resource, else its properties. */
  reference(resourceId: string, apiVersion: string | undefined, full: boolean): JsonValue;
  /** `list*` functions; `action` with its own spelling, e.g. `listKeys`. */
  list(resourceId: string, action: string, apiVersion: string, body: JsonValue | undefined): JsonValue;
  /** `providers(namespace, type?)`; optional because old templates alone use it. */
  providers?(namespace: string, resourceType: string | undefined): JsonValue;
  pickZones?(namespace: string, resourceType: string, location: string, count: number, offset: number): JsonValue;
}

/** What is fixed while one deployment evaluates: time, environment, name, identity of the deployer. */
export interface EvaluationContext {
  readonly scope: DeploymentScope;
  readonly deploymentName: string;
  /** Location of the deployment resource itself, for scopes above resource groups. */
  readonly deploymentLocation?: string;
  /** Frozen for the whole deployment: `utcNow`, and `newGuid` draws from `newGuid()`. */
  readonly now: Date;
  readonly newGuid: () => string;
  /** Answer of `environment()`: the cloud's metadata. */
  readonly environment: JsonObject;
  /** Answer of `deployer()`. */
  readonly deployer?: { readonly objectId: string; readonly tenantId: string; readonly userPrincipalName?: string };
}

/** A template or an evaluation is refused, with ARM's own code, e.g. `InvalidTemplate`, `DeploymentOutputEvaluationFailed`. */
export class TemplateError extends Error {
  constructor(
    readonly code: string,
    message: string,
    /** JSON path inside the template, e.g. `resources[2].properties.sku`. */
    readonly target?: string,
    readonly additionalInfo?: { readonly type: string; readonly info: JsonObject }[],
    readonly details?: { readonly code: string; readonly message: string; readonly target?: string }[],
  ) { super(message); this.name = 'TemplateError'; }
}

/** A value needs the running cloud. In partial evaluation it stays as an expression. */
export class RuntimeValueUnavailable extends Error {
  constructor(readonly what: string) { super(`${what} is only known when the deployment runs.`); this.name = 'RuntimeValueUnavailable'; }
}
