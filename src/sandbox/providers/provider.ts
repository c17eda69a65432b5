import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject, JsonValue } from '../../armTemplate';
import type { Clock } from '../clock';
import type { RequestDecision } from '../faults/faults';
import type { SeededRandom } from '../random';
import type { ResourceId } from '../resourceId';

/**
 * The contract between the server and the resource types. The server does what ARM does (routing, scopes, locks, parents, long-running operations, tags,
 * lists, state); a provider says what is special about its type. Every hook is synchronous, so a request never sees half of another one.
 * Errors: throw `ArmError`.
 */
export interface ResourceProvider {
  /** Full type, with the official spelling: `Microsoft.Storage/storageAccounts/blobServices`. */
  readonly type: string;
  /** Newest first. Other versions are accepted too; the list is what `Microsoft.X` of the providers API shows. */
  readonly apiVersions: readonly string[];
  /** `global` allows any, `none` is for types without a location (children, extensions, proxies). Default: every region, and a location is required. */
  readonly locations?: 'global' | 'none' | readonly string[];
  /** Status of the PUT that creates one. Default 201; some services say 200, and their SDKs take nothing else. */
  readonly createdStatus?: 200 | 201;
  /** Status of the PUT that replaces one. Default 200; policies say 201 each time. */
  readonly replacedStatus?: 200 | 201;
  /** Status of a DELETE that found one. Default 200. */
  readonly deletedStatus?: 200 | 204;
  /** The answer to DELETE shows what was deleted, as roles and policy assignments do. */
  readonly showsDeleted?: boolean;
  /** Shown by the lists of all resources. Default: types with a location. */
  readonly tracked?: boolean;
  /** False for types whose bodies have no `properties.provisioningState`. Default true: the server keeps it. */
  readonly hasProvisioningState?: boolean;
  readonly name?: NameRule;
  /** Children that exist without being created, one for each parent (`blobServices/default`): reads and PATCH find them, and PUT updates. Names of the singletons. */
  readonly singletons?: readonly string[];

  /** Checks a PUT that would come; changes nothing. Called by validate, by what-if's preflight and before `put`. The body has values only where `unknown` is absent. */
  validate?(request: PutRequest, context: ProviderContext): void;
  /** Makes the resource from the body of a PUT: defaults filled, read-only properties added, values normalised. Absent: the body is kept as it is. */
  put?(request: PutRequest, context: ProviderContext): PutResult;
  /** Merges the body of a PATCH. Absent: tags are replaced, `sku`, `identity`, `kind` replaced, `properties` merged, and `put` runs over the result. */
  patch?(request: PatchRequest, context: ProviderContext): PutResult;
  /** How long creating or updating takes, in milliseconds at factor 1. Default 0: done in the answer. Deleting takes as long as `deletingMs`. */
  readonly provisioningMs?: number;
  readonly deletingMs?: number;
  /** Children that appear together with the resource, as PUT bodies under their names; they are put by their own providers when the parent is created. */
  children?(resource: StoredResource, context: ProviderContext): readonly ChildResource[];
  /** The body as GET answers it, for what changes by itself. Absent: as stored. */
  read?(resource: StoredResource, context: ProviderContext): JsonObject;
  /** May refuse. Children are deleted by the server, deepest first, each with its own hooks. */
  beforeDelete?(resource: StoredResource, context: ProviderContext): void;
  /** After it is gone: soft delete is a record in a table of the provider's own. */
  afterDelete?(resource: StoredResource, context: ProviderContext): void;
  /** False: the type cannot be deleted (405). */
  readonly deletable?: boolean;
  /** Refuses GET (405), as `sites/config/appsettings` does, and makes what-if say so. */
  readonly readable?: boolean;
  /** POST actions on one resource, by name without case: `listKeys`. Those whose name starts with `list` also serve the template functions. */
  readonly actions?: Readonly<Record<string, ResourceAction>>;
  /** What what-if knows of the type. */
  readonly whatIf?: WhatIfKnowledge;
}

export interface NameRule {
  readonly pattern: RegExp;
  readonly minLength: number;
  readonly maxLength: number;
  /** ARM's own code and words, where the type has them. `{name}` stands for the name. */
  readonly code?: string;
  readonly message?: string;
  /** Unique in the whole sandbox, not just in its group: the refusal to give when another group or subscription has it. */
  readonly uniqueError?: { readonly status?: number; readonly code: string; readonly message: string };
}

