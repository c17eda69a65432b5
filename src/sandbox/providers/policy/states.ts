import type { JsonObject } from '../../../armTemplate';
import { keyOf, scopeParts } from '../../resourceId';
import { scopeOf } from '../authorization/roleAssignments';
import { holdsAt } from '../management/hierarchy';
import type { ProviderContext, StoredResource } from '../provider';
import { arrayOf, objectOf, sameText, textOf, valueAt } from '../shared/json';
import { longTime } from '../shared/time';
import { bodyShape } from '../types/typeData';
import { findDefinition } from './definitions';
import { existenceDetails, isMissing } from './existence';
import { holds, resolve, subjectOf } from './rule';
import type { PolicySubject } from './rule';

export interface PolicyState { readonly id: string; readonly name: string; readonly properties: JsonObject }

/** A policy that an assignment puts into force at its scope. */
export interface Policy { readonly assignment: StoredResource; readonly definitionId: string; readonly rule: JsonObject; readonly parameters: JsonObject; readonly effect: string; /** Looks only at types that have a location and tags. */ readonly isIndexed: boolean }

/** Assignments with the definitions they name, resolved; an initiative counts as its members. Those of unknown definitions are left out. */
export function policiesInForce(context: ProviderContext): Policy[] {
  return context.resources.listByType('Microsoft.Authorization/policyAssignments').flatMap((assignment) => membersOf(assignment, context).flatMap(({ definitionId, given }) => {
    const definition = findDefinition(definitionId, context);
    if (!definition) return [];
    const parameters = { ...objectOf(definition.parameters), ...given };
    const rule = objectOf(definition.policyRule);
    return [{ assignment, definitionId, rule, parameters, effect: String(resolve(valueAt(rule, 'then.effect'), parameters) ?? 'audit').toLowerCase(), isIndexed: sameText(definition.mode, 'Indexed') }];
  }));
}

interface Member { readonly definitionId: string; readonly given: JsonObject }

/** The definitions that an assignment puts into force, with the values of their parameters. */
function membersOf(assignment: StoredResource, context: ProviderContext): Member[] {
  const definitionId = textOf(valueAt(assignment.body, 'properties.policyDefinitionId')) ?? '';
  const given = objectOf(valueAt(assignment.body, 'properties.parameters'));
  const set = /\/policySetDefinitions\//i.test(definitionId) ? context.resources.find(definitionId) : undefined;
  if (!set) return [{ definitionId, given }];
  const outer = { ...objectOf(valueAt(set.body, 'properties.parameters')), ...given };
  return arrayOf(valueAt(set.body, 'properties.policyDefinitions')).map(objectOf).map((member) => ({
    definitionId: String(member.policyDefinitionId),
    given: Object.fromEntries(Object.entries(objectOf(member.parameters)).map(([name, parameter]) => [name, { value: resolve(objectOf(parameter).value, outer) ?? null }])),
  }));
}

export function covers({ assignment }: Policy, id: string, context: ProviderContext): boolean {
  const excluded = arrayOf(valueAt(assignment.body, 'properties.notScopes')).some((one) => keyOf(id).startsWith(keyOf(String(one))));
  return !excluded && holdsAt(scopeOf(assignment.id), id, context);
}

/** Whether a resource is against a policy; undefined where the rule cannot be evaluated here, or does not apply to the resource. */
export function violates({ rule, parameters, effect }: Policy, subject: PolicySubject, context: ProviderContext): boolean | undefined {
  const details = existenceDetails(effect, rule);
  const isMet = holds(rule.if, subject, parameters);
  if (!details) return isMet;
  return isMet === true ? isMissing(details, subject, parameters, context) : undefined;
}

/** One state for each policy and resource it applies to: compliant or not. Resources whose rule cannot be evaluated have none. */
export function policyStates(context: ProviderContext, scope = ''): PolicyState[] {
  const resources = [...context.table<StoredResource>('resources').entries()].map(([, resource]) => resource).filter(({ id, body }) => body.location !== undefined && keyOf(id).startsWith(keyOf(scope)));
  return policiesInForce(context).filter(({ effect }) => effect !== 'disabled').flatMap((policy) => resources.filter((resource) => (!policy.isIndexed || isIndexed(resource)) && covers(policy, resource.id, context)).flatMap((resource) => {
    const isViolated = violates(policy, subjectOf(resource), context);
    return isViolated === undefined ? [] : [state(policy, resource, isViolated, context)];
  }));
}

/** Entities of a Service Bus namespace and their like show a location, but have no tags, and no index holds them. */
function isIndexed({ type, apiVersion, body }: StoredResource): boolean {
  const shape = bodyShape(type, apiVersion);
  return body.location !== undefined && (shape?.is === 'object' || shape?.is === 'choice' ? Object.hasOwn(shape.has, 'tags') : body.tags !== undefined || type.split('/').length === 2);
}

function state(policy: Policy, resource: StoredResource, isViolated: boolean, context: ProviderContext): PolicyState {
  const { subscriptionId = '', resourceGroup = '' } = scopeParts(resource.id);
  const name = context.random.guid(`policy state:${policy.assignment.id}:${keyOf(resource.id)}`).replaceAll('-', '');
  return {
    id: `${resource.id}/providers/Microsoft.PolicyInsights/policyStates/${name}`, name,
    properties: {
      timestamp: longTime(context.clock.now()), resourceId: resource.id, resourceType: resource.type, resourceLocation: String(resource.body.location ?? '').replace(/\s/g, '').toLowerCase(), resourceGroup, subscriptionId,
      policyAssignmentId: policy.assignment.id, policyAssignmentName: policy.assignment.name, policyAssignmentScope: scopeOf(policy.assignment.id), policyDefinitionId: policy.definitionId, policyDefinitionName: policy.definitionId.split('/').at(-1) ?? '',
      policyDefinitionAction: policy.effect, isCompliant: !isViolated, complianceState: isViolated ? 'NonCompliant' : 'Compliant',
    },
  };
}
