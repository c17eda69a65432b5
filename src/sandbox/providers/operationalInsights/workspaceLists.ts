import type { JsonObject } from '../../../armTemplate';
import { notFound } from '../../armError';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer, StoredResource } from '../provider';
import { resourceNotFound } from '../../resources/resourceChecks';
import { arrayOf, objectOf, sameText } from '../shared/json';
import { longTime } from '../shared/time';

const type = 'Microsoft.OperationalInsights/workspaces';
const base = `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/${type}/{workspace}`;

function workspaceOf({ path }: ProviderRouteRequest, context: ProviderContext): StoredResource {
  const id = path.split('/').slice(0, 9).join('/');
  const found = context.resources.find(id);
  if (!found) throw resourceNotFound(id);
  return found;
}

/** Solutions that can be switched on for a workspace, with the names shown. @see Intelligence Packs - List */
const packs: readonly (readonly [name: string, displayName: string])[] = [
  ['LogManagement', 'Log Management'], ['AzureAutomation', 'Azure Automation'], ['ChangeTracking', 'Change Tracking'], ['Security', 'Security and Audit'], ['Updates', 'System Update Assessment'], ['ContainerInsights', 'Azure Monitor for Containers'], ['ServiceMap', 'Service Map'], ['VMInsights', 'Azure Monitor for VMs'],
];

function listPacks(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const enabled = enabledPacks(workspaceOf(request, context));
  return { body: packs.map(([name, displayName]) => ({ name, displayName, enabled: enabled.includes(name) })) };
}

/** Log Management is always on. */
const enabledPacks = ({ hidden }: StoredResource): readonly string[] => ['LogManagement', ...arrayOf(hidden?.packs).map(String)];

const switchPack = (on: boolean) => (request: ProviderRouteRequest, context: ProviderContext): RouteAnswer => {
  const workspace = workspaceOf(request, context);
  const pack = packs.find(([name]) => sameText(name, request.parameters.pack ?? ''))?.[0];
  if (pack === undefined) throw notFound('NotFound', `There is no intelligence pack '${request.parameters.pack ?? ''}'.`);
  const others = enabledPacks(workspace).filter((name) => name !== 'LogManagement' && name !== pack);
  context.resources.update(workspace.id, { hidden: { ...workspace.hidden, packs: on ? [...others, pack] : others } });
  return { status: 200 };
};

interface DeletedWorkspace { readonly workspace: StoredResource; readonly deletedAt: string }

/** Deleted workspaces come back with the same customer ID when one of their name is made again in their group within 14 days. */
const keptMs = 14 * 86_400_000;
const deleted = (context: ProviderContext) => context.table<DeletedWorkspace>('Microsoft.OperationalInsights/deletedWorkspaces');

export function rememberDeletedWorkspace(workspace: StoredResource, context: ProviderContext): void { deleted(context).set(workspace.id.toLowerCase(), { workspace, deletedAt: longTime(context.clock.now()) }); }
export function forgetDeletedWorkspace(id: string, context: ProviderContext): void { if (deleted(context).get(id.toLowerCase())) deleted(context).delete(id.toLowerCase()); }

function deletedWorkspaces(scope: string, context: ProviderContext): JsonObject[] {
  return [...deleted(context).entries()].map(([, record]) => record)
    .filter(({ workspace, deletedAt }) => workspace.id.toLowerCase().startsWith(`${scope.toLowerCase()}/`) && Date.parse(deletedAt) + keptMs > context.clock.now().getTime())
    .map(({ workspace: { id, name, body } }) => ({ id, name, type, ...body, properties: { ...objectOf(body.properties), provisioningState: 'Deleted' } }));
}

/** What a workspace tells of itself beside its body. */
export const workspaceListRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: `${base}/intelligencePacks`, summary: 'Intelligence Packs - List', handle: listPacks },
  { method: 'POST', path: `${base}/intelligencePacks/{pack}/Enable`, summary: 'Intelligence Packs - Enable', handle: switchPack(true) },
  { method: 'POST', path: `${base}/intelligencePacks/{pack}/Disable`, summary: 'Intelligence Packs - Disable', handle: switchPack(false) },
  { method: 'GET', path: `${base}/usages`, summary: 'Usages - List; nothing is limited here', handle: (request, context) => { workspaceOf(request, context); return { body: { value: [] } }; } },
  { method: 'GET', path: `${base}/managementGroups`, summary: 'Management Groups - List; none are connected', handle: (request, context) => { workspaceOf(request, context); return { body: { value: [] } }; } },
  {
    method: 'GET', path: `${base}/availableServiceTiers`, summary: 'Available Service Tiers - List By Workspace',
    handle(request, context) {
      workspaceOf(request, context);
      const reservations = [100, 200, 300, 400, 500, 1000, 2000, 5000].map((capacityReservationLevel) => ({ serviceTier: 'CapacityReservation', enabled: true, minimumRetention: 30, maximumRetention: 730, defaultRetention: 30, capacityReservationLevel, lastSkuUpdate: null }));
      return { body: [{ serviceTier: 'PerGB2018', enabled: true, minimumRetention: 30, maximumRetention: 730, defaultRetention: 30, capacityReservationLevel: null, lastSkuUpdate: null }, ...reservations] };
    },
  },
  { method: 'GET', path: '/subscriptions/{subscriptionId}/providers/Microsoft.OperationalInsights/deletedWorkspaces', summary: 'Deleted Workspaces - List', handle: ({ parameters }, context) => ({ body: { value: deletedWorkspaces(`/subscriptions/${parameters.subscriptionId ?? ''}`, context) } }) },
  { method: 'GET', path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.OperationalInsights/deletedWorkspaces', summary: 'Deleted Workspaces - List By Resource Group', handle: ({ parameters }, context) => ({ body: { value: deletedWorkspaces(`/subscriptions/${parameters.subscriptionId ?? ''}/resourceGroups/${parameters.resourceGroup ?? ''}`, context) } }) },
];
