import type { ProviderModule } from '../providers/provider';
import { listCostAlerts } from './budgets';
import { listDimensions, priceSheet } from './dimensions';
import { forecastCosts, queryCosts } from './query';
import { listUsage } from './usageDetails';

/** What is asked about costs; all of it is answered from the same rows. */
export const costModule: ProviderModule = {
  types: [],
  routes: [
    { method: 'POST', path: '/{scope}/providers/Microsoft.CostManagement/query', summary: 'Query - Usage: what resources cost at the sandbox\'s own prices', handle: queryCosts },
    { method: 'POST', path: '/{scope}/providers/Microsoft.CostManagement/forecast', summary: 'Forecast - Usage: what comes if all stays as it is', handle: forecastCosts },
    { method: 'GET', path: '/{scope}/providers/Microsoft.CostManagement/alerts', summary: 'Alerts - List: thresholds of budgets that were passed; told to nobody', handle: listCostAlerts },
    { method: 'GET', path: '/{scope}/providers/Microsoft.Consumption/usageDetails', summary: 'Usage Details - List: days of resources and meters, at the sandbox\'s own prices', handle: listUsage },
    { method: 'GET', path: '/{scope}/providers/Microsoft.CostManagement/dimensions', summary: 'Dimensions - List: what the costs of this month can be told apart by', handle: listDimensions },
    { method: 'GET', path: '/subscriptions/{subscriptionId}/providers/Microsoft.Consumption/pricesheets/default', summary: 'Price Sheet - Get: the sandbox\'s own prices', handle: priceSheet },
  ],
};
