import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, Facts } from '../../api';
import { armList, records } from '../../queries';
import { fail, notApplicable, pass, rollUp } from '../../verdict';
import { check, listed, sameText } from '../shared';
import { activityAlerts, metricAlerts, queryRules, toRule, type Rule } from './alerts';

export const actionGroups = armList('{rg}/providers/Microsoft.Insights/actionGroups', '2023-01-01');
const rules = [metricAlerts, queryRules, activityAlerts];
const receiverRows = ['email', 'sms-voice', 'paging', 'webhook'].map((one) => `prodready.actiongroups.${one}`);
const stages = ['staging', 'prod'] as const;
const prod = ['prod'] as const;
/** Domains kept for documents. @see RFC 2606 */
export const isSampleAddress = (address: string): boolean => /@(.*\.)?example\.(com|org|net)$|@.*\.(example|invalid|test)$/i.test(address) || !/^\S+@\S+\.\S+$/.test(address);
const pagingHosts: Readonly<Record<string, RegExp>> = { pagerduty: /(^|\.)pagerduty\.com$/i, opsgenie: /(^|\.)opsgenie\.com$/i };

const enabledRules = (facts: Facts): readonly Rule[] => rules.flatMap((one) => facts.need(one)).map(toRule).filter(({ enabled }) => enabled);
const idOf = (group: JsonObject): string => asString(group['id'])?.toLowerCase() ?? '';
const receivers = (group: JsonObject, kind: string): readonly JsonObject[] => asArray(member(group['properties'], kind)).map(asObject);
const isOn = (group: JsonObject): boolean => member(group['properties'], 'enabled') !== false;
const isCritical = ({ severity }: Rule): boolean => severity !== undefined && severity <= 1;

/** Groups that severe alerts tell. */
export const criticalGroups = (facts: Facts): readonly JsonObject[] => {
  const told = new Set(enabledRules(facts).filter(isCritical).flatMap(({ groups }) => groups));
  return facts.need(actionGroups).filter((group) => isOn(group) && told.has(idOf(group)));
};
export const ruleNeeds = [actionGroups, ...rules];

export const actionGroupChecks: readonly Check[] = [
  check('prodready.actiongroups.configured', ruleNeeds, (facts) => {
    const used = new Set(enabledRules(facts).flatMap(({ groups }) => groups));
    const inUse = facts.need(actionGroups).filter((group) => isOn(group) && used.has(idOf(group)));
    return inUse.length === 0 ? fail('No enabled action group is told by an alert rule.') : rollUp(facts, receiverRows);
  }, { stages, rows: receiverRows }),
  check('prodready.actiongroups.email', [actionGroups], (facts) => {
    const mails = facts.need(actionGroups).filter(isOn).flatMap((group) => receivers(group, 'emailReceivers'));
    const samples = mails.map((one) => asString(one['emailAddress']) ?? '').filter(isSampleAddress);
    if (samples.length > 0) return fail(`Nobody reads ${listed(samples)}.`);
    const enabled = mails.filter(({ status }) => status === undefined || sameText(asString(status), 'Enabled'));
    return enabled.length > 0 ? pass(`${enabled.length} addresses get mail.`) : fail('No enabled address gets mail.');
  }, { stages }),
  check('prodready.actiongroups.sms-voice', ruleNeeds, (facts) => {
    const calling = new Set(facts.need(actionGroups).filter((group) => isOn(group) && [...receivers(group, 'smsReceivers'), ...receivers(group, 'voiceReceivers')].length > 0).map(idOf));
    const all = enabledRules(facts).filter(({ severity }) => severity !== undefined);
    if (calling.size === 0) return fail('No action group calls or texts anybody.');
    const silent = all.filter((rule) => isCritical(rule) && !rule.groups.some((id) => calling.has(id)));
    const loud = all.filter((rule) => !isCritical(rule) && rule.groups.some((id) => calling.has(id)));
    if (!all.some(isCritical)) return fail('There is no alert rule of severity 0 or 1.');
    if (silent.length > 0) return fail(`Severe, but wakes nobody: ${listed(silent.map(({ name }) => name))}.`);
    return loud.length === 0 ? pass('Severe alerts call or text somebody, and no others do.') : fail(`Not severe, but wakes people: ${listed(loud.map(({ name }) => name))}.`);
  }, { stages: prod }),
  check('prodready.actiongroups.paging', ruleNeeds, (facts, { profile }) => {
    const service = asString(profile['pagingService']);
    if (service === undefined) return notApplicable('The profile names no paging service.');
    const host = pagingHosts[service.toLowerCase()];
    const hosts = criticalGroups(facts).flatMap((group) => receivers(group, 'webhookReceivers')).map((one) => hostOf(asString(one['serviceUri'])));
    const found = hosts.find((one) => (host ? host.test(one) : one.toLowerCase().includes(service.toLowerCase())));
    return found ? pass(`Severe alerts go to ${found}.`) : fail(`Severe alerts do not go to ${service}.`);
  }, { stages: prod }),
  check('prodready.actiongroups.webhook', [actionGroups, records('notification-test')], (facts) => {
    const hooks = facts.need(actionGroups).filter(isOn).flatMap((group) => receivers(group, 'webhookReceivers'));
    const secure = hooks.filter((one) => /^https:\/\//i.test(asString(one['serviceUri']) ?? ''));
    if (secure.length === 0) return fail('No action group calls a webhook by https.');
    const [test] = facts.need(records('notification-test'));
    if (!test) return fail('The webhook has not been tried with a test notification yet.');
    return asObject(test.value)['succeeded'] === true ? pass(`The test notification of ${test.at} arrived.`) : fail(`The test notification of ${test.at} did not arrive.`);
  }, { stages: prod }),
];

function hostOf(address: string | undefined): string {
  try { return new URL(address ?? '').hostname; } catch (error) { if (error instanceof TypeError) return ''; throw error; }
}
