import { count, gauge, type Sample } from '../../monitoring';
import { entityNameOf, measureNamespace, namespaceIdOf } from '../../monitoring/levels/serviceBus';
import type { DataPlaneHost, StoredResource } from '../../providers/provider';
import { deadLetterSuffix, type QueueMeter } from './messages';

/** Levels are written down this long after something has moved; whoever asks in between has them measured. */
const measureAfterMs = 1000;

/** Counts what a namespace carries, by entity. */
export class BusMeter implements QueueMeter {
  private readonly moving = new Set<string>();
  private readonly connections = new Map<string, number>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly host: DataPlaneHost) {}

  received(entity: StoredResource): void { this.add(entity.id, ['IncomingMessages', 'IncomingRequests', 'SuccessfulRequests']); }

  count(metric: Parameters<QueueMeter['count']>[0], queueKey: string): void { this.add(queueKey.replace(deadLetterSuffix, ''), metric === 'OutgoingMessages' ? [metric] : [metric, 'IncomingRequests', 'SuccessfulRequests']); }

  refused(namespace: StoredResource | undefined): void {
    if (namespace) count(namespace.id, [{ metric: 'IncomingRequests', value: 1 }, { metric: 'UserErrors', value: 1 }], this.host.context());
  }

  connected(namespace: StoredResource, change: 1 | -1): void {
    const open = (this.connections.get(namespace.id) ?? 0) + change;
    this.connections.set(namespace.id, open);
    count(namespace.id, [{ metric: change === 1 ? 'ConnectionsOpened' : 'ConnectionsClosed', value: 1 }], this.host.context());
    gauge(namespace.id, [{ metric: 'ActiveConnections', value: open }], this.host.context());
  }

  moved(queueKey: string): void {
    this.moving.add(namespaceIdOf(queueKey));
    this.timer ??= setTimeout(() => { this.measure(); }, measureAfterMs).unref();
  }

  close(): void { clearTimeout(this.timer); }

  private measure(): void {
    this.timer = undefined;
    for (const id of this.moving) measureNamespace(id, this.host.context());
    this.moving.clear();
  }

  private add(entityId: string, metrics: readonly string[]): void {
    const dimensions = { EntityName: entityNameOf(entityId) };
    count(namespaceIdOf(entityId), metrics.map((metric): Sample => ({ metric, value: 1, dimensions })), this.host.context());
  }
}
