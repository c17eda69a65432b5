import { allRegions } from '../../resources/locations';
import type { ProviderModule, ProviderRouteRequest, ProviderContext, RouteAnswer } from '../provider';
import { property, sameText, textOf } from '../shared/json';
import { appListRoutes } from './appLists';
import { deployments, hostNameBindings, networkConfig, publishingPolicies, sourceControls } from './children';
import { configurations, secretConfigurationRoutes } from './configurations';
import { functions, host, keyRoutes } from './hostKeys';
import { referenceRoutes } from './keyVaultReferences';
import { networkJoinRoutes } from './networkJoin';
import { planAppRoutes } from './planApps';
import { serverFarms } from './serverFarms';
import { sites, slots } from './sites';
import { stackRoutes } from './stacks';
import { webStackRoutes } from './webStacks';

const ofApps = (parent: 'sites' | 'sites/slots') => [configurations, functions, host, publishingPolicies, hostNameBindings, deployments, sourceControls, networkConfig].map((make) => make(parent));

/** App Service: plans, apps, slots and their configuration. */
export const webModule: ProviderModule = {
  types: [serverFarms, sites, slots, ...ofApps('sites'), ...ofApps('sites/slots')],
  routes: [
    ...secretConfigurationRoutes, ...referenceRoutes, ...keyRoutes, ...stackRoutes, ...webStackRoutes, ...planAppRoutes, ...appListRoutes, ...networkJoinRoutes,
    { method: 'POST', path: '/subscriptions/{subscriptionId}/providers/Microsoft.Web/checknameavailability', summary: 'Check Name Availability', handle: checkNameAvailability },
    { method: 'GET', path: '/subscriptions/{subscriptionId}/providers/Microsoft.Web/geoRegions', summary: 'List Geo Regions', handle: listGeoRegions },
  ],
};

/** Every region has every plan here; which of them lacks capacity is a matter of faults. @see List Geo Regions */
function listGeoRegions({ parameters }: ProviderRouteRequest): RouteAnswer {
  const value = allRegions.map(({ displayName }) => ({ id: `/subscriptions/${parameters.subscriptionId ?? ''}/providers/Microsoft.Web/geoRegions/${displayName}`, name: displayName, type: 'Microsoft.Web/geoRegions', properties: { name: displayName, displayName, description: null, orgDomain: 'PUBLIC;LINUX;ELASTICLINUX' } }));
  return { body: { value } };
}

function checkNameAvailability({ body }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const name = textOf(property(body, 'name')) ?? '';
  const { pattern, minLength, maxLength } = sites.name!;
  if (!pattern.test(name) || name.length < minLength || name.length > maxLength) return { body: { nameAvailable: false, reason: 'Invalid', message: `The name '${name}' of the app is not valid.` } };
  const isTaken = context.resources.listByType(sites.type).some((site) => sameText(site.name, name));
  return { body: isTaken ? { nameAvailable: false, reason: 'AlreadyExists', message: `Hostname '${name}.azurewebsites.net' already exists. Please select a different name.` } : { nameAvailable: true, reason: '', message: '' } };
}
