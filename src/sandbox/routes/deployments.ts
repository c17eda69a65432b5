import type { JsonObject } from '../../armTemplate';
import { ArmError } from '../armError';
import { readDeploymentRequest } from '../deployments/deploymentRequest';
import type { DeploymentCommand } from '../deployments/deployments';
import { hashTemplate } from '../deployments/prepare';
import { isActive, unpackTemplate, type DeploymentRecord } from '../deployments/record';
import { errorJson, renderDeployment, renderOperation } from '../deployments/renderDeployment';
import { deploymentIdOf, resolveScope, scopeIdOf } from '../deployments/scope';
import { ok, parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import type { Sandbox } from '../sandbox';
import { whatIf } from '../whatIf/whatIf';
import { deferResult } from './deferredResults';
import { parseFilter } from './filter';
import { bodyOf, page, retryAfterSeconds, type ArmRoute } from './shared';

const collection = '/{scope}/providers/Microsoft.Resources/deployments';
const one = `${collection}/{deploymentName}`;

/** Deployments at tenant, management group, subscription and resource group. */
export const deploymentRoutes: readonly ArmRoute[] = [
  { method: 'POST', path: '/providers/Microsoft.Resources/calculateTemplateHash', summary: 'Deployments - Calculate Template Hash', handle: (request) => ok({ minifiedTemplate: JSON.stringify(bodyOf(request)), templateHash: hashTemplate(bodyOf(request)) }) },
  { method: 'GET', path: collection, summary: 'Deployments - List', handle: list },
  { method: 'HEAD', path: one, summary: 'Deployments - Check Existence', handle: (request, sandbox) => ({ status: sandbox.deployments.store.find(idOf(request, sandbox)) ? 204 : 404 }) },
  { method: 'GET', path: one, summary: 'Deployments - Get', handle: (request, sandbox) => ok(renderDeployment(recordOf(request, sandbox))) },
  { method: 'PUT', path: one, summary: 'Deployments - Create Or Update', handle: create },
  { method: 'DELETE', path: one, summary: 'Deployments - Delete', handle: remove },
  { method: 'POST', path: `${one}/validate`, summary: 'Deployments - Validate', handle: validate },
  { method: 'POST', path: `${one}/whatIf`, summary: 'Deployments - What If', handle: predict },
  { method: 'POST', path: `${one}/cancel`, summary: 'Deployments - Cancel', handle: (request, sandbox) => { sandbox.deployments.cancel(idOf(request, sandbox)); return { status: 204 }; } },
  { method: 'POST', path: `${one}/exportTemplate`, summary: 'Deployments - Export Template', handle: (request, sandbox) => ok({ template: unpackTemplate(recordOf(request, sandbox).template) }) },
  { method: 'POST', path: `${one}/listOutputsWithSecureValues`, summary: 'Deployments - List Outputs With Secure Values', handle: (request, sandbox) => ok(Object.fromEntries(Object.entries(recordOf(request, sandbox).outputs ?? {}).map(([name, { type, value }]) => [name, { type, value }]))) },
  { method: 'GET', path: `${one}/operations`, summary: 'Deployment Operations - List', handle: (request, sandbox) => page(sandbox.deployments.store.listRows(recordOf(request, sandbox).id), request, renderOperation) },
  { method: 'GET', path: `${one}/operations/{operationId}`, summary: 'Deployment Operations - Get', handle: operation },
  { method: 'GET', path: `${one}/operationStatuses/{operationId}`, summary: 'State of a deployment under way', handle: status },
];

/** ID as it is stored: the scope must exist. */
function idOf(request: ArmRequest, sandbox: Sandbox): string {
  const scope = resolveScope(parameterOf(request, 'scope'), request.caller, sandbox);
  return deploymentIdOf(scopeIdOf(scope), parameterOf(request, 'deploymentName'));
}

const recordOf = (request: ArmRequest, sandbox: Sandbox): DeploymentRecord => sandbox.deployments.get(idOf(request, sandbox));

function commandOf(request: ArmRequest, sandbox: Sandbox): DeploymentCommand {
  const scope = resolveScope(parameterOf(request, 'scope'), request.caller, sandbox);
  return { scope: scopeIdOf(scope), name: parameterOf(request, 'deploymentName'), request: readDeploymentRequest(bodyOf(request), scope.kind), caller: request.caller, correlationId: request.correlationId };
}

function list(request: ArmRequest, sandbox: Sandbox): Answer {
  const scope = scopeIdOf(resolveScope(parameterOf(request, 'scope'), request.caller, sandbox));
  const text = request.query.get('$filter');
  const filter = text ? parseFilter(text) : undefined;
  const records = sandbox.deployments.store.list(scope).filter(({ state }) => !filter || filter((name) => (name.toLowerCase() === 'provisioningstate' ? [state] : [])));
  return page(records, request, renderDeployment);
}

/** How long the answer to a create waits for the end: a client that hears of finished work need not poll. */
const graceMs = (sandbox: Sandbox): number => (sandbox.provisioningDelay === 0 ? 1500 : 50);

async function create(request: ArmRequest, sandbox: Sandbox): Promise<Answer> {
  const { record, created, ended } = await sandbox.deployments.begin(commandOf(request, sandbox));
  const soon = new AbortController();
  const last = await Promise.race([ended, sandbox.clock.wait(graceMs(sandbox), soon.signal).then(() => undefined)]);
  soon.abort();
  const status = created ? 201 : 200;
  if (last?.state === 'Succeeded') return { status, body: renderDeployment(last) };
  // A failure is told by the operation, with all its details; the answer to the PUT has no place for them.
  const id = encodeURI(record.id);
  return {
    status, body: renderDeployment(record),
    headers: { 'azure-asyncoperation': `${request.baseUrl}${id}/operationStatuses/${record.startedMs}?api-version=${encodeURIComponent(request.apiVersion)}`, 'retry-after': retryAfterSeconds },
  };
}

function status(request: ArmRequest, sandbox: Sandbox): Answer {
  const record = recordOf(request, sandbox);
  const body: JsonObject = { status: record.state, ...(record.error && { error: errorJson(record.error) }) };
  return { status: 200, body, ...(isActive(record.state) && { headers: { 'retry-after': retryAfterSeconds } }) };
}

/** A refusal comes through the polled result, as from ARM: clients take a failure in the first answer for one of the operation, and lose its error. */
async function predict(request: ArmRequest, sandbox: Sandbox): Promise<Answer> {
  const result = await whatIf(sandbox, commandOf(request, sandbox));
  return result.status === 'Succeeded' ? ok(result) : deferResult(result, request, sandbox);
}

function remove(request: ArmRequest, sandbox: Sandbox): Answer {
  const record = sandbox.deployments.store.find(idOf(request, sandbox));
  if (!record) return { status: 204 };
  if (isActive(record.state)) throw new ArmError(409, 'DeploymentActive', `The deployment '${record.name}' cannot be deleted because it is still active. Cancel it first.`);
  sandbox.locks.checkDelete(record.id);
  sandbox.deployments.store.remove(record);
  return { status: 204 };
}

function operation(request: ArmRequest, sandbox: Sandbox): Answer {
  const record = recordOf(request, sandbox);
  const operationId = parameterOf(request, 'operationId');
  const row = sandbox.deployments.store.findRow(record.id, operationId);
  if (!row) throw new ArmError(404, 'DeploymentOperationNotFound', `The deployment operation '${operationId}' of the deployment '${record.name}' could not be found.`);
  return ok(renderOperation(row));
}

async function validate(request: ArmRequest, sandbox: Sandbox): Promise<Answer> {
  const { record, prepared } = await sandbox.deployments.check(commandOf(request, sandbox));
  const rendered = renderDeployment(record);
  const validated = prepared.expansion.resources.filter((resource) => resource.condition && !resource.existing).map(({ id }) => ({ id }));
  return ok({ ...rendered, properties: { ...(rendered.properties as JsonObject), provisioningState: 'Succeeded', validatedResources: validated } });
}
