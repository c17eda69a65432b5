import type { JsonObject } from '../../../armTemplate';
import { lookAtAlerts } from '../../alerts/webhooks';
import { badRequest, notFound } from '../../armError';
import { readBudget } from '../../cost/budgets';
import { availabilityStatus, hasHealth } from '../health/availability';
import type { ProviderContext, ProviderModule, ProviderRouteRequest, ResourceProvider, RouteAnswer, StoredResource } from '../provider';
import { arrayOf, defined, objectOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import { activityLogRoutes, recordActivity } from './activityLog';

/** @see Budgets - Create Or Update */
const budgets: ResourceProvider = typed({
  type: 'Microsoft.Consumption/budgets', locations: 'none', hasProvisioningState: false,
  name: { pattern: /^[A-Za-z0-9_-]+$/, minLength: 1, maxLength: 63, code: '400', message: "The budget name '{name}' is not valid: it has 1 to 63 letters, digits, underscores and hyphens." },
  check({ properties }, context) {
    if (Number(properties.amount) <= 0) throw badRequest('400', 'The amount of a budget must be greater than 0.');
    const start = String(valueAt(properties, 'timePeriod.startDate') ?? '');
    if (start !== '' && new Date(start).getUTCDate() !== 1) throw badRequest('400', 'The start date of a monthly budget must be the first of a month.');
    const now = context.clock.now();
    if (start !== '' && Date.parse(start) < Date.UTC(now.getUTCFullYear() - 10, 0, 1)) throw badRequest('400', 'The start date of a budget lies too far back.');
    if (Object.keys(objectOf(properties.notifications)).length > 5) throw badRequest('400', 'A budget can have at most 5 notifications.');
    for (const [name, notification] of Object.entries(objectOf(properties.notifications))) if (arrayOf(objectOf(notification).contactEmails).length + arrayOf(objectOf(notification).contactRoles).length + arrayOf(objectOf(notification).contactGroups).length === 0) throw badRequest('400', `The notification '${name}' of the budget needs somebody to tell.`);
  },
  fill: ({ properties, id }, context) => ({ eTag: `"${context.random.bytes(`budget:${id.id}:${context.clock.now().toISOString()}`, 8).toString('hex')}"`, properties: withDefaults(properties, {}) }),
  read: readBudget,
  whatIf: { readOnly: ['eTag', 'properties.currentSpend', 'properties.forecastSpend'] },
});

/** @see Dashboards - Create Or Update */
const dashboards: ResourceProvider = typed({
  type: 'Microsoft.Portal/dashboards',
  name: { pattern: /^[A-Za-z0-9-]+$/, minLength: 3, maxLength: 64, code: 'BadRequest', message: "The dashboard name '{name}' is not valid: it has 3 to 64 letters, digits and hyphens." },
  fill: ({ body, properties }) => defined({ location: body.location, tags: body.tags ?? {}, properties: withDefaults(properties, { lenses: [], metadata: {} }) }),
});

const scopeOf = ({ parameters }: ProviderRouteRequest): string => parameters.scope ?? '';

/** @see Availability Statuses - Get By Resource */
function currentHealth(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const resource = context.resources.find(scopeOf(request));
  if (!resource) throw notFound('ResourceNotFound', `The Resource '${scopeOf(request)}' was not found.`);
  if (!hasHealth(resource)) throw badRequest('UnsupportedResourceType', `The resource type '${resource.type}' is not supported by Resource Health.`);
  return { body: availabilityStatus(resource, context) };
}

/** Of a resource: its history, which is its present. Of a group or subscription: all resources that have a health. */
function listHealth(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = scopeOf(request).toLowerCase();
  const found: JsonObject[] = [];
  for (const [, resource] of context.table<StoredResource>('resources').entries()) {
    const id = resource.id.toLowerCase();
    if ((id === scope || id.startsWith(`${scope}/`)) && hasHealth(resource)) found.push(availabilityStatus(resource, context));
  }
  return { body: { value: found } };
}

const subscription = '/subscriptions/{subscriptionId}/providers';

/** What belongs to running an environment: budgets, dashboards, health, the activity log. */
export const operationsModule: ProviderModule = {
  types: [budgets, dashboards],
  authorize: recordActivity,
  routes: [
    ...activityLogRoutes(lookAtAlerts),
    { method: 'GET', path: '/{scope}/providers/Microsoft.ResourceHealth/availabilityStatuses/current', summary: 'Availability Statuses - Get By Resource', handle: currentHealth },
    { method: 'GET', path: '/{scope}/providers/Microsoft.ResourceHealth/availabilityStatuses', summary: 'Availability Statuses - List', handle: listHealth },
    { method: 'GET', path: `${subscription}/Microsoft.ResourceHealth/events`, summary: 'Events - List By Subscription; the sandbox has no outages of its own', handle: () => ({ body: { value: [] } }) },
  ],
};
