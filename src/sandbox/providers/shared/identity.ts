import type { JsonObject } from '../../../armTemplate';
import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ProviderContext, PutRequest } from '../provider';
import { objectOf, textOf } from './json';

/** Somebody or something that roles are assigned to, by object ID. */
export interface Principal {
  readonly objectId: string;
  readonly type: 'ServicePrincipal' | 'User' | 'Group';
  readonly appId?: string;
  readonly displayName?: string;
  readonly userPrincipalName?: string;
  /** The resource whose identity it is. */
  readonly resourceId?: string;
}

/** Everybody the directory knows: identities of resources, and callers that have been seen. Keys are object IDs in lower case. */
export const principals = (context: ProviderContext) => context.table<Principal>('Microsoft.Authorization/principals');

export function registerPrincipal(principal: Principal, context: ProviderContext): void {
  principals(context).set(principal.objectId.toLowerCase(), principal);
}

/** How often the identity of a resource was taken away. Keys are those of resource IDs. */
const generations = (context: ProviderContext) => context.table<{ readonly times: number }>('Microsoft.Authorization/identityGenerations');

/** Seed of the identity that a resource has now: one that is made anew is somebody else, as in Azure. */
export function identitySeed(resourceId: string, context: ProviderContext): string {
  const { times } = generations(context).get(keyOf(resourceId)) ?? { times: 0 };
  return times === 0 ? keyOf(resourceId) : `${keyOf(resourceId)}#${times}`;
}

/** Deletes the principals that belong to a resource. */
export function forgetPrincipalsOf(resourceId: string, context: ProviderContext): void {
  const mine = [...principals(context).entries()].filter(([, principal]) => principal.resourceId !== undefined && keyOf(principal.resourceId) === keyOf(resourceId));
  for (const [key] of mine) principals(context).delete(key);
  if (mine.length > 0) generations(context).set(keyOf(resourceId), { times: (generations(context).get(keyOf(resourceId))?.times ?? 0) + 1 });
}

/** The `identity` that GET shows: principal IDs follow from the seed, the resource ID and how often its identity was made. Undefined when the body asks for none.
 *  @throws ArmError 400 when a user-assigned identity does not exist. */
export function identityOf({ id, body }: Pick<PutRequest, 'id' | 'body'>, context: ProviderContext): JsonObject | undefined {
  const asked = objectOf(body.identity);
  const type = textOf(asked.type);
  if (type === undefined) return undefined;
  const kinds = type.toLowerCase();
  const shown: JsonObject = { type };
  if (kinds.includes('systemassigned')) Object.assign(shown, systemAssigned(id.id, context));
  else forgetPrincipalsOf(id.id, context);
  if (kinds.includes('userassigned')) shown.userAssignedIdentities = userAssigned(objectOf(asked.userAssignedIdentities), context);
  return shown;
}

function systemAssigned(id: string, context: ProviderContext): JsonObject {
  const seed = identitySeed(id, context);
  const objectId = context.random.guid(`principal:${seed}`);
  registerPrincipal({ objectId, type: 'ServicePrincipal', appId: context.random.guid(`application:${seed}`), resourceId: id }, context);
  return { principalId: objectId, tenantId: context.tenantId };
}

function userAssigned(asked: JsonObject, context: ProviderContext): JsonObject {
  return Object.fromEntries(Object.keys(asked).map((id) => {
    const properties = objectOf(context.resources.find(id)?.body.properties);
    if (properties.principalId === undefined) throw badRequest('FailedIdentityOperation', `Identity operation for resource failed: the user assigned identity '${id}' was not found.`);
    return [id, { principalId: properties.principalId, clientId: properties.clientId ?? '' }];
  }));
}
