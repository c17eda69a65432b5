import type { JsonObject } from '../../../armTemplate';
import { keyOf } from '../../resourceId';
import type { ProviderContext } from '../provider';
import { arrayOf, defined, objectOf } from '../shared/json';
import type { TypedRequest } from '../shared/typed';

/** Name rule of most network resources. */
export const networkName = { pattern: /^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/, minLength: 1, maxLength: 80, code: 'InvalidResourceName', message: "Resource name {name} is invalid. The name can be up to 80 characters long. It must begin with a word character, and it must end with a word character or with '_'. The name may contain word characters or '.', '-', '_'." };

export const etag = ({ id }: TypedRequest, context: ProviderContext): string => `W/"${context.random.guid(`etag:${keyOf(id.id)}:${context.clock.now().toISOString()}`)}"`;
const guidOf = ({ id }: TypedRequest, context: ProviderContext): string => context.random.guid(`network:${keyOf(id.id)}`);

/** The body of a network resource with the properties all of them have. */
export const shown = (request: TypedRequest, context: ProviderContext, properties: JsonObject): JsonObject => defined({
  location: request.body.location, tags: request.body.tags, sku: request.body.sku, zones: request.body.zones, etag: etag(request, context), properties: { ...properties, resourceGuid: guidOf(request, context) },
});

/** Items that stand in a parent's list become children of their own, with IDs. */
export const inlineChildren = (parent: TypedRequest, list: string): JsonObject[] => arrayOf(parent.properties[list]).map((item) => {
  const child = objectOf(item);
  return { ...child, id: `${parent.id.id}/${list}/${String(child.name)}`, type: `${parent.id.type}/${list}`, properties: { provisioningState: 'Succeeded', ...objectOf(child.properties) } };
});
