import type { JsonObject, JsonValue } from '../../../armTemplate';
import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { NameRule, ProviderContext, StoredResource } from '../provider';
import { arrayOf, objectOf } from '../shared/json';

/** A child as an item of its parent's list, with its own short name. */
export const asItem = ({ id, name, type, body }: StoredResource): JsonObject => ({ id, name: name.slice(name.lastIndexOf('/') + 1), type, ...body });

/** A child to be, by the collection that holds it. */
export interface ListedChild { readonly collectionId: string; readonly name: string; readonly properties: JsonObject }

/** Each item of a list needs a name of its own; one that is not known yet is looked at when it is. @throws ArmError 400 `InvalidResourceName` */
export function checkNames(items: JsonValue | undefined, rule: NameRule = { pattern: /^[^/\s]([^/]*[^/\s])?$/, minLength: 1, maxLength: 260 }): void {
  for (const item of arrayOf(items)) {
    const { name } = objectOf(item);
    const text = typeof name === 'string' ? name : '';
    if (text.startsWith('[') || (text.length <= rule.maxLength && rule.pattern.test(text))) continue;
    throw badRequest('InvalidResourceName', (rule.message ?? 'Resource name {name} is invalid.').replace('{name}', text));
  }
}

/** A list in a PUT of the parent is the whole list: children in it are made or changed, the others of these collections are deleted. */
export function replaceChildren(collections: readonly string[], given: readonly ListedChild[], apiVersion: string, context: ProviderContext): void {
  const kept = new Set(given.map(({ collectionId, name }) => keyOf(`${collectionId}/${name}`)));
  for (const old of collections.flatMap((collection) => context.resources.list(collection))) if (!kept.has(keyOf(old.id))) context.resources.delete(old.id);
  for (const { collectionId, name, properties } of given) context.resources.put(`${collectionId}/${name}`, { properties: objectOf(properties) }, apiVersion);
}
