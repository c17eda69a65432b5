import { asArray, asObject, asString, member } from '../../../json';
import type { JsonValue } from '../../../values';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { resource, resourceGraph } from '../../queries';
import { fail, pass, rollUp } from '../../verdict';
import { check, sameText, tagOf } from '../shared';
import { groupAssignments, holdsAt } from '../infra/access';
import { isReaderRole } from '../roles';
import { apps, sites } from '../traits';

/** Dashboards and workbooks of the group with what is on them. */
export const dashboards = resourceGraph("resources | where resourceGroup =~ '{rgName}' | where type in~ ('microsoft.portal/dashboards', 'microsoft.insights/workbooks') | project id, name, type, tags, properties");
const tiles = ['health', 'requests', 'errors', 'queues', 'storage', 'agents'].map((one) => `prodready.dashboard.tile-${one}`);

/** Parts as text in lower case: what a part shows stands at other places in each kind of part. */
function partsOf(facts: Facts): readonly string[] | Verdict {
  const own = facts.need(dashboards).filter((one) => tagOf(one['tags'], 'aos-dashboard') !== undefined);
  if (own.length === 0) return fail('The resource group has no dashboard with the tag aos-dashboard.');
  return own.flatMap((one) => {
    const properties = asObject(one['properties']);
    const lenses = Array.isArray(properties['lenses']) ? asArray(properties['lenses']) : Object.values(asObject(properties['lenses']));
    const parts = lenses.flatMap((lens) => { const value = member(lens, 'parts'); return Array.isArray(value) ? asArray(value) : Object.values(asObject(value)); });
    return (parts.length > 0 ? parts : [asString(properties['serializedData']) ?? {}]).map((part: JsonValue) => JSON.stringify(part).toLowerCase());
  });
}

function tile(name: string, needs: Check['needs'], missing: (parts: readonly string[], facts: Facts) => string | undefined): Check {
  return check(`prodready.dashboard.tile-${name}`, [dashboards, ...(needs as readonly typeof dashboards[])], (facts) => {
    const parts = partsOf(facts);
    if ('state' in parts) return parts;
    const problem = missing(parts, facts);
    return problem === undefined ? pass('The dashboard shows it.') : fail(`The dashboard does not show ${problem}.`);
  });
}

/** The name of one resource may begin the name of another, and a slot is another app. */
const isAbout = (part: string, id: string): boolean => part.split(id.toLowerCase()).slice(1).some((rest) => !/^([\w.()-]|\/slots\/)/.test(rest));
const shows = (parts: readonly string[], id: string, ...words: readonly string[]): boolean => parts.some((part) => isAbout(part, id) && words.every((word) => part.includes(word.toLowerCase())));
const need = (...queries: readonly unknown[]): Check['needs'] => queries as Check['needs'];

export const dashboardChecks: readonly Check[] = [
  check('prodready.dashboard.created', [dashboards], (facts) => { const parts = partsOf(facts); return 'state' in parts ? parts : rollUp(facts, tiles); }, { rows: tiles }),
  tile('health', need(...sites), (parts, facts) => {
    const missing = apps.map((_, index) => facts.need(sites[index]!)).filter(({ id }) => !shows(parts, id, 'healthcheckstatus') && !shows(parts, id, '"state"'));
    return missing.length === 0 ? undefined : `the health of ${missing.map(({ name }) => name).join(', ')}`;
  }),
  tile('requests', need(resource('appi')), (parts, facts) => { const { id } = facts.need(resource('appi')); return !shows(parts, id, 'requests/count') && !shows(parts, id, 'requests/rate') ? 'how many requests there are' : shows(parts, id, 'requests/duration') ? undefined : 'how long requests take'; }),
  tile('errors', need(resource('appi')), (parts, facts) => { const { id } = facts.need(resource('appi')); return shows(parts, id, 'requests/failed') || shows(parts, id, 'requests', 'success') ? undefined : 'failed requests'; }),
  tile('queues', need(resource('bus')), (parts, facts) => (shows(parts, facts.need(resource('bus')).id, 'activemessages', 'entityname') ? undefined : 'the messages of each queue')),
  tile('storage', need(resource('st')), (parts, facts) => { const { id } = facts.need(resource('st')); return ['usedcapacity', 'transactions', 'availability'].some((metric) => shows(parts, id, `"${metric}"`)) ? undefined : 'the storage account'; }),
  tile('agents', need(resource('appi')), (parts, facts) => (parts.some((part) => isAbout(part, facts.need(resource('appi')).id) && /customevents|traces/.test(part) && part.includes('agent')) ? undefined : 'what the agents do')),
  check('prodready.dashboard.shared', [dashboards, groupAssignments], decideShared),
  check('prodready.dashboard.bookmarked', [dashboards], (facts) => {
    const own = facts.need(dashboards).find((one) => tagOf(one['tags'], 'aos-dashboard') !== undefined);
    return own ? pass(`The link leads to ${asString(own['name'])}.`, { id: asString(own['id']) ?? null }) : fail('There is no dashboard that a link could lead to.');
  }),
];

function decideShared(facts: Facts, { profile }: EvidenceScope): Verdict {
  const own = facts.need(dashboards).find((one) => tagOf(one['tags'], 'aos-dashboard') !== undefined);
  if (!own) return fail('There is no dashboard that could be shared.');
  const team = asString(profile['team']) ?? asString(member(profile['team'], 'objectId')) ?? profile.developers?.objectId;
  if (team === undefined) return fail('The profile names no group of the team.');
  const reads = facts.need(groupAssignments).some((one) => holdsAt(one, asString(own['id']) ?? '') && sameText(asString(member(one['properties'], 'principalId')), team) && isReaderRole(asString(member(one['properties'], 'roleDefinitionId'))));
  return reads ? pass(`The team may read ${asString(own['name'])}.`) : fail(`The team has no role by which it may read ${asString(own['name'])}.`);
}
