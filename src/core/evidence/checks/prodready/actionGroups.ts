import { asArray, asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, Contact, EvidenceScope, Facts } from '../../api';
import { records } from '../../queries';
import { fail, notApplicable, pass, rollUp } from '../../verdict';
import { check, listed, sameText } from '../shared';
import { actionGroups, activityAlerts, kept, listing, metricAlerts, queryRules, toRule, type Rule } from './alerts';

const rules = [metricAlerts, queryRules, activityAlerts];
const receiverRows = ['email', 'sms-voice', 'paging', 'webhook'].map((one) => `prodready.actiongroups.${one}`);
const stages = ['staging', 'prod'] as const;
const prod = ['prod'] as const;
/** Domains kept for documents. @see RFC 2606 */
export const isSampleAddress = (address: string): boolean => /@(.*\.)?example\.(com|org|net)$|@.*\.(example|invalid|test)$/i.test(address) || !/^\S+@\S+\.\S+$/.test(address);
const pagingHosts: Readonly<Record<string, RegExp>> = { pagerduty: /(^|\.)pagerduty\.com$/i, opsgenie: /(^|\.)opsgenie\.com$/i };

/** Rules that are on and watch something of the resource group, or the whole subscription. */
function enabledRules(facts: Facts, { environment }: EvidenceScope): readonly Rule[] {
  const place = `/resourcegroups/${environment.resourceGroup.toLowerCase()}`;
  return rules.flatMap((one) => kept(facts, one)).map(toRule).filter(({ enabled, scopes }) => enabled && scopes.some((scope) => scope.endsWith(place) || scope.includes(`${place}/`) || /^\/subscriptions\/[^/]+$/.test(scope)));
}

const idOf = (group: JsonObject): string => asString(group['id'])?.toLowerCase() ?? '';
/** One that is switched off hears nothing; one without a status is not told yet whether it is. */
const receivers = (group: JsonObject, kind: string): readonly JsonObject[] => asArray(member(group['properties'], kind)).map(asObject).filter(({ status }) => !sameText(asString(status), 'Disabled'));
const isOn = (group: JsonObject): boolean => member(group['properties'], 'enabled') !== false;
const isCritical = ({ severity }: Rule): boolean => severity !== undefined && severity <= 1;

/** Groups that are on: those of the resource group, and others that a rule about it tells. */
function groupsOf(facts: Facts, scope: EvidenceScope): readonly JsonObject[] {
  const own = new Set(facts.need(actionGroups).map(idOf));
  const told = new Set(enabledRules(facts, scope).flatMap(({ groups }) => groups));
  return kept(facts, actionGroups).filter((group) => isOn(group) && (own.has(idOf(group)) || told.has(idOf(group))));
}

/** Groups that severe alerts tell. */
export const criticalGroups = (facts: Facts, scope: EvidenceScope): readonly JsonObject[] => {
  const told = new Set(enabledRules(facts, scope).filter(isCritical).flatMap(({ groups }) => groups));
  return groupsOf(facts, scope).filter((group) => told.has(idOf(group)));
};
export const ruleNeeds = listing(actionGroups, ...rules);

/** Whether a person or an address is told by a group: by mail, by text or call, or by webhook. */
export function reaches(group: JsonObject, { email, phone, webhook }: Omit<Contact, 'name' | 'role'>): boolean {
  const digits = (text: string | undefined): string => (text ?? '').replace(/\D/g, '');
  const byMail = email !== undefined && receivers(group, 'emailReceivers').some((one) => sameText(asString(one['emailAddress']), email));
  const byPhone = [...receivers(group, 'smsReceivers'), ...receivers(group, 'voiceReceivers')].some((one) => { const number = digits(asString(one['phoneNumber'])); return number.length >= 5 && digits(phone).endsWith(number); });
  return byMail || byPhone || (webhook !== undefined && receivers(group, 'webhookReceivers').some((one) => asString(one['serviceUri']) === webhook));
}

export const actionGroupChecks: readonly Check[] = [
  check('prodready.actiongroups.configured', ruleNeeds, (facts, scope) => {
    const used = new Set(enabledRules(facts, scope).flatMap(({ groups }) => groups));
    const inUse = groupsOf(facts, scope).filter((group) => used.has(idOf(group)));
    return inUse.length === 0 ? fail('No enabled action group is told by an alert rule.') : rollUp(facts, receiverRows);
  }, { stages, rows: receiverRows }),
  check('prodready.actiongroups.email', ruleNeeds, (facts, scope) => {
    const mails = groupsOf(facts, scope).flatMap((group) => receivers(group, 'emailReceivers'));
    const samples = mails.map((one) => asString(one['emailAddress']) ?? '').filter(isSampleAddress);
    if (samples.length > 0) return fail(`Nobody reads ${listed(samples)}.`);
    return mails.length > 0 ? pass(`${mails.length} addresses get mail.`) : fail('No enabled address gets mail.');
  }, { stages }),
  check('prodready.actiongroups.sms-voice', ruleNeeds, (facts, scope) => {
    const calling = new Set(groupsOf(facts, scope).filter((group) => [...receivers(group, 'smsReceivers'), ...receivers(group, 'voiceReceivers')].length > 0).map(idOf));
    const all = enabledRules(facts, scope).filter(({ severity }) => severity !== undefined);
    if (calling.size === 0) return fail('No action group calls or texts anybody.');
    const silent = all.filter((rule) => isCritical(rule) && !rule.groups.some((id) => calling.has(id)));
    const loud = all.filter((rule) => !isCritical(rule) && rule.groups.some((id) => calling.has(id)));
    if (!all.some(isCritical)) return fail('There is no alert rule of severity 0 or 1.');
    if (silent.length > 0) return fail(`Severe, but wakes nobody: ${listed(silent.map(({ name }) => name))}.`);
    return loud.length === 0 ? pass('Severe alerts call or text somebody, and no others do.') : fail(`Not severe, but wakes people: ${listed(loud.map(({ name }) => name))}.`);
  }, { stages: prod }),
  check('prodready.actiongroups.paging', ruleNeeds, (facts, scope) => {
    const { profile } = scope;
    const service = asString(profile['pagingService']);
    if (service === undefined) return notApplicable('The profile names no paging service.');
    const host = pagingHosts[service.toLowerCase()];
    const hosts = criticalGroups(facts, scope).flatMap((group) => receivers(group, 'webhookReceivers')).map((one) => hostOf(asString(one['serviceUri'])));
    const found = hosts.find((one) => (host ? host.test(one) : one.toLowerCase().includes(service.toLowerCase())));
    return found ? pass(`Severe alerts go to ${found}.`) : fail(`Severe alerts do not go to ${service}.`);
  }, { stages: prod }),
  check('prodready.actiongroups.webhook', [...ruleNeeds, records('notification-test')], (facts, scope) => {
    const hooks = groupsOf(facts, scope).flatMap((group) => receivers(group, 'webhookReceivers'));
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
