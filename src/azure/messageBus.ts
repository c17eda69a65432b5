import type { ServiceBusClient, ServiceBusReceivedMessage } from '@azure/service-bus';
import { CancelledError, DeployError, EnvironmentError, LogicError } from '../core/errors';
import type { MessageBus, QueuedMessage } from '../core/ports';

/** Queues over `@azure/service-bus`, loaded at the first call. */
export function createMessageBus(connectionString: string): MessageBus {
  let client: Promise<ServiceBusClient> | undefined;
  const host = /Endpoint=sb:\/\/([^/;]+)/i.exec(connectionString)?.[1] ?? 'the namespace';
  const use = async <T>(queue: string, act: (bus: ServiceBusClient) => Promise<T>): Promise<T> => {
    try { return await act(await (client ??= connect(connectionString))); } catch (error) { throw toBusError(error, queue, host); }
  };
  return {
    send: (queue, { messageId, correlationId, body, timeToLiveMs }, signal) => use(queue, async (bus) => {
      const sender = bus.createSender(queue);
      try { await sender.sendMessages({ body, messageId, contentType: 'application/json', ...(correlationId !== undefined && { correlationId }), ...(timeToLiveMs !== undefined && { timeToLive: timeToLiveMs }) }, { ...(signal && { abortSignal: signal }) }); } finally { await sender.close(); }
    }),
    peek: (queue, count, signal) => use(queue, async (bus) => {
      const deadLetter = /\/\$deadletterqueue$/i;
      const receiver = bus.createReceiver(queue.replace(deadLetter, ''), { ...(deadLetter.test(queue) && { subQueueType: 'deadLetter' as const }) });
      // Without a start the client goes on behind what it has peeked before.
      const { default: Long } = await import('long');
      try { return (await receiver.peekMessages(count, { fromSequenceNumber: Long.ZERO, ...(signal && { abortSignal: signal }) })).map(toMessage); } finally { await receiver.close(); }
    }),
    takeFirst: (queue, messageId, signal) => use(queue, async (bus) => {
      const receiver = bus.createReceiver(queue);
      try {
        const [first] = await receiver.receiveMessages(1, { maxWaitTimeInMs: 1_000, ...(signal && { abortSignal: signal }) });
        if (!first) return false;
        if (first.messageId === messageId) { await receiver.completeMessage(first); return true; }
        await receiver.abandonMessage(first);
        return false;
      } finally { await receiver.close(); }
    }),
    close: async () => { const open = client; client = undefined; await (await open)?.close(); },
  };
}

async function connect(connectionString: string): Promise<ServiceBusClient> {
  const { ServiceBusClient } = await import('@azure/service-bus');
  return new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 1, timeoutInMs: 15_000 } });
}

function toMessage({ messageId, correlationId, body, enqueuedTimeUtc, deliveryCount, deadLetterReason }: ServiceBusReceivedMessage): QueuedMessage {
  const content = body as unknown;
  const text = Buffer.isBuffer(content) ? content.toString('utf8') : typeof content === 'string' ? content : JSON.stringify(content ?? null);
  return {
    body: text, ...(messageId !== undefined && { messageId: asText(messageId) }), ...(correlationId !== undefined && { correlationId: asText(correlationId) }), ...(enqueuedTimeUtc && { enqueuedAt: enqueuedTimeUtc.toISOString() }),
    ...(deliveryCount !== undefined && { deliveryCount }), ...(deadLetterReason !== undefined && { deadLetterReason }),
  };
}

const asText = (id: string | number | Buffer): string => (Buffer.isBuffer(id) ? id.toString('hex') : String(id));

/** By the SDK's own codes; messages of the SDK may hold the connection string's key name, never the key. */
function toBusError(error: unknown, queue: string, host: string): unknown {
  if (error instanceof DeployError) return error;
  const { code, name, message = '' } = error as { readonly code?: string; readonly name?: string; readonly message?: string };
  if (name === 'AbortError') return new CancelledError();
  if (code === 'MessagingEntityNotFound') return new LogicError('Bus.QueueNotFound', `${host} has no queue ${queue}.`, { nextStep: 'Create the queue, or deploy the infrastructure that has it.' });
  if (code === 'UnauthorizedAccess') return new LogicError('Bus.Denied', `${host} does not take this key for ${queue}.`, { nextStep: 'Look at the authorization rules of the namespace.' });
  if (code === 'MessagingEntityDisabled') return new LogicError('Bus.QueueDisabled', `The queue ${queue} of ${host} is disabled.`, { nextStep: 'Enable the queue, then repeat.' });
  if (/invalid connection string|connection string .*malformed/i.test(message)) return new LogicError('Bus.BadConnectionString', 'The connection string of the namespace is not one.', { nextStep: 'Look at the secret that holds it.' });
  return new EnvironmentError(`Network.${code ?? name ?? 'BusFailed'}`, `${host} did not answer for ${queue}: ${(message.split('\n')[0] ?? '').replace(/SharedAccessKey=[^;\s]+/gi, 'SharedAccessKey=…')}`, { cause: error, nextStep: 'Check that the namespace can be reached from here (port 5671), then try again.' });
}
