import { asObject, isArray, isObject, member } from '../json';
import type { JsonObject, JsonValue } from '../values';

/** A resource as the template declares it, not evaluated. */
export interface DeclaredResource {
  /** Full type, parents' types included. */
  readonly type: string;
  readonly name: string;
  readonly symbolicName?: string;
  readonly apiVersion?: string;
  /** JSON paths, outermost deployment first: `['resources.app', 'resources[0]']`. */
  readonly path: readonly string[];
  readonly isNestedDeployment: boolean;
  /** The condition as written, when there is one. */
  readonly condition?: JsonValue;
  readonly isLoop: boolean;
}

/** Every resource of a template and of the templates nested in it, `existing` ones left out. */
export function listTemplateResources(template: JsonObject, outer: readonly string[] = []): DeclaredResource[] {
  return entriesOf(template['resources']).flatMap(([key, resource]) => declare(key, resource, outer, '', ''));
}

function entriesOf(resources: JsonValue | undefined): (readonly [string, JsonObject])[] {
  if (isArray(resources)) return resources.filter(isObject).map((resource, index) => [`resources[${index}]`, resource] as const);
  return Object.entries(asObject(resources)).filter((entry): entry is [string, JsonObject] => isObject(entry[1])).map(([name, resource]) => [`resources.${name}`, resource] as const);
}

function declare(key: string, resource: JsonObject, outer: readonly string[], parentType: string, parentPath: string): DeclaredResource[] {
  if (resource['existing'] === true) return [];
  const own = String(resource['type'] ?? '');
  const type = parentType === '' || own.toLowerCase().startsWith(`${parentType.toLowerCase()}/`) || own.split('/').length > 1 ? own : `${parentType}/${own}`;
  const isNestedDeployment = type.toLowerCase() === 'microsoft.resources/deployments';
  const place = parentPath === '' ? key : `${parentPath}.${key}`;
  const path = [...outer, place];
  const apiVersion = resource['apiVersion'];
  const declared: DeclaredResource = {
    type, name: String(resource['name'] ?? ''), path, isNestedDeployment, isLoop: resource['copy'] !== undefined,
    ...(key.startsWith('resources.') && { symbolicName: key.slice('resources.'.length) }),
    ...(typeof apiVersion === 'string' && { apiVersion }),
    ...(resource['condition'] !== undefined && { condition: resource['condition'] }),
  };
  const nested = isNestedDeployment ? listTemplateResources(asObject(member(resource['properties'], 'template')), path) : [];
  const children = isArray(resource['resources']) ? entriesOf(resource['resources']).flatMap(([childKey, child]) => declare(childKey, child, outer, type, place)) : [];
  return [declared, ...nested, ...children];
}
