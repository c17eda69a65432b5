import type { JsonObject } from '../../armTemplate';
import { ok, type ArmRequest } from '../http/armRequest';
import { hasRoleWithin, isEnforced } from '../providers/authorization/roleChecks';
import { allRegions } from '../resources/locations';
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
    return page(allRegions, request, ({ name, displayName, geography }) => ({
      id: `/subscriptions/${subscriptionId}/locations/${name}`, name, type: 'Region', displayName, regionalDisplayName: `(${geography}) ${displayName}`,
      metadata: { regionType: 'Physical', regionCategory: 'Recommended', geography, geographyGroup: geography, longitude: '0', latitude: '0', physicalLocation: displayName, pairedRegion: [] },
    }));
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

const tenantBody = (tenantId: string): JsonObject => ({ id: `/tenants/${tenantId}`, tenantId, tenantCategory: 'Home', displayName: 'Sandbox', defaultDomain: 'sandbox.localhost', domains: ['sandbox.localhost'], countryCode: 'US', tenantType: 'AAD' });

export const subscriptionBody = ({ subscriptionId, tenantId, displayName, tags }: SubscriptionRecord): JsonObject => ({
  id: `/subscriptions/${subscriptionId}`, subscriptionId, tenantId, displayName, state: 'Enabled', authorizationSource: 'RoleBased', managedByTenants: [],
  subscriptionPolicies: { locationPlacementId: 'Public_2014-09-01', quotaId: 'Sandbox_2014-09-01', spendingLimit: 'Off' }, ...(tags && { tags: { ...tags } }),
});
