import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check } from '../../api';
import { appSettings, compiled, deployments, resource, resources } from '../../queries';
import { fail, pass } from '../../verdict';
import { check, listed, parametersOf, sameText } from '../shared';
import { aclDefault, apps, isPublicOff, monitoringProblem, sites, skuTrait, webConfigs } from '../traits';

const stages = ['dev'] as const;
const settings = apps.map((app) => appSettings(app));
const b2cNames = ['B2C_TENANT', 'B2C_POLICY', 'B2C_CLIENT_ID', 'B2C_CLIENT_SECRET'];
const stores = [resource('st'), resource('kv')];
const monthMs = 30 * 24 * 3_600_000;

export const devTraits: readonly Check[] = [
  skuTrait({ row: 'env-dev.traits.plan', stage: 'dev', role: 'plan', parameter: 'functionAppSku', wanted: ['Y1'], tier: 'Dynamic' }),
  skuTrait({ row: 'env-dev.traits.servicebus', stage: 'dev', role: 'bus', parameter: 'serviceBusSku', wanted: ['Standard'] }),
  skuTrait({ row: 'env-dev.traits.storage', stage: 'dev', role: 'st', parameter: 'storageSku', wanted: ['Standard_LRS'] }),
  check('env-dev.traits.no-b2c', [compiled(), ...settings], (facts) => {
    if (parametersOf(facts)['enableB2C'] !== false) return fail('enableB2C is not false.');
    const set = apps.flatMap((app, index) => { const values = facts.find(settings[index]!) ?? {}; return b2cNames.filter((name) => values[name]).map((name) => `${name} of ${app}`); });
    return set.length === 0 ? pass('enableB2C is false, and no app has settings of B2C.') : fail(`enableB2C is false, but there is ${listed(set)}.`);
  }, { stages }),
  check('env-dev.traits.monitoring', [resource('appi'), resource('law'), ...settings], (facts) => monitoringProblem(facts, (app) => facts.need(settings[apps.indexOf(app)]!)) ?? pass('Application Insights and its workspace are linked, and all three apps are connected.'), { stages }),
  check('env-dev.traits.open-network', [...sites, ...webConfigs, ...stores, resources()], (facts) => {
    const closed = sites.map((one) => facts.need(one)).filter(isPublicOff).map(({ name }) => `${name} is closed to public networks`);
    const denied = apps.filter((_, index) => deniesSomebody(asObject(facts.need(webConfigs[index]!)['properties']))).map((app) => `${app} denies addresses`);
    const guarded = stores.map((one) => facts.need(one)).filter((one) => aclDefault(one) !== 'Allow').map(({ name }) => `${name} denies by default`);
    const endpoints = facts.need(resources()).filter(({ type }) => sameText(type, 'Microsoft.Network/privateEndpoints')).map(({ name }) => `${name} is a private endpoint`);
    const all = [...closed, ...denied, ...guarded, ...endpoints];
    return all.length === 0 ? pass('Nothing is restricted.') : fail(`${listed(all)}.`);
  }, { stages }),
  check('env-dev.traits.frequent', [deployments()], (facts, { now, profile, environment }) => {
    const recent = facts.need(deployments()).filter(({ name, timestamp }) => !/-deployment$/i.test(name) && timestamp !== undefined && now.getTime() - Date.parse(timestamp) <= monthMs);
    if (recent.length === 0) return fail('Nothing was deployed within the last 30 days.');
    if ((profile.approvals ?? 0) > 0 || environment.isProtected) return fail(`A deployment to ${environment.name} waits for ${environment.isProtected ? 'its name to be typed' : `${profile.approvals} approvals`}.`);
    return pass(`${recent.length} ${recent.length === 1 ? 'deployment' : 'deployments'} within the last 30 days, without approvals.`);
  }, { stages }),
];

/** The last rule of an app that is open admits everybody. */
function deniesSomebody(properties: JsonObject): boolean {
  if (sameText(asString(properties['ipSecurityRestrictionsDefaultAction']), 'Deny')) return true;
  return asArray(properties['ipSecurityRestrictions']).some((rule) => sameText(asString(member(rule, 'action')), 'Deny'));
}
