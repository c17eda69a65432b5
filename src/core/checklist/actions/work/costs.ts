import { metrics, resource, type MetricSeries } from '../../../evidence/queries';
import type { Check, Facts, Role } from '../../../evidence';
import { asArray, asObject, asString } from '../../../json';
import type { JsonObject } from '../../../values';
import type { Finding } from '../action';
import { failed, passed, remember, unknown, type RowWork, type WorkScene } from './work';

const dayMs = 86_400_000, mostPages = 20, mostRows = 50;
const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);
const money = (amount: number): number => Math.round(amount * 100) / 100;

/** What one resource cost in the last seven days, of which today is one, and in the seven before. */
interface ResourceCost { readonly id: string; readonly last: number; readonly before: number; readonly days: Readonly<Record<string, number>> }
interface Costs { readonly from: string; readonly to: string; readonly currency: string; readonly resources: readonly ResourceCost[] }

export const costWorks: readonly RowWork[] = [
  { row: 'ops.weekly.cost-trend', describe: () => 'Reads the cost of the last two weeks, a day and a resource, and keeps the report.', run: trend },
  { row: 'ops.weekly.cost-utilization', describe: () => 'Puts the cost of each resource beside how much it is used, and keeps the report.', run: utilization },
];

async function trend(scene: WorkScene): Promise<Finding> {
  const costs = await readCosts(scene);
  if (!('resources' in costs)) return costs;
  const { from, to, currency, resources } = costs;
  const [last, before] = [sum(resources.map((one) => one.last)), sum(resources.map((one) => one.before))];
  const table = resources.slice(0, mostRows).map(({ id, days, ...one }): JsonObject => ({ resourceId: id, last: money(one.last), before: money(one.before), days: Object.fromEntries(Object.entries(days).sort().map(([day, cost]) => [day, money(cost)])) }));
  const change = before > 0 ? ` (${last >= before ? '+' : ''}${Math.round((last / before - 1) * 100)} %)` : '';
  await remember(scene, 'report', { item: scene.item.id, from, to, currency, last: money(last), before: money(before), table });
  return passed(`${resources.length} resources cost ${last.toFixed(2)} ${currency} in the last 7 days, ${before.toFixed(2)} in the 7 before${change}; most of it ${nameOf(resources[0]!.id)} with ${resources[0]!.last.toFixed(2)}.`, table);
}

/** Costs of the group, the dearest first; or why they are not known. @see Cost Management REST, Query - Usage */
async function readCosts(scene: WorkScene): Promise<Costs | Finding> {
  const { connection, scope } = await scene.connection();
  const today = Math.floor(scene.ports.clock.now().getTime() / dayMs) * dayMs;
  const [from, to, week] = [dayOf(today - 13 * dayMs), dayOf(today), Number(dayOf(today - 6 * dayMs).replaceAll('-', ''))];
  const body = { type: 'ActualCost', timeframe: 'Custom', timePeriod: { from: `${from}T00:00:00Z`, to: `${to}T23:59:59Z` }, dataset: { granularity: 'Daily', aggregation: { totalCost: { name: 'Cost', function: 'Sum' } }, grouping: [{ type: 'Dimension', name: 'ResourceId' }] } };
  const found = new Map<string, { last: number; before: number; days: Record<string, number> }>();
  let currency = '';
  let next: string | undefined = `/subscriptions/${scope.subscriptionId}/resourceGroups/${scope.resourceGroup}/providers/Microsoft.CostManagement/query?api-version=2023-11-01`;
  for (let pages = 0; next !== undefined && pages < mostPages; pages++) {
    const properties = asObject(asObject((await connection.arm.request('POST', next, body, scene.signal)).body)['properties']);
    const columns = asArray(properties['columns']).map((one) => String(asObject(one)['name']).toLowerCase());
    const [cost, day, id, unit] = ['cost', 'usagedate', 'resourceid', 'currency'].map((name) => columns.indexOf(name)) as [number, number, number, number];
    if (cost < 0 || day < 0 || id < 0) return failed('The cost service sent no table of costs, days and resources.');
    for (const row of asArray(properties['rows']).map(asArray)) {
      const one = found.get(String(row[id]).toLowerCase()) ?? { last: 0, before: 0, days: {} };
      const [amount, when] = [Number(row[cost]), Number(row[day])];
      one[when >= week ? 'last' : 'before'] += amount;
      const key = String(when).replace(/^(\d{4})(\d\d)(\d\d)$/, '$1-$2-$3');
      one.days[key] = (one.days[key] ?? 0) + amount;
      found.set(String(row[id]).toLowerCase(), one);
      currency ||= String(row[unit] ?? '');
    }
    next = asString(properties['nextLink']) || undefined;
  }
  if (next !== undefined) return failed(`The cost service sent more than ${mostPages} pages; the report would not be whole.`);
  if (found.size === 0) return unknown(`No cost was reported from ${from} to ${to}. It appears about a day after it arises.`);
  return { from, to, currency, resources: [...found].map(([id, one]) => ({ id, ...one })).sort((a, b) => b.last - a.last || b.before - a.before) };
}

