import type { JsonObject } from '../../armTemplate';
import { ArmError, type ArmErrorDetail } from '../armError';
import { isObject, member, mergeJson, objectOr } from '../json';
import type { OperationRecord, Operations } from '../operations';
import type { ProviderRegistry } from '../providers';
import type { PatchRequest, ProviderContext, PutRequest, PutResult, ResourceProvider, StoredResource } from '../providers/provider';
import { keyOf, parseResourceId, type ResourceId } from '../resourceId';
import { checkQuotas } from '../quotas/used';
import type { Faults, ResourceFacts, ResourceRefusal } from '../faults/faults';
import { fillIdentity } from './identity';
import { normaliseLocation } from './locations';
import type { Locks } from './locks';
import { checkApiVersion, checkBodyIdentity, checkLocation, checkName, checkParents, checkUnique, resourceNotFound } from './resourceChecks';
import { withoutEchoes } from './withoutEchoes';
import { checkTags } from './tagRules';
import type { Registrations } from './registrations';
import type { ResourceGroups } from './resourceGroups';
import type { ResourceTable } from './resourceTable';

export interface PutCommand {
  readonly id: ResourceId;
  readonly body: JsonObject;
  readonly apiVersion: string;
  readonly context: ProviderContext;
  /** Made by the sandbox itself: nothing is asked of locks and faults, and it is done at once. */
  readonly implicit?: boolean;
}

export interface ChangeOutcome {
  readonly resource: StoredResource;
  readonly created: boolean;
  /** Absent: done. */
  readonly operation?: OperationRecord;
  /** Shown by the answer to this request alone. */
  readonly answer?: JsonObject;
}

export interface ResourceServiceParts {
  readonly table: ResourceTable;
  readonly groups: ResourceGroups;
  readonly locks: Locks;
  readonly registrations: Registrations;
  readonly registry: ProviderRegistry;
  readonly operations: Operations;
  readonly faults: () => Faults;
  readonly now: () => Date;
  /** Factor on provisioning times; 0: all done at once. */
  readonly provisioningDelay: number;
  /** Context of work that no request asked for. */
  readonly ownContext: (subscriptionId: string | undefined) => ProviderContext;
}

/** Creates, reads, changes and deletes resources of any type, in the order of checks that ARM has. */
export class ResourceService {
  constructor(private readonly parts: ResourceServiceParts) {
    parts.operations.register('put', (record) => this.finishPut(record));
    parts.operations.register('delete', (record) => this.finishDelete(record));
  }

  /** Stored resources, and singletons that exist with their parent. */
  find(id: string): StoredResource | undefined {
    const stored = this.parts.table.get(id);
    if (stored) return stored;
    const parsed = parseResourceId(id);
    if (!parsed?.parentId) return undefined;
    const provider = this.parts.registry.of(parsed.type);
    const name = provider.singletons?.find((candidate) => candidate.toLowerCase() === parsed.shortName.toLowerCase());
    const parent = name === undefined ? undefined : this.find(parsed.parentId);
    return parent && name !== undefined ? this.singleton(parent, provider, name) : undefined;
  }

  /** @throws ArmError 404 `ResourceNotFound`. */
  get(id: string): StoredResource {
    const resource = this.find(id);
    if (!resource) throw resourceNotFound(id);
    return resource;
  }

  /** What GET answers. */
  render(resource: StoredResource, context: ProviderContext): JsonObject {
    const provider = this.parts.registry.of(resource.type);
    const body = provider.read ? provider.read(resource, context) : resource.body;
    return { id: resource.id, name: resource.name.slice(resource.name.lastIndexOf('/') + 1), type: resource.type, ...body };
  }

  /** One collection, singletons included. */
  list(collectionId: string): StoredResource[] {
    const stored = this.parts.table.inCollection(collectionId);
    const collection = parseResourceId(`${collectionId}/x`);
    if (!collection?.parentId) return stored;
    const provider = this.parts.registry.of(collection.type);
    const parent = provider.singletons && this.find(collection.parentId);
    if (!parent) return stored;
    const missing = provider.singletons.filter((name) => stored.every((resource) => !keyOf(resource.id).endsWith(`/${name.toLowerCase()}`)));
    return [...missing.map((name) => this.singleton(parent, provider, name)), ...stored];
  }

