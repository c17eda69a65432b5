import { asArray, asObject, asString, member } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { armGet, armList, policyViolations, resource, resources } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, numberOf, sameText, tagOf, texts } from '../shared';
import { diagnosticSettings, isObserved } from '../traits';
import { isSampleAddress } from './actionGroups';
import { dashboards } from './dashboard';
import { costTags, taggable } from './tags';

export const policyAssignments = armList('{rg}/providers/Microsoft.Authorization/policyAssignments', '2022-06-01');
export const budgets = armList('{rg}/providers/Microsoft.Consumption/budgets', '2023-05-01');
export const costViews = armList('{rg}/providers/Microsoft.CostManagement/views', '2023-11-01');
export const activityExports = armList('{sub}/providers/Microsoft.Insights/diagnosticSettings', '2021-05-01-preview');
export const lifecycle = armGet('{st}/managementPolicies/default', '2023-05-01');
const categories = ['Administrative', 'Security', 'Alert', 'Policy'];

export const policyChecks: readonly Check[] = [
  check('prodready.policy.assigned', [policyAssignments], (facts, { profile, environment }) => {
    const all = facts.need(policyAssignments).map((one) => asObject(one['properties'])).filter((one) => holdsFor(one, environment.resourceGroup.toLowerCase()));
    if (all.length === 0) return fail('No policy holds for the resource group.');
    const named = all.map((one) => `${asString(one['displayName']) ?? ''} ${asString(one['policyDefinitionId']) ?? ''}`.toLowerCase());
    const missing = texts(profile['policies']).filter((name) => !named.some((text) => text.includes(name.toLowerCase())));
    return missing.length === 0 ? pass(`${all.length} policies hold for the resource group.`) : fail(`Not assigned: ${listed(missing)}.`);
  }),
  check('prodready.policy.compliant', [policyViolations()], (facts) => {
    const open = facts.need(policyViolations()).filter((one) => sameText(asString(one['complianceState']), 'NonCompliant'));
    return open.length === 0 ? pass('Nothing violates a policy.') : fail(`${open.length} violations: ${listed(open.map((one) => `${asString(one['resourceId'])?.split('/').at(-1)} (${asString(one['policyAssignmentName']) ?? 'policy'})`))}.`);
  }),
];

/** Made at the group or above it, and not with an exception for it: the list holds those of single resources as well. */
function holdsFor(assignment: ReturnType<typeof asObject>, group: string): boolean {
  const [scope, excluded] = [(asString(assignment['scope']) ?? '').toLowerCase(), texts(assignment['notScopes']).map((one) => one.toLowerCase())];
  const covers = (place: string): boolean => place.endsWith(`/resourcegroups/${group}`) || !place.includes('/resourcegroups/');
  return covers(scope) && !excluded.some(covers);
}

export const costChecks: readonly Check[] = [
  check('prodready.cost.budget', [budgets], decideBudget),
  check('prodready.cost.tags', [resources()], (facts) => {
    const all = taggable(facts);
    const bare = all.filter(({ tags }) => costTags.some((name) => tagOf(tags, name) === undefined)).map(({ name }) => name);
    if (all.length === 0) return fail('The resource group holds no resource.');
    return bare.length === 0 ? pass(`The cost of all ${all.length} resources can be told apart.`) : fail(`Without ${costTags.join(' and ')}: ${listed(bare)}.`);
  }),
  check('prodready.cost.dashboard', [costViews, dashboards], (facts) => {
    const views = facts.need(costViews);
    if (views.length > 0) return pass(`There is the view ${asString(views[0]!['name'])}.`);
    const shown = facts.need(dashboards).some((one) => tagOf(one['tags'], 'aos-dashboard') !== undefined && /costmanagement|costanalysis/i.test(JSON.stringify(one['properties'] ?? {})));
    return shown ? pass('The dashboard shows the cost.') : fail('There is no view of the cost, and the dashboard shows none.');
  }),
];

function decideBudget(facts: Facts, { profile, now }: EvidenceScope): Verdict {
  const all = facts.need(budgets).map((one) => ({ name: asString(one['name']) ?? '', ...problemsOf(asObject(one['properties']), numberOf(profile, 'budget', 1000), now) }));
  if (all.length === 0) return fail('The resource group has no budget.');
  const good = all.find(({ problems }) => problems.length === 0);
  return good ? pass(`${good.name} tells when 80 % are spent.`) : fail(`${all[0]!.name} ${listed(all[0]!.problems)}.`);
}

