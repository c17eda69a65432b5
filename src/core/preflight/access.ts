import { listAll } from '../armPages';
import type { ArmRequests } from '../ports/arm';
import { asArray, asObject, asString, isObject, member } from '../json';
import type { PlannedResource, PreflightFacts, PreflightProbe, Problem } from './model';

/** One entry of ARM's answer: what is allowed, and what is taken out of that. @see ARM REST, Permissions - List For Resource Group */
export interface Permission { readonly actions: readonly string[]; readonly notActions: readonly string[] }

/** Whether an action is allowed: some entry allows it and does not take it out again. `*` stands for any characters, case does not matter. */
export const isAllowed = (action: string, permissions: readonly Permission[]): boolean =>
  permissions.some(({ actions, notActions }) => actions.some((pattern) => covers(pattern, action)) && !notActions.some((pattern) => covers(pattern, action)));

function covers(pattern: string, action: string): boolean {
  const escaped = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\/]/g, '\\$&')).join('.*');
  return new RegExp(`^${escaped}$`, 'i').test(action);
}

/** What the deployment needs: to deploy, to create the group if it is not there, and to write every type. */
export function requiredActions(resources: readonly PlannedResource[], groupExists: boolean): readonly string[] {
  const types = [...new Set(resources.map((resource) => resource.type))].sort();
  return ['Microsoft.Resources/deployments/write', ...(groupExists ? [] : ['Microsoft.Resources/subscriptions/resourceGroups/write']), ...types.map((type) => `${type}/write`)];
}

export const permissionProbe: PreflightProbe = {
  id: 'permissions', title: 'You may write everything the template declares',
  run: async (facts, signal) => {
    const answers = await Promise.all(scopesOf(facts).map(async ({ scope, needed }) => {
      const permissions = await listPermissions(facts.connection.arm, scope, signal);
      return { problems: needed.filter((action) => !isAllowed(action, permissions)).map((action) => missingAction(action, scope)), looked: `${needed.length} actions at ${scope}` };
    }));
    return { problems: answers.flatMap(({ problems }) => problems), looked: answers.map(({ looked }) => looked).join(', ') };
  },
};

/** What the signed-in account may do at a scope. */
export async function listPermissions(arm: ArmRequests, scope: string, signal?: AbortSignal): Promise<readonly Permission[]> {
  const entries = await listAll(arm, `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`, signal);
  return entries.map((entry) => ({ actions: texts(member(entry, 'actions')), notActions: texts(member(entry, 'notActions')) }));
}

