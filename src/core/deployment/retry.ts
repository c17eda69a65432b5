import { CancelledError, EnvironmentError } from '../errors';
import type { Clock } from '../ports/clock';

export interface RetryPolicy {
  /** Calls in all, the first included. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
}

/** Three attempts, 5 s doubled each time, never more than 300 s. */
export const defaultRetryPolicy: RetryPolicy = { attempts: 3, firstDelayMs: 5_000, maxDelayMs: 300_000 };
/** Reading what ARM does costs nothing and losing sight of a running deployment costs much: about ten minutes of patience. */
export const patientRetryPolicy: RetryPolicy = { attempts: 8, firstDelayMs: 5_000, maxDelayMs: 300_000 };

export interface RetryPorts {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** Called before each call; attempt 1 is the first. */
  readonly onCall?: (attempt: number) => Promise<void>;
  readonly onRetry?: (attempt: number, delayMs: number, error: EnvironmentError) => Promise<void>;
}

/** Nobody sits before a run for longer; who asks for more is told to the person instead. */
const longestWaitMs = 60 * 60_000;

/** Milliseconds to wait after failed attempt number `attempt`; what Retry-After asked for wins. */
export function delayAfter(policy: RetryPolicy, attempt: number, error: EnvironmentError): number {
  if (error.retryAfterMs !== undefined) return Math.max(0, error.retryAfterMs);
  return Math.min(policy.maxDelayMs, policy.firstDelayMs * 2 ** (attempt - 1));
}

/** Calls until it works. Only an EnvironmentError is tried again; the last one is thrown once the attempts are spent. */
export async function withRetry<T>(policy: RetryPolicy, ports: RetryPorts, call: (signal?: AbortSignal) => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    if (ports.signal?.aborted) throw new CancelledError();
    await ports.onCall?.(attempt);
    try {
      return await call(ports.signal);
    } catch (error) {
      if (!(error instanceof EnvironmentError) || !error.isRetryable || attempt >= policy.attempts) throw error;
      const delayMs = delayAfter(policy, attempt, error);
      if (delayMs > longestWaitMs) throw comeBackLater(error, delayMs, ports.clock);
      await ports.onRetry?.(attempt, delayMs, error);
      await ports.clock.sleep(delayMs, ports.signal);
    }
  }
}

/** The day of a quota is not waited for: the run ends, and says when it is worth beginning again. */
function comeBackLater(error: EnvironmentError, delayMs: number, clock: Clock): EnvironmentError {
  const at = clock.now().getTime() + delayMs;
  const when = at < Date.UTC(10_000, 0) ? `not before ${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC` : 'at no time that could be waited for';
  return new EnvironmentError(error.code, `${error.message} The service wants to be asked again ${when}.`, { details: error.details, cause: error, nextStep: 'Begin again then; a limit of requests or a quota may have to be raised.', ...(error.status !== undefined && { status: error.status }), retryAfterMs: delayMs });
}
