import type { RunRecord } from '../../../src/core/deployment/events';
import type { ResourceView } from '../../../src/core/engine';
import type { Environment } from '../../../src/core/environments/environment';
import type { Plan, PlanChange } from '../../../src/core/whatIf/plan';
import type { EnvironmentEntry } from '../../../src/editor/state/environmentsState';
import { childrenOf, type TreeNode } from '../../../src/editor/shared/treeNode';

export const root = '/space/space';
export const now = new Date('2026-03-01T12:00:00Z');

export const environment = (name = 'dev', over: Partial<Environment> = {}): Environment => ({
  name, parametersFile: `${root}/deployment/parameters/${name}.bicepparam`, templateFile: `${root}/deployment/main.bicep`, resourceGroup: `rg-aos-${name}`, isProtected: name === 'prod', ...over,
});

export const entry = (name = 'dev', over: Partial<EnvironmentEntry> = {}): EnvironmentEntry => ({
  environment: environment(name), cloud: 'sandbox', subscriptionId: undefined, problems: [], history: [], interrupted: [], ...over,
});

export const run = (over: Partial<RunRecord> = {}): RunRecord => ({
  deploymentId: 'run-1', deploymentName: 'aos-deploy-20260301-115500', environment: 'dev', templateFile: 'main.bicep', parametersFile: 'dev.bicepparam', timestamp: '2026-03-01T11:55:00Z',
  endedAt: '2026-03-01T11:57:41Z', state: 'completed', success: true, message: 'Deployed 19 resources.', phases: [], events: [], operations: [], outputs: {}, warnings: [], health: [],
  target: { cloud: 'sandbox', isSandbox: true, subscriptionId: 'sub', resourceGroup: 'rg-aos-dev', location: 'eastus' }, ...over,
});

export const change = (name: string, over: Partial<PlanChange> = {}): PlanChange => ({
  resourceId: `/subscriptions/sub/resourceGroups/rg-aos-dev/providers/Microsoft.Storage/storageAccounts/${name}`, type: 'Microsoft.Storage/storageAccounts', name, changeType: 'Modify', risk: { level: 'none', reasons: [] }, properties: [], ...over,
});

export const plan = (over: Partial<Plan> = {}): Plan => ({
  planHash: '9f3c'.repeat(16), environment: 'dev', target: { cloud: 'sandbox', isSandbox: true, subscriptionId: 'sub', resourceGroup: 'rg-aos-dev', location: 'eastus' }, madeAt: '2026-03-01T11:50:00Z', source: 'arm',
  counts: { create: 0, modify: 0, delete: 0, noChange: 0, ignore: 0, noise: 0, notPredicted: 0 }, changes: [], notPredicted: [], warnings: [], risk: { level: 'none', reasons: [] }, ...over,
});

export const resource = (name: string, type = 'Microsoft.Storage/storageAccounts', over: Partial<ResourceView> = {}): ResourceView => ({
  id: `/subscriptions/sub/resourceGroups/rg-aos-dev/providers/${type}/${name}`, type, name, provisioningState: 'Succeeded', health: 'healthy', ...over,
});

/** A tree as nested lists of labels: `['dev', ['Parameters', 'Plan']]`. */
export type Outline = string | readonly [string, readonly Outline[]];
export function outline(node: TreeNode): Outline {
  const children = childrenOf(node);
  return children.length === 0 ? node.label : [node.label, children.map(outline)];
}
