import { findFunction } from '../../dataPlanes/functionHost/findFunction';
import { hostStateOf } from '../../dataPlanes/functionHost/hostState';
import type { ProviderContext, StoredResource } from '../../providers/provider';
import { sameText, textOf, valueAt } from '../../providers/shared/json';
import { gauge, type Sample } from '../metrics/counters';

const instance = { Instance: 'sandbox' };

/** Memory is that of the sandbox, which is the worker of all apps; health is what the path of the health check would answer. Without such a path there is none. */
export function measureSite(site: StoredResource, context: ProviderContext): void {
  const bytes = process.memoryUsage().rss;
  const path = healthPathOf(site, context);
  const samples: Sample[] = isRunning(site) ? [{ metric: 'MemoryWorkingSet', value: bytes, dimensions: instance }, { metric: 'AverageMemoryWorkingSet', value: bytes, dimensions: instance }] : [];
  gauge(site.id, path === undefined ? samples : [...samples, { metric: 'HealthCheckStatus', value: isHealthy(site, path, context) ? 100 : 0, dimensions: instance }], context);
}

const isRunning = (site: StoredResource): boolean => sameText(valueAt(site.body, 'properties.state'), 'Running');

/** The configuration of an app is a resource of its own. */
function healthPathOf(site: StoredResource, context: ProviderContext): string | undefined {
  const path = textOf(valueAt(context.resources.find(`${site.id}/config/web`)?.body, 'properties.healthCheckPath')) ?? textOf(valueAt(site.body, 'properties.siteConfig.healthCheckPath'));
  return path === '' ? undefined : path;
}

function isHealthy(site: StoredResource, path: string, context: ProviderContext): boolean {
  const state = hostStateOf(site, context);
  if (state.isStopped || state.hostError !== undefined) return false;
  if (path === '/') return true;
  const found = findFunction(state, 'GET', path);
  return found?.level === 'anonymous' && state.missing.length === 0;
}

/** Memory of one instance in gigabytes, by SKU. @see Azure Functions Premium plan, Available instance SKUs; App Service pricing */
const memoryGb: Readonly<Record<string, number>> = { EP1: 3.5, EP2: 7, EP3: 14, B1: 1.75, B2: 3.5, B3: 7, S1: 1.75, S2: 3.5, S3: 7, P1V2: 3.5, P2V2: 7, P3V2: 14, P0V3: 4, P1V3: 8, P2V3: 16, P3V3: 32, P1MV3: 16 };

/** Plans that scale with what is asked of them report no use. */
export function measurePlan(plan: StoredResource, context: ProviderContext): void {
  const size = memoryGb[(textOf(valueAt(plan.body, 'sku.name')) ?? '').toUpperCase()];
  if (size === undefined) return;
  const bytes = process.memoryUsage().rss;
  gauge(plan.id, [{ metric: 'MemoryPercentage', value: Math.min(100, (bytes / (size * 2 ** 30)) * 100), dimensions: instance }], context);
}
