import type { DataPlaneHost, StoredResource } from '../../providers/provider';
import { keyOf } from '../../resourceId';
import { sameText } from '../../providers/shared/json';
import { matchesRule, type Filterable } from './filters';
import { BusMeter } from './meter';
import { deadLetterSuffix, MessageQueue } from './messages';

/** An encoded message, and what routing needs of it. */
export interface Incoming { readonly data: Buffer; readonly ttlMs?: number; readonly scheduledFor?: number; readonly filterable: Filterable }

/** Queues and topics of all namespaces. */
export class Broker {
  private readonly queues = new Map<string, MessageQueue>();
  private readonly listeners = new Set<(queue: MessageQueue) => void>();

  readonly meter: BusMeter;

  constructor(private readonly host: DataPlaneHost) { this.meter = new BusMeter(host); }

  onChange(listener: (queue: MessageQueue) => void): () => void {
    this.listeners.add(listener);
    return () => { this.listeners.delete(listener); };
  }

  queue(key: string): MessageQueue {
    let queue = this.queues.get(key);
    if (!queue) {
      queue = new MessageQueue(key, { context: () => this.host.context(), queueOf: (other) => this.queue(other), changed: (changed) => { for (const listener of [...this.listeners]) listener(changed); }, meter: this.meter });
      this.queues.set(key, queue);
    }
    return queue;
  }

  /** The entity at an address such as `orders`, `news/Subscriptions/all` or `orders/$DeadLetterQueue`. */
  find(namespace: StoredResource, address: string): { readonly entity: StoredResource; readonly isDeadLetter: boolean } | undefined {
    const path = address.replace(/^\/+|\/+$/g, '').replace(/^sb:\/\/[^/]+\//i, '');
    const isDeadLetter = path.toLowerCase().endsWith(deadLetterSuffix);
    const name = isDeadLetter ? path.slice(0, -deadLetterSuffix.length) : path;
    const [topic, subscription] = name.split(/\/subscriptions\//i);
    const { resources } = this.host.context();
    const entity = subscription === undefined ? resources.find(`${namespace.id}/queues/${name}`) ?? resources.find(`${namespace.id}/topics/${name}`) : resources.find(`${namespace.id}/topics/${topic}/subscriptions/${subscription}`);
    return entity && { entity, isDeadLetter };
  }

  /** Sends to a queue, or to the subscriptions of a topic whose rules let it in. Sequence numbers, none for a topic nobody listens to. */
  send(entity: StoredResource, message: Incoming): number[] {
    this.meter.received(entity);
    const options = { ...(message.ttlMs !== undefined && { ttlMs: message.ttlMs }), ...(message.scheduledFor !== undefined && { scheduledFor: message.scheduledFor }) };
    if (!sameText(entity.type, 'Microsoft.ServiceBus/namespaces/topics')) return [this.queue(keyOf(entity.id)).put(message.data, options)];
    const { resources } = this.host.context();
    return resources.list(`${entity.id}/subscriptions`).flatMap((subscription) => {
      const rules = resources.list(`${subscription.id}/rules`);
      return rules.some((rule) => matchesRule(rule, message.filterable) === true) ? [this.queue(keyOf(subscription.id)).put(message.data, options)] : [];
    });
  }

  close(): void {
    this.meter.close();
    for (const queue of this.queues.values()) queue.close();
  }
}
