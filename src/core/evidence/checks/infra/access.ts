import { asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Check, Facts, Role, Verdict } from '../../api';
import { armList, resource } from '../../queries';
import { fail, pass, warn } from '../../verdict';
import { check, rollUpOf, sameText } from '../shared';
import { roleIds } from '../roles';

const apps = [resource('main'), resource('mcp'), resource('realm')];
/** Those of the group, of what is in it, and of what it inherits from. */
export const groupAssignments = armList('{rg}/providers/Microsoft.Authorization/roleAssignments', '2022-04-01');

export const accessChecks: readonly Check[] = [
  check('infra.rbac.identities', apps, (facts) => {
    const without = apps.map((one) => facts.need(one)).filter(({ identity }) => !/SystemAssigned/i.test(asString(identity?.['type']) ?? '') || !asString(identity?.['principalId']));
    return without.length === 0 ? pass('All three apps have an identity of their own.') : fail(`Without an identity of its own: ${without.map(({ name }) => name).join(', ')}.`);
  }),
  rollUpOf('infra.rbac.assignments', ['infra.rbac.keyvault', 'infra.rbac.storage', 'infra.rbac.servicebus']),
  roleCheck('keyvault', 'kv', roleIds.keyVaultSecretsUser, 'Key Vault Secrets User', false),
  roleCheck('storage', 'st', roleIds.storageBlobDataContributor, 'Storage Blob Data Contributor', true),
  roleCheck('servicebus', 'bus', roleIds.serviceBusDataOwner, 'Azure Service Bus Data Owner', true),
];

function roleCheck(row: string, role: Role, roleId: string, name: string, mainSuffices: boolean): Check {
  return check(`infra.rbac.${row}`, [...apps, resource(role), groupAssignments], (facts) => decideRole(facts, { role, roleId, name, mainSuffices }));
}

interface Wanted { readonly role: Role; readonly roleId: string; readonly name: string; readonly mainSuffices: boolean }

function decideRole(facts: Facts, { role, roleId, name, mainSuffices }: Wanted): Verdict {
  const target = facts.need(resource(role));
  const assigned = facts.need(groupAssignments).filter((one) => holdsAt(one, target.id) && asString(member(one['properties'], 'roleDefinitionId'))?.toLowerCase().endsWith(roleId) === true);
  const sites = apps.map((one) => facts.need(one));
  const having = sites.filter(({ identity }) => assigned.some((one) => sameText(asString(member(one['properties'], 'principalId')), asString(identity?.['principalId']))));
  if (having.length === 3) return pass(`All three apps are ${name} of ${target.name}.`);
  const missing = sites.filter((one) => !having.includes(one)).map((one) => one.name).join(', ');
  const onlyMain = mainSuffices && having.length === 1 && having[0] === sites[0];
  return onlyMain ? warn(`Only ${sites[0]!.name} is ${name} of ${target.name}; ${missing} are not.`) : fail(`Not ${name} of ${target.name}: ${missing}.`);
}

/** An assignment holds where it was made and below. */
export function holdsAt(assignment: JsonObject, id: string): boolean {
  const scope = (asString(member(assignment['properties'], 'scope')) ?? '').toLowerCase().replace(/\/+$/, '');
  // The list of a group holds only those management groups that it is in.
  if (/^\/providers\/microsoft\.management\/managementgroups\/[^/]+$/.test(scope)) return true;
  return id.toLowerCase() === scope || id.toLowerCase().startsWith(`${scope}/`);
}
