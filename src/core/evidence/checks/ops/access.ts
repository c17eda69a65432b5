import { asObject, asString } from '../../../json';
import type { Check, EvidenceScope, Facts, Verdict } from '../../api';
import { details, knownPrincipals, resource, secrets, settingReferences, type App } from '../../queries';
import { fail, pass, rollUp, unknown } from '../../verdict';
import { groupAssignments } from '../infra/access';
import { gonePrincipals } from '../prodready/security';
import { check, listed, sameText } from '../shared';

const rotationMs = 92 * 86_400_000;
const apps: readonly App[] = ['main', 'mcp', 'realm'];
/** Rows that compare values of the vault with the keys of today. */
const present = ['app.secrets.servicebus', 'app.secrets.storage'];

export const accessChecks: readonly Check[] = [
  check('ops.quarterly.unused-identities', [details(), groupAssignments, knownPrincipals()], decideIdentities),
  check('ops.quarterly.rotate', [secrets(), resource('st'), ...apps.map((app) => settingReferences(app))], decideRotation, { rows: present }),
];

function decideIdentities(facts: Facts): Verdict {
  const all = facts.need(details());
  const attached = new Set(all.flatMap(({ identity }) => Object.keys(asObject(identity?.['userAssignedIdentities']))).map((id) => id.toLowerCase()));
  const idle = all.filter(({ type, id }) => sameText(type, 'Microsoft.ManagedIdentity/userAssignedIdentities') && !attached.has(id.toLowerCase())).map(({ name }) => name);
  const orphans = gonePrincipals(facts);
  const problems = [...(idle.length > 0 ? [`identities that no resource has: ${listed(idle)}`] : []), ...(orphans.length > 0 ? [`roles of principals that are gone: ${listed(orphans)}`] : [])];
  return problems.length === 0 ? pass('Every identity of the group is in use, and every role belongs to a principal that exists.') : fail(`There are ${problems.join('; ')}.`);
}

/** What is older than a quarter, what no longer fits its resource, and what the apps cannot read. */
function decideRotation(facts: Facts, { now }: EvidenceScope): Verdict {
  const isOld = (time: string | undefined): boolean => time === undefined || Number.isNaN(Date.parse(time)) || now.getTime() - Date.parse(time) > rotationMs;
  const old = facts.need(secrets()).filter(({ enabled, updated }) => enabled && isOld(updated)).map(({ name }) => name);
  const account = facts.need(resource('st'));
  const ages = Object.entries(asObject(account.properties['keyCreationTime']));
  const keys = ages.filter(([, time]) => isOld(asString(time))).map(([key]) => `${key} of ${account.name}`);
  const unresolved = apps.flatMap((app) => Object.entries(facts.need(settingReferences(app))).filter(([, status]) => !sameText(status, 'Resolved')).map(([name]) => `${name} of ${app}`));
  const problems = [...(old.length + keys.length > 0 ? [`not rotated for 92 days: ${listed([...old, ...keys])}`] : []), ...(unresolved.length > 0 ? [`references that do not resolve: ${listed(unresolved)}`] : [])];
  if (problems.length > 0) return fail(`There are ${problems.join('; ')}.`);
  if (ages.length === 0) return unknown(`${account.name} does not tell how old its keys are.`);
  const matching = rollUp(facts, present);
  return matching.state === 'pass' || matching.state === 'n/a' ? pass('Every secret and key is from the last 92 days, the vault holds the keys of today, and the apps read them.') : matching;
}
