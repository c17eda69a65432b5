import type { JsonObject } from '../../../armTemplate';
import { keyOf } from '../../resourceId';
import type { ProviderContext, StoredResource } from '../provider';
import { objectOf } from '../shared/json';

/** A child as an item of its parent's list, with its own short name. */
export const asItem = ({ id, name, type, body }: StoredResource): JsonObject => ({ id, name: name.slice(name.lastIndexOf('/') + 1), type, ...body });

/** A child to be, by the collection that holds it. */
export interface ListedChild { readonly collectionId: string; readonly name: string; readonly properties: JsonObject }

/** A list in a PUT of the parent is the whole list: children in it are made or changed, the others of these collections are deleted. */
export function replaceChildren(collections: readonly string[], given: readonly ListedChild[], apiVersion: string, context: ProviderContext): void {
  const kept = new Set(given.map(({ collectionId, name }) => keyOf(`${collectionId}/${name}`)));
  for (const old of collections.flatMap((collection) => context.resources.list(collection))) if (!kept.has(keyOf(old.id))) context.resources.delete(old.id);
  for (const { collectionId, name, properties } of given) context.resources.put(`${collectionId}/${name}`, { properties: objectOf(properties) }, apiVersion);
}
