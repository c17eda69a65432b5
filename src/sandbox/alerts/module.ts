import type { JsonObject } from '../../armTemplate';
import { badRequest, notFound } from '../armError';
import { parseTimespan, type Interval } from '../monitoring/logs/timespan';
import type { ProviderContext, ProviderModule, ProviderRoute, ProviderRouteRequest, RouteAnswer } from '../providers/provider';
import { property, textOf } from '../providers/shared/json';
import { longTime } from '../providers/shared/time';
import { alertTable, type Alert } from './alerts';
import { alertFields as fields, shownAlert as shown } from './shownAlert';
import { lookAtAlerts } from './webhooks';

const scopeOf = ({ parameters }: ProviderRouteRequest): string => parameters.scope ?? '';

/** Alerts of a scope that the query asks for, brought up to now, newest first. @throws ArmError 400 for what cannot be asked */
async function asked(request: ProviderRouteRequest, context: ProviderContext): Promise<readonly Alert[]> {
  await lookAtAlerts(context);
  const scope = scopeOf(request).toLowerCase();
  const { from, to } = rangeOf(request.query, context.clock.now());
  const wanted = Object.keys(fields).flatMap((name) => { const text = request.query.get(name); return text === null || text === '' ? [] : [[name, text.toLowerCase()] as const]; });
  return [...alertTable(context).entries()].map(([, alert]) => alert)
    .filter((alert) => `${alert.target.toLowerCase()}/`.startsWith(`${scope}/`) && Date.parse(alert.changedAt) >= from && Date.parse(alert.firedAt) <= to && wanted.every(([name, text]) => fields[name]!(alert).toLowerCase() === text))
    .sort((a, b) => (a.changedAt < b.changedAt ? 1 : a.changedAt > b.changedAt ? -1 : 0));
}

const ranges: Readonly<Record<string, number>> = { '1h': 1, '1d': 24, '7d': 168, '30d': 720 };

/** Of an alert that changed in it: a time range, a custom one of start and end, or the last day where nothing is said. */
function rangeOf(query: URLSearchParams, now: Date): Interval {
  const [named, custom] = [query.get('timeRange') ?? '', query.get('customTimeRange') ?? ''];
  if (custom !== '') {
    const interval = parseTimespan(custom, now);
    if (!interval) throw badRequest('BadRequest', `The time range '${custom.slice(0, 80)}' is not valid: start and end as 'start/end' are needed.`);
    return interval;
  }
  const hours = named === '' ? 24 : ranges[named.toLowerCase()];
  if (hours === undefined) throw badRequest('BadRequest', `The time range '${named.slice(0, 50)}' is not valid: 1h, 1d, 7d or 30d.`);
  return { from: now.getTime() - hours * 3_600_000, to: now.getTime() };
}

/** `pageCount` alerts a page, 25 where nothing is said; the next page is in the link. */
async function list(request: ProviderRouteRequest, context: ProviderContext): Promise<RouteAnswer> {
  const all = await asked(request, context);
  const [size, skip] = [Number(request.query.get('pageCount') ?? 25), Number(request.query.get('skip') ?? 0)];
  if (!Number.isInteger(size) || size < 1 || size > 250 || !Number.isInteger(skip) || skip < 0) throw badRequest('BadRequest', 'pageCount must be a whole number from 1 to 250.');
  const value = all.slice(skip, skip + size).map((alert) => shown(alert, request.query.get('includeContext') === 'true'));
  if (skip + size >= all.length) return { body: { value } };
  const next = new URL(`${context.resourceManager}${request.path}`);
  for (const [name, text] of request.query) next.searchParams.set(name, text);
  next.searchParams.set('skip', String(skip + size));
  return { body: { value, nextLink: next.href } };
}

async function find({ parameters }: ProviderRouteRequest, context: ProviderContext): Promise<Alert> {
  await lookAtAlerts(context);
  const alert = alertTable(context).get((parameters.alert ?? '').toLowerCase());
  if (!alert) throw notFound('AlertNotFound', `There is no alert '${parameters.alert ?? ''}'.`);
  return alert;
}

