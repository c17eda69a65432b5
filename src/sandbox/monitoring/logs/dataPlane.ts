import type { JsonObject, JsonValue } from '../../../armTemplate';
import { ArmError, badRequest, notFound, notImplemented } from '../../armError';
import { mayAct } from '../../providers/authorization/accessControl';
import type { Caller, DataPlaneHost, ProviderContext } from '../../providers/provider';
import { arrayOf, objectOf, property, sameText, textOf, valueAt } from '../../providers/shared/json';
import { parseResourceId } from '../../resourceId';
import type { PlaneAnswer, PlaneRequest } from '../plane';
import { answerLogs, type LogAnswer, type LogQuestion } from './answer';

/** `/logs/v1/...` is the service of Log Analytics, `/insights/v1/...` that of Application Insights. */
export const isQueryPath = (path: string): boolean => /^\/(logs|insights)\/v1\//i.test(path);

/** Queries by clients of either service. @see Azure Monitor Log Analytics API, and Application Insights REST API */
export function answerQueries(request: PlaneRequest, host: DataPlaneHost): PlaneAnswer {
  const caller = host.callerOf(request.headers.authorization);
  if (!caller) throw new ArmError(401, 'InvalidTokenError', 'Valid authentication was not provided.');
  const context = host.context(caller.tenantId);
  const path = decode(request.url.pathname).replace(/^\/(logs|insights)\/v1/i, '').replace(/\/{2,}/g, '/').replace(/\/$/, '');
  const ask = (question: LogQuestion): LogAnswer => (mayQuery(caller, question.scopeId, context) ? answerLogs(question, context) : insufficient);
  if (/^\/\$batch$/i.test(path)) return batch(objectOf(jsonOf(request.body)), ask, context);
  const scope = /^(\/.+)\/query$/i.exec(path)?.[1];
  if (scope === undefined || !['GET', 'POST'].includes(request.method)) throw notImplemented(`${request.method} ${request.url.pathname}`);
  const body = request.method === 'GET' ? undefined : jsonOf(request.body);
  const given = (name: string): string | undefined => textOf(property(body, name)) ?? request.url.searchParams.get(name) ?? undefined;
  return ask({ scopeId: scopeIdOf(scope, context), query: given('query'), timespan: given('timespan') });
}

const insufficient: LogAnswer = { status: 403, body: { error: { code: 'InsufficientAccessError', message: 'The provided credentials have insufficient access to perform the requested operation' } } };

/** With role checks on, a role that reads logs is needed, as Reader and Monitoring Reader do. */
function mayQuery({ objectId }: Caller, scopeId: string, context: ProviderContext): boolean {
  const type = parseResourceId(scopeId)?.type ?? '';
  const isOwn = sameText(type, 'Microsoft.Insights/components') || sameText(type, 'Microsoft.OperationalInsights/workspaces');
  return mayAct(objectId, isOwn ? `${type}/query/read` : 'Microsoft.Insights/logs/read', scopeId, context);
}

/** The resource behind `/workspaces/{customer ID}`, `/apps/{application ID}` or a resource ID. @throws ArmError 404 */
function scopeIdOf(scope: string, context: ProviderContext): string {
  const [, kind = '', id = ''] = /^\/(workspaces|apps)\/([^/]+)$/i.exec(scope) ?? [];
  if (kind === '') {
    if (!/^\/subscriptions\//i.test(scope)) throw notFound('PathNotFoundError', `The requested path '${scope}' does not exist.`);
    if (/\/providers\//i.test(scope) && !context.resources.find(scope)) throw notFound('ResourceNotFoundError', `The resource '${scope}' could not be found.`);
    return scope;
  }
  const isWorkspace = sameText(kind, 'workspaces');
  const found = context.resources.listByType(isWorkspace ? 'Microsoft.OperationalInsights/workspaces' : 'Microsoft.Insights/components').find(({ body }) => sameText(valueAt(body, isWorkspace ? 'properties.customerId' : 'properties.AppId'), id));
  if (!found) throw notFound(isWorkspace ? 'WorkspaceNotFoundError' : 'ApplicationNotFoundError', `The ${isWorkspace ? 'workspace' : 'application'} '${id}' could not be found.`);
  return found.id;
}

type Ask = (question: LogQuestion) => LogAnswer;

/** @see Query - Batch */
function batch(body: JsonObject, ask: Ask, context: ProviderContext): PlaneAnswer {
  const responses = arrayOf(body.requests).map((one): JsonObject => {
    const answer = answerTo(objectOf(one), ask, context);
    return { id: property(one, 'id') ?? '', status: answer.status, headers: {}, body: answer.body };
  });
  return { status: 200, body: { responses } };
}

function answerTo(one: JsonObject, ask: Ask, context: ProviderContext): LogAnswer {
  try { return ask({ scopeId: scopeIdOf(`/workspaces/${textOf(one.workspace) ?? ''}`, context), query: textOf(property(one.body, 'query')), timespan: textOf(property(one.body, 'timespan')) }); } catch (error) {
    if (!(error instanceof ArmError)) throw error;
    return { status: error.status, body: { error: { code: error.code, message: error.message } } };
  }
}

function decode(path: string): string {
  try { return decodeURIComponent(path); } catch (error) { if (error instanceof URIError) throw badRequest('BadArgumentError', 'The URL holds an escape sequence that is not valid.'); throw error; }
}

function jsonOf(body: Buffer): JsonValue | undefined {
  try { return JSON.parse(body.toString('utf8')) as JsonValue; } catch (error) { if (error instanceof SyntaxError) throw badRequest('BadArgumentError', 'The request body is no JSON.'); throw error; }
}
