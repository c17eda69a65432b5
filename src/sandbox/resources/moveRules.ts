import { ArmError, badRequest, conflict, type ArmErrorDetail } from '../armError';
import { member } from '../json';
import type { StoredResource } from '../providers/provider';
import { keyOf, parseResourceId, scopeParts, type ResourceId } from '../resourceId';
import type { GroupRecord } from './resourceGroups';

/** Types of this world that Azure moves neither to another group nor to another subscription. @see Move operation support for resources */
const unmovable = /^microsoft\.(managedidentity\/|machinelearningservices\/|authorization\/|consumption\/|resources\/|insights\/(activitylogalerts|metricalerts|datacollectionrules|diagnosticsettings|privatelinkscopes)$|operationalinsights\/(clusters|querypacks)$|alertsmanagement\/|network\/(natgateways|applicationgateways|privatelinkservices|azurefirewalls|virtualnetworkgateways)$)/i;

export interface Move { readonly source: GroupRecord; readonly target: GroupRecord; readonly resources: readonly StoredResource[] }

/** Where a move happens, for the words of its refusal. */
export interface MoveTrace { readonly timestamp: string; readonly trackingId: string; readonly correlationId: string }

/** @throws ArmError 400 for what names no top-level resource of the source group. */
export function readMoved(text: string, source: GroupRecord): ResourceId {
  const id = parseResourceId(text);
  const { subscriptionId, resourceGroup } = scopeParts(text);
  if (!id || subscriptionId?.toLowerCase() !== source.subscriptionId.toLowerCase() || resourceGroup?.toLowerCase() !== source.name.toLowerCase()) throw badRequest('InvalidResourceId', `The resource identifier '${text}' does not name a resource of the resource group '${source.name}'. Resources that are moved together must be in one resource group.`);
  if (id.parentId !== undefined || parseResourceId(id.scope)) throw badRequest('ResourceNotTopLevel', `Identifier '${text}' is not a top level resource.`);
  return id;
}

/** @throws ArmError 409 `ResourceMoveValidationFailed` with one detail for each objection, or as the service of the apps refuses. */
export function checkMove(move: Move, held: { readonly inSource: readonly StoredResource[]; readonly inTarget: readonly StoredResource[] }, trace: MoveTrace): void {
  const unready = move.resources.filter(({ body }) => !['succeeded', undefined].includes(stateOf(body.properties)));
  if (unready.length > 0) throw conflict('MoveCannotProceedWithResourcesNotInSucceededState', `Cannot proceed with move because some resources are not in the succeeded state. Resources: '${unready.map(({ id }) => id).join(',')}'.`);
  const taken = new Set(held.inTarget.map(({ id }) => tailOf(id)));
  const objections = move.resources.flatMap(({ id, type }): ArmErrorDetail[] => {
    if (unmovable.test(type)) return [{ code: 'ResourceMoveNotSupported', target: id, message: `Resource move is not supported for resource types '${type}'.` }];
    return taken.has(tailOf(id)) ? [{ code: 'ResourceAlreadyExists', target: id, message: `The resource group '${move.target.name}' already holds a resource of the type '${type}' with that name.` }] : [];
  });
  if (objections.length > 0) throw new ArmError(409, 'ResourceMoveValidationFailed', `The resource batch move request has '${objections.length}' validation errors. Diagnostic information: timestamp '${trace.timestamp}', tracking Id '${trace.trackingId}', request correlation Id '${trace.correlationId}'.`, { details: objections });
  checkApps(move, held, trace);
}

/** To another subscription the apps and plans of a group go together, into a group without any. @see App Service move limitations */
function checkApps({ source, target, resources }: Move, { inSource, inTarget }: Parameters<typeof checkMove>[1], trace: MoveTrace): void {
  const apps = (list: readonly StoredResource[]): StoredResource[] => list.filter(({ type }) => /^microsoft\.web\/[^/]+$/i.test(type));
  if (apps(resources).length === 0 || source.subscriptionId === target.subscriptionId) return;
  const moved = new Set(resources.map(({ id }) => keyOf(id)));
  const all = apps(inSource);
  if (all.every(({ id }) => moved.has(keyOf(id))) && apps(inTarget).length === 0) return;
  const message = `Please select all the Microsoft.Web resources from '${source.name}' resource group for cross-subscription migration. Also, please ensure destination resource group '${target.name}' doesn't have any Microsoft.Web resources before move operation. Here is the list of resources you have to move together: ${all.map(({ name, type }) => `${name} (${type})`).join(', ')}.`;
  throw new ArmError(409, 'ResourceMoveProviderValidationFailed', `Resource move validation failed. Please see details. Diagnostic information: timestamp '${trace.timestamp}', subscription id '${source.subscriptionId}', tracking id '${trace.trackingId}', request correlation id '${trace.correlationId}'.`, { details: [{ code: 'BadRequest', target: 'Microsoft.Web/sites', message }] });
}

const tailOf = (id: string): string => keyOf(id).slice(keyOf(id).indexOf('/providers/'));

function stateOf(properties: unknown): string | undefined {
  const state = member(properties as never, 'provisioningState');
  return typeof state === 'string' ? state.toLowerCase() : undefined;
}
