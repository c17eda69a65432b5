import type { Prediction } from '../../armTemplate';
import { asObject, asString, member } from '../json';
import type { JsonObject } from '../values';
import type { PlannedResource, SecretReference } from './model';

/** What a template will write, from our evaluation of it; modules themselves are none. Names that only the deployment knows are left out. */
export function listPlannedResources({ resources }: Prediction): readonly PlannedResource[] {
  return resources.filter(({ type }) => type.toLowerCase() !== 'microsoft.resources/deployments').map(({ id, type, name, body }) => {
    const own = asObject(body.value);
    const isKnown = (path: string): boolean => !body.unknown.some((part) => part.path === path);
    const location = isKnown('location') ? asString(own['location']) : undefined;
    const sku = isKnown('sku.name') ? asString(member(own['sku'], 'name')) : undefined;
    const last = name.split('/').at(-1) ?? name;
    return {
      id, type, ...(isExpression(id) || isExpression(name) ? {} : { name: last }), ...(location && { location }), ...(sku && { sku }),
      ...(asString(member(own['properties'], 'createMode'))?.toLowerCase() === 'recover' && { recovers: true }),
    };
  });
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
