import type { ProviderModule } from '../provider';
import { actionGroups, activityLogAlerts, metricAlerts, scheduledQueryRules } from './alerts';
import { categoryRoutes } from './categories';
import { components } from './components';
import { testNotificationRoutes } from './testNotifications';
import { autoscaleSettings, dataCollectionRules, diagnosticSettings, webTests, workbooks } from './settings';

/** Azure Monitor's resources. */
export const insightsModule: ProviderModule = {
  routes: [...categoryRoutes, ...testNotificationRoutes],
  types: [components, metricAlerts, scheduledQueryRules, activityLogAlerts, actionGroups, diagnosticSettings, autoscaleSettings, workbooks, webTests, dataCollectionRules],
};
