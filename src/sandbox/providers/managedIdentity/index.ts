import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderModule, ResourceProvider } from '../provider';
import { forgetPrincipalsOf, registerPrincipal } from '../shared/identity';
import { defined, sameText } from '../shared/json';
import { typed } from '../shared/typed';

/** Principal and client IDs follow from the seed and the resource ID. @see User Assigned Identities - Create Or Update */
const userAssignedIdentities: ResourceProvider = typed({
  type: 'Microsoft.ManagedIdentity/userAssignedIdentities',
  hasProvisioningState: false,
  name: { pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/, minLength: 3, maxLength: 128, code: 'InvalidResourceName', message: "The name '{name}' of the identity is not valid: it needs 3 to 128 letters, digits, hyphens and underscores, and starts with a letter or digit." },
  fill({ id, body }, context) {
    const principalId = context.random.guid(`principal:${keyOf(id.id)}`);
    const clientId = context.random.guid(`application:${keyOf(id.id)}`);
    registerPrincipal({ objectId: principalId, type: 'ServicePrincipal', appId: clientId, resourceId: id.id }, context);
    return defined({ location: body.location, tags: body.tags ?? {}, properties: { tenantId: context.tenantId, principalId, clientId } });
  },
  afterDelete: (resource, context) => forgetPrincipalsOf(resource.id, context),
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

export const managedIdentityModule: ProviderModule = { types: [userAssignedIdentities, federatedIdentityCredentials] };
