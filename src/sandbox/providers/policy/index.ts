import type { JsonObject } from '../../../armTemplate';
import { ArmError, badRequest, notFound } from '../../armError';
import { keyOf, parseResourceId } from '../../resourceId';
import type { AuthorizationRequest, ProviderContext, ProviderModule, ProviderRouteRequest, ResourceProvider, RouteAnswer } from '../provider';
import { arrayOf, isObject, objectOf, textOf, valueAt, withDefaults } from '../shared/json';
import { typed } from '../shared/typed';
import { builtInPolicies, findDefinition, shownBuiltIn } from './definitions';
import { policyEvents, recordPolicyEvent, toRecord } from './policyEvents';
import type { PolicySubject } from './rule';
import { covers, policiesInForce, policyStates, violates, type Policy } from './states';
import { summaryOf } from './summary';

const proxy = { locations: 'none', hasProvisioningState: false, replacedStatus: 201 } as const;

const policyDefinitions: ResourceProvider = typed({
  ...proxy, type: 'Microsoft.Authorization/policyDefinitions',
  check({ properties }) {
    if (!isObject(properties.policyRule)) throw badRequest('InvalidPolicyRule', "The policy definition needs a 'policyRule' with 'if' and 'then'.");
    if (textOf(valueAt(properties, 'policyRule.then.effect')) === undefined) throw badRequest('InvalidPolicyRule', "The policy rule needs 'then.effect'.");
  },
  fill: ({ properties }) => ({ properties: withDefaults(properties, { policyType: 'Custom', mode: 'All', metadata: {}, parameters: {} }) }),
});

/** Initiatives: policies that are assigned together. */
const policySetDefinitions: ResourceProvider = typed({
  ...proxy, type: 'Microsoft.Authorization/policySetDefinitions',
  check({ properties, unknown = [] }, context) {
    const members = arrayOf(properties.policyDefinitions).map(objectOf);
    if (members.length === 0) throw badRequest('InvalidPolicySetDefinition', "The policy set definition needs at least one of 'policyDefinitions'.");
    const missing = unknown.length > 0 ? undefined : members.find(({ policyDefinitionId }) => !findDefinition(String(policyDefinitionId), context) && !isBuiltInId(String(policyDefinitionId)));
    if (missing) throw notFound('PolicyDefinitionNotFound', `The policy definition '${String(missing.policyDefinitionId)}' does not exist.`);
  },
  fill: ({ properties, id }, context) => ({
    properties: {
      ...withDefaults(properties, { policyType: 'Custom', metadata: {}, parameters: {} }),
      policyDefinitions: arrayOf(properties.policyDefinitions).map(objectOf).map((member) => withDefaults(member, { policyDefinitionReferenceId: context.random.bytes(`policy member:${id.id.toLowerCase()}:${String(member.policyDefinitionId)}`, 8).readBigUInt64BE().toString(), parameters: {} })),
    },
  }),
});

/** Of the many that Azure brings only some have rules here; the others can be assigned all the same. */
const isBuiltInId = (id: string): boolean => /^\/providers\//i.test(id);