/** A PUT after the server's own checks. */
export interface PutRequest {
  readonly id: ResourceId;
  readonly apiVersion: string;
  /** The request's body; do not change it. */
  readonly body: JsonObject;
  /** Paths in the body whose values are only known when the deployment runs (preflight of a template): `properties.serverFarmId`. */
  readonly unknown?: readonly string[];
  readonly existing?: StoredResource;
  /** The moment that the resource will count as created or changed at. */
  readonly at?: Date;
  /** Made by the sandbox itself (children of a new parent, singletons), not asked for by a client. */
  readonly implicit?: boolean;
}

export interface PatchRequest extends PutRequest { readonly existing: StoredResource }

export interface PutResult {
  /** What GET shows, without `id`, `name`, `type` and `properties.provisioningState`. */
  readonly body: JsonObject;
  /** What no GET shows and the type must remember: secret values, rotation counts, write-only settings. Stored encrypted. */
  readonly hidden?: JsonObject;
  /** Overrides `provisioningMs` of the type. */
  readonly provisioningMs?: number;
  /** What the answer to this PUT shows beyond what GET shows: settings that GET keeps secret. */
  readonly answer?: JsonObject;
}

export interface ChildResource { readonly type: string; readonly name: string; readonly body: JsonObject }

/** A resource as the store keeps it. Values are never changed in place. */
export interface StoredResource {
  readonly id: string;
  readonly type: string;
  /** With the parents' segments. */
  readonly name: string;
  readonly apiVersion: string;
  /** What GET shows, without `id`, `name`, `type`. */
  readonly body: JsonObject;
  readonly hidden?: JsonObject;
  /** What clients asked for: the last PUT with later PATCHes merged in. Tells what-if apart what a provider filled in. */
  readonly requested?: JsonObject;
  /** ISO 8601 UTC. */
  readonly createdAt: string;
  readonly changedAt: string;
}

export interface ActionRequest {
  readonly id: ResourceId;
  readonly resource: StoredResource;
  readonly apiVersion: string;
  readonly body: JsonValue | undefined;
  readonly query: URLSearchParams;
}

/** Answers a POST. `status` defaults to 200; a bare value is the body. Called through a template function, only the body counts. */
export type ResourceAction = (request: ActionRequest, context: ProviderContext) => RouteAnswer;

