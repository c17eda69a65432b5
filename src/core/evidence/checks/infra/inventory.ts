import { asObject, isObject } from '../../../json';
import { parseResourceId } from '../../../whatIf';
import type { JsonObject } from '../../../values';
import type { Check, Facts, Verdict } from '../../api';
import { compiled, declaredResources, outputs, resource, resources } from '../../queries';
import { fail, notApplicable, pass } from '../../verdict';
import { check, listed, parametersOf, rollUpOf, sameText } from '../shared';

const rows = ['function-apps', 'plan', 'servicebus', 'storage', 'keyvault', 'appinsights', 'loganalytics', 'identities', 'ml-workspace', 'container-registry'].map((one) => `infra.inventory.count-${one}`);
const sites = [resource('main'), resource('mcp'), resource('realm')];
const appOutputs = ['functionAppName', 'mcpServerFunctionAppName', 'realmFunctionAppName'];

export const inventoryChecks: readonly Check[] = [
  check('infra.inventory.all-created', [resources(), declaredResources(), outputs()], decideAllCreated, { binds: ['template', 'parameters'] }),
  rollUpOf('infra.inventory.counts', rows),
  check('infra.inventory.count-function-apps', [resources(), outputs()], (facts) => {
    const apps = ofType(facts, 'Microsoft.Web/sites').filter(({ kind }) => /functionapp/i.test(kind ?? ''));
    if (apps.length !== 3) return fail(`${apps.length} function apps: ${listed(apps.map(({ name }) => name)) || 'none'}.`);
    const named = facts.find(outputs()) ?? {};
    const missing = appOutputs.filter((output) => !apps.some(({ name }) => sameText(name, textIn(named, output))));
    return missing.length === 0 ? pass(`Three function apps, as the deployment names them: ${listed(apps.map(({ name }) => name))}.`) : fail(`The outputs ${missing.join(', ')} name none of the three function apps.`);
  }),
  check('infra.inventory.count-plan', [resources(), ...sites], (facts) => {
    const plans = ofType(facts, 'Microsoft.Web/serverfarms');
    if (plans.length !== 1) return fail(`${plans.length} App Service plans: ${listed(plans.map(({ name }) => name)) || 'none'}.`);
    const elsewhere = sites.map((one) => facts.need(one)).filter(({ properties }) => !sameText(textIn(properties, 'serverFarmId'), plans[0]!.id));
    return elsewhere.length === 0 ? pass(`One plan, ${plans[0]!.name}, with all three apps on it.`) : fail(`Not on ${plans[0]!.name}: ${listed(elsewhere.map(({ name }) => name))}.`);
  }),
  countOf('servicebus', 'Microsoft.ServiceBus/namespaces', 'Service Bus namespace'),
  countOf('storage', 'Microsoft.Storage/storageAccounts', 'storage account'),
  countOf('keyvault', 'Microsoft.KeyVault/vaults', 'Key Vault'),
  countOf('appinsights', 'Microsoft.Insights/components', 'Application Insights component', { wanted: insightsWanted }),
  countOf('loganalytics', 'Microsoft.OperationalInsights/workspaces', 'Log Analytics workspace', { wanted: insightsWanted }),
  countOf('identities', 'Microsoft.ManagedIdentity/userAssignedIdentities', 'managed identity', { most: 3 }),
  countOf('ml-workspace', 'Microsoft.MachineLearningServices/workspaces', 'machine learning workspace', { wanted: machineLearningWanted }),
  countOf('container-registry', 'Microsoft.ContainerRegistry/registries', 'container registry', { wanted: machineLearningWanted }),
];

const ofType = (facts: Facts, type: string) => facts.need(resources()).filter((one) => sameText(one.type, type));
const textIn = (object: JsonObject, name: string): string | undefined => { const value = Object.entries(object).find(([key]) => sameText(key, name))?.[1]; return typeof value === 'string' && value !== '' ? value : undefined; };

interface Count { readonly most?: number; /** False: there must be none, and the row does not apply. */ readonly wanted?: (facts: Facts) => boolean }

function countOf(row: string, type: string, what: string, { most = 1, wanted }: Count = {}): Check {
  return check(`infra.inventory.count-${row}`, [resources(), ...(wanted ? [compiled(), outputs()] : [])], (facts) => {
    const found = ofType(facts, type);
    const names = listed(found.map(({ name }) => name));
    if (wanted && !wanted(facts)) return found.length === 0 ? notApplicable(`No ${what} is asked for, and there is none.`) : fail(`No ${what} is asked for, but there is ${names}.`);
    return found.length >= 1 && found.length <= most ? pass(`${found.length} ${what}: ${names}.`) : fail(`${found.length} of type ${type}${names === '' ? '' : `: ${names}`}; ${most === 1 ? 'one is' : `one to ${most} are`} expected.`);
  });
}

function insightsWanted(facts: Facts): boolean { return parametersOf(facts)['enableAppInsights'] !== false; }

function machineLearningWanted(facts: Facts): boolean {
  const warnings = asObject((facts.find(outputs()) ?? {})['deploymentWarnings']);
  return parametersOf(facts)['enableAzureML'] === true && warnings['azureMLDisabledDueToRegion'] !== true;
}

/** Children and assignments live with their parents; the group's list has whole resources only. */
const isListed = (type: string): boolean => type.split('/').length === 2 && !/^microsoft\.(authorization|resources)\//i.test(type);

function decideAllCreated(facts: Facts): Verdict {
  const there = facts.need(resources());
  const declared = facts.need(declaredResources()).resources.filter(({ type }) => isListed(type));
  if (declared.length === 0) return fail('The template declares no resource.');
  const isThere = (type: string, name: string): boolean => there.some((one) => sameText(one.type, type) && (name.includes('[') || sameText(one.name, name)));
  const missing = declared.filter(({ type, name }) => !isThere(type, name)).map(({ type, name }) => `${name} (${type})`);
  const named = Object.values(facts.find(outputs()) ?? {}).flatMap((value) => (typeof value === 'string' ? [parseResourceId(value)] : isObject(value) ? [] : [])).filter((one) => one !== undefined && isListed(one.type));
  const gone = named.filter((one) => !there.some(({ id }) => sameText(id, one!.id))).map((one) => `${one!.name} (${one!.type})`);
  const all = [...new Set([...missing, ...gone])];
  return all.length === 0 ? pass(`All ${declared.length} declared resources are there.`) : fail(`Missing: ${listed(all)}.`);
}
