import { asObject, asString, isObject } from '../json';
import type { Clock, MessageBus, QueuedMessage } from '../ports';
import type { JsonObject, JsonValue } from '../values';
import type { AgentTestWayReport } from './contract';
import type { TestTrace } from './trace';

export const requestQueue = 'aos-requests';
export const responseQueue = 'businessinfinity-responses';

export interface QueueTest { readonly bus: MessageBus; readonly clock: Clock; readonly agentId: string; readonly requestId: string; readonly trace: TestTrace; readonly patienceMs: number; readonly payload?: JsonValue }

/** How far into a queue is looked, and how long between two looks. */
const depth = 250;
const pauseMs = 1_000;
/** A request outlives the waiting, so that what became of it can be told; nobody takes it much later. */
const graceMs = 60_000;

/**
 * Sends a request and looks for its answer by the request's id, without taking messages of others. Our own answer is taken off when it is first in line;
 * else it stays for whoever reads the queue.
 */
export async function testByQueue({ bus, clock, agentId, requestId, trace, patienceMs, payload }: QueueTest, signal?: AbortSignal): Promise<AgentTestWayReport> {
  const body: JsonObject = { request_id: requestId, agent_id: agentId, type: 'deployment-test', ...(isObject(payload) ? payload : { payload: payload ?? 'status' }) };
  await bus.send(requestQueue, { messageId: requestId, correlationId: requestId, body: { ...body, request_id: requestId, agent_id: agentId }, timeToLiveMs: patienceMs + graceMs }, signal);
  trace.add({ way: 'queue', step: 'request', state: 'pass', text: `Sent request ${requestId} for ${agentId}.`, target: requestQueue });
  const until = clock.now().getTime() + patienceMs;
  for (;;) {
    const answer = (await bus.peek(responseQueue, depth, signal)).find((one) => isOurs(one, requestId));
    if (answer) return takeAnswer(bus, answer, { agentId, trace }, signal);
    const dead = (await bus.peek(`${requestQueue}/$deadletterqueue`, depth, signal)).find((one) => one.messageId === requestId);
    if (dead) return tellDead(dead, trace);
    if (clock.now().getTime() >= until) return tellSilence(bus, requestId, trace, signal);
    await clock.sleep(pauseMs, signal);
  }
}

const takeStep = 'Look whether the main app runs and its connection leads to this namespace.';
const isOurs = ({ correlationId, body }: QueuedMessage, requestId: string): boolean => correlationId === requestId || asString(parse(body)['request_id']) === requestId;

async function takeAnswer(bus: MessageBus, answer: QueuedMessage, { agentId, trace }: { readonly agentId: string; readonly trace: TestTrace }, signal?: AbortSignal): Promise<AgentTestWayReport> {
  const body = parse(answer.body);
  const [of, error] = [asString(body['agent_id']), asString(body['error'])];
  const isRight = (of === undefined || of.toLowerCase() === agentId.toLowerCase()) && error === undefined && body['accepted'] !== false && body['success'] !== false;
  const taken = answer.messageId !== undefined && await bus.takeFirst(responseQueue, answer.messageId, signal);
  const reason = isRight ? `The app answered for ${agentId}.` : error ?? `The answer does not fit: it is about ${of ?? 'nobody'}${body['accepted'] === false ? ' and refuses the request' : ''}.`;
  trace.add({ way: 'queue', step: 'answer', state: isRight ? 'pass' : 'fail', text: `${reason} ${taken ? 'It was taken off the queue.' : 'It stays in the queue for its readers.'}`, target: responseQueue, body: answer.body });
  return { way: 'queue', state: isRight ? 'pass' : 'fail', reason, ...(!isRight && { nextStep: 'Look at the log of the main app for this request.' }) };
}

function tellDead(dead: QueuedMessage, trace: TestTrace): AgentTestWayReport {
  const hasExpired = /ttlexpired/i.test(dead.deadLetterReason ?? '');
  const reason = hasExpired ? `Nobody took the request from ${requestQueue} in time.` : `The request was dead-lettered${dead.deadLetterReason === undefined ? '' : ` (${dead.deadLetterReason})`}: the app took it and failed each time.`;
  trace.add({ way: 'queue', step: 'dead-letter', state: 'fail', text: reason, target: `${requestQueue}/$deadletterqueue`, body: dead.body });
  return { way: 'queue', state: 'fail', reason, nextStep: hasExpired ? takeStep : 'Look at the log of the main app: it may not know this agent.' };
}

/** Still in the queue means that nobody reads it; gone without an answer, that somebody else may have read that. */
async function tellSilence(bus: MessageBus, requestId: string, trace: TestTrace, signal?: AbortSignal): Promise<AgentTestWayReport> {
  const waits = (await bus.peek(requestQueue, depth, signal)).some(({ messageId }) => messageId === requestId);
  const [state, reason, nextStep] = waits
    ? ['fail' as const, `Nobody takes the request from ${requestQueue}.`, takeStep]
    : ['unknown' as const, 'The request was taken, and no answer was seen; another reader of the queue may have been faster.', 'Look for the request in the log of the main app.'];
  trace.add({ way: 'queue', step: 'answer', state, text: reason, target: waits ? requestQueue : responseQueue });
  return { way: 'queue', state, reason, nextStep };
}

function parse(text: string): JsonObject {
  try { return asObject(JSON.parse(text)); } catch (error) { if (error instanceof SyntaxError) return {}; throw error; }
}
