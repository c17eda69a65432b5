import type { ResourceVerdict } from '../deployment/events';
import type { ResourceView } from '../engine';
import { CancelledError, DeployError } from '../errors';
import type { GroupScope, Resource, ResourceApi } from '../ports/arm';
import type { JsonObject } from '../values';
import { idKey, parseResourceId } from '../whatIf';
import { healthRuleOf, judgeResource, toVerdict } from './verdict';

/** How many resources are read at the same time. */
const readsAtOnce = 8;

export interface VerifyRequest {
  readonly resources: ResourceApi;
  readonly scope: GroupScope;
  /** Outputs of the deployment, plain values; resource IDs among them must exist. Names are not trusted: `...ClientId` holds a GUID. */
  readonly outputs?: JsonObject;
  /** Resources that the deployment created or changed; they must exist as well. */
  readonly deployed?: readonly string[];
}

/**
 * Reads every resource of the group and what outputs and operations name, and judges each by its type:
 * sites state Running, identities and role assignments exist, everything else provisioned. Unreadable is `unknown`, absent is `unhealthy`.
 * @returns worst first, then by ID. @throws what listing the group throws; CancelledError.
 */
export async function verifyResources({ resources, scope, outputs = {}, deployed = [] }: VerifyRequest, signal?: AbortSignal): Promise<readonly ResourceVerdict[]> {
  const listed = await resources.listResources(scope, signal);
  const expected = [...listResourceIds(outputs), ...deployed.filter((id) => isTopLevel(id))];
  const known = new Set(listed.map(({ id }) => idKey(id)));
  const missing = [...new Map(expected.filter((id) => !known.has(idKey(id))).map((id) => [idKey(id), id] as const)).values()];
  const verdicts = await inBatches([...listed.map(({ id, type }) => ({ id, type })), ...missing.map((id) => ({ id, type: parseResourceId(id)?.type ?? '' }))],
    ({ id, type }) => verifyOne(resources, id, type, signal));
  return verdicts.sort((a, b) => rank(a) - rank(b) || (a.resourceId.toLowerCase() < b.resourceId.toLowerCase() ? -1 : 1));
}

const rank = ({ verdict }: ResourceVerdict): number => ['unhealthy', 'unknown', 'healthy'].indexOf(verdict);

async function verifyOne(resources: ResourceApi, id: string, type: string, signal: AbortSignal | undefined): Promise<ResourceVerdict> {
  try {
    const resource = await resources.findResource(id, signal);
    if (!resource) return toVerdict(id, type, { verdict: 'unhealthy', reason: 'It does not exist.' });
    return toVerdict(id, type, judgeResource(type, resource));
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof DeployError)) throw error;
    return toVerdict(id, type, { verdict: 'unknown', reason: `It could not be read: ${error.message}` });
  }
}

/** Values of outputs that are resource IDs in a resource group, at any depth, each once. */
export function listResourceIds(outputs: JsonObject): string[] {
  const found = new Map<string, string>();
  const visit = (value: unknown): void => {
    if (typeof value === 'string') { if (isTopLevel(value)) found.set(idKey(value), value); }
    else if (Array.isArray(value)) value.forEach(visit);
    else if (value !== null && typeof value === 'object') Object.values(value).forEach(visit);
  };
  visit(outputs);
  return [...found.values()];
}

/** Child and extension resources (queues, settings, role assignments) live and fail with their parent; reading each one costs more than it tells. */
function isTopLevel(id: string): boolean {
  const parsed = parseResourceId(id);
  return parsed?.resourceGroup !== undefined && parsed.type.split('/').length === 2 && parsed.scope === undefined && !/^microsoft\.(resources|authorization)\//i.test(parsed.type);
}

/** Resources as views show them, with a verdict from the list's own answer: sites and others that a list does not describe are read one by one. */
export async function listResourceViews(resources: ResourceApi, scope: GroupScope, signal?: AbortSignal): Promise<readonly ResourceView[]> {
  const listed = await resources.listResources(scope, signal);
  const views = await inBatches(listed, async (resource) => toView(resource, await judgeListed(resources, resource, signal)));
  return views.sort((a, b) => (a.type === b.type ? (a.name < b.name ? -1 : 1) : a.type < b.type ? -1 : 1));
}

async function judgeListed(resources: ResourceApi, resource: Resource, signal: AbortSignal | undefined): Promise<{ verdict: ResourceVerdict; state?: string }> {
  const own = judgeResource(resource.type, resource);
  // How a site is, its provisioning state does not tell.
  const isTold = resource.provisioningState !== undefined && healthRuleOf(resource.type).kind !== 'state';
  if (own.verdict !== 'unknown' || isTold) return { verdict: toVerdict(resource.id, resource.type, own), state: resource.provisioningState };
  try {
    const read = await resources.findResource(resource.id, signal);
    return { verdict: toVerdict(resource.id, resource.type, read ? judgeResource(resource.type, read) : { verdict: 'unhealthy', reason: 'It is listed, but no longer exists.' }), state: read?.provisioningState ?? stateOf(read) };
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof DeployError)) throw error;
    return { verdict: toVerdict(resource.id, resource.type, { verdict: 'unknown', reason: error.message }) };
  }
}

function stateOf(resource: Resource | undefined): string | undefined {
  const state = resource?.properties?.['state'];
  return typeof state === 'string' ? state : undefined;
}

const toView = ({ id, type, name, location, kind, sku, tags, provisioningState }: Resource, { verdict, state }: { verdict: ResourceVerdict; state?: string }): ResourceView => ({
  id, type, name, provisioningState: provisioningState ?? state ?? 'Unknown', health: verdict.verdict,
  ...(location !== undefined && { location }), ...(kind !== undefined && { kind }), ...(typeof sku?.['name'] === 'string' && { sku: sku['name'] }), ...(tags !== undefined && { tags }),
});

/** Keeps the order; at most `readsAtOnce` requests are under way. */
async function inBatches<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => { for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index] as T); };
  await Promise.all(Array.from({ length: Math.min(readsAtOnce, items.length) }, worker));
  return results;
}
