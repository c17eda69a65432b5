import { LogicError } from '../errors';
import { sha256Hex } from '../hash';
import { asArray, asObject, asString } from '../json';
import type { SiteTarget } from './site';
import { readReferenceIdentity } from './vaultAccess';

const version = 'api-version=2022-04-01';

/** `refused`: scopes at which who is signed in may not give roles. */
export interface SlotRoles { readonly granted: number; readonly refused: readonly string[] }

/** Gives the identity of a slot the roles that production's has inside the resource group: a new identity has none, and its references do not resolve. */
export async function copyRoles({ connection, scope }: SiteTarget, productionId: string, slotId: string, signal?: AbortSignal): Promise<SlotRoles> {
  const [from, to] = [await readReferenceIdentity(connection, productionId, signal), await readReferenceIdentity(connection, slotId, signal)];
  if (from === 'none' || to === 'none' || from.principalId === to.principalId) return { granted: 0, refused: [] };
  const group = `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.resourceGroup}`;
  const { body } = await connection.arm.request('GET', `${group}/providers/Microsoft.Authorization/roleAssignments?${version}&$filter=${encodeURIComponent(`principalId eq '${from.principalId}'`)}`, undefined, signal);
  const refused: string[] = [];
  let granted = 0;
  for (const one of asArray(asObject(body)['value']).map(asObject)) {
    const id = asString(one['id']) ?? '';
    const place = id.slice(0, Math.max(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/roleassignments/')));
    const roleDefinitionId = asString(asObject(one['properties'])['roleDefinitionId']);
    // What is given above the group is nothing that a slot should bring about.
    if (roleDefinitionId === undefined || !`${place}/`.toLowerCase().startsWith(`${group}/`.toLowerCase())) continue;
    try {
      await connection.arm.request('PUT', `${place}/providers/Microsoft.Authorization/roleAssignments/${idOf(`${place} ${roleDefinitionId} ${to.principalId}`)}?${version}`, { properties: { roleDefinitionId, principalId: to.principalId, principalType: 'ServicePrincipal' } }, signal);
      granted++;
    } catch (error) {
      if (!(error instanceof LogicError)) throw error;
      if (error.status !== 409) refused.push(place);
    }
  }
  return { granted, refused };
}

/** The same assignment has the same name whenever it is made. */
function idOf(text: string): string {
  const hex = sha256Hex(text.toLowerCase());
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
