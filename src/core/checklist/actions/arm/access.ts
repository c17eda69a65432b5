import { LogicError } from '../../../errors';
import { asObject, asString, member } from '../../../json';
import { roleNames } from '../../../whatIf';
import type { ActionScene, ArmAction, ArmChange } from '../action';
import { guidOf } from './shared';

const version = '2022-04-01';
const dashboardVersion = '2020-09-01-preview';
/** ARM finds out by itself what kind of principal it is. */
function untyped(change: ArmChange): ArmChange {
  const { principalType: _type, ...properties } = asObject(change.body?.['properties']);
  return { ...change, body: { properties } };
}
const [owner, reader, monitoringReader] = ['8e3af657-a8ff-443c-a75c-2fe8c4bcb635', 'acdd72a7-3385-48ef-bd42-f606fba81ae7', '43d0d8ad-25c7-4714-9337-8ba259a9fe05'];

interface Grant { readonly title: string; readonly on: string; readonly role: string; readonly principalId: string }

/** Roles of groups of people, which the profile names. */
export const accessActions: readonly ArmAction[] = [
  {
    id: 'check-permissions', title: 'Make the role that suffices visible',
    changes: async (scene) => {
      const { objectId, name = 'who is signed in' } = await scene.connection.identity?.whoAmI(scene.signal) ?? {};
      if (objectId === undefined) throw new LogicError('Auth.NoObjectId', 'The token does not say who is signed in.', { nextStep: 'Sign in again.' });
      return (await granted(scene, [{ title: `${name} is Owner of ${scene.scope.resourceGroup}`, on: scene.groupId, role: owner!, principalId: objectId }])).map(untyped);
    },
  },
  {
    id: 'grant-team-access', title: 'Give the developers their role', inputs: [{ name: 'team', prompt: 'Object ID of the group of developers' }],
    changes: (scene) => {
      const { objectId = scene.text('team', 'Object ID of the group of developers'), role = 'Contributor' } = scene.view.facts.profile.developers ?? {};
      const id = Object.entries(roleNames).find(([, name]) => name.toLowerCase() === role.toLowerCase())?.[0] ?? role.toLowerCase();
      return granted(scene, [{ title: `The developers are ${role} of ${scene.scope.resourceGroup}`, on: scene.groupId, role: id, principalId: objectId }]);
    },
  },
  {
    id: 'share-dashboard', title: 'Let people read dashboards and numbers', inputs: [{ name: 'team', prompt: 'Object ID of the group of the team' }, { name: 'operations', prompt: 'Object ID of the group of operations' }],
    changes: async (scene) => (scene.item.id === 'prodready.handoff.dashboard-access' ? granted(scene, operations(scene)) : granted(scene, [await readers(scene)])),
  },
];

function operations(scene: ActionScene): readonly Grant[] {
  const principalId = groupOf(scene, 'operations', 'Object ID of the group of operations');
  return [{ title: `Operations reads ${scene.scope.resourceGroup}`, on: scene.groupId, role: reader!, principalId }, { title: 'Operations reads numbers and logs', on: scene.groupId, role: monitoringReader!, principalId }];
}

async function readers(scene: ActionScene): Promise<Grant> {
  const own = (await scene.list(`${scene.groupId}/providers/Microsoft.Portal/dashboards`, dashboardVersion)).find(({ tags }) => member(tags, 'aos-dashboard') !== undefined);
  if (!own) throw new LogicError('Action.Missing', 'There is no dashboard that could be shared.', { nextStep: 'Create the dashboard first.' });
  return { title: `The team reads the dashboard ${asString(own['name'])}`, on: asString(own['id']) ?? '', role: reader!, principalId: groupOf(scene, 'team', 'Object ID of the group of the team') };
}

function groupOf(scene: ActionScene, name: string, prompt: string): string {
  const known = scene.setting(name);
  const developers = name === 'team' ? scene.view.facts.profile.developers?.objectId : undefined;
  return asString(member(known, 'objectId')) ?? asString(known) ?? developers ?? scene.text(name, prompt);
}

/** Those that do not hold at the place or above it yet. */
async function granted(scene: ActionScene, wanted: readonly Grant[]): Promise<readonly ArmChange[]> {
  const assigned = await scene.list(`${scene.groupId}/providers/Microsoft.Authorization/roleAssignments`, version);
  const there = assigned.map(({ properties }) => ({ principal: asString(member(properties, 'principalId'))?.toLowerCase(), role: asString(member(properties, 'roleDefinitionId'))?.toLowerCase() ?? '', scope: asString(member(properties, 'scope'))?.toLowerCase() ?? '-' }));
  return wanted.flatMap(({ title, on, role, principalId }): readonly ArmChange[] => {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(principalId)) throw new LogicError('Action.IdWrong', `"${principalId}" is no object ID.`, { nextStep: 'Take it from the group in Microsoft Entra ID.' });
    if (there.some((one) => one.principal === principalId.toLowerCase() && one.role.endsWith(role) && on.toLowerCase().startsWith(one.scope))) return [];
    return [{ title, method: 'PUT', id: `${on}/providers/Microsoft.Authorization/roleAssignments/${guidOf(on, principalId, role)}`, apiVersion: version, body: { properties: { roleDefinitionId: `/subscriptions/${scene.scope.subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${role}`, principalId, principalType: 'Group' } } }];
  });
}
