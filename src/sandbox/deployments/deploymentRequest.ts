import type { GivenParameter, JsonObject, JsonValue } from '../../armTemplate';
import { badRequest } from '../armError';
import { isObject, member, textOr } from '../json';
import { readOnError, type OnErrorRequest } from './onError';

/** The body of a deployment, a validation or a what-if, read. */
export interface DeploymentRequest {
  readonly mode: 'Incremental' | 'Complete';
  readonly template?: JsonObject;
  readonly templateLink?: JsonObject;
  readonly parameters: { readonly [name: string]: GivenParameter };
  readonly parametersLink?: JsonObject;
  readonly location?: string;
  readonly tags?: JsonObject;
  readonly resultFormat: 'FullResourcePayloads' | 'ResourceIdOnly';
  readonly validationLevel?: string;
  readonly onError?: OnErrorRequest;
}

/** @throws ArmError 400 with ARM's codes. */
export function readDeploymentRequest(body: JsonValue | undefined, scopeKind: string): DeploymentRequest {
  const properties = member(body, 'properties');
  if (!isObject(properties)) throw badRequest('InvalidRequestContent', "The request content was invalid and could not be deserialized: 'Required property 'properties' not found in JSON.'.");
  const onError = readOnError(member(properties, 'onErrorDeployment'), scopeKind);
  const mode = readMode(member(properties, 'mode'), scopeKind);
  const [template, templateLink, parameters, parametersLink] = ['template', 'templateLink', 'parameters', 'parametersLink'].map((name) => member(properties, name) ?? undefined);
  if (template === undefined && templateLink === undefined) throw badRequest('InvalidTemplate', "Deployment template validation failed: 'The template is missing. One of the properties 'template' and 'templateLink' must be given.'.");
  if (template !== undefined && templateLink !== undefined) throw badRequest('InvalidRequestContent', "The request content was invalid: only one of the properties 'template' and 'templateLink' may be given.");
  const location = member(body, 'location');
  const tags = member(body, 'tags');
  return {
    mode, parameters: readParameters(parameters), resultFormat: textOr(member(member(properties, 'whatIfSettings'), 'resultFormat')).toLowerCase() === 'resourceidonly' ? 'ResourceIdOnly' : 'FullResourcePayloads',
    ...(template !== undefined && { template: objectOf(template, 'template') }), ...(templateLink !== undefined && { templateLink: objectOf(templateLink, 'templateLink') }),
    ...(parametersLink !== undefined && { parametersLink: objectOf(parametersLink, 'parametersLink') }), ...(isObject(tags) && { tags }),
    ...(typeof member(properties, 'validationLevel') === 'string' && { validationLevel: textOr(member(properties, 'validationLevel')) }),
    ...(onError && { onError }), ...readLocation(location, scopeKind),
  };
}

function readMode(mode: JsonValue | undefined, scopeKind: string): 'Incremental' | 'Complete' {
  const text = textOr(mode, mode === undefined || mode === null ? 'Incremental' : '').toLowerCase();
  if (text === 'incremental') return 'Incremental';
  if (text !== 'complete') throw badRequest('InvalidRequestContent', `The request content was invalid and could not be deserialized: 'Error converting value "${String(mode)}" to type 'DeploymentMode'. Path 'properties.mode'.'.`);
  if (scopeKind !== 'resourceGroup') throw badRequest('InvalidDeployment', "The deployment mode 'Complete' is not supported at this scope. Only 'Incremental' is.");
  return 'Complete';
}

function readLocation(location: JsonValue | undefined, scopeKind: string): { readonly location?: string } {
  if (scopeKind === 'resourceGroup') {
    if (typeof location === 'string' && location !== '') throw badRequest('InvalidDeployment', "The 'location' property is not allowed for a deployment at resource group scope. Please see https://aka.ms/deploy-to-subscription for usage details.");
    return {};
  }
  if (typeof location !== 'string' || location === '') throw badRequest('LocationRequired', 'The location property is required for this definition.');
  return { location };
}

/** Parameters are objects with `value`, `reference` or `expression`. */
function readParameters(parameters: JsonValue | undefined): { readonly [name: string]: GivenParameter } {
  if (parameters === undefined) return {};
  const named = objectOf(parameters, 'parameters');
  for (const [name, parameter] of Object.entries(named)) {
    const isParameter = isObject(parameter) && ['value', 'reference', 'expression'].some((key) => member(parameter, key) !== undefined);
    if (!isParameter && !(isObject(parameter) && Object.keys(parameter).length === 0)) throw badRequest('InvalidRequestContent', `The request content was invalid and could not be deserialized: 'The value of deployment parameter '${name}' must be an object with the property 'value' or 'reference'. Path 'properties.parameters.${name}'.'.`);
  }
  return named as unknown as { readonly [name: string]: GivenParameter };
}

function objectOf(value: JsonValue, name: string): JsonObject {
  if (!isObject(value)) throw badRequest('InvalidRequestContent', `The request content was invalid and could not be deserialized: the property 'properties.${name}' must be an object.`);
  return value;
}
