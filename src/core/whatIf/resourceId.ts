/** A resource ID taken apart. Case is kept as given; compare with `sameId`. */
export interface ResourceId {
  readonly id: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  /** Full type, `Microsoft.Storage/storageAccounts/blobServices`; of the extension for an extension resource. */
  readonly type: string;
  /** Name segments joined by `/`. */
  readonly name: string;
  /** What an extension resource extends; absent otherwise. */
  readonly scope?: string;
}

/** Parses a resource ID, also of resource groups and subscriptions; undefined when it is none (an output such as a client ID). */
export function parseResourceId(id: string): ResourceId | undefined {
  if (!id.startsWith('/') || /\s/.test(id)) return undefined;
  const subscriptionId = /^\/subscriptions\/([^/]+)/i.exec(id)?.[1];
  const resourceGroup = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)/i.exec(id)?.[1];
  const at = id.toLowerCase().lastIndexOf('/providers/');
  if (at < 0) return parseContainer(id, subscriptionId, resourceGroup);
  const [provider, ...rest] = id.slice(at + '/providers/'.length).split('/');
  if (!provider || rest.length < 2 || rest.length % 2 !== 0 || rest.includes('')) return undefined;
  const scope = id.slice(0, at);
  return {
    id, ...(subscriptionId && { subscriptionId }), ...(resourceGroup && { resourceGroup }),
    type: [provider, ...rest.filter((_, index) => index % 2 === 0)].join('/'),
    name: rest.filter((_, index) => index % 2 === 1).join('/'),
    ...(/\/providers\//i.test(scope) && { scope }),
  };
}

function parseContainer(id: string, subscriptionId: string | undefined, resourceGroup: string | undefined): ResourceId | undefined {
  const parts = id.split('/').filter(Boolean);
  if (resourceGroup && parts.length === 4) return { id, subscriptionId, resourceGroup, type: 'Microsoft.Resources/resourceGroups', name: resourceGroup };
  if (subscriptionId && parts.length === 2) return { id, subscriptionId, type: 'Microsoft.Resources/subscriptions', name: subscriptionId };
  return undefined;
}

/** ARM compares IDs without regard to case. */
export const sameId = (a: string, b: string): boolean => idKey(a) === idKey(b);
export const idKey = (id: string): string => id.toLowerCase().replace(/\/+$/, '');
