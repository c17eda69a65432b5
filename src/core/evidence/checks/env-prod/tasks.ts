import { asObject, asString } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { deploymentRecord, records, runs } from '../../queries';
import { fail, pass, warn } from '../../verdict';
import { alertsIn, firedAlerts, isSevere } from '../alerts';
import { check, counted, sameText } from '../shared';
import { Decided } from '../../facts';
import { criticalGroups, reaches, ruleNeeds } from '../prodready/actionGroups';

const stages = ['prod'] as const;
const hourMs = 3_600_000;
/** A sample an hour, give or take. */
const longestGapMs = 1.5 * hourMs;

export const prodTasks: readonly Check[] = [
  check('env-prod.tasks.window', [runs()], (facts, { profile }) => {
    const { start, end } = profile.window ?? {};
    const [from, to] = [Date.parse(start ?? ''), Date.parse(end ?? '')];
    if (Number.isNaN(from) || Number.isNaN(to) || to <= from) return fail('The profile holds no deployment window with a start and a later end.');
    const run = greenRun(facts);
    const started = Date.parse(run.timestamp);
    return started >= from && started <= to ? pass(`${run.deploymentId} started within the window, at ${run.timestamp}.`) : fail(`${run.deploymentId} started at ${run.timestamp}, outside the window from ${start} to ${end}.`);
  }, { stages, binds: ['deployment'] }),
  check('env-prod.tasks.on-call', ruleNeeds, decideOnCall, { stages }),
  check('env-prod.tasks.post-monitoring', [runs(), records('watch-sample'), firedAlerts], decideWatch, { stages, binds: ['deployment'] }),
  check('env-prod.tasks.documented', [deploymentRecord()], (facts) => {
    const { run, files } = facts.need(deploymentRecord());
    if (files.length === 0) return fail(`No committed file documents ${run.deploymentId}.`);
    const rated = files.map(({ path, text }) => ({ path, missing: missingIn(text, run) })).sort((a, b) => a.missing.length - b.missing.length);
    const [best] = rated;
    return best!.missing.length === 0 ? pass(`${best!.path} documents ${run.deploymentId}, and is committed.`) : fail(`${best!.path} names ${run.deploymentId}, but lacks ${best!.missing.join(', ')}.`);
  }, { stages, binds: ['deployment', 'commit'] }),
];

function greenRun(facts: Facts) {
  const run = facts.need(runs()).find(({ success }) => success);
  if (!run) throw new Decided(fail('No run of this environment has succeeded yet.'));
  return run;
}

function decideOnCall(facts: Facts, scope: EvidenceScope): Verdict {
  const { contacts, window } = scope.profile;
  const person = contacts?.find(({ role, email, phone }) => /on-?call/i.test(role) && (email !== undefined || phone !== undefined));
  if (!person) return fail('The contacts of the profile name nobody on call with an address or a phone.');
  if (window === undefined) return fail('There is no deployment window that somebody could be on call for.');
  const groups = criticalGroups(facts, scope);
  if (groups.length === 0) return fail('No action group is told of critical alerts.');
  const told = groups.find((group) => reaches(group, person));
  return told ? pass(`${person.name} is on call, and ${asString(told['name'])} tells them.`) : fail(`${person.name} is on call, but no critical action group has their address or phone.`);
}

function decideWatch(facts: Facts, { now }: EvidenceScope): Verdict {
  const run = greenRun(facts);
  const end = Date.parse(run.endedAt ?? run.timestamp);
  const hours = (now.getTime() - end) / hourMs;
  const alerts = alertsIn(facts).filter((one) => isSevere(one) && Date.parse(asString(one['startDateTime']) ?? '') >= end && (one['targetResourceGroup'] === undefined || sameText(asString(one['targetResourceGroup']), run.target?.resourceGroup)));
  if (alerts.length > 0) return fail(`${counted(alerts.length, 'alert')} of severity 0 or 1 fired since ${run.endedAt ?? run.timestamp}.`);
  const samples = facts.need(records('watch-sample')).filter(({ at }) => Date.parse(at) >= end).map(({ at, value }) => ({ at: Date.parse(at), value: asObject(value) })).sort((a, b) => a.at - b.at);
  const bad = samples.find(({ value }) => !isGood(value));
  if (bad) return fail(`The sample of ${new Date(bad.at).toISOString()} is not good: ${JSON.stringify(bad.value)}.`);
  if (hours < 24) return fail(`${run.deploymentId} ended ${Math.floor(hours)} hours ago; it is watched for at least 24.`);
  const last = Math.min(now.getTime(), end + 48 * hourMs);
  const times = [end, ...samples.map(({ at }) => at).filter((at) => at <= last)];
  const covered = times.at(-1)! - end;
  const gap = times.slice(1).some((at, index) => at - times[index]! > longestGapMs);
  if (samples.length === 0 || gap || covered < 24 * hourMs - longestGapMs) return fail(`${samples.length} samples cover ${Math.floor(covered / hourMs)} hours${gap ? ', with gaps' : ''}; one is needed for each of 24.`);
  return hours >= 48 && covered >= 48 * hourMs - longestGapMs ? pass(`${samples.length} good samples over 48 hours, and no severe alert.`) : (hours >= 48 ? warn : pass)(`${samples.length} good samples over ${Math.floor(covered / hourMs)} hours, and no severe alert.`);
}

/** Error rate in percent, and the status of each health endpoint. */
function isGood(value: ReturnType<typeof asObject>): boolean {
  const rate = value['errorRatePercent'];
  const health = Object.values(asObject(value['health']));
  return typeof rate === 'number' && rate < 1 && health.length > 0 && health.every((one) => one === 200) && Number(value['severeAlerts'] ?? 0) === 0;
}

function missingIn(text: string, run: ReturnType<typeof greenRun>): readonly string[] {
  const time = (run.endedAt ?? run.timestamp).slice(0, 10);
  const wanted: readonly (readonly [string, boolean])[] = [
    ['the time', text.includes(time)], ['the commit', run.gitSha !== undefined && text.includes(run.gitSha.slice(0, 12))], ['resource IDs', /\/subscriptions\/[^\s"'|]+\/providers\/[^\s"'|]+/i.test(text)],
    ['warnings', /warnings?/i.test(text)], ['deviations', /deviations?/i.test(text)], ['the sign-off', /sign-?\s?off|signatures?|signed/i.test(text)],
  ];
  return wanted.filter(([, there]) => !there).map(([name]) => name);
}
