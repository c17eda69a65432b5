import { readParameters } from '../../../bicepparam';
import { asArray, asObject, asString } from '../../../json';
import { dirName, relativePath, resolvePath } from '../../../paths';
import { checkName } from '../../../preflight';
import type { JsonValue } from '../../../values';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { compiled, configurations, declaredResources, environments, fileText, git, nameAvailability } from '../../queries';
import { fail, pass, rollUp, warn } from '../../verdict';
import { check, listed, parametersOf, regionKey, sameText, stageOf, textParameter } from '../shared';

const stageNames: Readonly<Record<string, string>> = { dev: 'dev', development: 'dev', test: 'dev', testing: 'dev', staging: 'staging', prod: 'prod', production: 'prod', live: 'prod' };
const rows = ['location', 'environment', 'name-prefix', 'function-sku', 'servicebus-sku', 'storage-sku', 'enable-b2c', 'enable-appinsights', 'enable-azureml'].map((one) => `pre.params.${one}`);

/** The workspace's root is that of the environment's file, as seen by the query for texts. */
const rootOf = ({ environment }: EvidenceScope, place: string): string => relativePath(rootFrom(environment.parametersFile), place);
const rootFrom = (file: string): string => dirName(dirName(dirName(file)));
export const parametersText = (scope: EvidenceScope) => fileText(scope.environment.parametersFile);
const isTracked = (scope: EvidenceScope) => git('ls-files', '--error-unmatch', '--', scope.environment.parametersFile);

export const parameterChecks: readonly Check[] = [
  check('pre.params.file-created', (scope) => [parametersText(scope), environments()], (facts, scope) => {
    const { environment } = scope;
    const [first] = readParameters(facts.need(parametersText(scope))).statements;
    const shown = rootOf(scope, environment.parametersFile);
    if (first?.kind !== 'using') return fail(`${shown} does not begin with using.`);
    const named = first.path === undefined ? undefined : resolvePath(dirName(environment.parametersFile), first.path);
    if (named !== environment.templateFile) return fail(`${shown} uses ${first.path ?? 'no template'}, not ${rootOf(scope, environment.templateFile)}.`);
    const sharing = facts.need(environments()).filter((one) => one.parametersFile === environment.parametersFile);
    return sharing.length === 1 ? pass(`${shown} is there and uses ${first.path}.`) : fail(`${shown} is shared by ${listed(sharing.map(({ name }) => name))}.`);
  }),
  check('pre.params.customized', [compiled()], (facts) => {
    parametersOf(facts);
    return rollUp(facts, rows);
  }, { rows, binds: ['parameters'] }),
  check('pre.params.location', [compiled()], (facts, { profile, environment }) => {
    const values = parametersOf(facts);
    const { template, parameters } = facts.need(compiled());
    if (!Object.keys(parameters).some((name) => name.toLowerCase() === 'location')) return fail('The parameters file sets no location.');
    const region = textParameter(values, 'location') ?? '';
    const allowed = asArray(asObject(asObject(template['parameters'])['location'])['allowedValues']);
    if (allowed.length > 0 && !allowed.includes(region)) return fail(`${region} is not among the ${allowed.length} regions that the template allows.`);
    const chosen = profile.region ?? environment.location;
    if (chosen !== undefined && regionKey(chosen) !== regionKey(region)) return fail(`location is ${region}, the environment is for ${chosen}.`);
    return pass(`location is ${region}${chosen === undefined ? '' : ', as chosen'}.`);
  }, { binds: ['parameters'] }),
  check('pre.params.environment', [compiled()], (facts, { environment }) => {
    const value = textParameter(parametersOf(facts), 'environment');
    if (value === undefined || !['dev', 'staging', 'prod'].includes(value)) return fail(`environment is ${value ?? 'not set'}; it is dev, staging or prod.`);
    const own = stageNames[environment.name.toLowerCase()];
    return own === undefined || own === value ? pass(`environment is ${value}.`) : fail(`environment is ${value} in the parameters of ${environment.name}.`);
  }, { binds: ['parameters'] }),
  check('pre.params.name-prefix', [compiled(), declaredResources(), nameAvailability()], (facts) => {
    parametersOf(facts);
    const wrong = illegalNames(facts.need(declaredResources()).resources);
    if (wrong.length > 0) return fail(wrong.join(' '));
    const asked = facts.need(nameAvailability());
    const taken = asked.filter(({ available }) => !available);
    if (taken.length > 0) return fail(taken.map(({ type, name, reason }) => reason ?? `The name ${name} of ${type} is taken.`).join(' '));
    return pass(asked.length === 0 ? 'All names are legal, and those that must be unique are of resources that are there.' : `All names are legal; ${asked.length} are free.`, asked.map(({ name }) => name));
  }, { binds: ['parameters'] }),
  check('pre.params.function-sku', [compiled()], (facts, scope) => oneOf(facts, scope, 'functionAppSku', { dev: ['Y1'], staging: ['EP1'], prod: ['EP1', 'EP2'] }), { binds: ['parameters'] }),
  check('pre.params.servicebus-sku', [compiled()], decideBus, { binds: ['parameters'] }),
  check('pre.params.storage-sku', [compiled()], (facts, scope) => oneOf(facts, scope, 'storageSku', { dev: ['Standard_LRS'], staging: ['Standard_GRS'], prod: ['Standard_GRS', 'Standard_RAGRS'] }), { binds: ['parameters'] }),
  check('pre.params.enable-b2c', (scope) => [compiled(), parametersText(scope), isTracked(scope)], decideB2c, { binds: ['parameters'] }),
  check('pre.params.enable-appinsights', [compiled()], (facts) => {
    const value = parametersOf(facts)['enableAppInsights'];
    if (value === undefined) return fail('The template has no parameter enableAppInsights.');
    return value === true ? pass('enableAppInsights is true.') : warn('enableAppInsights is false: rows about telemetry do not apply then.');
  }, { binds: ['parameters'] }),
  check('pre.params.enable-azureml', [compiled(), configurations('agent')], decideMachineLearning, { binds: ['parameters'] }),
];

