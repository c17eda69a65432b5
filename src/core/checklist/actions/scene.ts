import { chooseRole } from '../../evidence/collect/roles';
import { readLiveOutputs } from '../../deployment';
import { InputError, LogicError } from '../../errors';
import { asArray, asObject, asString, isObject, member } from '../../json';
import type { AzureConnection, GroupScope, Resource } from '../../ports';
import type { JsonObject, JsonValue } from '../../values';
import type { CatalogueItem } from '../catalogueItem';
import type { ChecklistView } from '../service';
import type { ActionScene } from './action';

export interface SceneInput {
  readonly view: ChecklistView;
  readonly item: CatalogueItem;
  readonly connection: AzureConnection;
  readonly scope: GroupScope;
  readonly inputs: Readonly<Record<string, string>>;
  readonly parameters: JsonObject;
  readonly now: Date;
  readonly signal?: AbortSignal;
}

/** Reads what is in the group once. A group that is not there holds nothing. */
export async function openScene({ view, item, connection, scope, inputs, parameters, now, signal }: SceneInput): Promise<ActionScene> {
  const group = await connection.resources.findResourceGroup(scope, signal);
  const [resources, outputs] = group ? await Promise.all([connection.resources.listResources(scope, signal), readLiveOutputs(connection, scope, signal)]) : [[], {}];
  const { profile } = view.facts;
  const setting = (name: string): JsonValue | undefined => (member(profile, name) as JsonValue | undefined) ?? member(parameters, name) ?? inputs[name];
  const find = (role: Parameters<ActionScene['of']>[0]): Resource | string => chooseRole(role, resources, outputs);
  return {
    view, item, connection, scope, resources, inputs, tags: { environment: view.facts.stage ?? view.environment.name, ...withoutHidden(group?.tags ?? {}) }, now, ...(signal && { signal }), groupId: `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.resourceGroup}`, setting,
    of: (role) => { const found = find(role); if (typeof found === 'string') throw new LogicError('Action.Missing', found, { nextStep: 'Deploy the environment first.' }); return found; },
    find: (role) => { const found = find(role); return typeof found === 'string' ? undefined : found; },
    text: (name, prompt) => { const value = inputs[name]?.trim() || asString(setting(name))?.trim(); if (value) return value; throw new InputError('Action.InputMissing', `${prompt} is not known.`, { nextStep: `Give --input "${name}=…", or set ${name} in the profile of aos.yaml.` }); },
    read: (id, apiVersion) => read(connection, id, apiVersion, signal),
    list: async (path, apiVersion) => asArray((await read(connection, path, apiVersion, signal))?.['value']).filter(isObject),
  };
}

/** A tag may stand there in another case already; names have none. */
const withoutHidden = (tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> => Object.fromEntries(Object.entries(tags).filter(([name]) => !name.startsWith('hidden-')).map(([name, value]) => [name.toLowerCase() === 'environment' ? 'environment' : name, value]));

async function read({ arm }: AzureConnection, id: string, apiVersion: string, signal?: AbortSignal): Promise<JsonObject | undefined> {
  try {
    return asObject((await arm.request('GET', `${id}?api-version=${apiVersion}`, undefined, signal)).body);
  } catch (error) {
    if (error instanceof LogicError && error.status === 404) return undefined;
    throw error;
  }
}
