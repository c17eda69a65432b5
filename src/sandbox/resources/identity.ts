import type { JsonObject, JsonValue } from '../../armTemplate';
import { isObject, member, textOr } from '../json';
import type { ProviderContext, StoredResource } from '../providers/provider';
import { registerPrincipal } from '../providers/shared/identity';

/** Fills the identities of a resource as Entra ID would: principal and tenant of the system's own, principal and client of each user-assigned one. Leaves alone what a provider has filled. */
export function fillIdentity(id: string, body: JsonObject, existing: StoredResource | undefined, context: ProviderContext): JsonObject {
  const identity = body.identity;
  if (!isObject(identity)) return body;
  const type = textOr(member(identity, 'type'));
  const filled: JsonObject = { ...identity };
  if (/systemassigned/i.test(type) && filled.principalId === undefined) {
    const before = member(existing?.body, 'identity');
    filled.principalId = member(before, 'principalId') ?? context.random.guid(`principal of ${id.toLowerCase()} ${context.clock.now().toISOString()}`);
    filled.tenantId = context.tenantId;
    registerPrincipal({ objectId: textOr(filled.principalId), type: 'ServicePrincipal', resourceId: id }, context);
  }
  const assigned = member(identity, 'userAssignedIdentities');
  if (isObject(assigned)) filled.userAssignedIdentities = Object.fromEntries(Object.entries(assigned).filter(([, value]) => value !== null).map(([key, value]) => [key, principalOf(key, value, context)]));
  return { ...body, identity: filled };
}

function principalOf(identityId: string, given: JsonValue, context: ProviderContext): JsonValue {
  const properties = context.resources.find(identityId)?.body.properties;
  const [principalId, clientId] = [member(properties, 'principalId'), member(properties, 'clientId')];
  return principalId === undefined || clientId === undefined ? given : { principalId, clientId };
}
