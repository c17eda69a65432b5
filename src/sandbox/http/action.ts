import { parseResourceId, scopeParts } from '../resourceId';

/** The role action that a request needs, and where: `Microsoft.Storage/storageAccounts/write` on the account. */
export function actionOf(method: string, path: string): { readonly action: string; readonly scope: string; readonly subscriptionId?: string } {
  const verb = method === 'GET' || method === 'HEAD' ? 'read' : method === 'DELETE' ? 'delete' : 'write';
  const { subscriptionId } = scopeParts(path);
  const owner = { ...(subscriptionId !== undefined && { subscriptionId }) };
  if (method === 'POST') {
    const read = readByPost(path);
    if (read) return { ...read, ...owner };
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

/** Questions that need a body: they are reads to roles. */
function readByPost(path: string): { readonly action: string; readonly scope: string } | undefined {
  const [, queried] = /^(.+)\/(?:api\/)?query$/i.exec(path) ?? [];
  const target = queried === undefined ? undefined : parseResourceId(queried);
  if (target && /^microsoft\.(insights\/components|operationalinsights\/workspaces)$/i.test(target.type)) return { action: `${target.type}/query/read`, scope: target.id };
  const [, logged] = /^(.*)\/providers\/microsoft\.insights\/logs$/i.exec(path) ?? [];
  if (logged !== undefined) return { action: 'Microsoft.Insights/logs/read', scope: logged };
  const [, measured] = /^(.*)\/metrics:getBatch$/i.exec(path) ?? [];
  return measured === undefined ? undefined : { action: 'Microsoft.Insights/metrics/read', scope: measured };
}

function typeOfScope(path: string): string {
  const { subscriptionId, resourceGroup } = scopeParts(path);
  if (resourceGroup !== undefined) return 'Microsoft.Resources/subscriptions/resourceGroups';
  return subscriptionId === undefined ? 'Microsoft.Resources/tenants' : 'Microsoft.Resources/subscriptions';
}
