import type { DeploymentExtended, DeploymentOperation as SdkOperation, DeploymentsClient, ErrorResponse, WhatIfChange as SdkChange, WhatIfPropertyChange as SdkPropertyChange } from '@azure/arm-resourcesdeployments';
import { parseErrorBody } from '../core/coach/unwrap';
import { EnvironmentError, LogicError, type ErrorDetail } from '../core/errors';
import type { DeploymentApi, DeploymentOperation, DeploymentRecord, DeploymentRequest, WhatIfChange, WhatIfPropertyChange } from '../core/ports/arm';
import type { JsonObject, JsonValue } from '../core/values';
import { toThrownError } from './armError';
import { isAbsent } from './resources';

/** Gives the SDK's client for a subscription; it is loaded at the first call. */
export type ClientSource = (subscriptionId: string) => Promise<DeploymentsClient>;

/** Deployments at resource group scope over the SDK. What-if and validation are polled by the SDK as Retry-After says. */
export function createDeploymentApi(clientFor: ClientSource, pollIntervalMs: number): DeploymentApi {
  /** The SDK itself throws, too (an operation without a location, a poller that was stopped). */
  const call = async <T>(subscriptionId: string, work: (client: DeploymentsClient) => Promise<T>): Promise<T> => {
    try { return await work(await clientFor(subscriptionId)); } catch (error) { throw toThrownError(error, 'the resource manager'); }
  };
  return {
    validate: (request, signal) => call(request.subscriptionId, async ({ deployments }) => {
      const result = await deployments.validate(request.resourceGroup, request.name, bodyOf(request), { abortSignal: signal, updateIntervalInMs: pollIntervalMs }).pollUntilDone({ abortSignal: signal });
      if (result?.error) throw refused(request, toDetail(result.error));
    }),
    whatIf: (request, signal) => call(request.subscriptionId, async ({ deployments }) => {
      const { properties } = bodyOf(request);
      const result = await deployments.whatIf(request.resourceGroup, request.name, { properties: { ...properties, whatIfSettings: { resultFormat: 'FullResourcePayloads' } } }, { abortSignal: signal, updateIntervalInMs: pollIntervalMs }).pollUntilDone({ abortSignal: signal });
      if (result.error) throw refused(request, toDetail(result.error));
      if (!result.changes) throw new EnvironmentError('Arm.WhatIfEmpty', `What-if of ${request.name} answered without a list of changes.`, { nextStep: 'Try again; without a plan nothing is deployed.' });
      return {
        changes: result.changes.map(toChange), potentialChanges: (result.potentialChanges ?? []).map(toChange),
        diagnostics: (result.diagnostics ?? []).map(({ code, level, message, target }) => ({ code, level: String(level), message, ...(target !== undefined && { target }) })),
      };
    }),
    begin: (request, signal) => call(request.subscriptionId, async ({ deployments }) => {
      let accepted: DeploymentRecord | undefined;
      const poller = deployments.createOrUpdate(request.resourceGroup, request.name, bodyOf(request), {
        abortSignal: signal,
        onResponse: (response) => { accepted ??= toRecord((response as { readonly parsedBody?: unknown }).parsedBody as DeploymentExtended ?? JSON.parse(response.bodyAsText ?? '{}') as DeploymentExtended); },
      });
      await poller.submitted();
      return accepted?.id ? accepted : toRecord(await deployments.get(request.resourceGroup, request.name, { abortSignal: signal }));
    }),
    find: (scope, name, signal) => call(scope.subscriptionId, async ({ deployments }) => {
      try { return toRecord(await deployments.get(scope.resourceGroup, name, { abortSignal: signal })); } catch (error) { if (isAbsent(error)) return undefined; throw error; }
    }),
    list: (scope, signal) => call(scope.subscriptionId, async ({ deployments }) => {
      const records: DeploymentRecord[] = [];
      for await (const deployment of deployments.listByResourceGroup(scope.resourceGroup, { abortSignal: signal })) records.push(toRecord(deployment));
      return records;
    }),
    listOperations: (deploymentId, signal) => {
      const { subscriptionId, resourceGroup, name } = splitDeploymentId(deploymentId);
      return call(subscriptionId ?? '', async ({ deploymentOperations }) => {
        const pages = resourceGroup === undefined ? deploymentOperations.listAtSubscriptionScope(name, { abortSignal: signal }) : deploymentOperations.list(resourceGroup, name, { abortSignal: signal });
        const operations: DeploymentOperation[] = [];
        for await (const operation of pages) operations.push(toOperation(operation));
        return operations;
      });
    },
    cancel: (scope, name, signal) => call(scope.subscriptionId, ({ deployments }) => deployments.cancel(scope.resourceGroup, name, { abortSignal: signal })),
  };
}

