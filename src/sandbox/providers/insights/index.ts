import type { ProviderModule } from '../provider';
import { addressOnly } from '../shared/addresses';
import { actionGroups, activityLogAlerts, metricAlerts, scheduledQueryRules } from './alerts';
import { categoryRoutes } from './categories';
import { components } from './components';
import { autoscaleSettings, dataCollectionRules, diagnosticSettings, webTests, workbooks } from './settings';

/** Azure Monitor's resources. */
export const insightsModule: ProviderModule = {
  routes: categoryRoutes,
  types: [components, metricAlerts, scheduledQueryRules, activityLogAlerts, actionGroups, diagnosticSettings, autoscaleSettings, workbooks, webTests, dataCollectionRules],
  dataPlanes: [addressOnly('applicationInsights', (region, service) => (service === 'live' ? `https://${region}.livediagnostics.monitor.azure.com` : `https://${region}-0.in.applicationinsights.azure.com`))],
};
