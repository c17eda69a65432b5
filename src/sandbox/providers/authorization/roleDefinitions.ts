import type { JsonObject } from '../../../armTemplate';
import { badRequest, notFound } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, ResourceProvider, RouteAnswer } from '../provider';
import { arrayOf, objectOf, sameText, valueAt } from '../shared/json';
import { longTime } from '../shared/time';
import { typed } from '../shared/typed';
import builtIn from './builtInRoles.json';

/** What a role allows. Patterns are ARM's actions with `*`. */
export interface RoleDefinition {
  readonly guid: string;
  readonly roleName: string;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  readonly dataActions: readonly string[];
  readonly notDataActions: readonly string[];
}

const type = 'Microsoft.Authorization/roleDefinitions';

/** The roles that Azure brings, by their real names and GUIDs: those in common use. @see Azure built-in roles */
export const builtInRoles: readonly RoleDefinition[] = (builtIn as unknown as [string, string, string[], string[]?, string[]?][])
  .map(([guid, roleName, actions, notActions = [], dataActions = []]) => ({ guid, roleName, actions, notActions, dataActions, notDataActions: [] }));

/** A built-in or custom role by its GUID. */
export function findRole(guid: string, context: ProviderContext): RoleDefinition | undefined {
  const known = builtInRoles.find((role) => sameText(role.guid, guid));
  if (known) return known;
  const custom = context.resources.listByType(type).find(({ name }) => sameText(name, guid));
  return custom && customRole(guid, custom.body);
}

function customRole(guid: string, body: JsonObject): RoleDefinition {
  const lists = arrayOf(valueAt(body, 'properties.permissions')).map(objectOf);
  const all = (name: string): string[] => lists.flatMap((list) => arrayOf(list[name]).map(String));
  return { guid, roleName: String(valueAt(body, 'properties.roleName')), actions: all('actions'), notActions: all('notActions'), dataActions: all('dataActions'), notDataActions: all('notDataActions') };
}

/** Custom roles, stored at the scope where they are made. */
export const roleDefinitions: ResourceProvider = typed({
  type, locations: 'none', hasProvisioningState: false, replacedStatus: 201, showsDeleted: true,
  name: { pattern: /^[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}$/, minLength: 36, maxLength: 36, code: 'RoleDefinitionIdInvalid', message: "The role definition ID '{name}' is not valid. The role definition ID must be a GUID." },
  check({ id, properties }, context) {
    if (builtInRoles.some((role) => sameText(role.guid, id.shortName))) throw badRequest('RoleDefinitionUpdateNotAllowed', 'A built-in role cannot be changed.');
    const name = String(properties.roleName ?? '');
    const isTaken = [...builtInRoles.filter((role) => sameText(role.roleName, name)).map((role) => role.guid), ...context.resources.listByType(type).filter(({ body }) => sameText(valueAt(body, 'properties.roleName'), name)).map((role) => role.name)].some((guid) => !sameText(guid, id.shortName));
    if (isTaken) throw badRequest('RoleDefinitionWithSameNameExists', `A custom role with the same name already exists in this directory. Use a different name: ${name}.`);
    if (arrayOf(properties.assignableScopes).length === 0) throw badRequest('RoleDefinitionHasNoAssignableScopes', 'The role definition needs at least one assignable scope.');
  },
  fill({ properties, existing }, context) {
    const now = longTime(context.clock.now());
    return { properties: { type: 'CustomRole', ...properties, createdOn: valueAt(existing?.body, 'properties.createdOn') ?? now, updatedOn: now, createdBy: context.caller.objectId, updatedBy: context.caller.objectId } };
  },
});

export function shownBuiltIn(role: RoleDefinition, scope: string): JsonObject {
  const { guid, roleName, actions, notActions, dataActions, notDataActions } = role;
  return {
    id: `${/^\/subscriptions\/[^/]+/i.exec(scope)?.[0] ?? ''}/providers/${type}/${guid}`, name: guid, type,
    properties: { roleName, type: 'BuiltInRole', description: `${roleName} (built-in role).`, assignableScopes: ['/'], permissions: [{ actions: [...actions], notActions: [...notActions], dataActions: [...dataActions], notDataActions: [...notDataActions] }], createdOn: '2015-02-02T21:55:09.8806423Z', updatedOn: '2021-11-11T20:13:28.6061853Z', createdBy: null, updatedBy: null },
  };
}

function list({ parameters, query }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = parameters.scope || '/';
  const custom = context.resources.listByType(type).filter((role) => arrayOf(valueAt(role.body, 'properties.assignableScopes')).some((assignable) => keyOf(scope).startsWith(keyOf(String(assignable))))).map(({ id, name, body }) => ({ ...body, id, name, type }));
  const all: JsonObject[] = [...builtInRoles.map((role) => shownBuiltIn(role, scope)), ...custom];
  return { body: { value: all.filter(matching(query.get('$filter') ?? '')) } };
}

/** `roleName eq 'X'` and `type eq 'CustomRole'`; other filters change nothing, as `atScopeAndBelow()`. */
function matching(filter: string): (role: JsonObject) => boolean {
  const wanted = [...filter.matchAll(/(roleName|type)\s+eq\s+'((?:[^']|'')*)'/gi)].map(([, name = '', value = '']) => [name.toLowerCase() === 'type' ? 'type' : 'roleName', value.replaceAll("''", "'")] as const);
  return (role) => wanted.every(([name, value]) => sameText(valueAt(role, `properties.${name}`), value));
}

function get({ parameters, path }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const guid = parameters.guid ?? '';
  const known = builtInRoles.find((role) => sameText(role.guid, guid));
  if (known) return { body: shownBuiltIn(known, path) };
  const custom = context.resources.listByType(type).find(({ name }) => sameText(name, guid));
  if (!custom) throw notFound('RoleDefinitionDoesNotExist', `The specified role definition with ID '${guid}' does not exist.`);
  return { body: { ...custom.body, id: custom.id, name: custom.name, type } };
}

const base = '{scope}/providers/Microsoft.Authorization/roleDefinitions';

export const roleDefinitionRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: `/${base}`, summary: 'Role Definitions - List', handle: list },
  { method: 'GET', path: `/${base}/{guid}`, summary: 'Role Definitions - Get', handle: get },
];