const bodyOf = ({ template, parameters, mode, tags }: DeploymentRequest): { properties: { template: JsonObject; parameters: Record<string, JsonObject>; mode: DeploymentRequest['mode'] }; tags?: Record<string, string> } =>
  ({ properties: { template, parameters: parameters as Record<string, JsonObject>, mode }, ...(tags && { tags: { ...tags } }) });

const refused = (request: DeploymentRequest, detail: ErrorDetail): LogicError =>
  new LogicError(`Arm.${detail.code}`, `The template was refused for ${request.resourceGroup}: ${detail.message}`, { details: [detail] });

function splitDeploymentId(id: string): { readonly subscriptionId?: string; readonly resourceGroup?: string; readonly name: string } {
  const match = /^\/subscriptions\/([^/]+)(?:\/resourceGroups\/([^/]+))?\/providers\/Microsoft\.Resources\/deployments\/([^/]+)/i.exec(id);
  if (!match) throw new LogicError('Arm.InvalidDeploymentId', `${id} is not the ID of a deployment in a subscription or resource group.`, { nextStep: 'Operations of deployments above a subscription cannot be listed.' });
  return { subscriptionId: match[1], resourceGroup: match[2], name: decodeURIComponent(match[3] ?? '') };
}

const json = (value: unknown): JsonValue => value as JsonValue;
const isoOf = (value: Date | string | undefined): string | undefined => (value instanceof Date ? (Number.isNaN(value.getTime()) ? undefined : value.toISOString()) : typeof value === 'string' ? value : undefined);

function toRecord(deployment: DeploymentExtended): DeploymentRecord {
  const properties = deployment.properties;
  const timestamp = isoOf(properties?.timestamp);
  return {
    id: deployment.id ?? '', name: deployment.name ?? '', provisioningState: properties?.provisioningState ?? 'Unknown',
    outputs: (properties?.outputs ?? {}) as DeploymentRecord['outputs'], tags: deployment.tags ?? {},
    ...(properties?.correlationId && { correlationId: properties.correlationId }),
    ...(timestamp && { timestamp }), ...(properties?.duration && { duration: properties.duration }),
    ...(properties?.error && { error: toDetail(properties.error) }),
    ...(properties?.parameters && { parameters: properties.parameters as JsonObject }),
    ...(properties?.templateHash && { templateHash: properties.templateHash }),
  };
}

function toOperation({ operationId = '', properties }: SdkOperation): DeploymentOperation {
  const timestamp = isoOf(properties?.timestamp);
  const target = properties?.targetResource;
  // The SDK drops messages that are plain text; what it kept of the error is unwrapped as every other one.
  const error = parseErrorBody(properties?.statusMessage?.error ?? properties?.statusMessage);
  return {
    operationId, provisioningOperation: properties?.provisioningOperation ?? 'NotSpecified', provisioningState: properties?.provisioningState ?? 'Unknown',
    ...(timestamp && { timestamp }), ...(properties?.duration && { duration: properties.duration }), ...(properties?.statusCode && { statusCode: properties.statusCode }),
    ...(error && { error }),
    ...(target?.id && { target: { id: target.id, type: target.resourceType ?? '', name: target.resourceName ?? '' } }),
  };
}

const toDetail = (error: ErrorResponse): ErrorDetail => parseErrorBody(error) ?? { code: error.code ?? 'Unknown', message: error.message ?? 'No reason was given.' };

const toChange = (change: SdkChange): WhatIfChange => ({
  resourceId: change.resourceId ?? '', changeType: change.changeType,
  ...(change.before !== undefined && change.before !== null && { before: json(change.before) as JsonObject }),
  ...(change.after !== undefined && change.after !== null && { after: json(change.after) as JsonObject }),
  ...(change.delta && { delta: change.delta.map(toPropertyChange) }),
  ...(change.unsupportedReason && { unsupportedReason: change.unsupportedReason }),
  ...(change.symbolicName && { symbolicName: change.symbolicName }),
  ...(change.deploymentId && { deploymentId: change.deploymentId }),
});

const toPropertyChange = (change: SdkPropertyChange): WhatIfPropertyChange => ({
  path: change.path, propertyChangeType: change.propertyChangeType,
  ...(change.before !== undefined && { before: json(change.before) }), ...(change.after !== undefined && { after: json(change.after) }),
  ...(change.children && { children: change.children.map(toPropertyChange) }),
});
