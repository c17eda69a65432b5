import type { JsonObject } from '../../armTemplate';
import { conflict, notFound } from '../armError';
import { parameterOf, type Answer, type ArmRequest } from '../http/armRequest';
import { isObject } from '../json';
import { groupIdOf } from '../resources/resourceGroups';
import type { Sandbox } from '../sandbox';
import { page, subscriptionOf, type ArmRoute } from './shared';

/** A tag name that somebody made for later use, with its values. */
interface PredefinedTag { readonly subscriptionId: string; readonly name: string; readonly values: readonly string[] }

const base = '/subscriptions/{subscriptionId}/tagNames';

/** Names and values of tags, in use or made beforehand, as the Azure CLI lists them. */
export const tagNameRoutes: readonly ArmRoute[] = [
  { method: 'GET', path: base, summary: 'Tags - List', handle: (request, sandbox) => page([...counted(request, sandbox)], request, ([name, values]) => shownName(request, sandbox, name, values)) },
  { method: 'PUT', path: `${base}/{name}`, summary: 'Tags - Create Or Update', handle: putName },
  { method: 'DELETE', path: `${base}/{name}`, summary: 'Tags - Delete', handle: deleteName },
  { method: 'PUT', path: `${base}/{name}/tagValues/{value}`, summary: 'Tags - Create Or Update Value', handle: putValue },
  { method: 'DELETE', path: `${base}/{name}/tagValues/{value}`, summary: 'Tags - Delete Value', handle: deleteValue },
];

type Counts = Map<string, Map<string, number>>;

const table = (sandbox: Sandbox) => sandbox.store.table<PredefinedTag>('tagNames');
const keyFor = (subscriptionId: string, name: string): string => `${subscriptionId}/${name}`.toLowerCase();

/** How often each value of each name is in use; those made beforehand are there with 0. */
function counted(request: ArmRequest, sandbox: Sandbox): Counts {
  const subscriptionId = subscriptionOf(request, sandbox);
  const counts: Counts = new Map();
  for (const [, tag] of table(sandbox).entries()) if (tag.subscriptionId.toLowerCase() === subscriptionId.toLowerCase()) counts.set(tag.name, new Map(tag.values.map((value) => [value, 0])));
  const owners = sandbox.groups.list(subscriptionId).flatMap((group) => [group.tags, ...sandbox.table.atScope(groupIdOf(group)).map(({ body }) => body.tags)]);
  for (const [name, value] of owners.filter(isObject).flatMap((tags) => Object.entries(tags))) {
    const values = counts.get(name) ?? new Map<string, number>();
    counts.set(name, values.set(String(value), (values.get(String(value)) ?? 0) + 1));
  }
  return counts;
}

const count = (value: number): JsonObject => ({ type: 'Total', value });

function shownName(request: ArmRequest, sandbox: Sandbox, name: string, values: ReadonlyMap<string, number>): JsonObject {
  const id = `/subscriptions/${subscriptionOf(request, sandbox)}/tagNames/${name}`;
  return { id, tagName: name, count: count([...values.values()].reduce((sum, uses) => sum + uses, 0)), values: [...values].map(([value, uses]) => shownValue(id, value, uses)) };
}

const shownValue = (nameId: string, value: string, uses: number): JsonObject => ({ id: `${nameId}/tagValues/${value}`, tagValue: value, count: count(uses) });

function putName(request: ArmRequest, sandbox: Sandbox): Answer {
  const [subscriptionId, name] = [subscriptionOf(request, sandbox), parameterOf(request, 'name')];
  const known = table(sandbox).get(keyFor(subscriptionId, name));
  if (!known) table(sandbox).set(keyFor(subscriptionId, name), { subscriptionId, name, values: [] });
  return { status: known ? 200 : 201, body: shownName(request, sandbox, name, counted(request, sandbox).get(name) ?? new Map()) };
}

/** @throws ArmError 409 while a resource carries the tag or the name has values. */
function deleteName(request: ArmRequest, sandbox: Sandbox): Answer {
  const [subscriptionId, name] = [subscriptionOf(request, sandbox), parameterOf(request, 'name')];
  const values = counted(request, sandbox).get(name);
  if (values && values.size > 0) throw conflict('TagNameInUse', `The tag name '${name}' has values or is in use. Delete its values and take it off all resources first.`);
  if (!table(sandbox).get(keyFor(subscriptionId, name))) return { status: 204 };
  table(sandbox).delete(keyFor(subscriptionId, name));
  return { status: 200 };
}

/** @throws ArmError 404 when the name was never made. */
function putValue(request: ArmRequest, sandbox: Sandbox): Answer {
  const [subscriptionId, name, value] = [subscriptionOf(request, sandbox), parameterOf(request, 'name'), parameterOf(request, 'value')];
  const uses = counted(request, sandbox).get(name);
  if (!uses) throw notFound('TagNameNotFound', `The tag name '${name}' does not exist.`);
  const known = table(sandbox).get(keyFor(subscriptionId, name)) ?? { subscriptionId, name, values: [] };
  const isNew = !uses.has(value);
  if (!known.values.includes(value)) table(sandbox).set(keyFor(subscriptionId, name), { ...known, values: [...known.values, value] });
  return { status: isNew ? 201 : 200, body: shownValue(`/subscriptions/${subscriptionId}/tagNames/${name}`, value, uses.get(value) ?? 0) };
}

/** @throws ArmError 409 while a resource carries the value. */
function deleteValue(request: ArmRequest, sandbox: Sandbox): Answer {
  const [subscriptionId, name, value] = [subscriptionOf(request, sandbox), parameterOf(request, 'name'), parameterOf(request, 'value')];
  const known = table(sandbox).get(keyFor(subscriptionId, name));
  if ((counted(request, sandbox).get(name)?.get(value) ?? 0) > 0) throw conflict('TagValueInUse', `The value '${value}' of the tag '${name}' is in use.`);
  if (!known?.values.includes(value)) return { status: 204 };
  table(sandbox).set(keyFor(subscriptionId, name), { ...known, values: known.values.filter((other) => other !== value) });
  return { status: 200 };
}
