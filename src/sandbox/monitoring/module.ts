import type { ProviderModule } from '../providers/provider';
import { logRoutes } from './logs/routes';
import { metricRoutes } from './metrics/routes';
import { createMonitoringPlane } from './plane';
import { Watch } from './watch';

/** Azure Monitor: takes telemetry, looks at what is running, and answers questions about what was really sent. Made anew for each sandbox. */
export function createMonitoringModule(): ProviderModule {
  const watch = new Watch();
  return { types: [], routes: [...metricRoutes(watch), ...logRoutes(watch)], dataPlanes: [createMonitoringPlane(watch)] };
}
