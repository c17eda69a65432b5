import type { JsonObject, JsonValue } from '../../../values';
import type { ActionScene, ArmAction, ArmChange } from '../action';
import { prefixOf } from './shared';

/** Built-in: "Require a tag on resources". */
const requireTag = '/providers/Microsoft.Authorization/policyDefinitions/871b6d14-10aa-478d-b590-94f262ecfa99';

export const governanceActions: readonly ArmAction[] = [
  {
    id: 'assign-policies', title: 'Assign the policies',
    changes: ({ groupId }) => [{ title: 'New resources need the tag environment', method: 'PUT', id: `${groupId}/providers/Microsoft.Authorization/policyAssignments/aos-require-environment`, apiVersion: '2022-06-01', body: { properties: { displayName: 'AOS: resources carry the tag environment', policyDefinitionId: requireTag, parameters: { tagName: { value: 'environment' } }, enforcementMode: 'Default' } } }],
  },
  { id: 'create-dashboard', title: 'Create the dashboard', changes: (scene) => (scene.item.id === 'prodready.cost.dashboard' ? [costView(scene)] : [{ title: 'Dashboard with six tiles', method: 'PUT', id: `${scene.groupId}/providers/Microsoft.Portal/dashboards/${prefixOf(scene)}-dashboard`, apiVersion: '2019-01-01-preview', body: dashboard(scene) }]) },
];

const costView = (scene: ActionScene): ArmChange => ({
  title: 'View of the cost, a day and a resource', method: 'PUT', id: `${scene.groupId}/providers/Microsoft.CostManagement/views/${prefixOf(scene)}-cost`, apiVersion: '2023-11-01',
  body: { properties: { displayName: `AOS ${scene.view.environment.name}: cost`, scope: scene.groupId.slice(1), chart: 'StackedColumn', accumulated: 'false', metric: 'ActualCost', query: { type: 'Usage', timeframe: 'MonthToDate', dataSet: { granularity: 'Daily', aggregation: { totalCost: { name: 'Cost', function: 'Sum' } }, grouping: [{ type: 'Dimension', name: 'ResourceId' }] } } } },
});

function dashboard(scene: ActionScene): JsonObject {
  const [appi, bus, st] = [scene.of('appi').id, scene.of('bus').id, scene.of('st').id];
  const apps = (['main', 'mcp', 'realm'] as const).map((app) => metric(scene.of(app).id, 'HealthCheckStatus', 4));
  const tiles: readonly JsonValue[] = [
    chart('Function app health', apps), chart('Requests and response time', [metric(appi, 'requests/count', 7), metric(appi, 'requests/duration', 4)]), chart('Failed requests', [metric(appi, 'requests/failed', 7)]),
    chart('Messages in queues', [metric(bus, 'ActiveMessages', 4)], 'EntityName'), chart('Storage', [metric(st, 'UsedCapacity', 4), metric(st, 'Transactions', 1), metric(st, 'Availability', 4)]),
    logs(appi, 'Agent activity', 'customEvents | where name == "AgentOperation" | summarize count() by tostring(customDimensions.agentId), bin(timestamp, 1h)'),
  ];
  const parts = tiles.map((metadata, index): JsonValue => ({ position: { x: (index % 3) * 6, y: Math.floor(index / 3) * 4, colSpan: 6, rowSpan: 4 }, metadata }));
  return { location: asLocation(scene), tags: { ...scene.tags, 'hidden-title': `AOS ${scene.view.environment.name}`, 'aos-dashboard': scene.view.environment.name }, properties: { lenses: [{ order: 0, parts }], metadata: {} } };
}

const asLocation = (scene: ActionScene): string => scene.of('appi').location ?? 'eastus';
const metric = (id: string, name: string, aggregationType: number): JsonObject => ({ resourceMetadata: { id }, name, aggregationType });

function chart(title: string, metrics: readonly JsonObject[], split?: string): JsonObject {
  return { type: 'Extension/HubsExtension/PartType/MonitorChartPart', inputs: [{ name: 'options', isOptional: true }], settings: { content: { options: { chart: { title, metrics, visualization: { chartType: 2 }, ...(split !== undefined && { grouping: { dimension: split } }) } } } } };
}

const logs = (id: string, title: string, query: string): JsonObject => ({ type: 'Extension/Microsoft_OperationsManagementSuite_Workspace/PartType/LogsDashboardPart', inputs: [{ name: 'Scope', value: { resourceIds: [id] } }, { name: 'Query', value: query }, { name: 'PartTitle', value: title }], settings: {} });
