import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { ServiceBusClient, type ServiceBusReceivedMessage } from '@azure/service-bus';
import type { StartedSandbox } from '../../src/sandbox';
import { deployedApp, mainPackage } from './support/apps';
import { startWithGroup } from './support/group';
import { providerClientsFor, type ProviderClients } from './support/providerClients';

const waitMs = 5000;

describe('messages of the sandbox', () => {
  let sandbox: StartedSandbox;
  let arm: ProviderClients['serviceBus'];
  let bus: ServiceBusClient;
  let connectionString: string;

  before(async () => {
    ({ sandbox } = await startWithGroup());
    arm = providerClientsFor(sandbox.endpoints.resourceManager).serviceBus;
    await arm.namespaces.beginCreateOrUpdateAndWait('rg', 'team-bus', { location: 'eastus', sku: { name: 'Standard' } });
    for (const name of ['orders', 'short', 'aos-requests', 'businessinfinity-responses', 'poison']) await arm.queues.createOrUpdate('rg', 'team-bus', name, { maxDeliveryCount: name === 'poison' ? 2 : 10, deadLetteringOnMessageExpiration: true });
    connectionString = (await arm.namespaces.listKeys('rg', 'team-bus', 'RootManageSharedAccessKey')).primaryConnectionString ?? '';
    bus = new ServiceBusClient(connectionString, { retryOptions: { maxRetries: 0 } });
  });
  after(async () => {
    await bus.close();
    await sandbox.close();
  });

  const receive = async (queue: string, count = 1, subQueueType?: 'deadLetter'): Promise<ServiceBusReceivedMessage[]> => {
    const receiver = bus.createReceiver(queue, { receiveMode: 'receiveAndDelete', ...(subQueueType && { subQueueType }) });
    try { return await receiver.receiveMessages(count, { maxWaitTimeInMs: waitMs }); } finally { await receiver.close(); }
  };
  const send = async (to: string, ...messages: { readonly body: unknown; readonly [name: string]: unknown }[]): Promise<void> => {
    const sender = bus.createSender(to);
    try { await sender.sendMessages(messages); } finally { await sender.close(); }
  };

  it('sends and receives, one by one and in batches, and counts them in ARM', async () => {
    const sender = bus.createSender('orders');
    await sender.sendMessages({ body: { n: 0 }, messageId: 'first', correlationId: 'c', applicationProperties: { kind: 'a', size: 3 } });
    const batch = await sender.createMessageBatch();
    for (const n of [1, 2, 3]) assert.ok(batch.tryAddMessage({ body: { n } }));
    await sender.sendMessages(batch);
    const { countDetails, messageCount } = await arm.queues.get('rg', 'team-bus', 'orders');
    assert.deepEqual([countDetails?.activeMessageCount, messageCount], [4, 4]);
    const received: ServiceBusReceivedMessage[] = [];
    while (received.length < 4) received.push(...await receive('orders', 4 - received.length));
    assert.deepEqual(received.map(({ body }) => (body as { n: number }).n), [0, 1, 2, 3]);
    assert.deepEqual([received[0]!.messageId, received[0]!.correlationId, received[0]!.applicationProperties], ['first', 'c', { kind: 'a', size: 3 }]);
    assert.equal((await arm.queues.get('rg', 'team-bus', 'orders')).messageCount, 0);
  });

  it('settles what was locked: complete, abandon, defer, dead-letter, renew', async () => {
    await send('orders', { body: 'abandoned' });
    const receiver = bus.createReceiver('orders');
    const next = async (): Promise<ServiceBusReceivedMessage> => (await receiver.receiveMessages(1, { maxWaitTimeInMs: waitMs }))[0]!;
    await receiver.abandonMessage(await next());
    const again = await next();
    assert.ok(again.deliveryCount! > 0);
    assert.ok(await receiver.renewMessageLock(again) > new Date());
    await receiver.deferMessage(again);
    const [deferred] = await receiver.receiveDeferredMessages(again.sequenceNumber!);
    assert.equal(deferred!.body, 'abandoned');
    await receiver.completeMessage(deferred!);
    await send('orders', { body: 'unwanted' });
    await receiver.deadLetterMessage(await next(), { deadLetterReason: 'bad', deadLetterErrorDescription: 'very bad' });
    await receiver.close();
    const [dead] = await receive('orders', 1, 'deadLetter');
    assert.deepEqual([dead!.body, dead!.deadLetterReason, dead!.deadLetterErrorDescription, dead!.deadLetterSource], ['unwanted', 'bad', 'very bad', 'orders']);
  });

  it('peeks, and schedules messages that can be taken back', async () => {
    const sender = bus.createSender('short');
    const [sequence] = await sender.scheduleMessages([{ body: 'later' }], new Date(Date.now() + 3_600_000));
    const receiver = bus.createReceiver('short');
    assert.deepEqual((await receiver.peekMessages(5)).map(({ body, state }) => [body, state]), [['later', 'scheduled']]);
    assert.equal((await arm.queues.get('rg', 'team-bus', 'short')).countDetails?.scheduledMessageCount, 1);
    await sender.cancelScheduledMessages(sequence!);
    assert.deepEqual(await receiver.peekMessages(5, { fromSequenceNumber: sequence! }), []);
    await receiver.close();
  });

  it('buries what expired and what was delivered too often', async () => {
    await send('short', { body: 'old', timeToLive: 1 });
    assert.equal((await receive('short', 1, 'deadLetter'))[0]?.deadLetterReason, 'TTLExpiredException');
    await send('poison', { body: 'x' });
    const receiver = bus.createReceiver('poison');
    for (let count = 0; count < 2; count++) await receiver.abandonMessage((await receiver.receiveMessages(1, { maxWaitTimeInMs: waitMs }))[0]!);
    await receiver.close();
    assert.equal((await receive('poison', 1, 'deadLetter'))[0]?.deadLetterReason, 'MaxDeliveryCountExceeded');
  });

  it('copies to the subscriptions of a topic whose rules match', async () => {
    await arm.topics.createOrUpdate('rg', 'team-bus', 'news', {});
    for (const name of ['all', 'big']) await arm.subscriptions.createOrUpdate('rg', 'team-bus', 'news', name, {});
    await arm.rules.createOrUpdate('rg', 'team-bus', 'news', 'big', '$Default', { filterType: 'SqlFilter', sqlFilter: { sqlExpression: "size > 5 AND kind = 'a'" } });
    await send('news', { body: 'small', applicationProperties: { size: 1, kind: 'a' } }, { body: 'large', applicationProperties: { size: 9, kind: 'a' } });
    const count = async (name: string) => (await arm.subscriptions.get('rg', 'team-bus', 'news', name)).messageCount;
    assert.deepEqual([await count('all'), await count('big')], [2, 1]);
    const receiver = bus.createReceiver('news', 'big', { receiveMode: 'receiveAndDelete' });
    assert.deepEqual((await receiver.receiveMessages(1, { maxWaitTimeInMs: waitMs })).map(({ body }) => body), ['large']);
    await receiver.close();
  });

  it('tells its port when it starts, and gives connection strings that need nothing else', () => {
    assert.match(String(sandbox.endpoints.serviceBus), /^amqp:\/\/localhost:\d+$/);
    assert.ok(connectionString.includes(`:${new URL(String(sandbox.endpoints.serviceBus)).port}/`) && connectionString.endsWith(';UseDevelopmentEmulator=true'));
  });

  it('goes on after clients that speak nonsense', async () => {
    const port = Number(new URL(String(sandbox.endpoints.serviceBus)).port);
    for (const bytes of ['GET / HTTP/1.1\r\n\r\n', 'AMQP\x00\x01\x00\x00\x00\x00\x00\x09\x02\x00\x00\x00\xff', 'AMQP\x03\x01\x00\x00\x00\x00\x00\x0c\x02\x01\x00\x00\x00\x53\x41\x45', '']) {
      const socket = connect(port, '127.0.0.1');
      socket.on('error', () => undefined);
      socket.resume().end(Buffer.from(bytes, 'latin1'));
      await once(socket, 'close');
    }
    await send('orders', { body: 'still here' });
    assert.equal((await receive('orders'))[0]?.body, 'still here');
  });

  it('refuses wrong keys and unknown entities', async () => {
    const stranger = new ServiceBusClient(connectionString.replace(/SharedAccessKey=[^;]+/, 'SharedAccessKey=d3Jvbmc='), { retryOptions: { maxRetries: 0 } });
    await assert.rejects(stranger.createSender('orders').sendMessages({ body: 1 }), { code: 'UnauthorizedAccess' });
    await stranger.close();
    await assert.rejects(bus.createSender('nowhere').sendMessages({ body: 1 }), { code: 'MessagingEntityNotFound' });
  });

  it('answers requests to the agents while the main app runs, and dead-letters what is no JSON', async () => {
    await deployedApp(sandbox, 'main-consumer', mainPackage(), { AzureServiceBusConnectionString: connectionString, AZURE_SERVICEBUS_CONNECTION_STRING: connectionString, AZURE_STORAGE_CONNECTION_STRING: 'AccountName=x' });
    await send('aos-requests', { body: { request_id: 'r1', agent_id: 'ceo' }, correlationId: 'trace-1' });
    const [answer] = await receive('businessinfinity-responses');
    assert.deepEqual([answer?.correlationId, (answer?.body as { request_id: string }).request_id, (answer?.body as { trace: { app: string } }).trace.app], ['trace-1', 'r1', 'main-consumer']);
    await send('aos-requests', { body: Buffer.from('Test message') });
    const [dead] = await receive('aos-requests', 1, 'deadLetter');
    assert.equal(dead?.deadLetterReason, 'MaxDeliveryCountExceeded');
    assert.equal((await arm.queues.get('rg', 'team-bus', 'aos-requests')).messageCount, 0);
  });
});
