import { parseResourceId, scopeParts } from '../resourceId';

/** The role action that a request needs, and where: `Microsoft.Storage/storageAccounts/write` on the account. */
export function actionOf(method: string, path: string): { readonly action: string; readonly scope: string; readonly subscriptionId?: string } {
  const verb = method === 'GET' || method === 'HEAD' ? 'read' : method === 'DELETE' ? 'delete' : 'write';
  const { subscriptionId } = scopeParts(path);
  const owner = { ...(subscriptionId !== undefined && { subscriptionId }) };
  const listed = verb === 'read' ? listOf(path) : undefined;
  if (listed) return { ...listed, ...owner };
  if (method === 'POST') {
    const read = readByPost(path) ?? providerAction(path);
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

/** Lists that ARM itself answers, and the right that each needs where. */
function listOf(path: string): { readonly action: string; readonly scope: string } | undefined {
  const [, subscription, ofSubscription] = /^(\/subscriptions\/[^/]+)\/(resourcegroups|resources|locations|tagnames|providers)(?:\/[^/]+(?:\/resourcetypes)?)?$/i.exec(path) ?? [];
  if (subscription !== undefined && ofSubscription !== undefined && !/^\/subscriptions\/[^/]+\/resourcegroups\/[^/]+/i.test(path)) return { action: `Microsoft.Resources/subscriptions/${spelled[ofSubscription.toLowerCase()] ?? ofSubscription}/read`, scope: subscription };
  const [, group] = /^(\/subscriptions\/[^/]+\/resourcegroups\/[^/]+)\/resources$/i.exec(path) ?? [];
  return group === undefined ? undefined : { action: 'Microsoft.Resources/subscriptions/resourceGroups/resources/read', scope: group };
}

const spelled: Readonly<Record<string, string>> = { resourcegroups: 'resourceGroups', tagnames: 'tagNames' };

/** Actions of a resource provider as such: `Microsoft.Storage/register/action`. Asking whether a name is free is a read, but not to Service Bus. */
function providerAction(path: string): { readonly action: string; readonly scope: string } | undefined {
  const [, scope, namespace, name] = /^(\/subscriptions\/[^/]+|)\/providers\/([^/]+)\/([^/]+)$/i.exec(path) ?? [];
  if (scope === undefined || namespace === undefined || name === undefined) return undefined;
  const isRead = /^check\w*nameavailability/i.test(name) && !/^microsoft\.servicebus$/i.test(namespace);
  return { action: `${namespace}/${name}/${isRead ? 'read' : 'action'}`, scope };
}

/** Questions that need a body: they are reads to roles. */
function readByPost(path: string): { readonly action: string; readonly scope: string } | undefined {
  const [, queried] = /^(.+)\/(?:api\/)?query$/i.exec(path) ?? [];
  const target = queried === undefined ? undefined : parseResourceId(queried);
  if (target && /^microsoft\.(insights\/components|operationalinsights\/workspaces)$/i.test(target.type)) return { action: `${target.type}/query/read`, scope: target.id };
  const [, logged] = /^(.*)\/providers\/microsoft\.insights\/logs$/i.exec(path) ?? [];
  if (logged !== undefined) return { action: 'Microsoft.Insights/logs/read', scope: logged };
  const [, judged, question] = /^(.*)\/providers\/microsoft\.policyinsights\/((?:policystates|policyevents|policytrackedresources)\/[^/]+\/(?:queryresults|summarize))$/i.exec(path) ?? [];
  if (judged !== undefined && question !== undefined) { const [kind = '', , verb = ''] = question.split('/'); return { action: `Microsoft.PolicyInsights/${kind}/${verb}/read`, scope: judged }; }
  const [, asked] = /^(.*)\/providers\/microsoft\.authorization\/checkaccess$/i.exec(path) ?? [];
  if (asked !== undefined) return { action: 'Microsoft.Authorization/checkAccess/action', scope: asked };
  const [, measured] = /^(.*)\/metrics:getBatch$/i.exec(path) ?? [];
  return measured === undefined ? undefined : { action: 'Microsoft.Insights/metrics/read', scope: measured };
}

function typeOfScope(path: string): string {
  const { subscriptionId, resourceGroup } = scopeParts(path);
  if (resourceGroup !== undefined) return 'Microsoft.Resources/subscriptions/resourceGroups';
  return subscriptionId === undefined ? 'Microsoft.Resources/tenants' : 'Microsoft.Resources/subscriptions';
}
