import type { JsonObject } from '../../armTemplate';
import { badRequest, conflict, notFound } from '../armError';
import { member } from '../json';
import type { NameRule, PutRequest, ResourceProvider, StoredResource } from '../providers/provider';
import { parseResourceId, type ResourceId } from '../resourceId';
import { isRegion, normaliseLocation, regionNames } from './locations';

/** Name rules of the type, else those that ARM has for any. */
export function checkName(id: ResourceId, rule: NameRule | undefined): void {
  const name = id.shortName;
  if (rule) {
    if (name.length >= rule.minLength && name.length <= rule.maxLength && rule.pattern.test(name)) return;
    throw badRequest(rule.code ?? 'InvalidResourceName', (rule.message ?? `The resource name '{name}' is not valid for type '${id.type}'. It must have ${rule.minLength} to ${rule.maxLength} characters and match ${rule.pattern.source}.`).replaceAll('{name}', name));
  }
  if (name.length > 260 || /[<>%&\\?]|[\u0000-\u001f]|[. ]$/.test(name)) {
    throw badRequest('InvalidResourceName', `The provided resource name '${name}' has these invalid characters or a length over 260. The name can't include '<', '>', '%', '&', '\\', '?', '/' or control characters, or end with '.' or a space.`);
  }
}

/** @throws ArmError LocationRequired, LocationNotAvailableForResourceType, InvalidResourceLocation. */
export function checkLocation(provider: ResourceProvider, { id, body, unknown, existing }: PutRequest): void {
  if (provider.locations === 'none' || unknown?.some((path) => path === 'location' || path === '')) return;
  const location = member(body, 'location');
  if (typeof location !== 'string' || location === '') {
    if (provider.locations === 'global' || existing) return;
    throw badRequest('LocationRequired', `The location property is required for this definition.`, { target: id.id });
  }
  const offered = Array.isArray(provider.locations) ? provider.locations as readonly string[] : undefined;
  const isOffered = offered ? offered.some((name) => normaliseLocation(name) === normaliseLocation(location)) : isRegion(location) || (provider.locations === 'global' && normaliseLocation(location) === 'global');
  if (!isOffered) throw badRequest('LocationNotAvailableForResourceType', `The provided location '${location}' is not available for resource type '${id.type}'. List of available regions for the resource type is '${(offered ?? regionNames()).map(normaliseLocation).join(',')}'.`);
  const current = existing && member(existing.body, 'location');
  if (typeof current === 'string' && normaliseLocation(current) !== normaliseLocation(location)) throw moved(id, current, location);
}

function moved(id: ResourceId, current: string, wanted: string): Error {
  return conflict('InvalidResourceLocation', `The resource '${id.shortName}' already exists in location '${normaliseLocation(current)}' in resource group '${id.resourceGroup ?? ''}'. A resource with the same name cannot be created in location '${normaliseLocation(wanted)}'. Please select a new resource name.`);
}

/** Versions of the future are refused. Others that the official types do not list pass: those lists leave out some that services still take. @throws ArmError 400 `NoRegisteredProviderFound`. */
export function checkApiVersion(provider: ResourceProvider, { id, apiVersion, body }: PutRequest, now: Date): void {
  const known = provider.apiVersions;
  if (known.length === 0 || known.includes(apiVersion) || apiVersion.slice(0, 10) <= now.toISOString().slice(0, 10)) return;
  const location = member(body, 'location');
  const locations = Array.isArray(provider.locations) ? provider.locations as readonly string[] : provider.locations === undefined ? regionNames() : [];
  throw badRequest('NoRegisteredProviderFound', `No registered resource provider found for location '${typeof location === 'string' ? location : ''}' and API version '${apiVersion}' for type '${id.type.slice(id.type.indexOf('/') + 1)}'. The supported api-versions are '${known.join(', ')}'. The supported locations are '${locations.map(normaliseLocation).join(', ')}'.`);
}

/** The type and name that a body repeats must be those of its URL. */
export function checkBodyIdentity(id: ResourceId, body: JsonObject): void {
  const type = member(body, 'type');
  if (typeof type === 'string' && type.toLowerCase() !== id.type.toLowerCase()) throw badRequest('ResourceTypeMismatch', `The type '${type}' of the request's body does not match the type '${id.type}' of its URL.`);
}

/** @throws ArmError 404 `ParentResourceNotFound` or `ResourceNotFound`. */
export function checkParents(id: ResourceId, exists: (id: string) => boolean): void {
  if (id.parentId !== undefined && !exists(id.parentId)) {
    throw notFound('ParentResourceNotFound', `Failed to perform 'write' on resource(s) of type '${id.type.slice(id.type.indexOf('/') + 1)}', because the parent resource '${id.parentId}' could not be found.`);
  }
  if (parseResourceId(id.scope) && !exists(id.scope)) throw resourceNotFound(id.scope);
}

export function resourceNotFound(id: string): Error {
  const parsed = parseResourceId(id);
  const where = parsed?.resourceGroup === undefined ? '' : ` under resource group '${parsed.resourceGroup}'`;
  return notFound('ResourceNotFound', `The Resource '${parsed ? pathName(parsed) : id}'${where} was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`);
}

/** `Microsoft.Storage/storageAccounts/a/blobServices/default`, as ARM's messages name resources. */
export function pathName({ type, name, namespace }: ResourceId): string {
  const names = name.split('/');
  return `${namespace}/${type.slice(namespace.length + 1).split('/').map((part, index) => `${part}/${names[index] ?? ''}`).join('/')}`;
}

export function checkUnique(id: ResourceId, rule: NameRule | undefined, sameName: readonly StoredResource[]): void {
  const error = rule?.uniqueError;
  if (!error || sameName.every((other) => other.id.toLowerCase() === id.id.toLowerCase())) return;
  throw conflict(error.code, error.message.replaceAll('{name}', id.shortName));
}
