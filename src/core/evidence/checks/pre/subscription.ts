import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { armGet, armList, compiled, resourceGraph, resources, signedIn, subscriptions, target, tool } from '../../queries';
import { fail, notApplicable, pass, unknown, warn } from '../../verdict';
import { check, listed, parametersOf, parseJson, regionKey, sameText, textParameter, texts } from '../shared';
import { isAllowed } from '../../../preflight';
import { roleIds } from '../roles';

const azAccount = tool('az', 'account', 'show', '-o', 'json');

export const subscriptionChecks: readonly Check[] = [
  check('pre.subscription.identified', [subscriptions(), signedIn()], (facts) => {
    const { tenantId } = facts.need(signedIn());
    const usable = facts.need(subscriptions()).filter((one) => one.state === 'Enabled' && (tenantId === undefined || one.tenantId === undefined || sameText(one.tenantId, tenantId)));
    return usable.length > 0 ? pass(`${usable.length} enabled ${usable.length === 1 ? 'subscription' : 'subscriptions'}: ${listed(usable.map(({ displayName }) => displayName))}.`) : fail('No enabled subscription is visible in the tenant of who is signed in.');
  }),
  check('pre.subscription.active', [target(), subscriptions(), signedIn(), azAccount], decideActive),
  check('pre.subscription.permissions', permissionQueries, decidePermissions),
  check('pre.subscription.quotas', quotaQueries, decideQuotas),
];

function decideActive(facts: Facts, { environment }: EvidenceScope): Verdict {
  const used = facts.need(target());
  const known = facts.need(subscriptions()).find(({ subscriptionId }) => sameText(subscriptionId, used.subscriptionId));
  if (!known) return fail(`The subscription ${used.subscriptionId} is not visible to who is signed in.`);
  if (known.state !== 'Enabled') return fail(`The subscription ${known.displayName} is ${known.state}.`);
  const az = facts.get(azAccount);
  const account = az.state === 'answered' && az.value.exitCode === 0 ? asObject(parseJson(az.value.stdout)) : undefined;
  const isSameCloud = account !== undefined && (!used.isSandbox || sameText(asString(account['tenantId']), facts.need(signedIn()).tenantId));
  if (isSameCloud && !sameText(asString(account['id']), used.subscriptionId)) return fail(`az works in ${asString(account['name']) ?? 'another subscription'} (${asString(account['id']) ?? 'unknown'}), the environment in ${used.subscriptionId}.`);
  if (environment.subscriptionId === undefined) return warn(`No subscription is chosen for ${environment.name}; ${known.displayName} is taken because it is the only one.`);
  return pass(`${known.displayName} is enabled and used${isSameCloud ? ', by az as well' : ''}.`);
}

/** Without a group its subscription is asked; the group inherits from there. */
const scopeOf = ({ groupExists }: EvidenceScope): string => (groupExists === false ? '{sub}' : '{rg}');
const assignmentsFor = (scope: string) => armList(`${scope}/providers/Microsoft.Authorization/roleAssignments`, '2022-04-01', { $filter: "assignedTo('{me}')" });
const permissionsFor = (scope: string) => armList(`${scope}/providers/Microsoft.Authorization/permissions`, '2022-04-01');

function permissionQueries(scope: EvidenceScope) { return [assignmentsFor(scopeOf(scope)), permissionsFor(scopeOf(scope))]; }

function decidePermissions(facts: Facts, scope: EvidenceScope): Verdict {
  const permissions = facts.need(permissionsFor(scopeOf(scope))).map((one) => ({ actions: texts(one['actions']), notActions: texts(one['notActions']) }));
  const missing = ['Microsoft.Resources/deployments/write', 'Microsoft.Authorization/roleAssignments/write'].filter((action) => !isAllowed(action, permissions));
  if (missing.length > 0) return fail(`Who is signed in lacks ${missing.join(' and ')}.`);
  const roles = facts.need(assignmentsFor(scopeOf(scope))).map((one) => asString(member(one['properties'], 'roleDefinitionId'))?.split('/').at(-1)?.toLowerCase());
  const has = (id: string): boolean => roles.includes(id);
  if (has(roleIds.owner)) return pass('Owner, and the effective permissions agree.');
  const assigner = has(roleIds.userAccessAdministrator) ? 'User Access Administrator' : has(roleIds.roleAdministrator) ? 'Role Based Access Control Administrator' : undefined;
  if (has(roleIds.contributor) && assigner) return pass(`Contributor and ${assigner}, and the effective permissions agree.`);
  return fail('The effective permissions suffice, but neither Owner nor Contributor with a role that may assign roles is assigned.');
}