/** Sentences about names that break the rule of their type. */
export function illegalNames(resources: readonly { readonly type: string; readonly name: string }[]): readonly string[] {
  return resources.map(({ type, name }) => (name.includes('[') ? undefined : checkName(type, name))).filter((one): one is string => one !== undefined);
}

function oneOf(facts: Facts, scope: EvidenceScope, name: string, wanted: Readonly<Record<'dev' | 'staging' | 'prod', readonly string[]>>): Verdict {
  const value = textParameter(parametersOf(facts), name);
  const stage = stageOf(scope);
  return value !== undefined && wanted[stage].includes(value) ? pass(`${name} is ${value}.`) : fail(`${name} is ${value ?? 'not set'}; ${stage} takes ${wanted[stage].join(' or ')}.`);
}

function decideBus(facts: Facts, scope: EvidenceScope): Verdict {
  const value = textParameter(parametersOf(facts), 'serviceBusSku');
  if (value === 'Basic') return fail('serviceBusSku is Basic, which has no topics.');
  if (stageOf(scope) !== 'prod') return oneOf(facts, scope, 'serviceBusSku', { dev: ['Standard'], staging: ['Standard'], prod: [] });
  if (value === 'Premium') return pass('serviceBusSku is Premium.');
  return value === 'Standard' ? warn(`serviceBusSku is Standard${scope.profile.virtualNetwork === false ? '' : '; a virtual network needs Premium'}.`) : fail(`serviceBusSku is ${value ?? 'not set'}; prod takes Premium.`);
}

function decideB2c(facts: Facts, scope: EvidenceScope): Verdict {
  const values = parametersOf(facts);
  if (values['enableB2C'] !== true) return pass('enableB2C is false.');
  const names = ['b2cTenantName', 'b2cPolicyName', 'b2cClientId'];
  const blank = names.filter((name) => isBlank(facts, name, values[name]));
  if (blank.length > 0) return fail(`enableB2C is true, but ${blank.join(', ')} ${blank.length === 1 ? 'is' : 'are'} empty.`);
  const placeholders = [...names, 'b2cClientSecret'].filter((name) => asString(values[name])?.toUpperCase().startsWith('YOUR_'));
  if (placeholders.length > 0) return fail(`${placeholders.join(', ')} still ${placeholders.length === 1 ? 'holds a placeholder' : 'hold placeholders'}.`);
  const written = readParameters(facts.need(parametersText(scope))).statements.find((one) => one.kind === 'param' && sameText(one.name, 'b2cClientSecret'));
  const isLiteral = written?.kind === 'param' && written.value.kind === 'string' && written.value.value !== '';
  const tracked = facts.get(isTracked(scope));
  if (isLiteral && !(tracked.state === 'answered' && tracked.value.exitCode !== 0)) return fail('b2cClientSecret stands as plain text in a file that git tracks.');
  return pass('enableB2C is true, and tenant, policy and client are set.');
}

/** A value from a vault is given by reference and is none of ours to see. */
function isBlank(facts: Facts, name: string, value: JsonValue | undefined): boolean {
  const entry = Object.entries(facts.need(compiled()).parameters).find(([key]) => sameText(key, name))?.[1];
  return asObject(entry)['reference'] === undefined && (asString(value) ?? '').trim() === '';
}

function decideMachineLearning(facts: Facts, { profile }: EvidenceScope): Verdict {
  if (parametersOf(facts)['enableAzureML'] !== true) return pass('enableAzureML is false.');
  if (profile.usesLoRA) return pass('enableAzureML is true, and the profile says that LoRA adapters are used.');
  const { single, registry } = facts.need(configurations('agent'));
  const adapted = [...single, ...registry?.entries ?? []].filter(({ value }) => asString(value['adapter_name']) || Object.keys(asObject(asObject(value['domain_knowledge'])['adapter_config'])).length > 0);
  return adapted.length > 0 ? pass(`enableAzureML is true, and ${listed([...new Set(adapted.map(({ id }) => id))])} use LoRA adapters.`) : fail('enableAzureML is true, but no agent declares a LoRA adapter.');
}
