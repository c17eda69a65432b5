import { predictTemplate } from '../../../whatIf';
import type { JsonObject, JsonValue } from '../../../values';
import { factsOf, isGiven, usingSpan, type ParametersContext, type Report } from '../context';

interface NameRule { readonly min: number; readonly max: number; readonly pattern: RegExp; readonly characters: string }
const rule = (min: number, max: number, pattern: RegExp, characters: string): NameRule => ({ min, max, pattern, characters });
/** @see Microsoft Learn, Naming rules and restrictions for Azure resources */
const byType: Readonly<Record<string, NameRule>> = {
  'microsoft.storage/storageaccounts': rule(3, 24, /^[a-z0-9]*$/, 'lower-case letters and digits'),
  'microsoft.keyvault/vaults': rule(3, 24, /^[A-Za-z](?!.*--)[A-Za-z0-9-]*[A-Za-z0-9]$/, 'letters, digits and single hyphens, beginning with a letter'),
  'microsoft.servicebus/namespaces': rule(6, 50, /^[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]$/, 'letters, digits and hyphens, beginning with a letter'),
  'microsoft.web/sites': rule(2, 60, /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/, 'letters, digits and hyphens'),
  'microsoft.web/serverfarms': rule(1, 60, /^[A-Za-z0-9-]*$/, 'letters, digits and hyphens'),
  'microsoft.containerregistry/registries': rule(5, 50, /^[A-Za-z0-9]*$/, 'letters and digits'),
  'microsoft.machinelearningservices/workspaces': rule(3, 33, /^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'letters, digits, hyphens and underscores'),
  'microsoft.operationalinsights/workspaces': rule(4, 63, /^[A-Za-z0-9][A-Za-z0-9-]*[A-Za-z0-9]$/, 'letters, digits and hyphens'),
  'microsoft.managedidentity/userassignedidentities': rule(3, 128, /^[A-Za-z0-9][A-Za-z0-9_-]*$/, 'letters, digits, hyphens and underscores'),
};
/** Groups and subscriptions only feed the hash in a name, whose length is always the same. */
const target = { subscriptionId: '00000000-0000-0000-0000-000000000000', resourceGroup: 'rg', location: 'eastus' };

export interface PredictedName { readonly type: string; readonly name: string }
/** Names that a template gives its resources. Slow (tens of milliseconds): callers keep the answer. */
export type PredictNames = (template: JsonObject, parameters: JsonObject) => readonly PredictedName[];

export const predictNames: PredictNames = (template, parameters) => {
  const { prediction } = predictTemplate({ template, parameters, target, now: new Date(0) });
  return (prediction?.resources ?? []).filter(({ name, body }) => !name.includes('[') && !body.unknown.some(({ path }) => path === 'name')).map(({ type, name }) => ({ type, name }));
};

/** The parameters of a deployment as far as they are known; undefined when one without a default is not. */
export function knownParameters(context: ParametersContext): JsonObject | undefined {
  const known: Record<string, JsonValue> = {};
  for (const parameter of factsOf(context)?.parameters.values() ?? []) {
    const source = [context.document, ...context.bases].find(({ assignments }) => assignments.has(parameter.name));
    const value = source?.constant(parameter.name);
    if (parameter.isSecure || source === undefined) { if (!parameter.isOptional && !parameter.isSecure) return undefined; if (parameter.isSecure && !parameter.isOptional) known[parameter.name] = { value: 'x' }; continue; }
    if (value === undefined) return undefined;
    known[parameter.name] = { value };
  }
  return known;
}

/** Names after expansion against the rules of their types, at the parameter that causes them. */
export function checkResourceNames(context: ParametersContext, predict: PredictNames, report: Report): void {
  const facts = factsOf(context);
  const parameters = facts && !facts.hasErrors && !context.basesIncomplete ? knownParameters(context) : undefined;
  if (!facts || !parameters) return;
  const said = new Set<string>();
  for (const { type, name } of predict(facts.template, parameters)) {
    const limits = byType[type.toLowerCase()];
    if (!limits || said.has(`${type} ${name}`)) continue;
    said.add(`${type} ${name}`);
    const reason = name.length < limits.min || name.length > limits.max ? `has ${name.length} characters, and ${limits.min} to ${limits.max} are allowed` : limits.pattern.test(name) ? undefined : `may hold ${limits.characters} only`;
    if (reason !== undefined) report('resource-name', causeOf(context, name), `The name ${name} (${type}) ${reason}.`, { nextStep: 'Change the parameter that the name is made of.' });
  }
}

/** The parameter whose text is in the name, best one that is called a name or a prefix. */
function causeOf(context: ParametersContext, name: string) {
  const { document } = context;
  const candidates = [...document.assignments].filter(([parameter]) => {
    const value = document.constant(parameter);
    return typeof value === 'string' && value.length >= 2 && isGiven(context, parameter) && name.toLowerCase().includes(value.toLowerCase().replace(/[^a-z0-9]/g, '').slice(0, 8));
  }).sort(([a], [b]) => Number(/prefix|name/i.test(b)) - Number(/prefix|name/i.test(a)));
  const value = candidates[0]?.[1].value;
  return value ? { start: value.start, end: value.end } : usingSpan(context);
}