  /** All checks of a PUT, changing nothing. @throws ArmError */
  preflight(command: PutCommand & { readonly unknown?: readonly string[]; readonly parentIsComing?: boolean }): void {
    const { provider, request: complete } = this.prepare(command);
    const request = { ...complete, ...(command.unknown && { unknown: command.unknown }) };
    this.checkOffer(provider, request);
    checkName(request.id, provider.name);
    checkLocation(provider, request);
    if (!command.unknown?.some((path) => path === '' || path.startsWith('tags'))) checkTags(member(command.body, 'tags'), request.id.type);
    if (!command.parentIsComing) checkParents(command.id, (id) => this.find(id) !== undefined);
    refuse(this.parts.faults().onPreflight(factsOf(command)));
    provider.validate?.(request, command.context);
  }

  /** @throws ArmError */
  put(command: PutCommand): ChangeOutcome {
    const { provider, request } = this.prepare(command);
    this.checkScope(request.id);
    if (!command.implicit) this.checkOffer(provider, request);
    if (!command.implicit) this.parts.locks.checkWrite(request.id.id);
    checkParents(request.id, (id) => this.find(id) !== undefined);
    checkName(request.id, provider.name);
    checkBodyIdentity(request.id, command.body);
    checkLocation(provider, request);
    if (!command.implicit) checkTags(member(command.body, 'tags'), request.id.type);
    const lateError = command.implicit ? undefined : refuse(this.parts.faults().onResourceWrite(factsOf(command)));
    provider.validate?.(request, command.context);
    checkUnique(request.id, provider.name, provider.name?.uniqueError ? this.parts.table.withName(request.id.type, request.id.name) : []);
    if (!command.implicit) checkQuotas({ id: request.id.id, type: request.id.type, body: command.body, ...(request.existing && { before: request.existing.body }) }, request.id.subscriptionId, command.context);
    const result = provider.put?.(request, command.context) ?? { body: genericBody(command.body) };
    return this.save({ command, request, provider, result, requested: withoutEchoes(command.body, request.existing?.requested, request.existing?.body), lateError });
  }

  /** @throws ArmError */
  patch(command: PutCommand): ChangeOutcome {
    const { provider, request } = this.prepare(command);
    const existing = this.get(request.id.id);
    this.parts.locks.checkWrite(request.id.id);
    checkTags(member(command.body, 'tags'), request.id.type);
    const lateError = refuse(this.parts.faults().onResourceWrite(factsOf(command)));
    const patch: PatchRequest = { ...request, existing };
    const merged = mergePatch(existing.requested ?? existing.body, command.body);
    const result = provider.patch?.(patch, command.context) ?? this.patchByPut(provider, patch, command.context);
    return this.save({ command, request: patch, provider, result, requested: merged, lateError });
  }

  /** Undefined when there is nothing to delete. @throws ArmError */
  delete(id: ResourceId, context: ProviderContext): { readonly operation?: OperationRecord } | undefined {
    const resource = this.parts.table.get(id.id);
    if (!resource) return undefined;
    const provider = this.parts.registry.of(resource.type);
    this.parts.locks.checkDelete(resource.id);
    if (provider.deletable === false) throw new ArmError(405, 'MethodNotAllowed', `Resources of type '${resource.type}' cannot be deleted.`);
    provider.beforeDelete?.(resource, context);
    const durationMs = this.durationOf(provider.deletingMs ?? 0, factsOf({ id, body: resource.body }));
    if (durationMs === 0) { this.remove(resource, context); return {}; }
    this.setState(resource, 'Deleting');
    return { operation: this.parts.operations.begin({ kind: 'delete', targetId: resource.id, ...(Number.isFinite(durationMs) && { durationMs }) }) };
  }

  /** Deletes with everything below, hooks of all included. */
  remove(resource: StoredResource, context: ProviderContext): void {
    for (const item of [...this.parts.table.below(resource.id), resource]) {
      const provider = this.parts.registry.of(item.type);
      if (item !== resource) provider.beforeDelete?.(item, context);
      this.parts.table.remove(item.id);
      provider.afterDelete?.(item, context);
    }
  }

