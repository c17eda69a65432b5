import { asArray, asObject, asString, member } from '../../json';
import { roleNames } from '../../whatIf';
import type { JsonObject } from '../../values';
import type { Check, Facts, Verdict } from '../api';
import { armGet, backups, resource, runs } from '../queries';
import { fail, unknown } from '../verdict';
import { groupAssignments, holdsAt } from './infra/access';
import { roleIds } from './roles';
import { personalCheck, sameText } from './shared';
import { apps, sites, webConfigs } from './traits';
import { privateEndpoints, securityGroups } from './prodready/network';

const busRules = armGet('{bus}/networkRuleSets/default', '2021-11-01');
const mayGrant: readonly string[] = [roleIds.owner, roleIds.userAccessAdministrator];
type Row = Readonly<Record<string, string | boolean>>;

/** Tables that a person reads before deciding; what was decided holds for the table that was read. */
export const reviewChecks: readonly Check[] = [
  personalCheck('prodready.identity.sp-minimized', [groupAssignments], (facts) => {
    const table = assignments(facts, (one) => sameText(asString(one['principalType']), 'ServicePrincipal'));
    return toRead(`${table.length} roles of service principals, ${table.filter(({ mayGrant: strong }) => strong).length} of which may give rights to others`, table);
  }),
  personalCheck('prodready.keyvault.access-review', [groupAssignments, resource('kv')], (facts) => {
    const { id, name, properties } = facts.need(resource('kv'));
    const policies = asArray(properties['accessPolicies']).map(asObject);
    const table = assignments(facts, () => true, (assignment) => holdsAt(assignment, id));
    if (policies.length > 0) return { ...fail(`${name} has ${policies.length} access policies; there must be none beside the roles.`, table), standsAgainst: true };
    return toRead(`${table.length} roles reach ${name}`, table);
  }),
  personalCheck('ops.quarterly.rbac-review', [groupAssignments], (facts) => { const table = assignments(facts); return toRead(`${table.length} roles at the group and above`, table); }),
  personalCheck('ops.quarterly.network-rules', [...sites, ...webConfigs, resource('st'), resource('kv'), resource('bus'), busRules, securityGroups, privateEndpoints], (facts) => { const table = networkRules(facts); return toRead(`${table.length} rules of networks`, table); }),
  personalCheck('prodready.docs.audit-archived', [backups(), runs()], (facts) => {
    const run = facts.need(runs()).find(({ success }) => success);
    if (!run) return { ...fail('No run of this environment has succeeded yet.'), standsAgainst: true };
    const archive = facts.need(backups()).find(({ hasAudit, at }) => hasAudit && Date.parse(at) >= Date.parse(run.endedAt ?? run.timestamp));
    if (!archive) return { ...fail(`The audit of ${run.deploymentId} is in no archive: the newest backup of the audit is older.`), standsAgainst: true };
    if (archive.damaged.length > 0) return { ...fail(`The archive of ${archive.at} is no longer as it was written.`), standsAgainst: true };
    return unknown(`The archive of ${archive.at} waits to be reviewed.`);
  }, { binds: ['deployment'] }),
];

const toRead = (what: string, table: readonly Row[]): Verdict => unknown(`To be read: ${what}.`, table as readonly JsonObject[] as JsonObject[]);

/** In an order that does not depend on the service's. */
function assignments(facts: Facts, counts: (properties: JsonObject) => boolean = () => true, reaches: (assignment: JsonObject) => boolean = () => true): readonly Row[] {
  const all = facts.need(groupAssignments).filter((one) => counts(asObject(one['properties'])) && reaches(one));
  return sorted(all.map((one): Row => {
    const properties = asObject(one['properties']);
    const role = (asString(properties['roleDefinitionId']) ?? '').toLowerCase().split('/').at(-1) ?? '';
    return { principal: asString(properties['principalId']) ?? '', type: asString(properties['principalType']) ?? '', role: roleNames[role] ?? role, scope: asString(properties['scope']) ?? '', changed: asString(properties['updatedOn']) ?? '', mayGrant: mayGrant.includes(role) };
  }));
}

function networkRules(facts: Facts): readonly Row[] {
  const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '');
  const restrictions = apps.flatMap((_, index) => asArray(asObject(facts.need(webConfigs[index]!)['properties'])['ipSecurityRestrictions']).map(asObject).map((rule): Row => ({ on: facts.need(sites[index]!).name, kind: 'access restriction', rule: `${text(rule['action'])} ${text(rule['ipAddress'])}`, priority: text(rule['priority']) })));
  const stores = (['st', 'kv'] as const).map((role): Row => { const { name, properties } = facts.need(resource(role)); return { on: name, kind: 'default action', rule: asString(member(properties['networkAcls'], 'defaultAction')) ?? 'Allow', public: asString(properties['publicNetworkAccess']) ?? 'Enabled' }; });
  const bus: Row = { on: facts.need(resource('bus')).name, kind: 'default action', rule: asString(member((facts.find(busRules) ?? {})['properties'], 'defaultAction')) ?? 'Allow' };
  const guards = facts.need(securityGroups).flatMap((group) => asArray(member(group['properties'], 'securityRules')).map(asObject).map((rule): Row => { const one = asObject(rule['properties']); return { on: text(group['name']), kind: 'security rule', rule: `${text(one['direction'])} ${text(one['access'])} ${text(one['sourceAddressPrefix'])} -> ${text(one['destinationPortRange'])}`, priority: text(one['priority']) }; }));
  const endpoints = facts.need(privateEndpoints).map((one): Row => ({ on: text(one['name']), kind: 'private endpoint', rule: asArray(member(one['properties'], 'privateLinkServiceConnections')).map((link) => asString(member(member(link, 'properties'), 'privateLinkServiceId'))?.split('/').at(-1) ?? '').join(', ') }));
  return sorted([...restrictions, ...stores, bus, ...guards, ...endpoints]);
}

const sorted = (rows: readonly Row[]): readonly Row[] => [...rows].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