const location = (scope: EvidenceScope): string => textParameter(scope.parameters ?? {}, 'location') ?? scope.environment.location ?? '';
const usagesOf = (provider: string, region: string, version: string) => armList(`{sub}/providers/${provider}/locations/${regionKey(region)}/usages`, version);
const premiumRegions = armList('{sub}/providers/Microsoft.ServiceBus/premiumMessagingRegions', '2017-04-01');
const namespaces = resourceGraph("resources | where type =~ 'microsoft.servicebus/namespaces' | project id");
/** @see Azure Service Bus quotas */
const namespaceLimit = 1000;

interface Wanted { readonly ml: boolean; readonly elastic: boolean; readonly premiumBus: boolean }
const wantedOf = (values: JsonObject): Wanted => ({ ml: values['enableAzureML'] === true, elastic: /^EP/i.test(textParameter(values, 'functionAppSku') ?? ''), premiumBus: textParameter(values, 'serviceBusSku') === 'Premium' });

function quotaQueries(scope: EvidenceScope) {
  const wanted = wantedOf(scope.parameters ?? {});
  const region = location(scope);
  return [
    compiled(), resources(), ...(wanted.ml ? [usagesOf('Microsoft.MachineLearningServices', textParameter(scope.parameters ?? {}, 'locationML') ?? region, '2024-04-01')] : []),
    ...(wanted.elastic ? [usagesOf('Microsoft.Web', region, '2023-12-01')] : []), ...(wanted.premiumBus ? [premiumRegions, namespaces] : []),
  ];
}

function decideQuotas(facts: Facts, scope: EvidenceScope): Verdict {
  const values = parametersOf(facts);
  const wanted = wantedOf(values);
  const region = location(scope);
  const there = facts.find(resources()) ?? [];
  const missing = (type: string): number => (there.some((one) => sameText(one.type, type)) ? 0 : 1);
  const findings = [
    ...(wanted.ml ? [left(facts.need(usagesOf('Microsoft.MachineLearningServices', textParameter(values, 'locationML') ?? region, '2024-04-01')), /^workspaces$/i, 'machine learning workspaces', missing('Microsoft.MachineLearningServices/workspaces'))] : []),
    ...(wanted.elastic ? [left(facts.need(usagesOf('Microsoft.Web', region, '2023-12-01')), /elastic|^ep\d|server ?farms|app service plans/i, 'Elastic Premium plans', missing('Microsoft.Web/serverfarms'))] : []),
    ...(wanted.premiumBus ? [bus(facts, region, missing('Microsoft.ServiceBus/namespaces'))] : []),
  ];
  if (findings.length === 0) return notApplicable('Nothing with a quota is asked for: no machine learning, no Elastic Premium, no Service Bus Premium.');
  const short = findings.find(({ state }) => state === 'fail') ?? findings.find(({ state }) => state === 'unknown');
  return short ?? pass(`Enough is left in ${region}: ${findings.map(({ reason }) => reason).join('; ')}.`);
}

function left(usages: readonly JsonObject[], name: RegExp, what: string, needed: number): Verdict {
  const line = usages.find((one) => name.test(asString(member(one['name'], 'value')) ?? '') && typeof one['limit'] === 'number');
  const [used, limit] = [line?.['currentValue'], line?.['limit']];
  if (typeof used !== 'number' || typeof limit !== 'number') return unknown(`The provider tells no limit of ${what}.`);
  // A negative limit means that there is none.
  return limit < 0 || limit - used >= needed ? pass(`${what} ${used} of ${limit < 0 ? 'any number' : limit}`) : fail(`${what}: ${needed} more needed, ${used} of ${limit} are in use.`);
}

function bus(facts: Facts, region: string, needed: number): Verdict {
  const offered = facts.need(premiumRegions).some((one) => [asString(one['name']), asString(member(one['properties'], 'fullName'))].some((name) => name !== undefined && regionKey(name) === regionKey(region)));
  if (!offered) return fail(`Service Bus Premium is not offered in ${region}.`);
  const count = asArray(facts.need(namespaces)).length;
  return count + needed <= namespaceLimit ? pass(`Service Bus namespaces ${count} of ${namespaceLimit}`) : fail(`The subscription holds ${count} Service Bus namespaces of ${namespaceLimit}.`);
}

export const readProvider = (namespace: string) => armGet(`{sub}/providers/${namespace}`, '2024-11-01');
export { premiumRegions };
