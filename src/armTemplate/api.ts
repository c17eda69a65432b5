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
  /** What is known of a resource group that a nested deployment goes to. Absent or undefined: only its name. */
  readonly findResourceGroup?: (subscriptionId: string, name: string) => { readonly location: string; readonly tags?: JsonObject } | undefined;
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

/** A parameter as a deployment request gives it. Key Vault references are looked up by `SecretSource`. */
export interface GivenParameter { readonly value?: JsonValue; readonly reference?: JsonObject; readonly expression?: string }

/** Reads the secret that a parameter's `reference` names. */
export type SecretSource = (reference: JsonObject, parameterName: string) => JsonValue;

/** Where a copy loop put one instance. `batchSize` limits how many instances run at once; absent means all (parallel). */
export interface CopyPlace { readonly name: string; readonly index: number; readonly count: number; readonly mode: 'parallel' | 'serial'; readonly batchSize?: number }

/** What a `Microsoft.Resources/deployments` resource asks for, evaluated. `template` is ready to be parsed on its own: with outer evaluation the
 *  parent's parameters and variables are already replaced inside. */
export interface NestedDeploymentRequest {
  readonly name: string;
  /** Where the nested deployment runs; tags and location of the group are those of the parent's group or unknown. */
  readonly scope: DeploymentScope;
  /** Location of the deployment resource, for scopes above resource groups. */
  readonly location?: string;
  readonly mode: 'Incremental' | 'Complete';
  readonly evaluation: 'inner' | 'outer';
  readonly template?: JsonObject;
  readonly templateLink?: JsonObject;
  readonly parametersLink?: JsonObject;
  readonly parameters: { readonly [name: string]: GivenParameter };
  /** Names of given parameters whose value is secure in the parent: never echo them. */
  readonly secureParameters: readonly string[];
  /** The remaining properties (`onErrorDeployment`, `debugSetting`, `validationLevel` ...). */
  readonly properties: JsonObject;
}

/** One resource after copy loops, in template order (children follow their parent). */
export interface ExpandedResource {
  /** Symbolic name (`vm`, `vm[2]` in a loop), or the resource ID in templates without symbolic names. Unique in the expansion. */
  readonly key: string;
  readonly symbolicName?: string;
  readonly copy?: CopyPlace;
  readonly id: string;
  /** Full type, e.g. `Microsoft.Storage/storageAccounts/blobServices`. */
  readonly type: string;
  /** Full name with the parents' segments, `a/default`. */
  readonly name: string;
  readonly apiVersion: string;
  /** Resource ID of the scope it is deployed at: a group, a subscription, `/`, a management group, or the resource that an extension resource extends. */
  readonly scope: string;
  /** Only read, never deployed. */
  readonly existing: boolean;
  /** False: not deployed, and not evaluated. Children have conditions of their own. */
  readonly condition: boolean;
  /** Keys of resources that must be done before: declared, through copy loops, and implied by references. Existing and false resources may be among them. */
  readonly dependsOn: readonly string[];
  /** JSON path in the template: `resources[2]`, `resources.vm`. */
  readonly path: string;
  readonly isNestedDeployment: boolean;
  /** The full PUT body (`location`, `tags`, `sku`, `kind`, `identity`, `properties` ...) without name, type, apiVersion, dependsOn, condition, copy, scope.
   *  @throws RuntimeValueUnavailable where the host cannot tell. @throws TemplateError with code `InvalidTemplate`. */
  evaluateBody(host: RuntimeHost): JsonObject;
  /** @throws Error when it is no nested deployment. */
  evaluateNestedDeployment(host: RuntimeHost): NestedDeploymentRequest;
}

export interface EvaluatedOutput {
  /** As declared: `string`, `secureString`, `int`, `array`, `object` ... */
  readonly type: string;
  readonly value: JsonValue;
  /** Do not echo: answer the type alone. */
  readonly secure: boolean;
}

/** A deployment that is ready to run. */
export interface Expansion {
  readonly resources: readonly ExpandedResource[];
  /** Keys in an order that respects `dependsOn`. */
  readonly order: readonly string[];
  /** Names of resource providers: `Microsoft.Storage`, each once. */
  readonly providers: readonly string[];
  /** Evaluated after all resources are done. Outputs whose condition is false are left out. @throws TemplateError `DeploymentOutputEvaluationFailed`. */
  evaluateOutputs(host: RuntimeHost): { readonly [name: string]: EvaluatedOutput };
}

/** A part of a partial evaluation that only the running cloud knows. */
export interface UnknownPart {
  /** Path from the root of the value: `properties.siteConfig.appSettings[3].value`. Empty for the value itself. */
  readonly path: string;
  /** What remains, with brackets: `[reference(resourceId(...)).key]`. */
  readonly expression: string;
}

/** A value reduced as far as possible: unknown parts hold their remaining expression, `[...]`. Known strings are never escaped, so only `unknown` tells the two apart. */
export interface PartialJson { readonly value: JsonValue; readonly unknown: readonly UnknownPart[] }

/** A resource as a plan sees it, from this deployment or one nested in it. */
export interface PredictedResource {
  /** Resource ID; holds expressions where a name is unknown. */
  readonly id: string;
  readonly type: string;
  readonly name: string;
  readonly apiVersion: string;
  readonly scope: string;
  readonly symbolicName?: string;
  readonly copy?: CopyPlace;
  /** Unknown conditions are predicted as deployed; `conditionExpression` holds what remains. */
  readonly conditionExpression?: string;
  /** Full resource without id: type, name, apiVersion, location, properties ... */
  readonly body: PartialJson;
  /** JSON paths of the declaration, outermost first: `['resources.app', 'resources.plan']`. */
  readonly declaration: readonly string[];
  /** Names of the deployments around it, outermost first. */
  readonly deployments: readonly string[];
  readonly dependsOn: readonly string[];
}

/** What could not be predicted, and why. */
export interface NotPredicted {
  readonly declaration: readonly string[];
  readonly deployments: readonly string[];
  readonly symbolicName?: string;
  readonly type?: string;
  readonly reason: string;
  readonly code: string;
}

/** What a deployment would deploy, as far as it can be known without a cloud. */
export interface Prediction {
  readonly resources: readonly PredictedResource[];
  readonly notPredicted: readonly NotPredicted[];
  readonly outputs: { readonly [name: string]: { readonly type: string; readonly secure: boolean; readonly value: PartialJson } };
}
