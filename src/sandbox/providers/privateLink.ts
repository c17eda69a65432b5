import type { JsonObject } from '../../armTemplate';
import { notFound } from '../armError';
import type { ProviderContext, ProviderModule, ProviderRoute, ProviderRouteRequest, RouteAnswer } from './provider';
import { resourceNotFound } from '../resources/resourceChecks';

/** What private endpoints may reach of a resource: group ID, its members and the private DNS zones. `{location}` stands for the resource's region. @see Private Link, private-link resources; private endpoint DNS zones */
interface LinkGroup { readonly id: string; readonly members: readonly string[]; readonly zones: readonly string[] }

const group = (id: string, members: readonly string[], ...zones: string[]): LinkGroup => ({ id, members, zones });
const storageGroup = (service: string): LinkGroup => group(service, [service], `privatelink.${service}.core.windows.net`);

const groupsOfType: Readonly<Record<string, readonly LinkGroup[]>> = {
  'Microsoft.Storage/storageAccounts': ['blob', 'table', 'queue', 'file', 'web', 'dfs'].map(storageGroup),
  'Microsoft.KeyVault/vaults': [group('vault', ['default'], 'privatelink.vaultcore.azure.net')],
  'Microsoft.ServiceBus/namespaces': [group('namespace', ['namespace'], 'privatelink.servicebus.windows.net')],
  'Microsoft.Web/sites': [group('sites', ['sites'], 'privatelink.azurewebsites.net')],
  'Microsoft.ContainerRegistry/registries': [group('registry', ['registry', 'registry_data_{location}'], 'privatelink.azurecr.io')],
  'Microsoft.MachineLearningServices/workspaces': [group('amlworkspace', ['default'], 'privatelink.api.azureml.ms', 'privatelink.notebooks.azure.net')],
};

function routesOf(type: string): readonly ProviderRoute[] {
  const owner = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/${type}/{name}`;
  return [
    { method: 'GET', path: `${owner}/privateLinkResources`, summary: 'Private Link Resources - List', handle: (request, context) => ({ body: { value: listed(type, request, context) } }) },
    { method: 'GET', path: `${owner}/privateLinkResources/{group}`, summary: 'Private Link Resources - Get', handle: (request, context) => one(type, request, context) },
  ];
}

function listed(type: string, { path }: ProviderRouteRequest, context: ProviderContext): JsonObject[] {
  const id = path.slice(0, path.toLowerCase().lastIndexOf('/privatelinkresources'));
  const owner = context.resources.find(id);
  if (!owner) throw resourceNotFound(id);
  const location = String(owner.body.location ?? '').replaceAll(' ', '').toLowerCase();
  return (groupsOfType[type] ?? []).map(({ id: groupId, members, zones }) => ({
    id: `${owner.id}/privateLinkResources/${groupId}`, name: groupId, type: `${type}/privateLinkResources`,
    properties: { groupId, requiredMembers: members.map((member) => member.replace('{location}', location)), requiredZoneNames: [...zones] },
  }));
}

function one(type: string, request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const found = listed(type, request, context).find(({ name }) => String(name).toLowerCase() === request.parameters.group?.toLowerCase());
  if (!found) throw notFound('ResourceNotFound', `There is no private link resource '${request.parameters.group ?? ''}' of ${type}.`);
  return { body: found };
}

export const privateLinkModule: ProviderModule = { types: [], routes: Object.keys(groupsOfType).flatMap(routesOf) };
