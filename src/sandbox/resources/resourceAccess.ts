import { badRequest } from '../armError';
import type { ProviderContext, ResourceAccess } from '../providers/provider';
import { keyOf, parseResourceId } from '../resourceId';
import type { ResourceGroups } from './resourceGroups';
import type { ResourceService } from './resourceService';
import type { ResourceTable } from './resourceTable';

interface Parts { readonly resources: ResourceService; readonly table: ResourceTable; readonly groups: ResourceGroups }

const ownApiVersion = '2021-04-01';

/** The store as providers may use it: in the name of the sandbox, within one request. */
export function createResourceAccess({ resources, table, groups }: Parts, context: () => ProviderContext): ResourceAccess {
  return {
    find: (id) => resources.find(id),
    list: (collectionId) => resources.list(collectionId),
    listByType: (type, scope) => table.ofType(type).filter(({ id }) => scope === undefined || keyOf(id).startsWith(`${keyOf(scope)}/`)),
    put: (id, body, apiVersion = ownApiVersion) => {
      const parsed = parseResourceId(id);
      // Names of children stand in bodies, and clients write anything there.
      if (!parsed) throw badRequest('InvalidResourceName', `The name '${id.slice(id.lastIndexOf('/') + 1)}' in the request makes no resource ID: '${id}'.`);
      return resources.put({ id: parsed, body, apiVersion, context: context(), implicit: true }).resource;
    },
    update: (id, change) => resources.update(id, change),
    delete: (id) => {
      const resource = table.get(id);
      if (resource) resources.remove(resource, context());
    },
    hasGroup: (subscriptionId, resourceGroup) => groups.find(subscriptionId, resourceGroup) !== undefined,
  };
}
