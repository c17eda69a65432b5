/** A resource ID in its parts. Spelling is kept; compare with `keyOf`. */
export interface ResourceId {
  /** `/subscriptions/../resourceGroups/../providers/../..`, one leading slash, none at the end. */
  readonly id: string;
  /** Namespace and all type segments: `Microsoft.Storage/storageAccounts/blobServices`. */
  readonly type: string;
  /** Name with its parents' segments: `account/default`. */
  readonly name: string;
  /** Last segment of the name. */
  readonly shortName: string;
  readonly namespace: string;
  /** ID of the parent resource; absent for top-level resources. */
  readonly parentId?: string;
  /** What the resource is deployed at: a group, a subscription, a management group, `` for the tenant, or the resource that an extension extends. */
  readonly scope: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
}

/** IDs are equal when their keys are. */
export const keyOf = (id: string): string => id.replace(/\/+$/, '').toLowerCase();

/** Splits an ID at its last `/providers/`. Undefined when it names a scope, a collection or nothing at all. */
export function parseResourceId(text: string): ResourceId | undefined {
  const segments = text.split('/').filter(Boolean);
  const providersAt = segments.map((segment) => segment.toLowerCase()).lastIndexOf('providers');
  if (providersAt < 0) return undefined;
  const [namespace, ...rest] = segments.slice(providersAt + 1);
  if (!namespace || rest.length === 0 || rest.length % 2 === 1) return undefined;
  const types = rest.filter((_, index) => index % 2 === 0);
  const names = rest.filter((_, index) => index % 2 === 1);
  const scope = segments.slice(0, providersAt).map((segment) => `/${segment}`).join('');
  return {
    id: `/${segments.join('/')}`, namespace, scope, type: [namespace, ...types].join('/'), name: names.join('/'), shortName: names.at(-1) ?? '',
    ...(rest.length > 2 && { parentId: `/${segments.slice(0, -2).join('/')}` }),
    ...scopeParts(segments),
  };
}

/** Subscription and resource group that an ID or a scope starts with. */
export function scopeParts(idOrSegments: string | readonly string[]): { readonly subscriptionId?: string; readonly resourceGroup?: string } {
  const segments = typeof idOrSegments === 'string' ? idOrSegments.split('/').filter(Boolean) : idOrSegments;
  if (segments[0]?.toLowerCase() !== 'subscriptions' || !segments[1]) return {};
  const hasGroup = segments[2]?.toLowerCase() === 'resourcegroups' && segments[3];
  return { subscriptionId: segments[1], ...(hasGroup && { resourceGroup: segments[3] }) };
}
