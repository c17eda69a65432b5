import { parseResourceId, scopeParts } from '../resourceId';

/** The role action that a request needs, and where: `Microsoft.Storage/storageAccounts/write` on the account. */
export function actionOf(method: string, path: string): { readonly action: string; readonly scope: string; readonly subscriptionId?: string } {
  const verb = method === 'GET' || method === 'HEAD' ? 'read' : method === 'DELETE' ? 'delete' : 'write';
  const { subscriptionId } = scopeParts(path);
  const owner = { ...(subscriptionId !== undefined && { subscriptionId }) };
  if (method === 'POST') {
    const cut = path.lastIndexOf('/');
    const target = parseResourceId(path.slice(0, cut));
    const type = target?.type ?? typeOfScope(path.slice(0, cut));
    return { action: `${type}${path.slice(cut)}/action`, scope: target?.id ?? path.slice(0, cut), ...owner };
  }
  const resource = parseResourceId(path);
  if (resource) return { action: `${resource.type}/${verb}`, scope: resource.id, ...owner };
  const collection = parseResourceId(`${path}/x`);
  if (collection) return { action: `${collection.type}/${verb}`, scope: collection.parentId ?? collection.scope, ...owner };
  return { action: `${typeOfScope(path)}/${verb}`, scope: path, ...owner };
}

function typeOfScope(path: string): string {
  const { subscriptionId, resourceGroup } = scopeParts(path);
  if (resourceGroup !== undefined) return 'Microsoft.Resources/subscriptions/resourceGroups';
  return subscriptionId === undefined ? 'Microsoft.Resources/tenants' : 'Microsoft.Resources/subscriptions';
}
