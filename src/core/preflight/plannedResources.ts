import type { Prediction } from '../../armTemplate';
import { asObject, asString, member } from '../json';
import type { JsonObject } from '../values';
import { roleOf, scopeOf } from './assignments';
import type { PlannedGrant, PlannedResource, SecretReference } from './model';

/** What a template will write, from our evaluation of it; modules themselves are none. Names that only the deployment knows are left out. */
export function listPlannedResources({ resources }: Prediction): readonly PlannedResource[] {
  return resources.filter(({ type }) => type.toLowerCase() !== 'microsoft.resources/deployments').map((resource) => {
    const { id, type, name, body } = resource;
    const own = asObject(body.value);
    const isKnown = (path: string): boolean => !body.unknown.some((part) => part.path === path);
    const location = isKnown('location') ? asString(own['location']) : undefined;
    const sku = isKnown('sku.name') ? asString(member(own['sku'], 'name')) : undefined;
    const last = name.split('/').at(-1) ?? name;
    return {
      id, type, ...(isExpression(id) || isExpression(name) ? {} : { name: last }), ...(location && { location }), ...(sku && { sku }),
      ...(asString(member(own['properties'], 'createMode'))?.toLowerCase() === 'recover' && { recovers: true }),
      ...(type.toLowerCase() === 'microsoft.authorization/roleassignments' && { grant: grantOf(resource, resources) }),
    };
  });
}

type Predicted = Prediction['resources'][number];

function grantOf({ id, body }: Predicted, resources: readonly Predicted[]): PlannedGrant | undefined {
  const properties = member(body.value, 'properties');
  const [role, principal] = [asString(member(properties, 'roleDefinitionId')), asString(member(properties, 'principalId'))];
  if (role === undefined || principal === undefined || isExpression(role)) return undefined;
  const known = isExpression(principal) ? principalIn(principal, resources) : { id: principal };
  return { scope: scopeOf(id), role: roleOf(role), ...(known && { principal: known }) };
}

/** The identity of a resource, as templates ask for it: of the resource itself, or of one that is an identity. */
function principalIn(expression: string, resources: readonly Predicted[]): PlannedGrant['principal'] {
  const [, of, given, full, path] = /^\[reference\('([^'[]+)'(?:, ?'([^']+)')?(, ?'full')?\)\.(identity\.principalId|principalId)\]$/i.exec(expression) ?? [];
  if (of === undefined || (full !== undefined) !== (path?.toLowerCase() === 'identity.principalid')) return undefined;
  const apiVersion = given ?? resources.find((one) => one.id.toLowerCase() === of.toLowerCase())?.apiVersion;
  return apiVersion === undefined ? undefined : { of, apiVersion, in: full === undefined ? 'properties' : 'identity' };
}

const isExpression = (text: string): boolean => text.includes('[');

/** Parameters that read from a vault, out of an ARM parameters map. */
export function listSecretReferences(parameters: JsonObject): readonly SecretReference[] {
  return Object.entries(parameters).flatMap(([parameter, given]) => {
    const reference = member(given, 'reference');
    const [vaultId, secretName] = [asString(member(member(reference, 'keyVault'), 'id')), asString(member(reference, 'secretName'))];
    return vaultId && secretName ? [{ parameter, vaultId, secretName }] : [];
  });
}