interface Use { readonly names: readonly string[]; readonly aggregation: string }
/** What tells how much a resource does. */
const uses: readonly (readonly [Role, Use])[] = [
  ['plan', { names: ['CpuPercentage', 'MemoryPercentage'], aggregation: 'Average' }],
  ...(['main', 'mcp', 'realm'] as const).map((app): readonly [Role, Use] => [app, { names: ['FunctionExecutionCount'], aggregation: 'Total' }]),
  ['st', { names: ['UsedCapacity'], aggregation: 'Average' }], ['bus', { names: ['IncomingMessages', 'OutgoingMessages'], aggregation: 'Total' }],
];
/** A plan that is busy for less than this, in percent, could be smaller. */
const littleCpu = 20, littleMemory = 40;

async function utilization(scene: WorkScene): Promise<Finding> {
  const costs = await readCosts(scene);
  if (!('resources' in costs)) return costs;
  const used = await readUses(scene);
  const rows = costs.resources.slice(0, mostRows).map(({ id, last }): JsonObject & { readonly mark: string } => {
    const use = used.get(id) ?? {};
    return { resourceId: id, cost: money(last), use: { ...use }, mark: markOf(last, use) };
  });
  const marked = (mark: string): string => { const names = rows.filter((one) => one.mark === mark).map((one) => nameOf(String(one['resourceId']))); return names.length === 0 ? `none ${mark}` : `${names.length} ${mark} (${names.slice(0, 5).join(', ')})`; };
  await remember(scene, 'report', { item: scene.item.id, from: costs.from, to: costs.to, currency: costs.currency, table: rows });
  return passed(`${rows.length} resources cost ${sum(costs.resources.map(({ last }) => last)).toFixed(2)} ${costs.currency} in the last 7 days: ${marked('idle')}, ${marked('oversized')}, ${rows.filter(({ mark }) => mark === 'not measured').length} of which no use is measured.`, rows);
}

type Measured = Readonly<Record<string, number>>;

/** Idle: it costs, and did nothing. Oversized: a plan that has little to do. */
function markOf(cost: number, use: Measured): string {
  const values = Object.values(use);
  if (values.length === 0) return 'not measured';
  if (cost > 0 && values.every((value) => value === 0)) return 'idle';
  const { CpuPercentage: cpu, MemoryPercentage: memory } = use;
  return cpu !== undefined && cpu < littleCpu && (memory ?? 0) < littleMemory ? 'oversized' : 'used';
}

/** By resource ID in lower case. What could not be measured is left out. */
async function readUses(scene: WorkScene): Promise<ReadonlyMap<string, Measured>> {
  const questions = uses.map(([role, { names, aggregation }]) => ({ of: resource(role), series: metrics(role, { names, aggregation, timespan: 'P7D', interval: 'P1D' }), aggregation }));
  const found = new Map<string, Measured>();
  const decide = (facts: Facts): ReturnType<Check['decide']> => {
    for (const { of, series, aggregation } of questions) {
      const [owner, answer] = [facts.get(of), facts.get(series)];
      if (owner.state === 'answered' && answer.state === 'answered') found.set(owner.value.id.toLowerCase(), Object.fromEntries(answer.value.flatMap((one) => measured(one, aggregation))));
    }
    return { state: 'pass', reason: `${found.size} measured.` };
  };
  await scene.ports.gather(scene.view.environment.name, [{ row: scene.item.id, needs: questions.flatMap(({ of, series }) => [of, series]), decide }], scene.signal);
  return found;
}

function measured({ name, points }: MetricSeries, aggregation: string): readonly (readonly [string, number])[] {
  const values = points.flatMap(({ value }) => (value === undefined ? [] : [value]));
  return values.length === 0 ? [] : [[name, money(aggregation === 'Total' ? sum(values) : sum(values) / values.length)]];
}

const sum = (values: readonly number[]): number => values.reduce((all, one) => all + one, 0);
const nameOf = (id: string): string => id.split('/').at(-1) || id;
