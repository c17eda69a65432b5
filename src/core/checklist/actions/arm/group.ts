import { LogicError } from '../../../errors';
import { asObject, asString, member } from '../../../json';
import { isSampleAddress } from '../../../evidence';
import { isRecordOfTexts } from './shared';
import type { ActionScene, ArmAction, ArmChange } from '../action';

/** The group itself: that it is there, its lock, tags of everything in it. */
export const groupActions: readonly ArmAction[] = [
  {
    id: 'create-resource-group', title: 'Create the resource group',
    changes: (scene) => [{ title: `Create the resource group ${scene.scope.resourceGroup}`, method: 'PUT', id: scene.groupId, apiVersion: '2021-04-01', body: { location: asString(scene.setting('location')) ?? scene.text('location', 'Region'), tags: wantedTags(scene, ['environment', 'project']) } }],
  },
  {
    id: 'lock-resource-group', title: 'Lock the resource group against deletion',
    changes: async (scene) => {
      const locks = await scene.connection.resources.listLocks(scene.scope, scene.signal);
      if (locks.some(({ level }) => level.toLowerCase() === 'cannotdelete')) return [];
      return [{ title: 'Nothing in the group can be deleted', method: 'PUT', id: `${scene.groupId}/providers/Microsoft.Authorization/locks/CannotDelete`, apiVersion: '2016-09-01', body: { properties: { level: 'CanNotDelete', notes: `Protects ${scene.view.environment.name}.` } } }];
    },
  },
  {
    id: 'apply-tags', title: 'Apply the tags', changes: (scene) => tagChanges(scene),
    inputs: [{ name: 'owner', prompt: 'Owner: team or address' }, { name: 'costCenter', prompt: 'Cost centre' }],
  },
];

const required = ['environment', 'project', 'owner', 'costCenter', 'managedBy'] as const;

async function tagChanges(scene: ActionScene): Promise<readonly ArmChange[]> {
  const group = await scene.read(scene.groupId, '2021-04-01');
  if (!group) throw new LogicError('Action.Missing', `There is no resource group ${scene.scope.resourceGroup}.`, { nextStep: 'Create it first.' });
  const wanted = wantedTags(scene, required);
  const all = [{ id: scene.groupId, name: scene.scope.resourceGroup, tags: asObject(group['tags']) }, ...scene.resources.filter(({ type }) => !untaggable.test(type)).map(({ id, name, tags = {} }) => ({ id, name, tags }))];
  return all.flatMap(({ id, name, tags }): readonly ArmChange[] => {
    const missing = Object.entries(wanted).filter(([tag, value]) => !fits(tag, asString(member(tags, tag)), value));
    if (missing.length === 0) return [];
    return [{ title: `Tags of ${name}: ${missing.map(([tag]) => tag).join(', ')}`, method: 'PATCH', id: `${id}/providers/Microsoft.Resources/tags/default`, apiVersion: '2021-04-01', body: { operation: 'Merge', properties: { tags: Object.fromEntries(missing.map(([tag, value]) => [nameIn(tags, tag), value])) } } }];
  });
}

const untaggable = /\/(locks|roleAssignments|diagnosticSettings|smartDetectorAlertRules)$/i;
/** Names of tags have no case: the one that is there keeps its own. */
const nameIn = (tags: Readonly<Record<string, unknown>>, tag: string): string => Object.keys(tags).find((name) => name.toLowerCase() === tag.toLowerCase()) ?? tag;
const fits = (tag: string, present: string | undefined, wanted: string): boolean => present !== undefined && present.trim() !== '' && (tag !== 'environment' || present.toLowerCase() === wanted.toLowerCase()) && !(tag === 'owner' && present.includes('@') && isSampleAddress(present));

function wantedTags(scene: ActionScene, names: readonly (typeof required)[number][]): Record<string, string> {
  const { environment, facts } = scene.view;
  const given = scene.setting('tags');
  const known = isRecordOfTexts(given) ? given : {};
  const values = {
    environment: () => facts.stage ?? environment.name, project: () => asString(member(known, 'project')) ?? 'aos', managedBy: () => asString(member(known, 'managedBy')) ?? 'Bicep',
    owner: () => asString(member(known, 'owner')) ?? scene.text('owner', 'Owner: team or address'), costCenter: () => asString(member(known, 'costCenter')) ?? scene.text('costCenter', 'Cost centre'),
  };
  return Object.fromEntries(names.map((name) => [name, values[name]()]));
}
