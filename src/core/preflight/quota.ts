import { CancelledError, DeployError } from '../errors';
import { asArray, asString, member } from '../json';
import type { ArmRequests } from '../ports';
import type { PlannedResource, PreflightProbe, Problem } from './model';

interface Family {
  readonly type: string;
  readonly provider: string;
  readonly version: string;
  /** Whether a line of the answer limits the number of such resources; one of these must be told. Names in lower case. */
  readonly limits: (line: string) => boolean;
  /** Lines that count some of them alone, by SKU; none where the provider tells none. */
  readonly limitsSku?: (line: string, sku: string) => boolean;
}

const planKinds: readonly (readonly [RegExp, RegExp])[] = [[/^ep\d/, /elastic/], [/^p\d+m?v3$/, /premium ?v3/], [/^y1$/, /^(dynamic|y1)/]];
const isLineOfPlan = (line: string, sku: string): boolean => line === sku || planKinds.some(([ofSku, ofLine]) => ofSku.test(sku) && ofLine.test(line));

/** Types whose number in a region is limited, and where the provider tells how many are left. */
const families: readonly Family[] = [
  { type: 'Microsoft.Storage/storageAccounts', provider: 'Microsoft.Storage', version: '2023-05-01', limits: (line) => line === 'storageaccounts' },
  { type: 'Microsoft.Web/serverfarms', provider: 'Microsoft.Web', version: '2023-12-01', limits: (line) => line === 'serverfarms' || line === 'app service plans', limitsSku: isLineOfPlan },
  { type: 'Microsoft.MachineLearningServices/workspaces', provider: 'Microsoft.MachineLearningServices', version: '2024-04-01', limits: (line) => line === 'workspaces' },
  { type: 'Microsoft.Network/virtualNetworks', provider: 'Microsoft.Network', version: '2023-11-01', limits: (line) => line === 'virtualnetworks' },
  { type: 'Microsoft.Network/publicIPAddresses', provider: 'Microsoft.Network', version: '2023-11-01', limits: (line) => line === 'publicipaddresses' },
];

interface Line { readonly name: string; readonly used: number; readonly limit: number }

/** Lines with numbers in them. */
function linesOf(body: unknown): readonly Line[] {
  return asArray(member(body, 'value')).flatMap((entry): readonly Line[] => {
    const [name, used, limit] = [asString(member(member(entry, 'name'), 'value')), member(entry, 'currentValue'), member(entry, 'limit')];
    return name !== undefined && typeof used === 'number' && typeof limit === 'number' ? [{ name: name.toLowerCase(), used, limit }] : [];
  });
}

/** A negative limit means that there is none. */
function shortage({ name, used, limit }: Line, needed: readonly PlannedResource[], what: string, location: string): Problem | undefined {
  if (needed.length === 0 || limit < 0 || used + needed.length <= limit) return undefined;
  return { resourceId: needed[0]!.id, reason: `${what}: ${needed.length} more are needed, ${Math.max(0, limit - used)} of ${limit} are left in ${location} (${name}).`, remedies: [{ title: 'Ask for a higher quota, or choose another region' }] };
}

/** The lines, or why they could not be asked: one provider that does not answer hides nothing of the others. */
async function linesIn(arm: ArmRequests, path: string, signal?: AbortSignal): Promise<readonly Line[] | string> {
  try { return linesOf((await arm.request('GET', path, undefined, signal)).body); } catch (error) {
    if (error instanceof CancelledError || !(error instanceof DeployError)) throw error;
    return error.message.replace(/\.$/, '');
  }
}

function byLocation(resources: readonly PlannedResource[], usual: string): ReadonlyMap<string, readonly PlannedResource[]> {
  const found = new Map<string, PlannedResource[]>();
  for (const one of resources) {
    const location = (one.location ?? usual).replace(/\s/g, '').toLowerCase();
    found.set(location, [...(found.get(location) ?? []), one]);
  }
  return found;
}

export const quotaProbe: PreflightProbe = {
  id: 'quota', title: 'Quota is left for what is new',
  run: async ({ connection, newResources, scope, location: usual }, signal) => {
    const asked = families.flatMap((family) => [...byLocation(newResources.filter((one) => one.type.toLowerCase() === family.type.toLowerCase()), usual)].map(([location, needed]) => ({ family, location, needed })));
    const answers = await Promise.all(asked.map(async (one) => judge(one, await linesIn(connection.arm, `/subscriptions/${scope.subscriptionId}/providers/${one.family.provider}/locations/${one.location}/usages?api-version=${one.family.version}`, signal))));
    return { problems: answers.flatMap(({ problems }) => problems), unanswered: answers.flatMap(({ unanswered }) => unanswered), looked: asked.length === 0 ? 'nothing new that is limited' : `${asked.length} quotas` };
  },
};

interface QuotaQuestion { readonly family: Family; readonly location: string; readonly needed: readonly PlannedResource[] }

function judge({ family: { type, provider, limits, limitsSku }, location, needed }: QuotaQuestion, lines: readonly Line[] | string): { readonly problems: readonly Problem[]; readonly unanswered: readonly string[] } {
  if (typeof lines === 'string') return { problems: [], unanswered: [`${provider} in ${location}: ${lines}`] };
  const whole = lines.find(({ name }) => limits(name));
  const bySku = lines.filter((line) => line !== whole).map((line) => shortage(line, needed.filter(({ sku = '' }) => limitsSku?.(line.name, sku.toLowerCase())), type, location));
  return { problems: [whole && shortage(whole, needed, type, location), ...bySku].flatMap((one) => one ?? []), unanswered: whole ? [] : [`no limit of ${type} is told`] };
}