async function changeState(request: ProviderRouteRequest, context: ProviderContext): Promise<RouteAnswer> {
  const alert = await find(request, context);
  const state = (['New', 'Acknowledged', 'Closed'] as const).find((one) => one.toLowerCase() === request.query.get('newState')?.toLowerCase());
  if (!state) throw badRequest('BadRequest', 'newState must be New, Acknowledged or Closed.');
  const [at, by] = [context.clock.now().toISOString(), context.caller.userPrincipalName ?? context.caller.objectId];
  const comment = textOf(property(request.body, 'comments'));
  const changed: Alert = { ...alert, state, changedAt: at, changedBy: by, history: [...alert.history, { event: 'StateChange', from: alert.state, to: state, at, by, ...(comment !== undefined && { comment }) }] };
  alertTable(context).set(alert.name, changed);
  return { body: shown(changed, true) };
}

async function history(request: ProviderRouteRequest, context: ProviderContext): Promise<RouteAnswer> {
  const alert = await find(request, context);
  const modifications = alert.history.map(({ event, from, to, at, by, comment }): JsonObject => ({ modificationEvent: event, oldValue: from, newValue: to, modifiedAt: longTime(new Date(at)), modifiedBy: by, comments: comment ?? '', description: '' }));
  return { body: { id: `${String(shown(alert, false).id)}/history/default`, type: 'Microsoft.AlertsManagement/alerts/history', name: 'default', properties: { alertId: alert.name, modifications } } };
}

const groupings: readonly string[] = ['severity', 'alertState', 'monitorCondition', 'monitorService', 'signalType', 'alertRule'];

async function summary(request: ProviderRouteRequest, context: ProviderContext): Promise<RouteAnswer> {
  const names = (request.query.get('groupby') ?? '').split(',').map((name) => groupings.find((one) => one.toLowerCase() === name.trim().toLowerCase()));
  const [first, ...rest] = names;
  if (first === undefined || rest.includes(undefined)) throw badRequest('BadRequest', `groupby must name ${groupings.join(', ')}.`);
  const alerts = await asked(request, context);
  return { body: { id: `${scopeOf(request)}/providers/Microsoft.AlertsManagement/alertsSummary/current`, type: 'Microsoft.AlertsManagement/alertsSummary', name: 'current', properties: { total: alerts.length, smartGroupsCount: 0, groupedby: first, values: counted(alerts, names as string[]) } } };
}

function counted(alerts: readonly Alert[], [name, ...rest]: readonly string[]): JsonObject[] {
  const read = name === 'signalType' ? ({ signalType }: Alert) => signalType : fields[name ?? '']!;
  const groups = new Map<string, Alert[]>();
  for (const alert of alerts) groups.set(read(alert), [...groups.get(read(alert)) ?? [], alert]);
  return [...groups].map(([value, own]) => ({ name: value, count: own.length, ...(rest.length > 0 && { groupedby: rest[0]!, values: counted(own, rest) }) }));
}

const base = '/{scope}/providers/Microsoft.AlertsManagement';
const routes: readonly ProviderRoute[] = [
  { method: 'GET', path: `${base}/alerts`, summary: 'Alerts - Get All: what the rules make of telemetry and the activity log', handle: list },
  { method: 'GET', path: `${base}/alerts/{alert}`, summary: 'Alerts - Get By Id', handle: async (request, context) => ({ body: shown(await find(request, context), true) }) },
  { method: 'GET', path: `${base}/alerts/{alert}/history`, summary: 'Alerts - Get History', handle: history },
  { method: 'POST', path: `${base}/alerts/{alert}/changestate`, summary: 'Alerts - Change State', handle: changeState },
  { method: 'GET', path: `${base}/alertsSummary`, summary: 'Alerts - Get Summary', handle: summary },
];

/** Alerts that have fired, of all rules. */
export const alertsModule: ProviderModule = { types: [], routes };
