import { asArray, asString, member } from '../json';
import type { PreflightProbe, Problem } from './model';

interface Family { readonly type: string; readonly path: (subscription: string, location: string) => string; /** Whether a line of the answer limits the number of these resources. */ readonly counts: (line: string) => boolean }

/** Types whose number in a region is limited, and where the provider tells how many are left. */
const families: readonly Family[] = [
  { type: 'Microsoft.Storage/storageAccounts', path: (s, l) => `/subscriptions/${s}/providers/Microsoft.Storage/locations/${l}/usages?api-version=2023-05-01`, counts: (line) => line === 'storageaccounts' },
  { type: 'Microsoft.Web/serverfarms', path: (s, l) => `/subscriptions/${s}/providers/Microsoft.Web/locations/${l}/usages?api-version=2023-12-01`, counts: (line) => line === 'serverfarms' || line === 'app service plans' },
  { type: 'Microsoft.MachineLearningServices/workspaces', path: (s, l) => `/subscriptions/${s}/providers/Microsoft.MachineLearningServices/locations/${l}/usages?api-version=2024-04-01`, counts: (line) => line === 'workspaces' },
];

export const quotaProbe: PreflightProbe = {
  id: 'quota', title: 'Quota is left for what is new',
  run: async ({ connection, newResources, scope, location }, signal) => {
    const problems: Problem[] = [];
    const unanswered: string[] = [];
    const wanted = families.map((family) => ({ family, needed: newResources.filter((resource) => resource.type.toLowerCase() === family.type.toLowerCase()) })).filter(({ needed }) => needed.length > 0);
    for (const { family, needed } of wanted) {
      const { body } = await connection.arm.request('GET', family.path(scope.subscriptionId, needed[0]!.location ?? location), undefined, signal);
      const line = asArray(member(body, 'value')).find((entry) => family.counts((asString(member(member(entry, 'name'), 'value')) ?? '').toLowerCase()));
      const [used, limit] = [member(line, 'currentValue'), member(line, 'limit')];
      if (typeof used !== 'number' || typeof limit !== 'number') unanswered.push(`no limit of ${family.type} is told`);
      else if (limit >= 0 && used + needed.length > limit) {
        problems.push({ resourceId: needed[0]!.id, reason: `${family.type}: ${needed.length} more are needed, ${Math.max(0, limit - used)} of ${limit} are left in ${needed[0]!.location ?? location}.`, remedies: [{ title: 'Ask for a higher quota, or choose another region' }] });
      }
    }
    return { problems, unanswered, looked: wanted.length === 0 ? 'nothing new that is limited' : `${wanted.length} quotas` };
  },
};