/** Where what must be allowed: the group of the deployment (its subscription while it does not exist), and other groups that modules write to. */
function scopesOf({ scope: { subscriptionId, resourceGroup }, groupExists, resources }: PreflightFacts): readonly { readonly scope: string; readonly needed: readonly string[] }[] {
  const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
  const home = groupExists ? group : `/subscriptions/${subscriptionId}`;
  const byScope = new Map<string, PlannedResource[]>([[home, []]]);
  for (const resource of resources) {
    const found = /^\/subscriptions\/[^/[]+(\/resourceGroups\/[^/[]+)?/i.exec(resource.id)?.[0] ?? group;
    const scope = found.toLowerCase() === group.toLowerCase() ? home : [...byScope.keys()].find((key) => key.toLowerCase() === found.toLowerCase()) ?? found;
    byScope.set(scope, [...byScope.get(scope) ?? [], resource]);
  }
  return [...byScope].map(([scope, there]) => ({ scope, needed: requiredActions(there, groupExists || scope !== home) }));
}

const texts = (value: unknown): readonly string[] => asArray(value).filter((entry): entry is string => typeof entry === 'string');

const missingAction = (action: string, scope: string): Problem => ({
  reason: `You lack ${action} at ${scope}.`,
  remedies: [{ title: /roleAssignments/i.test(action) ? 'Ask for User Access Administrator (or Owner); Contributor cannot assign roles' : 'Ask for Contributor at this scope' }],
});

export const lockProbe: PreflightProbe = {
  id: 'locks', title: 'No lock stands in the way', canOverride: false,
  run: async ({ connection, scope, groupExists, plansDeletes }, signal) => {
    const locks = groupExists ? await connection.resources.listLocks(scope, signal) : [];
    const blocking = locks.filter((lock) => lock.level === 'ReadOnly' || (plansDeletes && lock.level === 'CanNotDelete'));
    return {
      problems: blocking.map((lock) => ({ reason: `The lock '${lock.name}' (${lock.level}) blocks ${lock.level === 'ReadOnly' ? 'every change' : 'the deletes of this plan'}.`, resourceId: lock.id, remedies: [{ title: 'Remove the lock for this deployment and set it again after', command: `az lock delete --ids ${lock.id}` }] })),
      looked: `${locks.length} locks`,
    };
  },
};

export const activeDeploymentProbe: PreflightProbe = {
  id: 'active-deployment', title: 'No other deployment is under way',
  run: async ({ connection, scope, groupExists }, signal) => {
    const deployments = groupExists ? await connection.deployments.list(scope, signal) : [];
    const active = deployments.filter((deployment) => !['Succeeded', 'Failed', 'Canceled'].includes(deployment.provisioningState));
    return {
      problems: active.map((deployment) => ({ reason: `The deployment '${deployment.name}' is ${deployment.provisioningState}.`, resourceId: deployment.id, remedies: [{ title: 'Wait for its end' }, { title: 'Cancel it', command: `az deployment group cancel --resource-group ${scope.resourceGroup} --name ${deployment.name}` }] })),
      looked: `${deployments.length} deployments`,
    };
  },
};

export const registrationProbe: PreflightProbe = {
  id: 'provider-registration', title: 'Resource providers are registered',
  run: async (facts) => {
    const namespaces = namespacesOf(facts);
    const states = await Promise.all(namespaces.map(async (namespace) => ({ namespace, state: asString((await facts.provider(namespace))?.['registrationState']) })));
    return {
      problems: states.filter(({ state }) => state !== undefined && !['Registered', 'Registering'].includes(state)).map(({ namespace, state }) => ({
        reason: `${namespace} is ${state} in this subscription.`, remedies: [{ title: `Register ${namespace}`, command: `az provider register --namespace ${namespace} --wait`, action: { kind: 'register', namespace } }],
      })),
      unanswered: states.filter(({ state }) => state === undefined).map(({ namespace }) => `${namespace} is not listed`),
      looked: `${namespaces.length} providers`,
    };
  },
};

const namespacesOf = (facts: PreflightFacts): readonly string[] => [...new Set(facts.resources.map((resource) => resource.type.split('/')[0]!))].sort();

/** The name a region has in one provider's list and another's ID: `East US 2`, `eastus2`. */
const regionKey = (location: string): string => location.toLowerCase().replaceAll(' ', '');

export const regionProbe: PreflightProbe = {
  id: 'region', title: 'Every type is offered in its region',
  run: async (facts) => {
    const placed = facts.resources.filter((resource) => resource.location !== undefined && regionKey(resource.location) !== 'global');
    const problems = await Promise.all(placed.map(async (resource): Promise<readonly Problem[]> => {
      const locations = await locationsOf(facts, resource.type);
      if (locations.length === 0 || locations.some((location) => regionKey(location) === regionKey(resource.location!))) return [];
      return [{ resourceId: resource.id, reason: `${resource.type} is not offered in ${resource.location}.`, remedies: [{ title: `Choose one of ${locations.slice(0, 6).join(', ')}` }] }];
    }));
    return { problems: problems.flat(), looked: `${placed.length} resources` };
  },
};

async function locationsOf({ provider }: PreflightFacts, type: string): Promise<readonly string[]> {
  const [namespace = '', ...rest] = type.split('/');
  const types = asArray(member(await provider(namespace), 'resourceTypes')).filter(isObject);
  const found = types.find((candidate) => String(candidate['resourceType']).toLowerCase() === rest.join('/').toLowerCase());
  return texts(asObject(found)['locations']);
}
