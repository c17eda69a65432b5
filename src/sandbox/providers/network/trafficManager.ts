import type { JsonObject } from '../../../armTemplate';
import { badRequest, conflict } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderContext, ProviderRoute, ResourceProvider, StoredResource } from '../provider';
import { arrayOf, defined, objectOf, omit, property, sameText, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import type { TypedRequest } from '../shared/typed';
import { asItem, checkNames, replaceChildren } from './listedChildren';

const type = 'Microsoft.Network/trafficManagerProfiles';
const kinds = ['azureEndpoints', 'externalEndpoints', 'nestedEndpoints'] as const;

/** @see Profiles - Create Or Update */
export const trafficManagerProfiles: ResourceProvider = typed({
  type, locations: 'global', tracked: true, hasProvisioningState: false,
  check({ id, properties }, context) {
    const dnsName = textOf(valueAt(properties, 'dnsConfig.relativeName'));
    if (dnsName !== undefined && isTaken(dnsName, keyOf(id.id), context)) throw conflict('Conflict', `Domain name ${dnsName}.trafficmanager.net already exists. Please choose a different DNS prefix.`);
    checkNames(properties.endpoints);
    for (const endpoint of arrayOf(properties.endpoints).map(objectOf)) kindOf(endpoint);
  },
  fill(request, context) {
    if (request.existing && request.properties.endpoints !== undefined) replaceChildren(kinds.map((kind) => `${request.id.id}/${kind}`), endpointsOf(request), request.apiVersion, context);
    return fillProfile(request);
  },
  // Endpoints that were made on their own stay.
  merge({ existing, body, properties, ...request }, context) {
    if (properties.endpoints !== undefined) replaceChildren(kinds.map((kind) => `${request.id.id}/${kind}`), endpointsOf({ id: request.id, properties }), request.apiVersion, context);
    const merged = withDefaults(properties, omit(objectOf(existing.body.properties), 'endpoints'));
    return fillProfile({ ...request, existing, body: { ...existing.body, ...body }, properties: merged });
  },
  read: (profile, context) => ({ ...profile.body, properties: { ...objectOf(profile.body.properties), endpoints: kinds.flatMap((kind) => context.resources.list(`${profile.id}/${kind}`)).map(asItem) } }),
  children: (profile) => arrayOf(profile.hidden?.endpoints).map(objectOf).map((endpoint) => ({ type: `${type}/${kindOf(endpoint)}`, name: String(endpoint.name), body: { properties: objectOf(endpoint.properties) } })),
});

function fillProfile({ id, body, properties }: TypedRequest) {
  const dnsName = textOf(valueAt(properties, 'dnsConfig.relativeName')) ?? id.shortName;
  const shown = withDefaults(omit(properties, 'endpoints'), {
    profileStatus: 'Enabled', trafficRoutingMethod: 'Performance', dnsConfig: { relativeName: dnsName, fqdn: `${dnsName}.trafficmanager.net`, ttl: 60 },
    monitorConfig: { profileMonitorStatus: 'CheckingEndpoints', protocol: 'HTTP', port: 80, path: '/', intervalInSeconds: 30, timeoutInSeconds: 10, toleratedNumberOfFailures: 3 }, trafficViewEnrollmentStatus: 'Disabled', maxReturn: 0,
  });
  return { body: defined({ location: 'global', tags: body.tags ?? {}, properties: { ...shown, endpoints: [] } }), hidden: { endpoints: arrayOf(properties.endpoints) } };
}

const endpointsOf = ({ id, properties }: Pick<TypedRequest, 'id' | 'properties'>) => arrayOf(properties.endpoints).map(objectOf).map((endpoint) => ({ collectionId: `${id.id}/${kindOf(endpoint)}`, name: String(endpoint.name), properties: objectOf(endpoint.properties) }));

/** `externalEndpoints` for an item of that type. @throws ArmError 400 */
function kindOf(endpoint: JsonObject): string {
  const given = textOf(endpoint.type)?.split('/').at(-1) ?? '';
  const kind = kinds.find((known) => sameText(given, known));
  if (!kind) throw badRequest('BadRequest', `The endpoint '${String(endpoint.name)}' needs one of the types ${kinds.map((known) => `${type}/${known}`).join(', ')}.`);
  return kind;
}

/** Endpoints of a profile, one type for each kind. @see Endpoints - Create Or Update */
export const trafficManagerEndpoints: readonly ResourceProvider[] = kinds.map((kind) => typed({
  type: `${type}/${kind}`, locations: 'none', hasProvisioningState: false,
  fill({ id, properties }, context) {
    const others = kinds.flatMap((other) => context.resources.list(`${id.parentId ?? ''}/${other}`)).filter((other) => keyOf(other.id) !== keyOf(id.id));
    return { properties: withDefaults(properties, { endpointStatus: 'Enabled', endpointMonitorStatus: 'CheckingEndpoint', weight: 1, priority: freePriority(others), alwaysServe: 'Disabled' }) };
  },
}));

/** The next after the highest in use. */
const freePriority = (others: readonly StoredResource[]): number => Math.max(0, ...others.map(({ body }) => Number(valueAt(body, 'properties.priority') ?? 0))) + 1;

const isTaken = (dnsName: string, ownKey: string, context: ProviderContext): boolean => context.resources.listByType(type).some((other) => keyOf(other.id) !== ownKey && sameText(valueAt(other.body, 'properties.dnsConfig.relativeName'), dnsName));

export const trafficManagerRoutes: readonly ProviderRoute[] = ['/providers/Microsoft.Network/checkTrafficManagerNameAvailability', '/subscriptions/{subscriptionId}/providers/Microsoft.Network/checkTrafficManagerNameAvailabilityV2'].map((path): ProviderRoute => ({
  method: 'POST', path, summary: 'Profiles - Check Traffic Manager Relative DNS Name Availability',
  handle({ body }, context) {
    const name = textOf(property(body, 'name')) ?? '';
    const taken = isTaken(name, '', context);
    return { body: { name: `${name}.trafficmanager.net`, type, nameAvailable: !taken, ...(taken && { reason: 'AlreadyExists', message: 'Domain name already exists. Please choose a different DNS prefix.' }) } };
  },
}));
