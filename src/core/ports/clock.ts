/** Time, waiting and randomness, so that tests of retries and timeouts take no time. */
export interface Clock {
  now(): Date;
  /** Resolves after `ms` milliseconds. @throws CancelledError when the signal aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** A number in [0, 1). */
  random(): number;
}
