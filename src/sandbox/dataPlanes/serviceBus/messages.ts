import { randomBytes } from 'node:crypto';
import type { ProviderContext, StoredResource, Table } from '../../providers/provider';
import { textOf, valueAt } from '../../providers/shared/json';
import { keyOf } from '../../resourceId';

/** A message as the state keeps it. Times are milliseconds since 1970. */
export interface StoredMessage {
  readonly sequence: number;
  readonly state: 'active' | 'deferred' | 'scheduled';
  readonly enqueuedAt: number;
  readonly expiresAt?: number;
  readonly scheduledFor?: number;
  readonly deliveries: number;
  /** The encoded AMQP message, base64. */
  readonly data: string;
  /** Set by who abandons, defers or dead-letters it. */
  readonly properties?: Readonly<Record<string, string | number | boolean>>;
  /** Path of the entity it was dead-lettered in. */
  readonly source?: string;
}

export const messageTable = (context: ProviderContext): Table<StoredMessage> => context.table<StoredMessage>('Microsoft.ServiceBus/messages');
export const deadLetterSuffix = '/$deadletterqueue';

interface Lock { readonly token: string; until: number }
export interface Taken { readonly message: StoredMessage; readonly token?: string; readonly lockedUntil?: number }
type Properties = Readonly<Record<string, string | number | boolean>>;

/** A lock that is gone, or never was. */
export class LockLostError extends Error {
  constructor() { super('The lock supplied is invalid. Either the lock expired, or the message has already been removed from the queue.'); }
}

/** Told of what happens to messages, for the metrics. */
export interface QueueMeter { count(metric: 'OutgoingMessages' | 'CompleteMessage' | 'AbandonMessage', queueKey: string): void; moved(queueKey: string): void }
interface Surroundings { readonly context: () => ProviderContext; readonly queueOf: (key: string) => MessageQueue; readonly changed: (queue: MessageQueue) => void; readonly meter: QueueMeter }

/** Queue, subscription or dead-letter queue: `key` is the entity's ID in lower case, dead letters with a suffix. Locks do not outlive the process. */
export class MessageQueue {
  private readonly messages = new Map<number, StoredMessage>();
  private readonly locks = new Map<number, Lock>();
  private readonly table: Table<StoredMessage>;
  private timer: NodeJS.Timeout | undefined;

  private readonly context: () => ProviderContext;

  constructor(readonly key: string, private readonly around: Surroundings) {
    this.context = around.context;
    this.table = messageTable(this.context());
    for (const [id, message] of this.table.entries()) if (id.startsWith(`${key}|`)) this.messages.set(message.sequence, message);
  }

  get isDeadLetter(): boolean { return this.key.endsWith(deadLetterSuffix); }
  private get entity(): StoredResource | undefined { return this.context().resources.find(this.key.replace(deadLetterSuffix, '')); }
  private setting(name: string): unknown { return valueAt(this.entity?.body, `properties.${name}`); }
  private now(): number { return this.context().clock.now().getTime(); }

  /** Returns the sequence number. */
  put(data: Buffer, options: { readonly ttlMs?: number; readonly scheduledFor?: number } = {}): number {
    const now = this.now();
    const longest = durationMs(textOf(this.setting('defaultMessageTimeToLive') as string | undefined));
    const ttl = this.isDeadLetter ? undefined : Math.min(options.ttlMs ?? Infinity, longest ?? Infinity);
    const isScheduled = options.scheduledFor !== undefined && options.scheduledFor > now;
    const start = isScheduled ? options.scheduledFor! : now;
    return this.insert({ state: isScheduled ? 'scheduled' : 'active', enqueuedAt: start, deliveries: 0, data: data.toString('base64'), ...(isScheduled && { scheduledFor: start }), ...(ttl !== undefined && Number.isFinite(ttl) && { expiresAt: start + ttl }) });
  }

  private insert(message: Omit<StoredMessage, 'sequence'>): number {
    const counters = this.context().table<{ readonly last: number }>('Microsoft.ServiceBus/sequences');
    const sequence = (counters.get(this.key)?.last ?? 0) + 1;
    counters.set(this.key, { last: sequence });
    this.save({ ...message, sequence });
    this.notify();
    return sequence;
  }

  /** The next message, locked, or removed when `isDestructive`. */
  take(isDestructive: boolean): Taken | undefined {
    this.sweep();
    for (const message of this.messages.values()) if (message.state === 'active' && !this.locks.has(message.sequence)) return this.hand(message, isDestructive);
    return undefined;
  }

  /** @throws LockLostError when one is not deferred. */
  takeDeferred(sequences: readonly number[], isDestructive: boolean): Taken[] {
    this.sweep();
    return sequences.map((sequence) => {
      const message = this.messages.get(sequence);
      if (message?.state !== 'deferred' || this.locks.has(sequence)) throw new LockLostError();
      return this.hand(message, isDestructive);
    });
  }

  private hand(message: StoredMessage, isDestructive: boolean): Taken {
    this.around.meter.count('OutgoingMessages', this.key);
    if (isDestructive) { this.remove(message.sequence); return { message }; }
    const lock = { token: randomBytes(16).toString('hex'), until: this.now() + this.lockMs() };
    this.locks.set(message.sequence, lock);
    this.save({ ...message, deliveries: message.deliveries + 1 });
    this.arm();
    return { message, token: lock.token, lockedUntil: lock.until };
  }

  complete(token: string): void {
    this.remove(this.locked(token).sequence);
    this.around.meter.count('CompleteMessage', this.key);
  }

