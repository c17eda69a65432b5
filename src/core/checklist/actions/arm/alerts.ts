import { LogicError } from '../../../errors';
import { asString } from '../../../json';
import type { JsonObject } from '../../../values';
import type { ActionScene, ArmAction, ArmChange } from '../action';
import { prefixOf } from './shared';

/** Alert rules of the list, each under the item that asks for it. */
const rules: readonly { readonly item: string; readonly make: (scene: ActionScene, groups: Groups) => readonly ArmChange[] }[] = [
  { item: 'prodready.alerts.app-down', make: (scene, groups) => (['main', 'mcp', 'realm'] as const).map((app) => metricAlert(scene, { name: `FunctionAppDown-${app}`, on: scene.of(app).id, metric: 'HealthCheckStatus', operator: 'LessThan', threshold: 99, aggregation: 'Average', severity: 0, action: groups.critical })) },
  { item: 'prodready.alerts.error-rate', make: (scene, groups) => [errorRate(scene, groups.critical)] },
  { item: 'prodready.alerts.queue-depth', make: (scene, groups) => [metricAlert(scene, { name: 'QueueDepth', on: scene.of('bus').id, metric: 'ActiveMessages', operator: 'GreaterThan', threshold: 1000, aggregation: 'Average', severity: 1, action: groups.critical, split: 'EntityName' })] },
  { item: 'prodready.alerts.storage-access', make: (scene, groups) => [metricAlert(scene, { name: 'StorageUnavailable', on: scene.of('st').id, metric: 'Availability', operator: 'LessThan', threshold: 99, aggregation: 'Average', severity: 1, action: groups.critical })] },
  { item: 'prodready.alerts.response-time', make: (scene, groups) => [metricAlert(scene, { name: 'SlowResponses', on: scene.of('appi').id, metric: 'requests/duration', operator: 'GreaterThan', threshold: 2000, aggregation: 'Average', severity: 2, action: groups.warning })] },
  { item: 'prodready.alerts.utilization', make: (scene, groups) => (scene.view.facts.conditions.elasticPremium === false ? [] : (['CpuPercentage', 'MemoryPercentage'] as const).map((metric) => metricAlert(scene, { name: metric, on: scene.of('plan').id, metric, operator: 'GreaterThan', threshold: 80, aggregation: 'Average', severity: 3, action: groups.warning }))) },
  { item: 'prodready.alerts.deployment-failure', make: (scene, groups) => [deploymentFailure(scene, groups.warning)] },
];

export const alertActions: readonly ArmAction[] = [{
  id: 'create-alert-rules', title: 'Create the alert rules',
  changes: async (scene) => {
    const groups = await findGroups(scene);
    const wanted = new Set([scene.item.id, ...scene.item.rollUp ?? []]);
    const chosen = rules.some(({ item }) => wanted.has(item)) ? rules.filter(({ item }) => wanted.has(item)) : rules;
    return chosen.flatMap(({ make }) => make(scene, groups));
  },
}];

interface Groups { readonly critical: string; readonly warning: string }

/** Ours by their names, else the only ones there are. @throws LogicError `Action.NoActionGroup`. */
async function findGroups(scene: ActionScene): Promise<Groups> {
  const ids = (await scene.list(`${scene.groupId}/providers/Microsoft.Insights/actionGroups`, '2023-01-01')).flatMap(({ id }) => asString(id) ?? []);
  const named = (kind: string): string | undefined => ids.find((id) => id.toLowerCase().endsWith(`/${prefixOf(scene)}-${kind}`));
  const critical = named('critical') ?? ids[0];
  if (critical === undefined) throw new LogicError('Action.NoActionGroup', `The resource group ${scene.scope.resourceGroup} has no action group that an alert could tell.`, { nextStep: 'Create the action groups first.' });
  return { critical, warning: named('warning') ?? critical };
}

interface MetricRule { readonly name: string; readonly on: string; readonly metric: string; readonly operator: 'GreaterThan' | 'LessThan'; readonly threshold: number; readonly aggregation: string; readonly severity: number; readonly action: string; readonly split?: string }

function metricAlert(scene: ActionScene, { name, on, metric, operator, threshold, aggregation, severity, action, split }: MetricRule): ArmChange {
  const criterion: JsonObject = { name: 'criterion', criterionType: 'StaticThresholdCriterion', metricName: metric, operator, threshold, timeAggregation: aggregation, ...(split !== undefined && { dimensions: [{ name: split, operator: 'Include', values: ['*'] }] }) };
  return {
    title: `Alert ${name}: ${metric} ${operator === 'GreaterThan' ? 'above' : 'below'} ${threshold}`, method: 'PUT', id: `${scene.groupId}/providers/Microsoft.Insights/metricAlerts/${name}`, apiVersion: '2018-03-01',
    body: { location: 'global', tags: scene.tags, properties: { severity, enabled: true, scopes: [on], evaluationFrequency: 'PT1M', windowSize: 'PT5M', autoMitigate: true, criteria: { 'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria', allOf: [criterion] }, actions: [{ actionGroupId: action }] } },
  };
}

function errorRate(scene: ActionScene, action: string): ArmChange {
  const { id, location = 'eastus' } = scene.of('appi');
  const query = 'requests | summarize failed = 100.0 * countif(success == false) / count() | where failed > 5';
  return {
    title: 'Alert HighErrorRate: more than 5 % of the requests fail', method: 'PUT', id: `${scene.groupId}/providers/Microsoft.Insights/scheduledQueryRules/HighErrorRate`, apiVersion: '2021-08-01',
    body: { location, tags: scene.tags, properties: { severity: 1, enabled: true, scopes: [id], evaluationFrequency: 'PT5M', windowSize: 'PT5M', criteria: { allOf: [{ query, timeAggregation: 'Count', operator: 'GreaterThan', threshold: 0, failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 } }] }, actions: { actionGroups: [action] } } },
  };
}

const deploymentFailure = (scene: ActionScene, action: string): ArmChange => ({
  title: 'Alert DeploymentFailed', method: 'PUT', id: `${scene.groupId}/providers/Microsoft.Insights/activityLogAlerts/DeploymentFailed`, apiVersion: '2020-10-01',
  body: { location: 'Global', tags: scene.tags, properties: { enabled: true, scopes: [scene.groupId], condition: { allOf: [{ field: 'category', equals: 'Administrative' }, { field: 'operationName', equals: 'Microsoft.Resources/deployments/write' }, { field: 'status', equals: 'Failed' }] }, actions: { actionGroups: [{ actionGroupId: action }] } } },
});