  update(id: string, change: { readonly body?: JsonObject; readonly hidden?: JsonObject }): StoredResource {
    const updated = { ...this.get(id), ...change, changedAt: this.parts.now().toISOString() };
    this.parts.table.set(updated);
    return updated;
  }

  private prepare(command: PutCommand): { readonly provider: ResourceProvider; readonly request: PutRequest } {
    const provider = this.parts.registry.of(command.id.type);
    const existing = this.find(command.id.id);
    const id = existing ? { ...command.id, id: existing.id } : command.id;
    return { provider, request: { id: { ...id, type: existing?.type ?? (this.parts.registry.knows(id.type) ? provider.type : id.type) }, apiVersion: command.apiVersion, body: command.body, at: this.parts.now(), ...(existing && { existing }), ...(command.implicit && { implicit: true }) } };
  }

  /** Whether the subscription may use the type in this version at all. */
  private checkOffer(provider: ResourceProvider, request: PutRequest): void {
    this.parts.registrations.check(request.id.subscriptionId, request.id.namespace);
    checkApiVersion(provider, request, this.parts.now());
  }

  private checkScope({ subscriptionId, resourceGroup }: ResourceId): void {
    if (subscriptionId === undefined || resourceGroup === undefined) return;
    const group = this.parts.groups.get(subscriptionId, resourceGroup);
    if (group.provisioningState === 'Deleting') throw new ArmError(409, 'ResourceGroupBeingDeleted', `The resource group '${group.name}' is in deprovisioning state and cannot perform this operation.`);
  }

  private patchByPut(provider: ResourceProvider, patch: PatchRequest, context: ProviderContext): PutResult {
    const { requested, body: shown } = patch.existing;
    // Tags have an API of their own, so those of now count.
    const body = mergePatch(requested ? { ...requested, ...(shown.tags !== undefined && { tags: shown.tags }) } : shown, patch.body);
    provider.validate?.({ ...patch, body }, context);
    return provider.put?.({ ...patch, body }, context) ?? { body: mergePatch(patch.existing.body, patch.body) };
  }

  private save({ command, request, provider, result, requested, lateError }: { readonly command: PutCommand; readonly request: PutRequest; readonly provider: ResourceProvider; readonly result: PutResult; readonly requested: JsonObject; readonly lateError?: ArmErrorDetail }): ChangeOutcome {
    const { existing, id } = request;
    const stored = existing && this.parts.table.get(existing.id);
    const now = (request.at ?? this.parts.now()).toISOString();
    const durationMs = command.implicit ? 0 : this.durationOf(result.provisioningMs ?? provider.provisioningMs ?? 0, factsOf(command));
    const isDone = durationMs === 0 && !lateError;
    const resource: StoredResource = {
      id: id.id, type: id.type, name: existing?.name ?? id.name, apiVersion: command.apiVersion,
      body: withState(provider, fillIdentity(id.id, normaliseBody(result.body), existing, command.context), isDone ? 'Succeeded' : stored ? 'Updating' : 'Creating'),
      ...((result.hidden ?? existing?.hidden) && { hidden: result.hidden ?? existing?.hidden }),
      ...(!command.implicit && { requested }), createdAt: existing?.createdAt ?? now, changedAt: now,
    };
    this.parts.table.set(resource);
    if (!stored) this.createChildren(provider, resource, command.context);
    const operation = isDone ? undefined : this.parts.operations.begin({ kind: 'put', targetId: resource.id, ...(Number.isFinite(durationMs) && { durationMs }), ...(lateError && { error: lateError }) });
    return { resource, created: !stored, ...(operation && { operation }), ...(result.answer && { answer: result.answer }) };
  }

  /** Milliseconds; Infinity for what never ends. A fault slows down even what is done at once otherwise. */
  private durationOf(usualMs: number, facts: ResourceFacts): number {
    const factor = this.parts.faults().operationFactor(facts);
    return factor === 1 ? usualMs * this.parts.provisioningDelay : Math.max(usualMs, minimalSlowMs) * factor;
  }

