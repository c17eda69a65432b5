import { asString, member } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { appSettings, armGet, compiled, resource, settingReferences } from '../../queries';
import { fail, notApplicable, pass, rollUp } from '../../verdict';
import { check, listed, parametersOf, rollUpOf, sameText } from '../shared';
import { aclDefault, isPublicOff, skuTrait } from '../traits';
import { referenceIn } from '../app/secrets';

const stages = ['prod'] as const;
const settings = appSettings('main');
const references = settingReferences('main');
const busRules = armGet('{bus}/networkRuleSets/default', '2021-11-01');
const rows = (group: string, names: readonly string[]): readonly string[] => names.map((name) => `prodready.${group}.${name}`);

const monitoringRows = [...rows('appinsights', ['workspace', 'key', 'custom-metrics', 'sampling']), 'prodready.alerts.critical', 'prodready.alerts.warning', 'prodready.actiongroups.configured', 'prodready.dashboard.created', 'prodready.audit.diagnostics'];
const networkRows = rows('network', ['vnet', 'private-endpoints', 'pe-storage', 'pe-servicebus', 'pe-keyvault', 'ip-restrictions', 'nsg']);
const recoveryRows = [...rows('backup', ['storage-geo', 'keyvault', 'config-in-git', 'git-agents', 'git-mcp', 'git-params', 'audit']), ...rows('dr', ['runbook', 'scheduled', 'procedures', 'procedure-failover', 'procedure-restore', 'procedure-verify', 'procedure-rto-rpo', 'results'])];
const secondRegionRows = rows('multiregion', ['region', 'deployed', 'traffic', 'replication', 'tested']);
const redundant = /^Standard_(GRS|RAGRS|ZRS|GZRS|RAGZRS)$/;

export const prodTraits: readonly Check[] = [
  skuTrait({ row: 'env-prod.traits.plan', stage: 'prod', role: 'plan', parameter: 'functionAppSku', wanted: ['EP1', 'EP2'] }),
  skuTrait({ row: 'env-prod.traits.servicebus', stage: 'prod', role: 'bus', parameter: 'serviceBusSku', wanted: ['Premium'] }),
  skuTrait({ row: 'env-prod.traits.storage', stage: 'prod', role: 'st', parameter: 'storageSku', wanted: ['Standard_GRS', 'Standard_RAGRS'] }),
  check('env-prod.traits.b2c', [compiled(), settings, references], decideB2c, { stages }),
  rollUpOf('env-prod.traits.monitoring', monitoringRows, { stages }),
  check('env-prod.traits.network', [resource('st'), resource('kv'), resource('bus'), busRules], (facts) => {
    const open = [...[resource('st'), resource('kv')].map((one) => facts.need(one)).filter((one) => !isPublicOff(one) && aclDefault(one) !== 'Deny').map(({ name }) => name), ...(busIsClosed(facts) ? [] : [facts.need(resource('bus')).name])];
    return open.length === 0 ? rollUp(facts, networkRows) : fail(`Open by default: ${listed(open)}.`);
  }, { stages, rows: networkRows }),
  check('env-prod.traits.high-availability', [resource('plan'), resource('st'), resource('bus'), resource('main')], decideAvailability, { stages }),
  check('env-prod.traits.dr', [], (facts, { profile }) => rollUp(facts, profile.critical ? [...recoveryRows, ...secondRegionRows] : recoveryRows), { stages, rows: [...recoveryRows, ...secondRegionRows] }),
];

function decideB2c(facts: Facts, _scope: EvidenceScope): Verdict {
  if (parametersOf(facts)['enableB2C'] !== true) return notApplicable('B2C is switched off.');
  const values = facts.need(settings);
  const open = ['B2C_TENANT', 'B2C_POLICY', 'B2C_CLIENT_ID', 'B2C_CLIENT_SECRET'].filter((name) => !values[name]);
  if (open.length > 0) return fail(`Not set on the main app: ${open.join(', ')}.`);
  const samples = Object.entries(values).filter(([name, value]) => name.startsWith('B2C_') && /^YOUR_/i.test(value)).map(([name]) => name);
  if (samples.length > 0) return fail(`Still a placeholder: ${samples.join(', ')}.`);
  if (!referenceIn(values['B2C_CLIENT_SECRET'])) return fail('B2C_CLIENT_SECRET is no reference to the vault.');
  const status = facts.need(references)['B2C_CLIENT_SECRET'];
  return status === 'Resolved' ? pass('All settings of B2C are set, and the secret resolves.') : fail(`The reference of B2C_CLIENT_SECRET is ${status ?? 'not known to the app'}.`);
}

function busIsClosed(facts: Facts): boolean {
  if (isPublicOff(facts.need(resource('bus')))) return true;
  const properties = (facts.find(busRules) ?? {})['properties'];
  return sameText(asString(member(properties, 'defaultAction')), 'Deny') || sameText(asString(member(properties, 'publicNetworkAccess')), 'Disabled');
}

function decideAvailability(facts: Facts): Verdict {
  const [plan, account, bus, main] = [facts.need(resource('plan')), facts.need(resource('st')), facts.need(resource('bus')), facts.need(resource('main'))];
  const [planSku, accountSku, busSku] = [plan, account, bus].map(({ sku }) => asString(sku?.['name']) ?? 'unknown');
  const always = Math.max(...[member(plan.properties, 'minimumElasticInstanceCount'), plan.sku?.['capacity'], member(main.properties['siteConfig'], 'minimumElasticInstanceCount')].map((one) => (typeof one === 'number' ? one : 0)));
  const problems = [
    ...(/^EP/.test(planSku ?? '') && (always >= 2 || plan.properties['zoneRedundant'] === true) ? [] : [`${plan.name} (${planSku}) keeps ${always} ready and is not zone redundant`]),
    ...(redundant.test(accountSku ?? '') ? [] : [`${account.name} is ${accountSku}`]), ...(busSku === 'Premium' ? [] : [`${bus.name} is ${busSku}`]),
  ];
  return problems.length === 0 ? pass(`${plan.name} keeps ${always} ready, ${account.name} is ${accountSku}, ${bus.name} is Premium.`) : fail(`${problems.join('; ')}.`);
}
