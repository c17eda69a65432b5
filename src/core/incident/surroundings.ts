import { CancelledError, DeployError } from '../errors';
import { asArray, asObject, asString, member } from '../json';
import type { ArmRequests, GroupScope } from '../ports';
import type { JsonObject, JsonValue } from '../values';
import type { ObservedRow } from './incident';

export interface Surroundings { readonly rows: readonly ObservedRow[]; readonly gaps: readonly string[] }
/** `from`, `to`: ISO 8601 UTC. */
export interface SurroundingsRequest { readonly arm: ArmRequests; readonly scope: GroupScope; readonly from: string; readonly to: string }

/** More of one kind is no timeline any more; the newest stay. */
export const mostRows = 200;
const mostPages = 10;

/**
 * Fired alerts of the resource group and its activity log within a time. What one of the two does not answer is a gap, never silence.
 * @see Alerts Management REST, Alerts - Get All (2019-05-05-preview); Azure Monitor REST, Activity Logs - List (2015-04-01)
 */
export async function findSurroundings(request: SurroundingsRequest, signal?: AbortSignal): Promise<Surroundings> {
  const [alerts, activity] = await Promise.all([readOrGap('Alerts', () => listAlerts(request, signal)), readOrGap('The activity log', () => listActivity(request, signal))]);
  return { rows: [...alerts.rows, ...activity.rows], gaps: [...alerts.gaps, ...activity.gaps] };
}

async function readOrGap(what: string, read: () => Promise<Page>): Promise<Surroundings> {
  try {
    const { rows, isWhole } = await read();
    const unique = [...new Map([...rows].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)).map((row) => [row.key, row])).values()];
    const gaps = [...(unique.length > mostRows ? [`${what}: the newest ${mostRows} of ${unique.length} are shown.`] : []), ...(isWhole ? [] : [`${what}: only the first ${mostPages} pages were read.`])];
    return { rows: unique.slice(-mostRows), gaps };
  } catch (error) {
    if (!(error instanceof DeployError) || error instanceof CancelledError) throw error;
    return { rows: [], gaps: [`${what} could not be asked: ${error.message}`] };
  }
}

interface Page { readonly rows: readonly ObservedRow[]; readonly isWhole: boolean }

async function listAlerts({ arm, scope, from, to }: SurroundingsRequest, signal?: AbortSignal): Promise<Page> {
  const query = `api-version=2019-05-05-preview&targetResourceGroup=${encodeURIComponent(scope.resourceGroup)}&customTimeRange=${encodeURIComponent(`${from}/${to}`)}`;
  const { items, isWhole } = await listPages(arm, `/subscriptions/${scope.subscriptionId}/providers/Microsoft.AlertsManagement/alerts?${query}`, signal);
  return { rows: items.flatMap((alert) => alertRows(alert, scope)).filter(within(from, to)), isWhole };
}

/** When it fired, and when it was over. */
function alertRows(alert: JsonObject, { resourceGroup }: GroupScope): ObservedRow[] {
  const essentials = asObject(member(alert['properties'], 'essentials'));
  const of = (name: string): string | undefined => asString(essentials[name]);
  const group = of('targetResourceGroup');
  if (group !== undefined && group.toLowerCase() !== resourceGroup.toLowerCase()) return [];
  const what = `${of('severity') ?? 'Alert'} ${asString(alert['name']) ?? of('alertRule')?.split('/').at(-1) ?? 'without a name'}${of('targetResourceName') === undefined ? '' : ` on ${of('targetResourceName')}`}`;
  const key = asString(alert['id']) ?? what;
  const row = (name: string, word: string): ObservedRow[] => { const at = timeOf(essentials[name]); return at === undefined ? [] : [{ key: `alert|${key}|${word}`, at, source: 'alert', text: `${what} ${word}.` }]; };
  return [...row('startDateTime', 'fired'), ...row('monitorConditionResolvedDateTime', 'resolved')];
}

async function listActivity({ arm, scope, from, to }: SurroundingsRequest, signal?: AbortSignal): Promise<Page> {
  const filter = `eventTimestamp ge '${from}' and eventTimestamp le '${to}' and resourceGroupName eq '${scope.resourceGroup.replaceAll("'", "''")}'`;
  const { items, isWhole } = await listPages(arm, `/subscriptions/${scope.subscriptionId}/providers/Microsoft.Insights/eventtypes/management/values?api-version=2015-04-01&$filter=${encodeURIComponent(filter)}`, signal);
  return { rows: withoutBegun(items).flatMap(activityRow).filter(within(from, to)), isWhole };
}

/** How something began says nothing once it is known how it ended. */
function withoutBegun(events: readonly JsonObject[]): readonly JsonObject[] {
  const subjectOf = (event: JsonObject): string => `${named(event['operationName'])}|${asString(event['resourceId']) ?? ''}`.toLowerCase();
  const isBegun = (event: JsonObject): boolean => /^(Started|Accepted)$/i.test(named(event['status']));
  const ends = new Map<string, string>();
  for (const event of events) if (!isBegun(event)) { const at = timeOf(event['eventTimestamp']) ?? ''; if (at > (ends.get(subjectOf(event)) ?? '')) ends.set(subjectOf(event), at); }
  return events.filter((event) => !isBegun(event) || (timeOf(event['eventTimestamp']) ?? '') > (ends.get(subjectOf(event)) ?? ''));
}

/** Begin and end of one operation share the key, so that only how it ended stays. */
function activityRow(event: JsonObject): ObservedRow[] {
  const at = timeOf(event['eventTimestamp']);
  if (at === undefined) return [];
  const [operation, status, resource] = [named(event['operationName']), named(event['status']), asString(event['resourceId']) ?? ''];
  const message = asString(member(event['properties'], 'statusMessage'));
  const caller = asString(event['caller']);
  return [{
    key: `activity|${asString(event['correlationId']) ?? ''}|${operation}|${resource}`.toLowerCase(), at, source: 'activity',
    text: `${operation} on ${resource.split('/').at(-1) ?? ''}: ${status}.${message ? ` ${message.slice(0, 300)}` : ''}`, ...(caller && { by: caller }),
  }];
}

const named = (value: JsonValue | undefined): string => asString(member(value, 'value')) ?? asString(value) ?? 'unknown';

function timeOf(value: JsonValue | undefined): string | undefined {
  const ms = Date.parse(asString(value) ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

const within = (from: string, to: string) => ({ at }: ObservedRow): boolean => at >= from && at <= to;

async function listPages(arm: ArmRequests, path: string, signal?: AbortSignal): Promise<{ readonly items: readonly JsonObject[]; readonly isWhole: boolean }> {
  const items: JsonObject[] = [];
  const seen = new Set<string>();
  let next: string | undefined = path;
  while (next !== undefined && !seen.has(next) && seen.size < mostPages) {
    seen.add(next);
    const page = asObject((await arm.request('GET', next, undefined, signal)).body);
    items.push(...asArray(page['value']).map(asObject));
    next = asString(page['nextLink']) || undefined;
  }
  return { items, isWhole: next === undefined || seen.has(next) };
}
