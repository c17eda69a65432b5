import { asObject, asString, member } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { armGet, armList, findFiles, records, resource } from '../../queries';
import { fail, pass, unknown } from '../../verdict';
import { drillOfQuarter } from './quarterly';
import { check, listed, numberOf, rollUpOf, sameText } from '../shared';

export const assessments = armList('{sub}/providers/Microsoft.Security/assessments', '2020-01-01');
/** How severe an assessment is stands with its description. */
export const assessmentCatalogue = armList('{sub}/providers/Microsoft.Security/assessmentMetadata', '2020-01-01');
export const recommendations = armList('{sub}/providers/Microsoft.Advisor/recommendations', '2023-01-01');
export const serviceEvents = armList('{sub}/providers/Microsoft.ResourceHealth/events', '2022-10-01');
export const blobService = armGet('{st}/blobServices/default', '2023-05-01');
const dayMs = 86_400_000;
const drillFiles = findFiles(['.md'], 'docs/drills');

export const weeklyMonthlyChecks: readonly Check[] = [
  rollUpOf('ops.weekly.performance', ['response-time', 'volume', 'errors'].map((one) => `ops.weekly.${one}`)),
  check('ops.weekly.advisories', [assessments, assessmentCatalogue, recommendations, serviceEvents], decideAdvisories),
  check('ops.monthly.backup-retention', [resource('kv'), blobService, records('backup')], decideRetention),
  check('ops.monthly.dr-results', [records('drill'), drillFiles], (facts, { now }) => {
    const drill = facts.need(records('drill')).find(({ at }) => at.slice(0, 7) === now.toISOString().slice(0, 7));
    if (!drill) return fail('No drill of this month is written down.');
    const value = asObject(drill.value);
    const missing = ['start', 'end', 'outcome', 'findings'].filter((name) => value[name] === undefined || (name !== 'findings' && value[name] === ''));
    const file = asString(value['file']);
    if (missing.length === 0 && (file === undefined || !facts.need(drillFiles).includes(file))) return fail(`The drill of ${drill.at} is in no results file${file === undefined ? '' : `: ${file} is not there`}.`);
    return missing.length === 0 ? pass(`The drill of ${drill.at} has its outcome, times and findings, and stands in ${file!}.`) : fail(`The drill of ${drill.at} lacks ${listed(missing)}.`);
  }, { stages: ['prod'] }),
  rollUpOf('ops.monthly.utilization', ['cpu-memory', 'storage-capacity', 'bus-throughput'].map((one) => `ops.monthly.${one}`)),
  check('ops.quarterly.rto-rpo', [records('drill')], decideTargets, { stages: ['prod'] }),
];

function decideAdvisories(facts: Facts): Verdict {
  const described = facts.get(assessmentCatalogue);
  const catalogue = new Map((described.state === 'answered' ? described.value : []).map((one) => [asString(one['name'])?.toLowerCase() ?? '', asString(member(one['properties'], 'severity'))]));
  const unhealthy = facts.need(assessments).map((one) => ({ name: asString(one['name'])?.toLowerCase() ?? '', properties: asObject(one['properties']) })).filter(({ properties }) => sameText(asString(member(properties['status'], 'code')), 'Unhealthy'))
    .map(({ name, properties }) => ({ title: asString(properties['displayName']) ?? 'an assessment', severity: asString(member(properties['metadata'], 'severity')) ?? catalogue.get(name) }));
  const weak = unhealthy.filter(({ severity }) => sameText(severity, 'High')).map(({ title }) => title);
  const unrated = unhealthy.filter(({ severity }) => severity === undefined).map(({ title }) => title);
  const advised = facts.need(recommendations).map((one) => asObject(one['properties'])).filter((one) => sameText(asString(one['category']), 'Security') && sameText(asString(one['impact']), 'High')).map((one) => asString(member(one['shortDescription'], 'problem')) ?? 'a recommendation');
  const told = facts.need(serviceEvents).map((one) => asObject(one['properties'])).filter((one) => sameText(asString(one['eventType']), 'SecurityAdvisory') && sameText(asString(one['status']), 'Active')).map((one) => asString(one['title']) ?? 'a security advisory');
  const all = [...weak, ...advised, ...told];
  if (all.length === 0 && unrated.length > 0) return unknown(`Nobody tells how severe ${listed(unrated)} is.`);
  return all.length === 0 ? pass('No severe finding of Defender or Advisor, and no open advisory.') : fail(`${all.length} severe findings: ${listed(all)}.`);
}

function decideRetention(facts: Facts, { profile, now }: EvidenceScope): Verdict {
  const service = facts.need(blobService)['properties'];
  const vault = facts.need(resource('kv'));
  const problems = [
    ...['deleteRetentionPolicy', 'containerDeleteRetentionPolicy'].filter((name) => { const policy = asObject(member(service, name)); return policy['enabled'] !== true || !(Number(policy['days']) >= 7); }).map((name) => `${name} of blobs is off or below 7 days`),
    ...(Number(vault.properties['softDeleteRetentionInDays'] ?? 0) >= 7 ? [] : [`${vault.name} keeps what is deleted for less than 7 days`]),
  ];
  const wanted = profile['backupRetentionDays'];
  const oldest = facts.need(records('backup')).at(-1);
  const age = oldest ? (now.getTime() - Date.parse(oldest.at)) / dayMs : 0;
  if (typeof wanted === 'number' && age < wanted) problems.push(`the oldest backup is ${Math.floor(age)} days old, ${wanted} are asked for`);
  return problems.length === 0 ? pass('Deleted blobs, containers and secrets are kept long enough.') : fail(`${problems.join('; ')}.`);
}

/** Minutes that a recovery may take, and of data that may be lost. */
const targets = { prod: { rto: 60, rpo: 15 }, staging: { rto: 240, rpo: 60 }, dev: { rto: 1440, rpo: 1440 } } as const;

function decideTargets(facts: Facts, { profile, now, stage = 'prod' }: EvidenceScope): Verdict {
  const drill = drillOfQuarter(facts, now);
  if (!drill) return fail('No drill of this quarter is written down.');
  const value = asObject(drill.value);
  const [rto, rpo] = [numberOf(profile, 'rtoMinutes', targets[stage].rto), numberOf(profile, 'rpoMinutes', targets[stage].rpo)];
  const late = [['rtoMinutes', rto], ['rpoMinutes', rpo]].filter(([name, most]) => typeof value[String(name)] !== 'number' || Number(value[String(name)]) > Number(most)).map(([name, most]) => `${String(name)} is ${String(value[String(name)] ?? 'not measured')}, ${String(most)} is the target`);
  return late.length === 0 ? pass(`Back after ${String(value['rtoMinutes'])} minutes, ${String(value['rpoMinutes'])} minutes of data lost: within the targets.`) : fail(`${late.join('; ')}.`);
}
