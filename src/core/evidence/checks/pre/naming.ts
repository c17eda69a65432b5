import { asObject, asString } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { compiled, declaredResources, environments, fileText, type DeclaredResources } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, parametersOf, sameText, stageOf, tagOf } from '../shared';
import { illegalNames } from './parameters';

const plan = fileText('docs/development/DEPLOYMENT_PLAN.md');
/** What the table of naming conventions must have a row for. */
const conventions: readonly (readonly [string, RegExp])[] = [
  ['resource group', /resource group/i], ['function app', /function app/i], ['storage account', /storage account/i], ['service bus', /service bus/i], ['key vault', /key vault/i], ['app insights', /app(lication)? insights/i],
];
const suffixed = ['Microsoft.Storage/storageAccounts', 'Microsoft.KeyVault/vaults', 'Microsoft.ServiceBus/namespaces', 'Microsoft.Web/sites'];
const defaultSuffix = /^\[uniqueString\(resourceGroup\(\)\.id\)\]$/i;
const sampleOwner = 'team-email@example.com';

/** Environments beside this one that deploy the same template. */
const othersOf = ({ environment }: EvidenceScope, all: readonly { readonly name: string }[]): readonly string[] => all.map(({ name }) => name).filter((name) => name !== environment.name);
const stages = ['dev', 'staging', 'prod'];

export const namingChecks: readonly Check[] = [
  check('pre.naming.strategy', (scope) => [compiled(), declaredResources(), environments(), ...stages.filter((name) => name !== scope.environment.name).map((name) => declaredResources(name))], decideStrategy, { binds: ['parameters', 'template'] }),
  check('pre.naming.documented', [plan], (facts) => {
    const text = facts.need(plan);
    const start = text.search(/^#{1,6}.*naming conventions/im);
    if (start < 0) return fail('docs/development/DEPLOYMENT_PLAN.md has no chapter about naming conventions.');
    const [, ...rest] = text.slice(start).split('\n');
    const chapter = rest.slice(0, Math.max(0, rest.findIndex((line) => /^#{1,6}\s/.test(line)) < 0 ? rest.length : rest.findIndex((line) => /^#{1,6}\s/.test(line))));
    const lines = chapter.filter((line) => /^\s*\|.*\|.*\S.*\|/.test(line));
    const missing = conventions.filter(([, pattern]) => !lines.some((line) => pattern.test(line.split('|')[1] ?? ''))).map(([name]) => name);
    return missing.length === 0 ? pass(`The table of naming conventions has a pattern for ${conventions.map(([name]) => name).join(', ')}.`) : fail(`The table of naming conventions has no row for ${missing.join(', ')}.`);
  }),
  check('pre.naming.unique-suffix', [compiled(), declaredResources()], (facts) => {
    const values = parametersOf(facts);
    const { template, parameters } = facts.need(compiled());
    const given = Object.entries(parameters).find(([name]) => sameText(name, 'uniqueSuffix'));
    const defaultValue = asString(asObject(asObject(template['parameters'])['uniqueSuffix'])['defaultValue']) ?? '';
    if (!given && !defaultSuffix.test(defaultValue)) return fail('uniqueSuffix is neither set nor made from the ID of the resource group.');
    if (given && !asString(values['uniqueSuffix'])) return fail('uniqueSuffix is set to nothing.');
    const named = facts.need(declaredResources()).resources.filter(({ type, name }) => suffixed.some((one) => sameText(one, type)) && !name.includes('['));
    const suffix = asString(values['uniqueSuffix']) ?? commonSuffix(named.map(({ name }) => name));
    const without = named.filter(({ name }) => !carries(name, suffix));
    if (named.length === 0 || !suffix) return fail('No name of storage, Key Vault, Service Bus or an app carries a common suffix.');
    return without.length === 0 ? pass(`${suffix} is in ${named.length} names.`) : fail(`The suffix is not in ${listed(without.map(({ name }) => name))}.`);
  }, { binds: ['parameters', 'template'] }),
  check('pre.naming.tags-planned', [compiled()], (facts, scope) => {
    const tags = parametersOf(facts)['tags'];
    const missing = ['environment', 'project', 'owner', 'costCenter'].filter((name) => !tagOf(tags, name));
    if (missing.length > 0) return fail(`The parameter tags has no ${missing.join(', ')}.`);
    if (!sameText(tagOf(tags, 'environment'), stageOf(scope)) && !sameText(tagOf(tags, 'environment'), scope.environment.name)) return fail(`The tag environment is ${tagOf(tags, 'environment')}, not ${stageOf(scope)}.`);
    if (sameText(tagOf(tags, 'owner'), sampleOwner)) return fail(`The tag owner is still ${sampleOwner}.`);
    return pass(`All tags are planned${tagOf(tags, 'managedBy') ? '' : '; managedBy will be needed before production'}.`);
  }, { binds: ['parameters'] }),
];

function decideStrategy(facts: Facts, scope: EvidenceScope): Verdict {
  parametersOf(facts);
  const own = facts.need(declaredResources());
  const open = own.resources.filter(({ name, id }) => name.includes('[') && !id.toLowerCase().includes('/roleassignments/'));
  if (open.length > 0) return fail(`Names that only the deployment knows: ${listed(open.map(({ type }) => type))}.`);
  const wrong = illegalNames(own.resources);
  if (wrong.length > 0) return fail(wrong.join(' '));
  const others = othersOf(scope, facts.need(environments())).filter((name) => stages.includes(name));
  const clashes = others.flatMap((name) => clashesWith(own, name, facts));
  return clashes.length === 0 ? pass(`${own.resources.length} names are legal and differ from those of ${others.length === 0 ? 'any other environment' : others.join(' and ')}.`) : fail(clashes.join(' '));
}

function clashesWith(own: DeclaredResources, environment: string, facts: Facts): readonly string[] {
  const other = facts.get(declaredResources(environment));
  if (other.state !== 'answered') return [];
  const topLevel = ({ type, name }: DeclaredResources['resources'][number]): boolean => type.split('/').length === 2 && !/^microsoft\.authorization/i.test(type) && !name.includes('[');
  const taken = new Set(other.value.resources.filter(topLevel).map(({ type, name }) => `${type}/${name}`.toLowerCase()));
  const same = own.resources.filter(topLevel).filter(({ type, name }) => taken.has(`${type}/${name}`.toLowerCase()));
  return same.length === 0 ? [] : [`${environment} has the same names: ${listed(same.map(({ name }) => name))}.`];
}

/** Names that are cut to their length keep the beginning of it. */
const carries = (name: string, suffix: string): boolean => name.toLowerCase().includes(suffix.toLowerCase()) || [...suffix].some((_, index) => index >= 5 && name.toLowerCase().endsWith(suffix.slice(0, index).toLowerCase()));

/** What `uniqueString` made: 13 letters and digits that all names share. */
function commonSuffix(names: readonly string[]): string {
  const runs = names.flatMap((name) => [...name.matchAll(/(?=([a-z2-7]{13}))/g)].map(([, run]) => run ?? ''));
  const counted = [...new Set(runs)].map((run) => [run, names.filter((name) => carries(name, run)).length] as const).sort((a, b) => b[1] - a[1]);
  return counted[0]?.[0] ?? '';
}
