import type { JsonValue } from '../../armTemplate';
import type { ProviderContext, StoredResource } from '../providers/provider';
import { arrayOf, objectOf, textOf } from '../providers/shared/json';
import { isOwnMachine } from './ownMachine';

/**
 * What an action group would have sent. The sandbox reaches out to no address but webhooks on this machine, so that a rehearsal can listen to its alerts;
 * all others are written down and not sent. `detail` says why one was not sent, or what the listener answered.
 */
export interface Notification {
  readonly at: string;
  readonly alert: string;
  readonly rule: string;
  readonly monitorCondition: 'Fired' | 'Resolved';
  readonly actionGroup: string;
  readonly receiver: string;
  readonly kind: string;
  readonly outcome: 'NotSent' | 'Waiting' | 'Sending' | 'Delivered' | 'Failed';
  readonly detail: string;
}

const mostKept = 500;
export const notificationTable = (context: ProviderContext) => context.table<Notification>('Microsoft.Insights/notifications');

/** Oldest first. */
export const notifications = (context: ProviderContext): readonly Notification[] => [...notificationTable(context).entries()].map(([, one]) => one);

/** Writes down whom the action groups of a rule would tell; those that are switched off tell nobody. */
export function notify(rule: StoredResource, event: Pick<Notification, 'at' | 'alert' | 'monitorCondition'>, context: ProviderContext): void {
  const table = notificationTable(context);
  for (const id of groupsOf(rule)) {
    const properties = objectOf(context.resources.find(id)?.body.properties);
    if (properties.enabled === false) continue;
    for (const [list, receivers] of Object.entries(properties).filter(([name]) => /Receivers$/.test(name))) for (const receiver of arrayOf(receivers).map(objectOf)) {
      const [name, kind] = [textOf(receiver.name) ?? '', list.replace(/Receivers$/, '')];
      table.set(`${event.alert}|${event.monitorCondition}|${id.toLowerCase()}|${list}|${name}`, { ...event, rule: rule.id, actionGroup: id, receiver: name, kind, ...outcomeOf(kind, receiver) });
    }
  }
  for (const [oldest] of table.entries()) { if (table.size <= mostKept) break; table.delete(oldest); }
}

function outcomeOf(kind: string, receiver: Readonly<Record<string, JsonValue>>): Pick<Notification, 'outcome' | 'detail'> {
  if (kind !== 'webhook') return { outcome: 'NotSent', detail: 'The sandbox sends nothing of this kind.' };
  if (!isOwnMachine(textOf(receiver.serviceUri) ?? '')) return { outcome: 'NotSent', detail: 'The sandbox calls no address beyond this machine.' };
  return receiver.useCommonAlertSchema === true ? { outcome: 'Waiting', detail: '' } : { outcome: 'NotSent', detail: 'The sandbox calls webhooks with the common alert schema alone: useCommonAlertSchema must be true.' };
}

/** Metric alerts list actions, log alerts IDs, activity log alerts groups with an ID. */
export function groupsOf({ body }: Pick<StoredResource, 'body'>): readonly string[] {
  const { actions } = objectOf(body.properties);
  const listed: readonly JsonValue[] = Array.isArray(actions) ? actions : arrayOf(objectOf(actions).actionGroups);
  return listed.flatMap((one) => (typeof one === 'string' ? one : textOf(objectOf(one).actionGroupId)) ?? []);
}
