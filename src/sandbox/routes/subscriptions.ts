import type { JsonObject } from '../../armTemplate';
import { ok, type ArmRequest } from '../http/armRequest';
import { hasRoleWithin, isEnforced } from '../providers/authorization/roleChecks';
import { pairedRegion } from '../providers/shared/regions';
import { allRegions, type Region } from '../resources/locations';
import type { Sandbox } from '../sandbox';
import type { SubscriptionRecord } from '../subscriptions';
import { page, subscriptionOf, type ArmRoute } from './shared';

/** Tenants, subscriptions and their regions. */
export const subscriptionRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: '/tenants', summary: 'Tenants - List', handle: (request, sandbox) => page(tenantsOf(request, sandbox), request, tenantBody) },
  { method: 'GET', path: '/subscriptions', summary: 'Subscriptions - List', handle: (request, sandbox) => page(sandbox.subscriptions.list(request.caller.tenantId).filter(isVisible(request, sandbox)), request, subscriptionBody) },
  { method: 'GET', path: '/subscriptions/{subscriptionId}', summary: 'Subscriptions - Get', handle: (request, sandbox) => ok(subscriptionBody(recordOf(request, sandbox))) },
  { method: 'GET', path: '/subscriptions/{subscriptionId}/locations', summary: 'Subscriptions - List Locations', handle: (request, sandbox) => {
    const subscriptionId = subscriptionOf(request, sandbox);
    return page(allRegions, request, (region) => locationBody(region, subscriptionId));
  } },
];

/** With role checks on, subscriptions in which the caller has a role. */
function isVisible(request: ArmRequest, sandbox: Sandbox): (subscription: SubscriptionRecord) => boolean {
  const context = sandbox.context(request.caller);
  return ({ subscriptionId }) => !isEnforced(context) || hasRoleWithin(`/subscriptions/${subscriptionId}`, context);
}

const recordOf = (request: ArmRequest, sandbox: Sandbox): SubscriptionRecord => sandbox.subscriptions.use(subscriptionOf(request, sandbox), request.caller.tenantId);

/** The caller's own tenant first. */
function tenantsOf({ caller }: ArmRequest, sandbox: Sandbox): readonly string[] {
  return [...new Set([caller.tenantId, ...sandbox.subscriptions.tenants()])];
}

/** Where a region lies in the world: its geography's full name, and the group that names of regions begin with. */
const geographyGroups: Readonly<Record<string, string>> = { Brazil: 'South America', Chile: 'South America', 'South Africa': 'Africa', UAE: 'Middle East', Qatar: 'Middle East', Israel: 'Middle East', US: 'US', Canada: 'Canada', Mexico: 'Mexico', ...Object.fromEntries(['Asia Pacific', 'Australia', 'Japan', 'Korea', 'India', 'New Zealand', 'Indonesia', 'Malaysia'].map((name) => [name, 'Asia Pacific'])) };
const fullNames: Readonly<Record<string, string>> = { US: 'United States', UK: 'United Kingdom' };

/** Without coordinates and the city: they are not known here. */
function locationBody({ name, displayName, geography }: Region, subscriptionId: string): JsonObject {
  const [group, pair] = [geographyGroups[geography] ?? 'Europe', pairedRegion(name)];
  const idOf = (region: string): string => `/subscriptions/${subscriptionId}/locations/${region}`;
  return {
    id: idOf(name), name, type: 'Region', displayName, regionalDisplayName: `(${group}) ${displayName}`,
    metadata: { regionType: 'Physical', regionCategory: 'Recommended', geography: fullNames[geography] ?? geography, geographyGroup: group, pairedRegion: pair === name ? [] : [{ name: pair, id: idOf(pair) }] },
  };
}

const tenantBody = (tenantId: string): JsonObject => ({ id: `/tenants/${tenantId}`, tenantId, tenantCategory: 'Home', displayName: 'Sandbox', defaultDomain: 'sandbox.localhost', domains: ['sandbox.localhost'], countryCode: 'US', tenantType: 'AAD' });

export const subscriptionBody = ({ subscriptionId, tenantId, displayName, tags }: SubscriptionRecord): JsonObject => ({
  id: `/subscriptions/${subscriptionId}`, subscriptionId, tenantId, displayName, state: 'Enabled', authorizationSource: 'RoleBased', managedByTenants: [],
  subscriptionPolicies: { locationPlacementId: 'Public_2014-09-01', quotaId: 'Sandbox_2014-09-01', spendingLimit: 'Off' }, ...(tags && { tags: { ...tags } }),
});
