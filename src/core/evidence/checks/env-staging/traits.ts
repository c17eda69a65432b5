import { asObject, asString } from '../../../json';
import { canonicalJson } from '../../../hash';
import type { JsonObject } from '../../../values';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { appSettings, compiled, resource, resources } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, parametersOf, sameText } from '../shared';
import { parameterValues } from '../../parameterValues';
import { aclDefault, apps, diagnosticSettings, isObserved, monitoringProblem, othersAreDenied, sites, skuTrait, webConfigs } from '../traits';

const stages = ['staging'] as const;
const settings = apps.map((app) => appSettings(app));
const stores = [resource('st'), resource('kv')];
const b2cNames = ['B2C_TENANT', 'B2C_POLICY', 'B2C_CLIENT_ID', 'B2C_CLIENT_SECRET'];
/** What staging and production may differ in: size, customers' sign-in, place, and what names the environment. */
const mayDiffer = /^(serviceBusSku|enableB2C|b2c\w+|location(ML)?|environment|uniqueSuffix|tags|\w*capacity)$/i;

const observedIds = ({ resources: all }: EvidenceScope): readonly string[] => (all ?? []).filter(({ type }) => isObserved(type)).map(({ id }) => id);

export const stagingTraits: readonly Check[] = [
  skuTrait({ row: 'env-staging.traits.plan', stage: 'staging', role: 'plan', parameter: 'functionAppSku', wanted: ['EP1'], tier: 'ElasticPremium' }),
  skuTrait({ row: 'env-staging.traits.servicebus', stage: 'staging', role: 'bus', parameter: 'serviceBusSku', wanted: ['Standard'] }),
  skuTrait({ row: 'env-staging.traits.storage', stage: 'staging', role: 'st', parameter: 'storageSku', wanted: ['Standard_GRS'] }),
  check('env-staging.traits.b2c', [compiled(), settings[0]!], (facts) => {
    if (parametersOf(facts)['enableB2C'] !== true) return pass('enableB2C is false.');
    const values = facts.need(settings[0]!);
    const open = b2cNames.filter((name) => !values[name] || /^YOUR_/i.test(values[name]));
    return open.length === 0 ? pass('enableB2C is true, and the main app has its settings.') : fail(`enableB2C is true, but not set, or with placeholders: ${open.join(', ')}.`);
  }, { stages }),
  check('env-staging.traits.monitoring', (scope) => [resource('appi'), resource('law'), resources(), ...settings, ...observedIds(scope).map(diagnosticSettings)], decideMonitoring, { stages }),
  check('env-staging.traits.network', [...sites, ...webConfigs, ...stores], (facts) => {
    const apply = [
      apps.every((_, index) => othersAreDenied(asObject(facts.need(webConfigs[index]!)['properties']))) && 'the apps admit listed addresses only',
      stores.every((one) => aclDefault(facts.need(one)) === 'Deny') && 'storage and vault deny by default',
      sites.every((one) => asString(facts.need(one).properties['virtualNetworkSubnetId'])) && 'the apps are in a virtual network',
    ].filter((one): one is string => typeof one === 'string');
    return apply.length > 0 ? pass(`Limited: ${apply.join(', ')}.`) : fail('No limit: neither addresses, nor network rules of storage and vault, nor a virtual network.');
  }, { stages }),
  check('env-staging.traits.prod-like', [compiled(), compiled('prod')], (facts) => {
    const [own, other] = [facts.need(compiled()), facts.need(compiled('prod'))];
    const mine = parametersOf(facts);
    if (!other.success) return fail('The parameters file of prod does not compile.');
    if (own.templateHash !== other.templateHash) return fail('staging and prod deploy different templates.');
    const theirs = parameterValues(other);
    const different = [...new Set([...Object.keys(mine), ...Object.keys(theirs)])].filter((name) => !mayDiffer.test(name) && !isAlike(name, mine, theirs));
    return different.length === 0 ? pass('staging differs from prod only in what it may.') : fail(`Unlike prod: ${different.map((name) => `${name} (${show(mine[name])} and ${show(theirs[name])})`).join(', ')}.`);
  }, { stages, binds: ['parameters', 'template'] }),
];

function isAlike(name: string, mine: JsonObject, theirs: JsonObject): boolean {
  if (/^functionAppSku$/i.test(name)) return familyOf(asString(mine[name])) === familyOf(asString(theirs[name]));
  return canonicalJson(mine[name]) === canonicalJson(theirs[name]);
}

const familyOf = (sku = ''): string => sku.replace(/\d+$/, '');
const show = (value: unknown): string => (typeof value === 'object' ? 'other values' : String(value ?? 'not set'));

function decideMonitoring(facts: Facts, scope: EvidenceScope): Verdict {
  const problem = monitoringProblem(facts, (app) => facts.need(settings[apps.indexOf(app)]!));
  if (problem) return problem;
  const silent = observedIds(scope).filter((id) => facts.need(diagnosticSettings(id)).length === 0).map((id) => id.split('/').at(-1) ?? id);
  if (silent.length > 0) return fail(`Without a diagnostic setting: ${listed(silent)}.`);
  const boards = facts.need(resources()).filter(({ type }) => sameText(type, 'Microsoft.Portal/dashboards'));
  return boards.length > 0 ? pass(`Linked, connected, ${observedIds(scope).length} resources with diagnostic settings, and the dashboard ${boards[0]!.name}.`) : fail('There is no dashboard in the resource group.');
}
