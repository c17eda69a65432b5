import type { Broker } from './broker';
import { libraryOf, outgoing, toIncoming, type AmqpMessage, type RheaModule } from './codec';
import { LockLostError, type MessageQueue } from './messages';
import type { StoredResource } from '../../providers/provider';

export interface ManagementAnswer { readonly status: number; readonly description?: string; readonly condition?: string; readonly body?: unknown }
interface Target { readonly entity: StoredResource; readonly queue: MessageQueue; readonly broker: Broker; readonly rhea: RheaModule }
type Body = Readonly<Record<string, unknown>>;

/** Operations of an entity's `$management` node. @see Service Bus, AMQP request-response based operations */
export function manage(request: AmqpMessage, target: Target): ManagementAnswer {
  const operation = String((request.application_properties as Body | undefined)?.operation);
  const body = (request.body ?? {}) as Body;
  try {
    switch (operation) {
      case 'com.microsoft:peek-message': return peek(body, target);
      case 'com.microsoft:renew-lock': return { status: 200, body: { expirations: tokens(body).map((token) => new Date(target.queue.renew(token))) } };
      case 'com.microsoft:update-disposition': return settle(body, target);
      case 'com.microsoft:receive-by-sequence-number': return receiveDeferred(body, target);
      case 'com.microsoft:schedule-message': return schedule(body, target);
      case 'com.microsoft:cancel-scheduled-message': target.queue.cancelScheduled(numbers(body['sequence-numbers'])); return { status: 200, body: {} };
      default: return { status: 501, condition: 'amqp:not-implemented', description: `The sandbox does not implement ${operation}.` };
    }
  } catch (error) {
    if (error instanceof LockLostError) return { status: 410, condition: 'com.microsoft:message-lock-lost', description: error.message };
    throw error;
  }
}

const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : value === undefined || value === null ? [] : Object.values(value));
const numbers = (value: unknown): number[] => list(value).map((one) => (Buffer.isBuffer(one) ? Number(one.readBigInt64BE()) : Number(one)));
const tokens = (body: Body): string[] => list(body['lock-tokens']).map((token) => (Buffer.isBuffer(token) ? token.toString('hex') : String(token).replaceAll('-', '')));

function peek(body: Body, { queue, rhea }: Target): ManagementAnswer {
  const found = queue.peek(numbers([body['from-sequence-number'] ?? 0])[0]!, Math.max(1, Number(body['message-count'] ?? 1)));
  return found.length === 0 ? { status: 204, description: 'No content' } : { status: 200, body: { messages: found.map((message) => ({ message: outgoing({ message }, libraryOf(rhea)) })) } };
}

function settle(body: Body, { queue }: Target): ManagementAnswer {
  const properties = (body['properties-to-modify'] ?? undefined) as Record<string, string> | undefined;
  for (const token of tokens(body)) {
    switch (String(body['disposition-status'])) {
      case 'completed': queue.complete(token); break;
      case 'abandoned': queue.abandon(token, properties); break;
      case 'defered': queue.defer(token, properties); break;
      default: queue.deadLetter(token, { ...properties, DeadLetterReason: String(body['deadletter-reason'] ?? ''), DeadLetterErrorDescription: String(body['deadletter-description'] ?? '') });
    }
  }
  return { status: 200, body: {} };
}

function receiveDeferred(body: Body, { queue, rhea }: Target): ManagementAnswer {
  const taken = queue.takeDeferred(numbers(body['sequence-numbers']), Number(body['receiver-settle-mode'] ?? 0) === 0);
  return { status: 200, body: { messages: taken.map((one) => ({ ...(one.token !== undefined && { 'lock-token': Buffer.from(one.token, 'hex') }), message: outgoing(one, libraryOf(rhea)) })) } };
}

function schedule(body: Body, { entity, broker, rhea }: Target): ManagementAnswer {
  const library = libraryOf(rhea);
  const sequences = list(body.messages).flatMap((one) => broker.send(entity, toIncoming(library.message.decode((one as { message: Buffer }).message), library)));
  return { status: 200, body: { 'sequence-numbers': library.types.wrap_array(sequences.map((one) => bytesOf(one)), 0x81, undefined) } };
}

function bytesOf(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
