import type { JsonObject, JsonValue } from '../../armTemplate';
import { notFound } from '../armError';
import { ok, parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import { wellKnownTypeNames } from '../providers/genericProvider';
import { regionNames } from '../resources/locations';
import type { RegistrationState } from '../resources/registrations';
import type { Sandbox } from '../sandbox';
import { page, subscriptionOf, type ArmRoute } from './shared';

/** Resource providers: those with types of their own, and any other whose resources are in use. */
export const providerRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: '/subscriptions/{subscriptionId}/providers', summary: 'Providers - List', handle: (request, sandbox) => {
    const subscriptionId = subscriptionOf(request, sandbox);
    return page(namespaces(sandbox), request, (namespace) => providerBody(namespace, subscriptionId, sandbox));
  } },
  { method: 'GET', path: '/providers', summary: 'Providers - List At Tenant Scope', handle: (request, sandbox) => page(namespaces(sandbox), request, (namespace) => providerBody(namespace, undefined, sandbox)) },
  { method: 'GET', path: '/providers/{namespace}', summary: 'Providers - Get At Tenant Scope', handle: (request, sandbox) => ok(providerBody(namespaceOf(request, sandbox), undefined, sandbox)) },
  { method: 'GET', path: '/subscriptions/{subscriptionId}/providers/{namespace}', summary: 'Providers - Get', handle: (request, sandbox) => ok(providerBody(namespaceOf(request, sandbox), subscriptionOf(request, sandbox), sandbox)) },
  { method: 'POST', path: '/subscriptions/{subscriptionId}/providers/{namespace}/register', summary: 'Providers - Register', handle: (request, sandbox) => register(request, sandbox, 'Registered') },
  { method: 'POST', path: '/subscriptions/{subscriptionId}/providers/{namespace}/unregister', summary: 'Providers - Unregister', handle: (request, sandbox) => register(request, sandbox, 'Unregistered') },
];

const apiVersions = ['2024-11-01', '2022-09-01', '2021-04-01', '2020-10-01'];
const ownTypes: readonly string[] = ['Microsoft.Resources/deployments', 'Microsoft.Resources/resourceGroups', 'Microsoft.Resources/subscriptions', 'Microsoft.Resources/tags', 'Microsoft.Authorization/locks'];

function typesOf(sandbox: Sandbox): readonly { readonly type: string; readonly apiVersions: readonly string[]; readonly locations: readonly string[] }[] {
  const known = [...sandbox.registry.all()].map(({ type, apiVersions: versions, locations }) => ({ type, apiVersions: versions, locations: Array.isArray(locations) ? locations as readonly string[] : locations === undefined ? regionNames() : locations === 'global' ? ['global'] : [] }));
  const seen = new Set(known.map(({ type }) => type.toLowerCase()));
  const inUse = sandbox.table.typesInUse().filter((type) => !seen.has(type.toLowerCase())).map((type) => ({ type, apiVersions: [...new Set(sandbox.table.ofType(type).map(({ apiVersion }) => apiVersion))].sort().reverse(), locations: regionNames() }));
  const inUseKeys = new Set(inUse.map(({ type }) => type.toLowerCase()));
  const generic = wellKnownTypeNames.filter((type) => !seen.has(type.toLowerCase()) && !inUseKeys.has(type.toLowerCase())).map((type) => ({ type, apiVersions, locations: regionNames() }));
  const own = ownTypes.filter((type) => !seen.has(type.toLowerCase())).map((type) => ({ type, apiVersions, locations: [] }));
  return [...own, ...known, ...inUse, ...generic];
}

const namespaceIn = (type: string): string => type.slice(0, type.indexOf('/'));

/** Without case, each once. */
function namespaces(sandbox: Sandbox): readonly string[] {
  const byKey = new Map<string, string>();
  for (const { type } of typesOf(sandbox)) if (!byKey.has(namespaceIn(type).toLowerCase())) byKey.set(namespaceIn(type).toLowerCase(), namespaceIn(type));
  return [...byKey.values()].sort();
}

function namespaceOf(request: ArmRequest, sandbox: Sandbox): string {
  const wanted = parameterOf(request, 'namespace');
  const found = namespaces(sandbox).find((namespace) => namespace.toLowerCase() === wanted.toLowerCase());
  if (found === undefined) throw notFound('InvalidResourceNamespace', `The resource namespace '${wanted}' is invalid.`);
  return found;
}

function providerBody(namespace: string, subscriptionId: string | undefined, sandbox: Sandbox): JsonObject {
  const types = typesOf(sandbox).filter(({ type }) => namespaceIn(type).toLowerCase() === namespace.toLowerCase());
  const state = subscriptionId === undefined ? undefined : sandbox.registrations.stateOf(subscriptionId, namespace);
  return {
    ...(subscriptionId !== undefined && { id: `/subscriptions/${subscriptionId}/providers/${namespace}`, registrationState: state!, registrationPolicy: 'RegistrationRequired' }), namespace,
    resourceTypes: types.map(({ type, apiVersions: versions, locations }): JsonValue => ({ resourceType: type.slice(namespace.length + 1), locations: [...locations], apiVersions: [...versions], capabilities: locations.length > 0 ? 'SupportsTags, SupportsLocation' : 'None' })),
  };
}

function register(request: ArmRequest, sandbox: Sandbox, state: RegistrationState): Answer {
  const [subscriptionId, namespace] = [subscriptionOf(request, sandbox), namespaceOf(request, sandbox)];
  sandbox.registrations.set(subscriptionId, namespace, state);
  return ok(providerBody(namespace, subscriptionId, sandbox));
}
