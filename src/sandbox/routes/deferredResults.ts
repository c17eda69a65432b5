import { randomUUID } from 'node:crypto';
import type { JsonObject } from '../../armTemplate';
import { notFound } from '../armError';
import { ok, parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import { scopeParts } from '../resourceId';
import type { Sandbox } from '../sandbox';
import { retryAfterSeconds, type ArmRoute } from './shared';

/** Answers 202 with a Location that has the result, once. */
export function deferResult(result: JsonObject, request: ArmRequest, sandbox: Sandbox): Answer {
  const id = randomUUID();
  sandbox.deferredResults.keep(id, result);
  const { subscriptionId } = scopeParts(request.path);
  const base = subscriptionId === undefined ? '' : `/subscriptions/${subscriptionId}`;
  return { status: 202, headers: { location: `${request.baseUrl}${base}/operationresults/${id}?api-version=${encodeURIComponent(request.apiVersion)}`, 'retry-after': retryAfterSeconds } };
}

export const deferredRoutes: readonly ArmRoute[] = ['/subscriptions/{subscriptionId}/operationresults/{operationId}', '/operationresults/{operationId}'].map((path) => ({
  method: 'GET', path, summary: 'Result of a what-if (Location)', handle: (request, sandbox) => {
    const result = sandbox.deferredResults.find(parameterOf(request, 'operationId'));
    if (!result) throw notFound('OperationNotFound', `The operation '${parameterOf(request, 'operationId')}' could not be found.`);
    return ok(result);
  },
}));

const kept = 200;

/** Results that wait to be fetched, in memory alone: after a restart the question is asked again. */
export class DeferredResults {
  private readonly results = new Map<string, JsonObject>();

  keep(id: string, result: JsonObject): void {
    this.results.set(id, result);
    for (const oldest of this.results.keys()) {
      if (this.results.size <= kept) return;
      this.results.delete(oldest);
    }
  }

  find(id: string): JsonObject | undefined { return this.results.get(id); }
}