export interface RouteAnswer {
  readonly status?: number;
  readonly body?: JsonValue;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A route beyond resources: `/subscriptions/{subscriptionId}/providers/Microsoft.Storage/checkNameAvailability`. Tried before the routes of resources. */
export interface ProviderRoute {
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Segments match without case; `{name}` takes one segment, `{scope}` at the start takes any number. */
  readonly path: string;
  /** One line for the coverage page. */
  readonly summary: string;
  handle(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer | Promise<RouteAnswer>;
}

export interface ProviderRouteRequest {
  /** Values of the path's placeholders, decoded. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly apiVersion: string;
  readonly body: JsonValue | undefined;
  readonly method: string;
  readonly path: string;
}

/** Paths may use `*` for array items: `properties.ipRules[*].action`. A path covers what lies under it. */
export interface WhatIfKnowledge {
  /** Read-only: never compared; NoEffect when a template sets them. */
  readonly readOnly?: readonly string[];
  /** Filled in by the service and, in real life, reported as Delete when the template leaves them out. Seen with the `realistic` profile alone. */
  readonly noise?: readonly string[];
  /** Write-only: GET does not show them, so what-if reports Create each time (`realistic`) or nothing (`none`). */
  readonly writeOnly?: readonly string[];
  /** Arrays that are matched by this key of their items: `{ 'properties.siteConfig.appSettings': 'name' }`. */
  readonly arrayKeys?: Readonly<Record<string, string>>;
  /** Why what-if cannot evaluate the type at all; the change is then `Unsupported`. */
  readonly unsupported?: string;
}

/** Who sends the request, from its token. */
export interface Caller { readonly objectId: string; readonly tenantId: string; readonly appId?: string; readonly userPrincipalName?: string; readonly isServicePrincipal: boolean }

/** What providers, routes and data planes may use. */
export interface ProviderContext {
  readonly resources: ResourceAccess;
  /** A named table of JSON records that lives with the state. Prefix names with the namespace: `Microsoft.KeyVault/deletedVaults`. */
  table<T extends object>(name: string): Table<T>;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly tenantId: string;
  /** Subscription of the request; absent for tenant scope. */
  readonly subscriptionId?: string;
  readonly caller: Caller;
  readonly noiseProfile: string;
  /** Base URL of the resource manager, without a slash at the end. */
  readonly resourceManager: string;
  /** What the faults in force say of a quota instead of its usual limit. */
  otherLimit?(quota: { readonly type: string; readonly location: string; readonly name: string }): number | undefined;
  /** URL of a data plane for one resource (`endpoint('keyVault', 'myvault')`), without a slash at the end; each data plane decides its own form. */
  endpoint(dataPlane: string, resourceName: string, service?: string): string;
}

export interface ResourceAccess {
  find(id: string): StoredResource | undefined;
  /** Resources of one collection: `.../storageAccounts` or `.../storageAccounts/a/blobServices`, in order of creation. */
  list(collectionId: string): readonly StoredResource[];
  /** All of a type in the sandbox, or in one subscription or group. */
  listByType(type: string, scope?: string): readonly StoredResource[];
  /** Puts through the provider of the type, with all its hooks, as the sandbox itself. */
  put(id: string, body: JsonObject, apiVersion?: string): StoredResource;
  /** Replaces body or hidden part as they are, without hooks. */
  update(id: string, change: { readonly body?: JsonObject; readonly hidden?: JsonObject }): StoredResource;
  /** Deletes with children and hooks; nothing when absent. Locks are not asked. */
  delete(id: string): void;
  /** Whether the resource group exists. */
  hasGroup(subscriptionId: string, resourceGroup: string): boolean;
}

/** Keys match exactly: lower-case them where they are IDs. Values are JSON and never changed in place. */
export interface Table<T extends object> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  delete(key: string): void;
  /** In order of first writing. */
  entries(): IterableIterator<[string, T]>;
  readonly size: number;
}

/** A service beside ARM: blobs, secrets, queues. */
export interface DataPlane {
  /** As in `endpoint(dataPlane, ...)`: `keyVault`, `storage`. */
  readonly name: string;
  /** Handlers on the sandbox's own port, by host or path; asked before ARM. */
  readonly mounts?: readonly HttpMount[];
  /** What the mounts answer, for the coverage page. */
  readonly operations?: readonly { readonly method: string; readonly path: string; readonly summary: string }[];
  /** Called once, when the port is known. */
  start?(host: DataPlaneHost): Promise<void>;
  endpoint(resourceName: string, service: string | undefined, host: DataPlaneHost): string;
  /** Addresses for the line that a start prints, by name; asked after `start`. */
  advertised?(host: DataPlaneHost): Readonly<Record<string, string>>;
  close?(): Promise<void>;
}

export interface HttpMount {
  /** Host is without the port, lower case; path without the query. */
  matches(host: string, path: string): boolean;
  handle(request: IncomingMessage, response: ServerResponse, host: DataPlaneHost, arrival: Arrival): void | Promise<void>;
}

/** When a request came (milliseconds since 1970, by the sandbox's clock, before any fault has delayed it), and what the faults want of its answer. */
export interface Arrival { readonly receivedAt: number; readonly decision: RequestDecision }

export interface DataPlaneHost {
  readonly port: number;
  readonly tls?: { readonly certificatePem: string; readonly keyPem: string; readonly caPem: string };
  readonly protocol: 'http' | 'https';
  /** Factor on real-life delays, as for provisioning. */
  readonly delayFactor: number;
  /** Folder for files of the data plane; absent: in memory only. */
  readonly stateFolder?: string;
  /** Context of a request that comes through the data plane. */
  context(tenantId?: string): ProviderContext;
  /** The caller whom a bearer token names; undefined when it is no token at all. */
  callerOf(authorization: string | undefined): Caller | undefined;
  /** For data planes with ports of their own: what the sandbox's own port does with a request first. Undefined when the faults have cut it off. */
  receive(request: IncomingMessage): Promise<Arrival | undefined>;
  /** Adds a line to `/_sandbox/requests`; never with secrets. */
  log(entry: { readonly method: string; readonly path: string; readonly status: number; readonly dataPlane: string }): void;
  /** Base of the token service for challenges, `https://localhost:PORT/{tenant}`. */
  authority(tenantId: string): string;
}

/** All that a namespace brings. */
export interface ProviderModule {
  readonly types: readonly ResourceProvider[];
  readonly routes?: readonly ProviderRoute[];
  readonly dataPlanes?: readonly DataPlane[];
  /** Asked for every ARM request before it acts: role checks, policies. `action` is ARM's, such as `Microsoft.Storage/storageAccounts/write`. */
  authorize?(request: AuthorizationRequest, context: ProviderContext): void;
  /** Asked for every resource of a template before anything is deployed; without the body where parts of it are not known yet. Only judges; nothing is written. */
  preflight?(request: AuthorizationRequest, context: ProviderContext): void;
  /** Value of a secret that a deployment parameter references. Undefined: this module has no such vault. @throws ArmError when the vault refuses or the secret is missing. */
  readSecret?(request: SecretRequest, context: ProviderContext): string | undefined;
}

export interface AuthorizationRequest { readonly action: string; readonly scope: string; readonly method: string; readonly body?: JsonValue }

export interface SecretRequest { readonly vaultId: string; readonly name: string; readonly version?: string }
