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

export interface PredictedNames {
  readonly names: readonly { readonly type: string; readonly name: string }[];
  /** A module refuses a name that it is given: its parameter, and why. Then no names are known. */
  readonly refused?: { readonly parameter: string; readonly reason: string };
}
/** Names that a template gives its resources. Slow (up to a hundred milliseconds): callers keep the answer. */
export type PredictNames = (template: JsonObject, parameters: JsonObject) => PredictedNames;

const refusal = /value for the template parameter '([^']*name[^']*)' is not valid\. (Length of the value should be [^.]*)\./i;

export const predictNames: PredictNames = (template, parameters) => {
  const { prediction, failure } = predictTemplate({ template, parameters, target, now: new Date(0) });
  const [, parameter, reason] = refusal.exec(failure?.message ?? '') ?? [];
  if (parameter !== undefined && reason !== undefined) return { names: [], refused: { parameter, reason: reason.replace(/'/g, '') } };
  return { names: (prediction?.resources ?? []).filter(({ name, body }) => !name.includes('[') && !body.unknown.some(({ path }) => path === 'name')).map(({ type, name }) => ({ type, name })) };
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
  const { names, refused } = predict(facts.template, parameters);
  if (refused && !facts.parameters.has(refused.parameter)) report('resource-name', causeOf(context, undefined), `A name that the template makes of this does not fit its parameter ${refused.parameter}: ${lowerFirst(refused.reason)}.`, { nextStep: 'Change the parameter that the name is made of.' });
  for (const { type, name } of names) {
    const limits = byType[type.toLowerCase()];
    if (!limits || said.has(`${type} ${name}`)) continue;
    said.add(`${type} ${name}`);
    const reason = name.length < limits.min || name.length > limits.max ? `has ${name.length} characters, and ${limits.min} to ${limits.max} are allowed` : limits.pattern.test(name) ? undefined : `may hold ${limits.characters} only`;
    if (reason !== undefined) report('resource-name', causeOf(context, name), `The name ${name} (${type}) ${reason}.`, { nextStep: 'Change the parameter that the name is made of.' });
  }
}

const lowerFirst = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);

const rank = (parameter: string): number => (/prefix/i.test(parameter) ? 2 : /name|suffix/i.test(parameter) ? 1 : 0);

/** The parameter whose text is in the name, best one that is called a name or a prefix. */
function causeOf(context: ParametersContext, name: string | undefined) {
  const { document } = context;
  const candidates = [...document.assignments].filter(([parameter]) => {
    const value = document.constant(parameter);
    if (name === undefined) return typeof value === 'string' && /prefix|suffix|name$/i.test(parameter);
    return typeof value === 'string' && value.length >= 2 && isGiven(context, parameter) && name.toLowerCase().includes(value.toLowerCase().replace(/[^a-z0-9]/g, '').slice(0, 8));
  }).sort(([a], [b]) => rank(b) - rank(a));
  const value = candidates[0]?.[1].value;
  return value ? { start: value.start, end: value.end } : usingSpan(context);
}
