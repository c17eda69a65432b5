import { listAll } from '../armPages';
import { DeployError } from '../errors';
import { asObject, asString, member } from '../json';
import type { AzureConnection, GroupScope } from '../ports/arm';
import type { JsonObject } from '../values';
import type { PlannedGrant, PlannedResource, PreflightProbe } from './model';

const version = '2022-04-01';

/** A role assignment that Azure lets nobody overwrite or repeat, so that it has to go before the declared one can be written. */
export interface AssignmentInTheWay {
  readonly id: string;
  /** `principal`: same name, but for somebody or something else. `name`: the same grant under another name. */
  readonly kind: 'principal' | 'name';
  /** The declared assignment. */
  readonly wantedId: string;
  /** Properties to write it with again. */
  readonly properties: JsonObject;
}

interface Asked { readonly connection: Pick<AzureConnection, 'arm'>; readonly scope: GroupScope; readonly resources: readonly PlannedResource[] }
interface Wanted { readonly id: string; readonly grant: PlannedGrant; /** Absent: its identity is still to be made. */ readonly principalId?: string }
interface Live { readonly id: string; readonly scope: string; readonly role: string; readonly principalId: string; readonly properties: JsonObject }

/**
 * Role assignments that stand in the way of declared ones. Those whose principal cannot be told beforehand are left out; `looked` counts the others.
 * @see ARM REST, Role Assignments - Create: RoleAssignmentUpdateNotPermitted, RoleAssignmentExists
 */
export async function findAssignmentsInTheWay({ connection, scope, resources }: Asked, signal?: AbortSignal): Promise<{ readonly found: readonly AssignmentInTheWay[]; readonly looked: number; readonly untold: number }> {
  const declared = resources.flatMap(({ id, grant }) => (grant && !id.includes('[') ? [{ id, grant }] : []));
  if (declared.length === 0) return { found: [], looked: 0, untold: 0 };
  const principals = new Map<string, Promise<string | null | undefined>>();
  const wanted = (await Promise.all(declared.map(async (one): Promise<readonly Wanted[]> => {
    const key = JSON.stringify(one.grant.principal ?? null);
    const principalId = await (principals.get(key) ?? principals.set(key, readPrincipal(connection, one.grant.principal, signal)).get(key));
    return principalId === undefined ? [] : [{ ...one, ...(principalId !== null && { principalId }) }];
  }))).flat();
  const live = await listLive(connection, scope, wanted, signal);
  const found = new Map(wanted.flatMap((one) => inTheWayOf(one, live)).map((one) => [one.id.toLowerCase(), one]));
  return { found: [...found.values()], looked: wanted.length, untold: declared.length - wanted.length };
}

function inTheWayOf({ id, grant, principalId }: Wanted, live: readonly Live[]): readonly AssignmentInTheWay[] {
  const grants = (one: Live): boolean => one.principalId === principalId && one.role === grant.role;
  const toWay = (one: Live, kind: AssignmentInTheWay['kind']): AssignmentInTheWay => ({ id: one.id, kind, wantedId: id, properties: one.properties });
  const named = live.filter((one) => same(one.id, id) && !grants(one)).map((one) => toWay(one, 'principal'));
  return [...named, ...live.filter((one) => !same(one.id, id) && same(one.scope, grant.scope) && grants(one)).map((one) => toWay(one, 'name'))];
}

/** `null`: there is no such identity yet, so whatever it will be is new. `undefined`: not to be told from here. */
async function readPrincipal({ arm }: Asked['connection'], principal: PlannedGrant['principal'], signal?: AbortSignal): Promise<string | null | undefined> {
  if (!principal) return undefined;
  if ('id' in principal) return principal.id.toLowerCase();
  try {
    const { body } = await arm.request('GET', `${principal.of}?api-version=${principal.apiVersion}`, undefined, signal);
    return asString(member(member(body, principal.in), 'principalId'))?.toLowerCase() ?? null;
  } catch (error) {
    if (error instanceof DeployError && error.status === 404) return null;
    throw error;
  }
}

/** Lists hold what is below a scope as well, so that scopes outside the group are all that is asked beside it. */
async function listLive({ arm }: Asked['connection'], { subscriptionId, resourceGroup }: GroupScope, wanted: readonly Wanted[], signal?: AbortSignal): Promise<readonly Live[]> {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const outside = wanted.map(({ grant }) => grant.scope).filter((one) => !same(one, group) && !one.toLowerCase().startsWith(`${group.toLowerCase()}/`));
  const live = new Map<string, Live>();
  for (const scope of new Set([group, ...outside])) {
    for (const one of await list(arm, scope, signal)) live.set(one.id.toLowerCase(), one);
  }
  return [...live.values()];
}

/** A scope that is not there has no assignments. */
async function list(arm: Asked['connection']['arm'], scope: string, signal?: AbortSignal): Promise<readonly Live[]> {
  try {
    return (await listAll(arm, `${scope}/providers/Microsoft.Authorization/roleAssignments?api-version=${version}`, signal)).map(toLive);
  } catch (error) {
    if (!(error instanceof DeployError) || error.status !== 404) throw error;
    return [];
  }
}

/** What may be written; the rest is Azure's own. */
const writable = ['roleDefinitionId', 'principalId', 'principalType', 'description', 'condition', 'conditionVersion', 'delegatedManagedIdentityResourceId'];

function toLive(body: JsonObject): Live {
  const [id, all] = [asString(body['id']) ?? '', asObject(body['properties'])];
  const properties = Object.fromEntries(writable.flatMap((name) => (all[name] === undefined || all[name] === null ? [] : [[name, all[name]]])));
  return { id, scope: scopeOf(id), role: roleOf(asString(all['roleDefinitionId']) ?? ''), principalId: (asString(all['principalId']) ?? '').toLowerCase(), properties };
}

/** What an assignment is attached to. */
export const scopeOf = (id: string): string => id.slice(0, Math.max(0, id.toLowerCase().lastIndexOf('/providers/microsoft.authorization/roleassignments/')));
/** GUID of a role in lower case. */
export const roleOf = (roleDefinitionId: string): string => (roleDefinitionId.split('/').at(-1) ?? '').toLowerCase();
const same = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** Why an assignment is in the way, without the end of the sentence. */
export function describeAssignment({ id, kind }: AssignmentInTheWay): string {
  const on = scopeOf(id).split('/').at(-1) ?? '';
  const name = id.split('/').at(-1) ?? id;
  return kind === 'principal' ? `The role assignment ${name} on ${on} belongs to an identity that is not the one of now` : `The role assignment ${name} on ${on} grants under another name what the template grants`;
}

export const assignmentProbe: PreflightProbe = {
  id: 'role-assignments', title: 'Role assignments can be written',
  run: async (facts, signal) => {
    const { found, looked, untold } = await findAssignmentsInTheWay(facts, signal);
    return {
      problems: found.map((one) => ({ resourceId: one.id, reason: `${describeAssignment(one)}: Azure refuses to write the declared one.`, remedies: [{ title: 'Remove it, then deploy: the template grants the role again', command: `az role assignment delete --ids ${one.id}` }] })),
      looked: untold === 0 ? `${looked} role assignments` : `${looked} role assignments; whom ${untold} more are for is known at the deployment`,
    };
  },
};