  private createChildren(provider: ResourceProvider, resource: StoredResource, context: ProviderContext): void {
    for (const child of provider.children?.(resource, context) ?? []) {
      const id = parseResourceId(`${resource.id}/${child.type.slice(resource.type.length + 1)}/${child.name}`);
      if (id) this.put({ id: { ...id, type: child.type }, body: child.body, apiVersion: resource.apiVersion, context, implicit: true });
    }
  }

  private singleton(parent: StoredResource, provider: ResourceProvider, name: string): StoredResource {
    const id = parseResourceId(`${parent.id}/${provider.type.slice(provider.type.lastIndexOf('/') + 1)}/${name}`)!;
    const result = provider.put?.({ id: { ...id, type: provider.type }, apiVersion: parent.apiVersion, body: {}, implicit: true }, this.parts.ownContext(id.subscriptionId)) ?? { body: {} };
    return { id: id.id, type: provider.type, name: id.name, apiVersion: parent.apiVersion, body: withState(provider, result.body, 'Succeeded'), ...(result.hidden && { hidden: result.hidden }), createdAt: parent.createdAt, changedAt: parent.createdAt };
  }

  private setState(resource: StoredResource, state: string): StoredResource {
    const updated = { ...resource, body: withState(this.parts.registry.of(resource.type), resource.body, state) };
    this.parts.table.set(updated);
    return updated;
  }

  private finishPut({ targetId, error }: OperationRecord): ArmErrorDetail | undefined {
    const resource = this.parts.table.get(targetId);
    if (resource) this.setState(resource, error ? 'Failed' : 'Succeeded');
    return error;
  }

  private finishDelete({ targetId, error }: OperationRecord): ArmErrorDetail | undefined {
    const resource = this.parts.table.get(targetId);
    if (!resource) return error;
    if (error) { this.setState(resource, 'Failed'); return error; }
    try { this.remove(resource, this.parts.ownContext(parseResourceId(resource.id)?.subscriptionId)); } catch (refusal) {
      if (!(refusal instanceof ArmError)) throw refusal;
      this.setState(resource, 'Failed');
      return refusal.toDetail();
    }
    return undefined;
  }
}

const minimalSlowMs = 1000;

function factsOf({ id, body }: { readonly id: ResourceId; readonly body: JsonObject }): ResourceFacts {
  const location = member(body, 'location');
  return { resourceId: id.id, type: id.type, ...(typeof location === 'string' && { location }) };
}

/** Throws what a fault refuses at once, gives what it refuses at the end of provisioning. */
function refuse(refusal: ResourceRefusal | undefined): ArmErrorDetail | undefined {
  if (!refusal || refusal.late) return refusal?.error;
  const { code, message, ...options } = refusal.error;
  throw new ArmError(refusal.status, code, message, options);
}

/** A body without what the server adds to every answer. */
function keepBody(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => !['id', 'name', 'type', 'apiversion'].includes(name.toLowerCase())));
}

/** What types without a provider show: what was put, with the region's own name. */
function genericBody(body: JsonObject): JsonObject {
  const kept = keepBody(body);
  return typeof kept.location === 'string' ? { ...kept, location: normaliseLocation(kept.location) } : kept;
}

function normaliseBody(body: JsonObject): JsonObject {
  const kept = keepBody(body);
  return typeof kept.location === 'string' && /^[a-z0-9]+$/i.test(kept.location) ? { ...kept, location: normaliseLocation(kept.location) } : kept;
}

function withState(provider: ResourceProvider, body: JsonObject, state: string): JsonObject {
  if (provider.hasProvisioningState === false) return body;
  return { ...body, properties: { ...objectOr(body.properties), provisioningState: state } };
}

/** Tags, sku, kind and identity are replaced, properties merged. */
function mergePatch(base: JsonObject, patch: JsonObject): JsonObject {
  const properties = member(patch, 'properties');
  return { ...base, ...keepBody(patch), ...(isObject(properties) && { properties: mergeJson(base.properties, properties) }) };
}
