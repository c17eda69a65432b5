import type { JsonObject } from '../../../armTemplate';
import { notFound } from '../../armError';
import { parseResourceId } from '../../resourceId';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest } from '../provider';

/** Log categories by resource type in lower case; every one of them has `AllMetrics` too. @see Supported Resource log categories for Azure Monitor */
const logs: Readonly<Record<string, readonly string[]>> = {
  'microsoft.keyvault/vaults': ['AuditEvent', 'AzurePolicyEvaluationDetails'],
  'microsoft.servicebus/namespaces': ['OperationalLogs', 'VNetAndIPFilteringLogs', 'RuntimeAuditLogs', 'ApplicationMetricsLogs', 'DiagnosticErrorLogs'],
  'microsoft.storage/storageaccounts/blobservices': ['StorageRead', 'StorageWrite', 'StorageDelete'],
  'microsoft.storage/storageaccounts/queueservices': ['StorageRead', 'StorageWrite', 'StorageDelete'],
  'microsoft.storage/storageaccounts/tableservices': ['StorageRead', 'StorageWrite', 'StorageDelete'],
  'microsoft.storage/storageaccounts/fileservices': ['StorageRead', 'StorageWrite', 'StorageDelete'],
  'microsoft.web/sites': ['AppServiceHTTPLogs', 'AppServiceConsoleLogs', 'AppServiceAppLogs', 'AppServiceAuditLogs', 'AppServiceIPSecAuditLogs', 'AppServicePlatformLogs', 'FunctionAppLogs', 'AppServiceAuthenticationLogs'],
  'microsoft.containerregistry/registries': ['ContainerRegistryRepositoryEvents', 'ContainerRegistryLoginEvents'],
  'microsoft.machinelearningservices/workspaces': ['AmlComputeClusterEvent', 'AmlComputeJobEvent', 'AmlRunStatusChangedEvent', 'ModelsChangeEvent', 'ModelsActionEvent', 'ModelsReadEvent'],
  'microsoft.operationalinsights/workspaces': ['Audit', 'SummaryLogs'],
  'microsoft.network/networksecuritygroups': ['NetworkSecurityGroupEvent', 'NetworkSecurityGroupRuleCounter'],
  'microsoft.network/virtualnetworks': ['VMProtectionAlerts'],
  'microsoft.network/trafficmanagerprofiles': ['ProbeHealthStatusEvents'],
  'microsoft.insights/components': ['AppAvailabilityResults', 'AppBrowserTimings', 'AppDependencies', 'AppEvents', 'AppExceptions', 'AppMetrics', 'AppPageViews', 'AppPerformanceCounters', 'AppRequests', 'AppSystemEvents', 'AppTraces'],
};
const withoutMetrics = new Set(['microsoft.network/networksecuritygroups']);

function categoriesOf({ parameters }: ProviderRouteRequest, context: ProviderContext): { readonly scope: string; readonly items: readonly JsonObject[] } {
  const scope = parameters.scope ?? '';
  const id = parseResourceId(scope);
  if (!id || !context.resources.find(scope)) throw notFound('ResourceNotFound', `The Resource '${scope}' was not found.`);
  const type = id.type.toLowerCase();
  const item = (name: string, categoryType: string): JsonObject => ({
    id: `${scope}/providers/Microsoft.Insights/diagnosticSettingsCategories/${name}`, type: 'Microsoft.Insights/diagnosticSettingsCategories', name,
    properties: { categoryType, categoryGroups: categoryType === 'Metrics' ? [] : /audit/i.test(name) ? ['audit', 'allLogs'] : ['allLogs'] },
  });
  return { scope, items: [...withoutMetrics.has(type) ? [] : [item('AllMetrics', 'Metrics')], ...(logs[type] ?? []).map((name) => item(name, 'Logs'))] };
}

const base = '/{scope}/providers/Microsoft.Insights/diagnosticSettingsCategories';

export const categoryRoutes: readonly ProviderRoute[] = [
  { method: 'GET', path: base, summary: 'Diagnostic Settings Category - List', handle: (request, context) => ({ body: { value: [...categoriesOf(request, context).items] } }) },
  {
    method: 'GET', path: `${base}/{name}`, summary: 'Diagnostic Settings Category - Get', handle: (request, context) => {
      const { scope, items } = categoriesOf(request, context);
      const found = items.find(({ name }) => String(name).toLowerCase() === (request.parameters.name ?? '').toLowerCase());
      if (!found) throw notFound('ResourceNotFound', `The diagnostic category '${request.parameters.name ?? ''}' of '${scope}' was not found.`);
      return { body: found };
    },
  },
];
