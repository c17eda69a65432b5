import { ServiceBusClient } from '@azure/service-bus';
import { asObject, asString } from '../../../src/core/json';
import { envelope, request, track } from '../monitoring/support';
import type { Change, EnvironmentName } from './rowCase';
import type { World } from './world';

interface Sink { readonly key: string; readonly ingestion: string }

/** Where clients of an environment send their telemetry. */
async function sinkOf(world: World, environment: EnvironmentName): Promise<Sink> {
  const { InstrumentationKey, ConnectionString } = asObject((await world.arm('GET', world.at(environment, '{appi}'), undefined, '2020-02-02'))['properties']);
  return { key: asString(InstrumentationKey) ?? '', ingestion: /IngestionEndpoint=([^;]+)\//.exec(asString(ConnectionString) ?? '')?.[1] ?? '' };
}

/** Telemetry that nobody can take back. */
export const sends = (environment: EnvironmentName, items: (sink: Sink) => readonly object[]): Change => async (world) => {
  const sink = await sinkOf(world, environment);
  const { status, json } = await track(sink, items(sink));
  if (status !== 200) throw new Error(JSON.stringify(json));
  return () => undefined;
};

export const minutesAgo = (minutes: number): { readonly time: string } => ({ time: new Date(Date.now() - minutes * 60_000).toISOString() });
export const requests = (count: number, data: object = {}, more: object = {}) => (sink: Sink): readonly object[] => Array.from({ length: count }, () => request(sink, data, more));
export const failed = { success: false, responseCode: '500' };
export const trace = (sink: Sink): readonly object[] => [envelope(sink, 'MessageData', { message: 'hello', severityLevel: 1 })];
export const metric = (name: string) => (sink: Sink): readonly object[] => [envelope(sink, 'MetricData', { metrics: [{ name, value: 1 }] })];
export const exception = (sink: Sink): readonly object[] => [envelope(sink, 'ExceptionData', { exceptions: [{ typeName: 'ValueError', message: 'bad' }] })];

/** A request to an app's own address; any status is an answer. */
export async function visit(world: World, environment: EnvironmentName, app: 'main' | 'mcp' | 'realm', path: string): Promise<number> {
  const host = asString(asObject((await world.arm('GET', world.at(environment, `{${app}}`)))['properties'])['defaultHostName']) ?? '';
  const answer = await fetch(`http://${host}${path}`);
  await answer.arrayBuffer();
  return answer.status;
}

/** A request to an agent over the queues, until its answer is there. */
export async function askOverQueues(world: World, environment: EnvironmentName): Promise<void> {
  const connection = asString((await world.arm('POST', world.at(environment, '{bus}/AuthorizationRules/RootManageSharedAccessKey/listKeys')))['primaryConnectionString']) ?? '';
  const bus = new ServiceBusClient(connection, { retryOptions: { maxRetries: 0 } });
  try {
    await bus.createSender('aos-requests').sendMessages({ body: { request_id: 'r1', agent_id: 'ceo', request: {} } });
    const answers = await bus.createReceiver('businessinfinity-responses', { receiveMode: 'receiveAndDelete' }).receiveMessages(1, { maxWaitTimeInMs: 20_000 });
    if (answers.length === 0) throw new Error('No answer came over the queue.');
  } finally { await bus.close(); }
}
