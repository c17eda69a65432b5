import { findFunction } from '../../dataPlanes/functionHost/findFunction';
import { hostStateOf } from '../../dataPlanes/functionHost/hostState';
import type { ProviderContext, StoredResource } from '../../providers/provider';
import { sameText, textOf, valueAt } from '../../providers/shared/json';
import { keyOf } from '../../resourceId';
import { gauge } from '../metrics/counters';

const instance = { Instance: 'sandbox' };

/** Memory is that of the sandbox, which is the worker of all apps. */
export function measureSite(site: StoredResource, context: ProviderContext): void {
  const bytes = process.memoryUsage().rss;
  if (isRunning(site)) gauge(site.id, [{ metric: 'MemoryWorkingSet', value: bytes, dimensions: instance }, { metric: 'AverageMemoryWorkingSet', value: bytes, dimensions: instance }], context);
  const health = healthOf(site, context);
  if (health !== undefined) writeHealth(site, health, context);
}

/** 100 when the path of the health check would answer well, 0 when not; undefined for an app without such a path. */
function healthOf(site: StoredResource, context: ProviderContext): number | undefined {
  const path = healthPathOf(site, context);
  return path === undefined ? undefined : isHealthy(site, path, context) ? 100 : 0;
}

const written = (context: ProviderContext) => context.table<{ readonly value: number }>('Microsoft.Web/healthWritten');

function writeHealth(site: StoredResource, value: number, context: ProviderContext): void {
  written(context).set(keyOf(site.id), { value });
  gauge(site.id, [{ metric: 'HealthCheckStatus', value, dimensions: instance }], context);
}

/** As `measureSite`, for health alone, and only when it has changed since it was written down. */
export function noticeHealth(site: StoredResource, context: ProviderContext): void {
  const health = healthOf(site, context);
  if (health !== undefined && written(context).get(keyOf(site.id))?.value !== health) writeHealth(site, health, context);
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
