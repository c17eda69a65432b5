import { randomUUID } from 'node:crypto';
import type * as Rhea from 'rhea';
import type { Incoming } from './broker';
import type { StoredMessage, Taken } from './messages';

/** Loaded with the first client: a sandbox that nobody sends messages to does not pay for it. */
export type RheaModule = typeof Rhea;
export type AmqpMessage = Rhea.Message;
interface Library { readonly types: { wrap_long(n: number): unknown; wrap_timestamp(n: number): unknown; wrap_int(n: number): unknown; wrap_array(list: unknown[], code: number, descriptor: undefined): unknown }; readonly message: { encode(message: AmqpMessage): Buffer; decode(data: Buffer): AmqpMessage } }
export const libraryOf = (rhea: RheaModule): Library => rhea as unknown as Library;

/** The format number of a transfer that carries several messages. @see Service Bus, AMQP batching */
export const batchFormat = 0x80013700;

/** Single messages of a batch: each data section holds one, encoded. */
export function unpackBatch(data: Buffer, { message }: Library): AmqpMessage[] {
  const { body } = message.decode(data) as { body?: { content?: unknown; multiple?: boolean } };
  const parts = body?.multiple ? body.content as Buffer[] : [body?.content as Buffer];
  return parts.filter((part) => Buffer.isBuffer(part)).map((part) => message.decode(part));
}

/** The broker gives an ID to a message that has none; clients rely on it. */
export function toIncoming(sent: AmqpMessage, { message }: Library): Incoming {
  const given = { ...sent, message_id: sent.message_id ?? randomUUID().replaceAll('-', '') } as AmqpMessage;
  const { 'x-opt-scheduled-enqueue-time': scheduled } = (given.message_annotations ?? {}) as Record<string, unknown>;
  const scheduledFor = scheduled instanceof Date ? scheduled.getTime() : typeof scheduled === 'number' ? scheduled : undefined;
  const system = { MessageId: given.message_id, CorrelationId: given.correlation_id, Label: given.subject, To: given.to, ReplyTo: given.reply_to, SessionId: given.group_id, ContentType: given.content_type };
  const correlation = Object.fromEntries(Object.entries(system).map(([name, value]) => [name.charAt(0).toLowerCase() + name.slice(1), value]));
  return { data: message.encode(given), ...(given.ttl !== undefined && { ttlMs: given.ttl }), ...(scheduledFor !== undefined && { scheduledFor }), filterable: { system: { ...system, ...correlation }, application: (given.application_properties ?? {}) as Record<string, unknown> } };
}

const states = { active: 0, deferred: 1, scheduled: 2 } as const;

/** The message as it is handed out, with the broker's annotations. */
export function outgoing({ message: stored, lockedUntil }: { readonly message: StoredMessage } & Partial<Taken>, { message, types }: Library): Buffer {
  const decoded = message.decode(Buffer.from(stored.data, 'base64'));
  const annotations: Record<string, unknown> = {
    ...(decoded.message_annotations as object | undefined), 'x-opt-sequence-number': types.wrap_long(stored.sequence), 'x-opt-enqueue-sequence-number': types.wrap_long(stored.sequence), 'x-opt-enqueued-time': types.wrap_timestamp(stored.enqueuedAt), 'x-opt-message-state': types.wrap_int(states[stored.state]),
  };
  if (lockedUntil !== undefined) annotations['x-opt-locked-until'] = types.wrap_timestamp(lockedUntil);
  if (stored.source !== undefined) annotations['x-opt-deadletter-source'] = stored.source;
  return message.encode({ ...decoded, delivery_count: stored.deliveries, message_annotations: annotations, ...(stored.properties && { application_properties: { ...(decoded.application_properties as object | undefined), ...stored.properties } }) } as AmqpMessage);
}

/** A lock token as bytes of a delivery tag, whose first groups .NET turns round. Its own inverse. */
export function reordered(bytes: Buffer): Buffer {
  return Buffer.from([3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15].map((at) => bytes[at] ?? 0));
}
