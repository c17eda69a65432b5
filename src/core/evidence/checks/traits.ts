import { asArray, asObject, asString, member } from '../../json';
import type { JsonObject } from '../../values';
import type { Check, Facts, Role, Stage, Verdict } from '../api';
import { armGet, armList, compiled, resource, type App, type DetailedResource } from '../queries';
import { fail, pass } from '../verdict';
import { check, parametersOf, sameText, textParameter } from './shared';

export const apps: readonly App[] = ['main', 'mcp', 'realm'];
export const sites = apps.map((app) => resource(app));
/** Network rules stand in the configuration of an app, not in the app. */
export const webConfigs = apps.map((app) => armGet(`{${app}}/config/web`, '2024-04-01'));

export const queues = armList('{bus}/queues', '2021-11-01');

export interface SkuTrait { readonly row: string; readonly stage: Stage; readonly role: Role; readonly parameter: string; readonly wanted: readonly string[]; readonly tier?: string }

/** The SKU of what is deployed; before there is anything, what the parameter says. */
export const skuTrait = ({ row, stage, role, parameter, wanted, tier }: SkuTrait): Check => check(row, [resource(role), compiled()], (facts) => {
  const found = facts.find(resource(role));
  if (!found) {
    const planned = textParameter(parametersOf(facts), parameter);
    return planned !== undefined && wanted.includes(planned) ? pass(`Not deployed yet; ${parameter} is ${planned}.`) : fail(`Not deployed yet, and ${parameter} is ${planned ?? 'not set'}; ${wanted.join(' or ')} is expected.`);
  }
  const [sku, level] = [asString(found.sku?.['name']), asString(found.sku?.['tier'])];
  if (sku === undefined || !wanted.includes(sku)) return fail(`${found.name} is ${sku ?? 'of no SKU'}; ${wanted.join(' or ')} is expected.`);
  return tier === undefined || level === undefined || sameText(level, tier) ? pass(`${found.name} is ${sku}.`) : fail(`${found.name} is ${sku}, but of the tier ${level}.`);
}, { stages: [stage] });

export const aclDefault = ({ properties }: DetailedResource): string => asString(member(properties['networkAcls'], 'defaultAction')) ?? 'Allow';
export const isPublicOff = ({ properties }: DetailedResource): boolean => sameText(asString(properties['publicNetworkAccess']), 'Disabled');

export const everywhere = /^(any|\*|0\.0\.0\.0\/0|internet|::\/0)$/i;
/** A rule may name several ranges, apart by commas. */
export const addressesOf = (rule: JsonObject): readonly string[] => (asString(rule['ipAddress']) ?? '').split(',').map((one) => one.trim()).filter(Boolean);

/** Whether who is named by no rule stays outside: the first rule about everybody says so, else the default, which is to deny as soon as there is a rule. */
export function othersAreDenied(properties: JsonObject): boolean {
  const rules = asArray(properties['ipSecurityRestrictions']).map(asObject);
  const priority = (rule: JsonObject): number => Number(rule['priority'] ?? 65_000);
  const [first] = rules.filter((rule) => addressesOf(rule).some((one) => everywhere.test(one))).sort((a, b) => priority(a) - priority(b));
  if (first) return sameText(asString(first['action']), 'Deny');
  const unmatched = asString(properties['ipSecurityRestrictionsDefaultAction']);
  return unmatched === undefined ? rules.length > 0 : sameText(unmatched, 'Deny');
}

/** Whether component and workspace are linked and all apps connected; undefined when all is well. */
export function monitoringProblem(facts: Facts, settings: (app: App) => Readonly<Record<string, string>>): Verdict | undefined {
  const [component, workspace] = [facts.need(resource('appi')), facts.need(resource('law'))];
  if (!sameText(asString(member(component.properties, 'WorkspaceResourceId')), workspace.id)) return fail(`${component.name} does not write to ${workspace.name}.`);
  const open = apps.filter((app) => !settings(app)['APPLICATIONINSIGHTS_CONNECTION_STRING']);
  return open.length === 0 ? undefined : fail(`Without a connection to Application Insights: ${open.join(', ')}.`);
}

/** Types that write logs or numbers worth keeping. */
const observed = /^microsoft\.(web\/(sites|serverfarms)|servicebus\/namespaces|storage\/storageaccounts|keyvault\/vaults|containerregistry\/registries|machinelearningservices\/workspaces|insights\/components|operationalinsights\/workspaces|network\/networksecuritygroups)$/i;
export const isObserved = (type: string): boolean => observed.test(type);
export const diagnosticSettings = (id: string) => armList(`${id}/providers/Microsoft.Insights/diagnosticSettings`, '2021-05-01-preview');
