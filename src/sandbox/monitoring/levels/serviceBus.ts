import { messageCounts } from '../../dataPlanes/serviceBus/messages';
import type { ProviderContext } from '../../providers/provider';
import { keyOf } from '../../resourceId';
import { gauge, type Sample } from '../metrics/counters';

export const namespaceIdOf = (id: string): string => id.split('/').slice(0, 9).join('/');
/** Name of a queue or topic in lower case. Subscriptions count for their topic. */
export const entityNameOf = (id: string): string => id.split('/')[10]?.toLowerCase() ?? '';

/** How many messages there are, and how large they are, by queue and topic. */
export function measureNamespace(namespaceId: string, context: ProviderContext): void {
  if (!context.resources.find(namespaceId)) return;
  const queues = context.resources.list(`${namespaceId}/queues`).map(({ id }) => [id, [id]] as const);
  const topics = context.resources.list(`${namespaceId}/topics`).map(({ id }) => [id, context.resources.list(`${id}/subscriptions`).map((one) => one.id)] as const);
  gauge(namespaceId, [...queues, ...topics].flatMap(([id, parts]): Sample[] => {
    const sums = parts.map((part) => messageCounts(keyOf(part), context)).reduce((sum, one) => ({ active: sum.active + one.active, deadLetter: sum.deadLetter + one.deadLetter, scheduled: sum.scheduled + one.scheduled, sizeInBytes: sum.sizeInBytes + one.sizeInBytes }), { active: 0, deadLetter: 0, scheduled: 0, sizeInBytes: 0 });
    const dimensions = { EntityName: entityNameOf(id) };
    return [
      { metric: 'ActiveMessages', value: sums.active, dimensions }, { metric: 'DeadletteredMessages', value: sums.deadLetter, dimensions }, { metric: 'ScheduledMessages', value: sums.scheduled, dimensions },
      { metric: 'Messages', value: sums.active + sums.deadLetter + sums.scheduled, dimensions }, { metric: 'Size', value: sums.sizeInBytes, dimensions },
    ];
  }), context);
}

/** A queue or topic is gone, with all that it held. */
export function forgetEntity({ id }: { readonly id: string }, context: ProviderContext): void {
  const dimensions = { EntityName: entityNameOf(id) };
  if (context.resources.find(namespaceIdOf(id))) gauge(namespaceIdOf(id), ['ActiveMessages', 'DeadletteredMessages', 'ScheduledMessages', 'Messages', 'Size'].map((metric) => ({ metric, value: 0, dimensions })), context);
}