const policyAssignments: ResourceProvider = typed({
  ...proxy, type: 'Microsoft.Authorization/policyAssignments', showsDeleted: true,
  name: { pattern: /^[^<>%&:?/\\]*[^<>%&:?/\\. ]$/, minLength: 1, maxLength: 128 },
  check({ properties, unknown = [] }, context) {
    const id = textOf(properties.policyDefinitionId);
    if (id === undefined || unknown.length > 0 || isBuiltInId(id)) return;
    if (/\/policySetDefinitions\//i.test(id) && !context.resources.find(id)) throw notFound('PolicySetDefinitionNotFound', `The policy set definition '${id}' does not exist.`);
    if (!/\/policySetDefinitions\//i.test(id) && !findDefinition(id, context)) throw notFound('PolicyDefinitionNotFound', `The policy definition '${id}' does not exist.`);
  },
  fill: ({ properties, body, id }) => ({ ...(body.identity === undefined ? {} : { identity: body.identity }), ...(body.location === undefined ? {} : { location: body.location }), properties: withDefaults(properties, { displayName: id.shortName, scope: id.scope || '/', notScopes: [], parameters: {}, enforcementMode: 'Default', metadata: {} }) }),
});

interface Offence { readonly policies: readonly Policy[]; readonly subject: PolicySubject }

/** Policies with this effect that a resource would be against if it were written so. */
function offended(effect: 'audit' | 'deny', { method, scope, body }: AuthorizationRequest, context: ProviderContext): Offence | undefined {
  const id = method === 'PUT' ? parseResourceId(scope) : undefined;
  if (!id || !isObject(body) || body.location === undefined) return undefined;
  const subject = { type: id.type, name: id.name, id: id.id, body };
  const policies = policiesInForce(context).filter((policy) => policy.effect === effect && valueAt(policy.assignment.body, 'properties.enforcementMode') !== 'DoNotEnforce' && covers(policy, id.id, context) && violates(policy, subject, context) === true);
  return { policies, subject };
}

/** @throws ArmError 403 RequestDisallowedByPolicy where something forbids the write. */
function refuse({ policies: [denied], subject }: Offence): void {
  if (!denied) return;
  const shortName = subject.name.split('/').at(-1) ?? '';
  const info = { policyAssignment: { name: denied.assignment.name, id: denied.assignment.id }, policyDefinition: { id: denied.definitionId } };
  throw new ArmError(403, 'RequestDisallowedByPolicy', `Resource '${shortName}' was disallowed by policy. Policy identifiers: '${JSON.stringify([info])}'.`, {
    target: shortName, additionalInfo: [{ type: 'PolicyViolation', info: { policyAssignmentId: denied.assignment.id, policyAssignmentName: denied.assignment.name, policyDefinitionId: denied.definitionId, policyDefinitionEffect: 'deny' } }],
  });
}

/** A write, with what policies say of it in their events. @throws ArmError 403 RequestDisallowedByPolicy */
function judgeWrite(request: AuthorizationRequest, context: ProviderContext): void {
  for (const effect of ['deny', 'audit'] as const) {
    const offence = offended(effect, request, context);
    for (const policy of offence?.policies ?? []) recordPolicyEvent(effect, policy, offence!.subject, context);
    if (offence && effect === 'deny') refuse(offence);
  }
}

/** Only judges. @throws ArmError 403 RequestDisallowedByPolicy */
function foresee(request: AuthorizationRequest, context: ProviderContext): void {
  const offence = offended('deny', request, context);
  if (offence) refuse(offence);
}

/** Newest first; `$from` and `$to` bound them. */
function listEvents({ parameters, query }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const [from, to] = [Date.parse(query.get('$from') ?? ''), Date.parse(query.get('$to') ?? '')];
  const scope = keyOf(parameters.scope ?? '');
  const value = policyEvents(context).filter(({ resourceId, time }) => `${keyOf(resourceId)}/`.startsWith(`${scope}/`) && !(Date.parse(time) < from) && !(Date.parse(time) > to)).toReversed().map((event) => toRecord(event, context.tenantId)).filter(filterOf(query));
  return { body: { '@odata.context': `${context.resourceManager}/providers/Microsoft.PolicyInsights/policyEvents/$metadata#default`, '@odata.count': value.length, value } };
}

/** `$filter` understands comparisons of properties with text, joined by `and`. */
function filterOf(query: URLSearchParams): (properties: JsonObject) => boolean {
  const wanted = [...(query.get('$filter') ?? '').matchAll(/(\w+)\s+(eq|ne)\s+'([^']*)'/gi)];
  return (properties) => wanted.every(([, name = '', operator = '', value = '']) => (String(valueAt(properties, name) ?? '').toLowerCase() === value.toLowerCase()) === (operator.toLowerCase() === 'eq'));
}

const scopeOfRoute = ({ parameters }: ProviderRouteRequest): string => parameters.scope ?? '';

function queryResults(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const value = policyStates(context, scopeOfRoute(request)).map(({ properties }) => properties).filter(filterOf(request.query));
  return { body: { '@odata.context': `${context.resourceManager}/providers/Microsoft.PolicyInsights/policyStates/$metadata#latest`, '@odata.count': value.length, value } };
}

function summarize(request: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const states = policyStates(context, scopeOfRoute(request)).map(({ properties }) => properties);
  return { body: { '@odata.context': `${context.resourceManager}/providers/Microsoft.PolicyInsights/policyStates/$metadata#summary`, '@odata.count': 1, value: [summaryOf(states)] } };
}

/** `$filter=policyType eq 'Custom'` keeps those of one kind. */
function listDefinitions(kind: string, builtIn: readonly JsonObject[], { parameters: { subscriptionId = '' }, query }: ProviderRouteRequest, context: ProviderContext): RouteAnswer {
  const own = context.resources.list(`/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/${kind}`).map(({ id, name, type, body }) => ({ id, name, type, ...body }));
  const wanted = /policyType\s+(?:eq|-eq)\s+'(\w+)'/i.exec(query.get('$filter') ?? '')?.[1]?.toLowerCase();
  return { body: { value: [...builtIn, ...own].filter((definition) => wanted === undefined || String(valueAt(definition, 'properties.policyType')).toLowerCase() === wanted) } };
}

export const policyModule: ProviderModule = {
  types: [policyDefinitions, policySetDefinitions, policyAssignments],
  authorize: judgeWrite,
  preflight: foresee,
  routes: [
    { method: 'GET', path: '/providers/Microsoft.Authorization/policyDefinitions', summary: 'Policy Definitions - List Built In', handle: () => ({ body: { value: builtInPolicies.map(shownBuiltIn) } }) },
    {
      method: 'GET', path: '/providers/Microsoft.Authorization/policyDefinitions/{name}', summary: 'Policy Definitions - Get Built In',
      handle({ parameters }): RouteAnswer {
        const guid = builtInPolicies.find((known) => known === parameters.name?.toLowerCase());
        if (guid === undefined) throw notFound('PolicyDefinitionNotFound', `The policy definition '${parameters.name ?? ''}' does not exist.`);
        return { body: shownBuiltIn(guid) };
      },
    },
    { method: 'GET', path: '/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/policyDefinitions', summary: 'Policy Definitions - List: built-in ones and those of the subscription', handle: (request, context) => listDefinitions('policyDefinitions', builtInPolicies.map(shownBuiltIn), request, context) },
    { method: 'GET', path: '/subscriptions/{subscriptionId}/providers/Microsoft.Authorization/policySetDefinitions', summary: 'Policy Set Definitions - List', handle: (request, context) => listDefinitions('policySetDefinitions', [], request, context) },
    { method: 'GET', path: '/providers/Microsoft.Authorization/policySetDefinitions', summary: 'Policy Set Definitions - List Built In; none are known here', handle: () => ({ body: { value: [] } }) },
    { method: 'POST', path: '/{scope}/providers/Microsoft.PolicyInsights/policyEvents/default/queryResults', summary: 'Policy Events - List Query Results: writes that policies audited or denied', handle: listEvents },
    { method: 'POST', path: '/{scope}/providers/Microsoft.PolicyInsights/policyTrackedResources/default/queryResults', summary: 'Policy Tracked Resources - List Query Results; nothing is remediated here', handle: () => ({ body: { value: [] } }) },
    { method: 'POST', path: '/{scope}/providers/Microsoft.PolicyInsights/policyStates/latest/queryResults', summary: 'Policy States - List Query Results', handle: queryResults },
    { method: 'POST', path: '/{scope}/providers/Microsoft.PolicyInsights/policyStates/latest/summarize', summary: 'Policy States - Summarize', handle: summarize },
    { method: 'POST', path: '/{scope}/providers/Microsoft.PolicyInsights/policyStates/latest/triggerEvaluation', summary: 'Policy States - Trigger Evaluation; states are always current', handle: () => ({ status: 200 }) },
  ],
};