  abandon(token: string, properties?: Properties): void {
    const message = this.locked(token);
    this.around.meter.count('AbandonMessage', this.key);
    this.locks.delete(message.sequence);
    this.save({ ...message, ...(properties && { properties: { ...message.properties, ...properties } }) });
    this.releaseOrBury(message.sequence);
    this.notify();
  }

  defer(token: string, properties?: Properties): void {
    const message = this.locked(token);
    this.locks.delete(message.sequence);
    this.save({ ...message, state: 'deferred', ...(properties && { properties: { ...message.properties, ...properties } }) });
  }

  deadLetter(token: string, properties: Properties): void { this.bury(this.locked(token), properties); }

  /** New end of the lock. */
  renew(token: string): number {
    const { sequence } = this.locked(token);
    const lock = this.locks.get(sequence)!;
    lock.until = this.now() + this.lockMs();
    return lock.until;
  }

  peek(from: number, count: number): StoredMessage[] {
    this.sweep();
    return [...this.messages.values()].filter(({ sequence }) => sequence >= from).sort((a, b) => a.sequence - b.sequence).slice(0, count);
  }

  cancelScheduled(sequences: readonly number[]): void {
    for (const sequence of sequences) if (this.messages.get(sequence)?.state === 'scheduled') this.remove(sequence);
  }

  get hasActive(): boolean { this.sweep(); return [...this.messages.values()].some(({ state, sequence }) => state === 'active' && !this.locks.has(sequence)); }
  close(): void { clearTimeout(this.timer); }

  private locked(token: string): StoredMessage {
    this.sweep();
    const sequence = [...this.locks].find(([, lock]) => lock.token === token)?.[0];
    const message = sequence === undefined ? undefined : this.messages.get(sequence);
    if (!message) throw new LockLostError();
    return message;
  }

  private lockMs(): number { return durationMs(textOf(this.setting('lockDuration') as string | undefined)) ?? 60_000; }

  private releaseOrBury(sequence: number): void {
    const message = this.messages.get(sequence);
    const most = Number(this.setting('maxDeliveryCount') ?? 10);
    if (!this.isDeadLetter && message && message.deliveries >= most) this.bury(message, { DeadLetterReason: 'MaxDeliveryCountExceeded', DeadLetterErrorDescription: `Message could not be consumed after ${most} delivery attempts.` });
  }

  private bury(message: StoredMessage, properties: Properties): void {
    this.remove(message.sequence);
    if (this.isDeadLetter) return;
    const { sequence: _sequence, expiresAt: _expiresAt, scheduledFor: _scheduledFor, ...rest } = message;
    this.around.queueOf(this.key + deadLetterSuffix).insert({ ...rest, state: 'active', deliveries: 0, source: this.key.split('/').at(-1) ?? '', properties: { ...message.properties, ...properties } });
  }

  /** What time has changed: locks that ended, messages that expired or whose hour has come. */
  private sweep(): void {
    const now = this.now();
    for (const [sequence, lock] of [...this.locks]) if (lock.until <= now) { this.locks.delete(sequence); this.releaseOrBury(sequence); }
    for (const message of [...this.messages.values()]) {
      if (message.state === 'scheduled' && message.scheduledFor! <= now) this.save({ ...message, state: 'active' });
      if (message.expiresAt === undefined || message.expiresAt > now || this.locks.has(message.sequence) || message.state === 'deferred') continue;
      if (this.setting('deadLetteringOnMessageExpiration') === true) this.bury(message, { DeadLetterReason: 'TTLExpiredException', DeadLetterErrorDescription: 'The message expired and was dead lettered.' });
      else this.remove(message.sequence);
    }
    this.arm();
  }

  /** Wakes who waits when the next lock ends, or the next message is due. */
  private arm(): void {
    clearTimeout(this.timer);
    const due = [...this.locks.values()].map(({ until }) => until);
    for (const { scheduledFor, state, expiresAt } of this.messages.values()) due.push(...(state === 'scheduled' ? [scheduledFor!] : []), ...(expiresAt === undefined ? [] : [expiresAt]));
    if (due.length === 0) return;
    const delayMs = Math.min(Math.max(Math.min(...due) - this.now(), 0) + 1, 2 ** 30);
    this.timer = setTimeout(() => { this.sweep(); this.around.changed(this); }, delayMs).unref();
  }

  private notify(): void { this.arm(); this.around.changed(this); }
  private save(message: StoredMessage): void { this.messages.set(message.sequence, message); this.table.set(`${this.key}|${message.sequence}`, message); this.around.meter.moved(this.key); }
  private remove(sequence: number): void { this.messages.delete(sequence); this.locks.delete(sequence); this.table.delete(`${this.key}|${sequence}`); this.around.meter.moved(this.key); }
}

/** Of an ISO 8601 duration of days and smaller. */
export function durationMs(duration: string | undefined): number | undefined {
  const match = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/.exec(duration ?? '');
  if (!match) return undefined;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  return (((days * 24 + hours) * 60 + minutes) * 60 + seconds) * 1000;
}

/** What ARM shows of an entity's messages. */
export function messageCounts(entityId: string, context: ProviderContext): { readonly active: number; readonly deadLetter: number; readonly scheduled: number; readonly sizeInBytes: number } {
  const key = keyOf(entityId);
  const counts = { active: 0, deadLetter: 0, scheduled: 0, sizeInBytes: 0 };
  for (const [id, { state, data }] of messageTable(context).entries()) {
    const isDead = id.startsWith(`${key}${deadLetterSuffix}|`);
    if (!isDead && !id.startsWith(`${key}|`)) continue;
    counts.sizeInBytes += Math.floor(data.length * 0.75);
    if (isDead) counts.deadLetter++;
    else if (state === 'scheduled') counts.scheduled++;
    else counts.active++;
  }
  return counts;
}
