import type { JsonObject, JsonValue } from '../../armTemplate';
import { badRequest } from '../armError';
import { type Answer, type ArmRequest, parameterOf } from '../http/armRequest';
import type { Route } from '../http/router';
import { isObject } from '../json';
import type { OperationRecord } from '../operations';
import type { ProviderContext } from '../providers/provider';
import { scopeParts } from '../resourceId';
import type { Sandbox } from '../sandbox';

export type ArmRoute = Route<Sandbox>;

/** Seconds that clients wait between polls of unfinished work. Whole numbers: the Azure CLI understands nothing else. */
export const retryAfterSeconds = '1';

/** @throws ArmError 400 `InvalidRequestContent` when the body is no JSON object. */
export function bodyOf(request: ArmRequest): JsonObject {
  if (isObject(request.body)) return request.body;
  throw badRequest('InvalidRequestContent', 'The request content was invalid and could not be deserialized: a JSON object is expected.');
}

/** Context of the subscription in the request's path. @throws ArmError `InvalidSubscriptionId`. */
export function contextOf(request: ArmRequest, sandbox: Sandbox): ProviderContext {
  return sandbox.context(request.caller, scopeParts(request.path).subscriptionId);
}

/** The subscription that the route names, which exists from now on. */
export function subscriptionOf(request: ArmRequest, sandbox: Sandbox): string {
  return sandbox.subscriptions.use(parameterOf(request, 'subscriptionId'), request.caller.tenantId).subscriptionId;
}

const defaultPage = 1000;

/** One page of a list, with a link to the next. `$top` asks for smaller pages; the place is in `$skiptoken`. */
export function page<T>(items: readonly T[], request: ArmRequest, render: (item: T) => JsonValue): Answer {
  const top = numberOf(request.query.get('$top'), '$top') ?? defaultPage;
  const size = Math.max(1, Math.min(top, defaultPage));
  const start = numberOf(request.query.get('$skiptoken'), '$skiptoken') ?? 0;
  const value = items.slice(start, start + size).map(render);
  if (start + size >= items.length) return { status: 200, body: { value } };
  const next = new URL(`${request.baseUrl}${encodeURI(request.path)}`);
  for (const [name, text] of request.query) if (name.toLowerCase() !== '$skiptoken') next.searchParams.append(name, text);
  next.searchParams.set('$skiptoken', String(start + size));
  return { status: 200, body: { value, nextLink: next.href } };
}

function numberOf(text: string | null, name: string): number | undefined {
  if (text === null || text === '') return undefined;
  if (!/^\d{1,9}$/.test(text)) throw badRequest('InvalidParameter', `The value '${text}' of the query parameter '${name}' is not valid. It must be a whole number.`);
  return Number(text);
}

/** Headers that tell a client where to ask for unfinished work. */
export function pollingHeaders(request: ArmRequest, operation: OperationRecord, namespace: string): Readonly<Record<string, string>> {
  const { subscriptionId } = scopeParts(request.path);
  const base = `${request.baseUrl}${subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`}/providers/${namespace}/locations/global`;
  const version = `?api-version=${encodeURIComponent(request.apiVersion)}`;
  return {
    'azure-asyncoperation': `${base}/operationStatuses/${operation.id}${version}`, location: `${base}/operationResults/${operation.id}${version}`, 'retry-after': retryAfterSeconds,
  };
}
