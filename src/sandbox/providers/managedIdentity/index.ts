import { badRequest, notFound } from '../../armError';
import { keyOf, scopeParts } from '../../resourceId';
import type { ActionRequest, ProviderContext, ProviderModule, ProviderRouteRequest, ResourceProvider, RouteAnswer, StoredResource } from '../provider';
import { forgetPrincipalsOf, identitySeed, principals, registerPrincipal } from '../shared/identity';
import { defined, objectOf, sameText, valueAt } from '../shared/json';
import { typed } from '../shared/typed';

/** Principal and client IDs follow from the seed, the resource ID and how often the identity was made. @see User Assigned Identities - Create Or Update */
const userAssignedIdentities: ResourceProvider = typed({
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  hasProvisioningState: false,
  name: { pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/, minLength: 3, maxLength: 128, code: 'InvalidResourceName', message: "The name '{name}' of the identity is not valid: it needs 3 to 128 letters, digits, hyphens and underscores, and starts with a letter or digit." },
  fill({ id, body }, context) {
    const seed = identitySeed(id.id, context);
    const principalId = context.random.guid(`principal:${seed}`);
    const clientId = context.random.guid(`application:${seed}`);
    registerPrincipal({ objectId: principalId, type: 'ServicePrincipal', appId: clientId, resourceId: id.id }, context);
    return defined({ location: body.location, tags: body.tags ?? {}, properties: { tenantId: context.tenantId, principalId, clientId } });
  },
  afterDelete: (resource, context) => forgetPrincipalsOf(resource.id, context),
  actions: { listAssociatedResources: listUsers },
});

const federatedIdentityCredentials: ResourceProvider = typed({
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials',
  locations: 'none',
  hasProvisioningState: false,
  name: { pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/, minLength: 3, maxLength: 120, code: 'BadRequest', message: "The name '{name}' of the federated identity credential is not valid." },
  check({ id, properties }, context) {
    const others = context.resources.list(`${id.parentId ?? ''}/federatedIdentityCredentials`).filter((other) => keyOf(other.id) !== keyOf(id.id));
    if (others.length >= 20) throw badRequest('BadRequest', 'An identity can have at most 20 federated identity credentials.');
    const twin = others.find(({ body }) => sameText(pick(body, 'issuer'), String(properties.issuer)) && pick(body, 'subject') === properties.subject);
    if (twin) throw badRequest('BadRequest', `Issuer and subject combination already exists for this Managed Identity: ${twin.name}.`);
  },
});

const pick = (body: { properties?: unknown }, name: string) => (body.properties as Record<string, string> | undefined)?.[name];

/** The identity that a resource has of its own. @see System Assigned Identities - Get By Scope */
function identityOfScope({ parameters }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const scope = parameters.scope || '/';
  const owner = context.resources.find(scope);
  const principalId = valueAt(owner?.body, 'identity.principalId');
  if (!owner || typeof principalId !== 'string') throw notFound('ResourceNotFound', `The resource '${scope}' has no system-assigned identity.`);
  const clientId = principals(context).get(principalId.toLowerCase())?.appId ?? '';
  return { body: { id: `${scope}/providers/Microsoft.ManagedIdentity/identities/default`, name: 'default', type: 'Microsoft.ManagedIdentity/identities', location: owner.body.location ?? '', tags: owner.body.tags ?? {}, properties: { tenantId: context.tenantId, principalId, clientId } } };
}

/** Resources that carry a user-assigned identity. @see User Assigned Identities - List Associated Resources */
function listUsers({ resource }: ActionRequest, context: ProviderContext): RouteAnswer {
  const users = [...context.table<StoredResource>('resources').entries()].map(([, other]) => other).filter(({ body }) => Object.keys(objectOf(valueAt(body, 'identity.userAssignedIdentities'))).some((id) => keyOf(id) === keyOf(resource.id)));
  const value = users.map(({ id, name, type }) => { const { subscriptionId = '', resourceGroup = '' } = scopeParts(id); return { id, name: name.slice(name.lastIndexOf('/') + 1), type, resourceGroup, subscriptionId, subscriptionDisplayName: 'Sandbox' }; });
  return { body: { totalCount: value.length, value } };
}

export const managedIdentityModule: ProviderModule = {
  types: [userAssignedIdentities, federatedIdentityCredentials],
  routes: [{ method: 'GET', path: '/{scope}/providers/Microsoft.ManagedIdentity/identities/default', summary: 'System Assigned Identities - Get By Scope', handle: identityOfScope }],
};
