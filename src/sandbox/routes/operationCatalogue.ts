import type { JsonObject } from '../../armTemplate';
import { ok } from '../http/armRequest';
import { builtInRoles } from '../providers/authorization/roleDefinitions';
import type { Sandbox } from '../sandbox';
import { offerOf, offers, type Offer } from './providers';
import { page, type ArmRoute } from './shared';

/** What roles can allow, derived from the types and actions that the sandbox knows: the names are ARM's, the texts are made from them. */
export const operationCatalogueRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: '/providers/Microsoft.Authorization/providerOperations', summary: 'Provider Operations Metadata - List', handle: (request, sandbox) => page([...offers(sandbox).values()], request, (offer) => metadata(offer, sandbox)) },
  { method: 'GET', path: '/providers/Microsoft.Authorization/providerOperations/{namespace}', summary: 'Provider Operations Metadata - Get', handle: (request, sandbox) => ok(metadata(offerOf(request, sandbox), sandbox)) },
  { method: 'GET', path: '/providers/{namespace}/operations', summary: 'Operations - List, of any resource provider', handle: (request, sandbox) => {
    const offer = offerOf(request, sandbox);
    return page(operationsOf(offer, sandbox), request, ({ name, type, isDataAction }) => ({ name, isDataAction, display: { provider: offer.namespace, resource: type, operation: name.slice(offer.namespace.length + 1), description: name }, origin: 'user,system' }));
  } },
];

interface Operation { readonly name: string; readonly type: string; readonly isDataAction: boolean }

function operationsOf({ namespace, types }: Offer, sandbox: Sandbox): readonly Operation[] {
  const control = types.flatMap(({ type }) => ['read', 'write', 'delete', ...Object.keys(sandbox.registry.of(type).actions ?? {}).map((action) => `${action}/action`)].map((verb) => ({ name: `${type}/${verb}`, type: type.slice(namespace.length + 1), isDataAction: false })));
  return [...control, ...dataActionsOf(namespace).map((name) => ({ name, type: name.split('/').slice(1, -1).join('/'), isDataAction: true }))];
}

/** Those that built-in roles name one by one. */
function dataActionsOf(namespace: string): readonly string[] {
  const all = builtInRoles.flatMap(({ dataActions }) => dataActions).filter((action) => !action.includes('*') && action.toLowerCase().startsWith(`${namespace.toLowerCase()}/`));
  return [...new Map(all.map((action) => [action.toLowerCase(), action])).values()];
}

function metadata(offer: Offer, sandbox: Sandbox): JsonObject {
  const byType = new Map<string, JsonObject[]>();
  for (const { name, type, isDataAction } of operationsOf(offer, sandbox)) byType.set(type, [...byType.get(type) ?? [], { name, displayName: name, description: name, origin: 'user,system', properties: null, isDataAction }]);
  return {
    id: `/providers/Microsoft.Authorization/providerOperations/${offer.namespace}`, name: offer.namespace, type: 'Microsoft.Authorization/providerOperations', displayName: offer.namespace,
    resourceTypes: [...byType].map(([name, operations]) => ({ name, displayName: name, operations })), operations: [],
  };
}
