import type { App } from '../../../evidence/queries';
import type { Role } from '../../../evidence';
import { LogicError } from '../../../errors';
import { asObject, asString, member } from '../../../json';
import type { JsonObject } from '../../../values';
import type { ActionScene, ArmAction, ArmChange } from '../action';
import { guidOf } from './shared';

const apps: readonly App[] = ['main', 'mcp', 'realm'];
const appIds = (scene: ActionScene): readonly { readonly id: string; readonly name: string }[] => apps.map((app) => scene.of(app));
const vaultVersion = '2023-07-01', storageVersion = '2023-05-01', siteVersion = '2023-12-01', busVersion = '2021-11-01';

/** Roles that the apps need, and on what. Built-in IDs are the same everywhere. */
const grants: readonly { readonly item: string; readonly on: Role; readonly role: string; readonly name: string }[] = [
  { item: 'keyvault', on: 'kv', role: '4633458b-17de-408a-b874-0445c86b69e6', name: 'Key Vault Secrets User' },
  { item: 'storage', on: 'st', role: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe', name: 'Storage Blob Data Contributor' },
  { item: 'servicebus', on: 'bus', role: '090c5cfd-751d-490a-894a-3ce6f1109419', name: 'Azure Service Bus Data Owner' },
];

export const securityActions: readonly ArmAction[] = [
  {
    id: 'enable-purge-protection', title: 'Switch purge protection on',
    changes: (scene) => [{ title: `Deleted secrets of ${scene.of('kv').name} stay recoverable`, method: 'PATCH', id: scene.of('kv').id, apiVersion: vaultVersion, body: { properties: { enablePurgeProtection: true } }, irreversible: 'Purge protection can never be switched off again.' }],
  },
  {
    id: 'enforce-tls', title: 'Allow encrypted connections only',
    changes: (scene) => encryptedOnly(scene),
  },
  {
    id: 'assign-managed-identity', title: 'Give every app an identity',
    changes: async (scene) => (await Promise.all(appIds(scene).map(async ({ id, name }): Promise<readonly ArmChange[]> => {
      const type = asString(asObject((await scene.read(id, siteVersion))?.['identity'])['type']) ?? '';
      return /SystemAssigned/i.test(type) ? [] : [{ title: `${name} gets an identity of its own`, method: 'PATCH', id, apiVersion: siteVersion, body: { identity: { type: /UserAssigned/i.test(type) ? 'SystemAssigned, UserAssigned' : 'SystemAssigned' } } }];
    }))).flat(),
  },
  { id: 'grant-missing-roles', title: 'Grant the roles that are missing', changes: grantChanges },
  {
    id: 'restrict-access-by-ip', title: 'Let known addresses in only',
    inputs: [{ name: 'addressRange', prompt: 'Address range that may come in, such as 198.51.100.0/24', problem: rangeProblem }],
    changes: (scene) => {
      const range = scene.text('addressRange', 'Address range that may come in');
      const problem = rangeProblem(range);
      if (problem) throw new LogicError('Action.RangeWrong', problem, { nextStep: 'Give the range of your network in CIDR notation.' });
      const rules = [{ ipAddress: range, action: 'Allow', priority: 100, name: 'AllowCorporateNetwork' }];
      return appIds(scene).map(({ id, name }): ArmChange => ({ title: `${name} answers to ${range} only`, method: 'PATCH', id: `${id}/config/web`, apiVersion: siteVersion, body: { properties: { ipSecurityRestrictionsDefaultAction: 'Deny', ipSecurityRestrictions: rules } } }));
    },
  },
  {
    id: 'start-function-app', title: 'Start the apps that stand',
    changes: async (scene) => (await Promise.all(appIds(scene).map(async ({ id, name }): Promise<readonly ArmChange[]> => {
      const state = asString(member((await scene.read(id, siteVersion))?.['properties'], 'state'));
      return state === 'Running' ? [] : [{ title: `Start ${name}`, method: 'POST', id: `${id}/start`, apiVersion: siteVersion }];
    }))).flat(),
  },
];

function encryptedOnly(scene: ActionScene): readonly ArmChange[] {
  const patch = (title: string, id: string, apiVersion: string, properties: JsonObject): ArmChange => ({ title, method: 'PATCH', id, apiVersion, body: { properties } });
  const [st, bus] = [scene.of('st'), scene.of('bus')];
  return [
    patch(`${st.name}: HTTPS and TLS 1.2 only`, st.id, storageVersion, { supportsHttpsTrafficOnly: true, minimumTlsVersion: 'TLS1_2' }), patch(`${bus.name}: TLS 1.2 only`, bus.id, busVersion, { minimumTlsVersion: '1.2' }),
    ...appIds(scene).flatMap(({ id, name }) => [patch(`${name}: HTTPS only`, id, siteVersion, { httpsOnly: true }), patch(`${name}: TLS 1.2, no FTP`, `${id}/config/web`, siteVersion, { minTlsVersion: '1.2', ftpsState: 'Disabled' })]),
  ];
}

async function grantChanges(scene: ActionScene): Promise<readonly ArmChange[]> {
  const wanted = grants.filter(({ item }) => scene.item.id !== `infra.rbac.${item}` ? !grants.some((other) => scene.item.id === `infra.rbac.${other.item}`) : true);
  const principals = await Promise.all(appIds(scene).map(async ({ id, name }) => ({ name, principalId: asString(asObject((await scene.read(id, siteVersion))?.['identity'])['principalId']) })));
  const without = principals.filter(({ principalId }) => principalId === undefined).map(({ name }) => name);
  if (without.length > 0) throw new LogicError('Action.NoIdentity', `${without.join(', ')} ${without.length === 1 ? 'has' : 'have'} no identity that a role could be granted to.`, { nextStep: 'Give every app an identity first.' });
  const assigned = await scene.list(`${scene.groupId}/providers/Microsoft.Authorization/roleAssignments`, '2022-04-01');
  return wanted.flatMap(({ on, role, name }) => principals.flatMap((app): readonly ArmChange[] => {
    const target = scene.of(on);
    const has = assigned.some(({ properties }) => asString(member(properties, 'principalId'))?.toLowerCase() === app.principalId!.toLowerCase() && asString(member(properties, 'roleDefinitionId'))?.toLowerCase().endsWith(role) === true && target.id.toLowerCase().startsWith((asString(member(properties, 'scope')) ?? '-').toLowerCase()));
    return has ? [] : [{
      title: `${app.name}: ${name} of ${target.name}`, method: 'PUT', id: `${target.id}/providers/Microsoft.Authorization/roleAssignments/${guidOf(target.id, app.principalId!, role)}`, apiVersion: '2022-04-01',
      body: { properties: { roleDefinitionId: `/subscriptions/${scene.scope.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`, principalId: app.principalId!, principalType: 'ServicePrincipal' } },
    }];
  }));
}

/** 192.0.2.0/24, 198.51.100.0/24 and 203.0.113.0/24 stand in documents only. */
function rangeProblem(range: string): string | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(range.trim());
  if (!match || match.slice(1, 5).some((octet) => Number(octet) > 255) || Number(match[5]) > 32) return `"${range}" is no IPv4 range.`;
  if (Number(match[5]) < 8) return `${range} lets nearly everybody in.`;
  return /^(192\.0\.2|198\.51\.100|203\.0\.113)\./.test(range.trim()) ? `${range} is a range for documents, nobody has it.` : undefined;
}
