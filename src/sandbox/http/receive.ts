import type { IncomingMessage } from 'node:http';
import type { Arrival } from '../providers/provider';
import type { Sandbox } from '../sandbox';

/** Lets the faults in force act on a request that has just come: delays, jumps of the clock, broken connections. What else they want is left to who answers. Undefined when there is nothing left to answer. */
export async function receive(message: IncomingMessage, sandbox: Sandbox, latencyMs: number): Promise<Arrival | undefined> {
  const receivedAt = sandbox.clock.now().getTime();
  const decision = sandbox.faults.onRequest({ method: message.method ?? 'GET', path: (message.url ?? '/').split('?')[0]! });
  sandbox.clock.offsetMs += decision.clockJumpMs;
  const delayMs = decision.delayMs + latencyMs;
  if (delayMs > 0) await sandbox.clock.wait(delayMs);
  if (decision.action?.kind === 'reset' && decision.action.when !== 'after') { message.destroy(); return undefined; }
  return { receivedAt, decision };
}
