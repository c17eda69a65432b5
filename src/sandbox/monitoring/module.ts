import type { ProviderModule } from '../providers/provider';
import { logRoutes } from './logs/routes';
import { metricRoutes } from './metrics/routes';

/** Azure Monitor's questions about what was really sent: metrics and logs. */
export const monitoringModule: ProviderModule = { types: [], routes: [...metricRoutes, ...logRoutes] };
