import { notFound } from '../../armError';
import type { ProviderContext, ProviderRoute, ProviderRouteRequest, RouteAnswer } from '../../providers/provider';
import { property, textOf } from '../../providers/shared/json';
import type { Watch } from '../watch';
import { answerLogs } from './answer';

const group = '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers';

/** Queries through ARM, signed in and authorised as any other request. */
export const logRoutes = (watch: Watch): readonly ProviderRoute[] => [
  ...(['GET', 'POST'] as const).flatMap((method): ProviderRoute[] => [
    { method, path: `${group}/Microsoft.Insights/components/{name}/query`, summary: 'Query - Execute over a component, with a subset of KQL', handle: async (request, context) => { await watch.tests(); return answer(request, `Microsoft.Insights/components/${request.parameters.name ?? ''}`, context); } },
    { method, path: `${group}/Microsoft.OperationalInsights/workspaces/{name}/query`, summary: 'Query - Execute over a workspace, with a subset of KQL', handle: async (request, context) => { await watch.tests(); return answer(request, `Microsoft.OperationalInsights/workspaces/${request.parameters.name ?? ''}`, context); } },
    { method, path: `${group}/Microsoft.OperationalInsights/workspaces/{name}/api/query`, summary: 'Query - Execute over a workspace, as older clients ask', handle: async (request, context) => { await watch.tests(); return answer(request, `Microsoft.OperationalInsights/workspaces/${request.parameters.name ?? ''}`, context); } },
    { method, path: '/{scope}/providers/Microsoft.Insights/logs', summary: 'Query - Execute over any resource, with a subset of KQL', handle: async (request, context) => { await watch.tests(); return ask(request, request.parameters.scope ?? '', context); } },
  ]),
];

const answer = (request: ProviderRouteRequest, resource: string, context: ProviderContext): RouteAnswer =>
  ask(request, `/subscriptions/${request.parameters.subscriptionId ?? ''}/resourceGroups/${request.parameters.resourceGroup ?? ''}/providers/${resource}`, context);

function ask({ body, query }: ProviderRouteRequest, scopeId: string, context: ProviderContext): RouteAnswer {
  const found = context.resources.find(scopeId);
  if (/\/providers\//i.test(scopeId) && !found) throw notFound('ResourceNotFound', `The Resource '${scopeId}' was not found.`);
  const given = (name: string): string | undefined => textOf(property(body, name)) ?? query.get(name) ?? undefined;
  return answerLogs({ scopeId: found?.id ?? scopeId, query: given('query'), timespan: given('timespan') }, context);
}
