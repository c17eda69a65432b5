import type { Answer, ArmRequest } from '../http/armRequest';
import { Router } from '../http/router';
import type { ProviderRegistry } from '../providers';
import type { ProviderRoute } from '../providers/provider';
import type { Sandbox } from '../sandbox';
import { batchRoute, type AnswerPart } from './batch';
import { deferredRoutes } from './deferredResults';
import { deploymentRoutes } from './deployments';
import { directoryRoutes } from './directory';
import { featureRoutes } from './features';
import { lockRoutes } from './locks';
import { openRoutes } from './metadata';
import { moveRoutes } from './moves';
import { operationCatalogueRoutes } from './operationCatalogue';
import { providerRoutes } from './providers';
import { resourceGroupRoutes } from './resourceGroups';
import { operationRoutes, resourceListRoutes, resourceRoutes } from './resources';
import { contextOf, type ArmRoute } from './shared';
import { subscriptionRoutes } from './subscriptions';
import { tagNameRoutes } from './tagNames';
import { tagRoutes } from './tags';

/** Needs no API version; the directory alone needs a token. */
export const openRouter = (): Router<Sandbox> => new Router([...openRoutes, ...directoryRoutes]);

/** Special before general: the routes of any resource come last. */
export const armRouter = (registry: ProviderRegistry, answerPart?: AnswerPart): Router<Sandbox> => new Router([
  batchRoute(answerPart), ...subscriptionRoutes, ...operationRoutes, ...deferredRoutes, ...registry.modules.flatMap((module) => module.routes ?? []).map(adapt), ...resourceGroupRoutes, ...moveRoutes, ...resourceListRoutes,
  ...deploymentRoutes, ...tagNameRoutes, ...tagRoutes, ...lockRoutes, ...featureRoutes, ...operationCatalogueRoutes, ...providerRoutes, ...resourceRoutes,
]);

/** A provider's own route, seen by the server. */
function adapt(route: ProviderRoute): ArmRoute {
  const { method, path, summary } = route;
  return {
    method, path, summary,
    handle: async (request: ArmRequest, sandbox: Sandbox): Promise<Answer> => {
      const { parameters, query, apiVersion, body } = request;
      const answer = await route.handle({ parameters, query, apiVersion, body, method, path: request.path }, contextOf(request, sandbox));
      return { status: answer.status ?? 200, ...(answer.body !== undefined && { body: answer.body }), ...(answer.headers && { headers: answer.headers }) };
    },
  };
}
