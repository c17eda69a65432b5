import type { JsonValue } from '../../armTemplate';
import type { ProviderContext, StoredResource } from '../providers/provider';
import { arrayOf, objectOf, textOf } from '../providers/shared/json';

/** What an action group would have sent. Nobody is told: the sandbox reaches out to no address. */
export interface Notification { readonly at: string; readonly alert: string; readonly rule: string; readonly monitorCondition: 'Fired' | 'Resolved'; readonly actionGroup: string; readonly receiver: string; readonly kind: string }

const mostKept = 500;
const notificationTable = (context: ProviderContext) => context.table<Notification>('Microsoft.Insights/notifications');

/** Oldest first. */
export const notifications = (context: ProviderContext): readonly Notification[] => [...notificationTable(context).entries()].map(([, one]) => one);

/** Writes down whom the action groups of a rule would tell; those that are switched off tell nobody. */
export function notify(rule: StoredResource, event: Pick<Notification, 'at' | 'alert' | 'monitorCondition'>, context: ProviderContext): void {
  const table = notificationTable(context);
  for (const id of groupsOf(rule)) {
    const properties = objectOf(context.resources.find(id)?.body.properties);
    if (properties.enabled === false) continue;
    for (const [kind, receivers] of Object.entries(properties).filter(([name]) => /Receivers$/.test(name))) for (const receiver of arrayOf(receivers).map(objectOf)) {
      const name = textOf(receiver.name) ?? '';
      table.set(`${event.alert}|${event.monitorCondition}|${id.toLowerCase()}|${kind}|${name}`, { ...event, rule: rule.id, actionGroup: id, receiver: name, kind: kind.replace(/Receivers$/, '') });
    }
  }
  for (const [oldest] of table.entries()) { if (table.size <= mostKept) break; table.delete(oldest); }
}

/** Metric alerts list actions, log alerts IDs, activity log alerts groups with an ID. */
export function groupsOf({ body }: Pick<StoredResource, 'body'>): readonly string[] {
  const { actions } = objectOf(body.properties);
  const listed: readonly JsonValue[] = Array.isArray(actions) ? actions : arrayOf(objectOf(actions).actionGroups);
  return listed.flatMap((one) => (typeof one === 'string' ? one : textOf(objectOf(one).actionGroupId)) ?? []);
}