function problemsOf(budget: ReturnType<typeof asObject>, amount: number, now: Date): { readonly problems: readonly string[] } {
  const start = asString(member(budget['timePeriod'], 'startDate')) ?? '';
  const isOver = Date.parse(asString(member(budget['timePeriod'], 'endDate')) ?? '') < now.getTime();
  const warnings = Object.values(asObject(budget['notifications'])).map(asObject).filter((one) => one['enabled'] !== false && Number(one['threshold']) === 80);
  const told = warnings.some((one) => texts(one['contactEmails']).some((address) => !isSampleAddress(address)));
  return { problems: [
    ...(budget['timeGrain'] === 'Monthly' ? [] : ['is not monthly']), ...(Number(budget['amount']) === amount ? [] : [`is ${String(budget['amount'])} instead of ${amount}`]),
    ...(/^\d{4}-\d{2}-01/.test(start) ? [] : ['does not start with a month']), ...(isOver ? ['has ended'] : []), ...(warnings.length === 0 ? ['warns at no 80 %'] : told ? [] : ['warns nobody at 80 %']),
  ] };
}

export const auditChecks: readonly Check[] = [
  check('prodready.audit.activity-log', [activityExports, resource('law')], (facts) => {
    const { id, name } = facts.need(resource('law'));
    const missing = facts.need(activityExports).filter(({ properties }) => sameText(asString(member(properties, 'workspaceId')), id) || asString(member(properties, 'storageAccountId')))
      .map(({ properties }) => categories.filter((category) => !asArray(member(properties, 'logs')).map(asObject).some((log) => log['enabled'] === true && sameText(asString(log['category']), category))));
    if (missing.length === 0) return fail(`The activity log of the subscription is not sent to ${name}.`);
    return missing.some((open) => open.length === 0) ? pass('The activity log of the subscription is kept.') : fail(`The activity log is sent without ${listed(missing[0]!)}.`);
  }),
  check('prodready.audit.diagnostics', (scope) => [resources(), resource('law'), ...observedIds(scope).map(diagnosticSettings)], decideDiagnostics),
  check('prodready.audit.retention', [resource('law'), lifecycle], (facts, { profile }) => {
    const { name, properties } = facts.need(resource('law'));
    const [days, wanted] = [Number(properties['retentionInDays'] ?? 0), numberOf(profile, 'logRetentionDays', 30)];
    if (days < wanted) return fail(`${name} keeps logs for ${days} days; ${wanted} are asked for.`);
    if (profile['archivesLogs'] !== true) return pass(`${name} keeps logs for ${days} days.`);
    const rules = asArray(member(member((facts.find(lifecycle) ?? {})['properties'], 'policy'), 'rules')).map(asObject);
    const archived = rules.some((rule) => rule['enabled'] !== false && texts(member(member(rule['definition'], 'filters'), 'prefixMatch')).some((prefix) => prefix.startsWith('aos-logs')));
    return archived ? pass(`${name} keeps logs for ${days} days, and a rule ages the archive.`) : fail('Logs are archived in aos-logs, but no rule of the lifecycle ages them.');
  }),
];

const observedIds = ({ resources: all = [] }: EvidenceScope): readonly string[] => all.filter(({ type }) => isObserved(type)).map(({ id }) => id);

function decideDiagnostics(facts: Facts, scope: EvidenceScope): Verdict {
  const { id: workspace, name } = facts.need(resource('law'));
  const observed = facts.need(resources()).filter(({ type }) => isObserved(type));
  if (observed.length === 0) return fail('The resource group holds nothing that writes logs.');
  const wrong = observed.filter(({ id, type }) => {
    const sent = facts.need(diagnosticSettings(observedIds(scope).find((one) => sameText(one, id)) ?? id)).map((one) => asObject(one['properties'])).filter((one) => sameText(asString(one['workspaceId']), workspace));
    return sent.length === 0 || (sameText(type, 'Microsoft.Web/sites') && !(sent.some((one) => enabled(one['logs'], 'FunctionAppLogs')) && sent.some((one) => enabled(one['metrics'], 'AllMetrics'))));
  });
  return wrong.length === 0 ? pass(`${observed.length} resources write to ${name}.`) : fail(`Not, or not all of it, written to ${name}: ${listed(wrong.map((one) => one.name))}.`);
}

const enabled = (list: unknown, category: string): boolean => asArray(list).map(asObject).some((one) => one['enabled'] === true && (sameText(asString(one['category']), category) || (category === 'FunctionAppLogs' && sameText(asString(one['categoryGroup']), 'allLogs'))));
