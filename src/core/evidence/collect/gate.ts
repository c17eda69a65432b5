import { EnvironmentError } from '../../errors';
import type { Clock } from '../../ports';

const atOnce = 12;
const attempts = 3;
/** A service that asks for more patience than this gets no answer waited for. */
const longestPauseMs = 20_000;

/** Where requests to one side pass: a few at a time, and none while the service has asked for a pause. */
export class Gate {
  /** Requests that left. */
  passed = 0;
  private busy = 0;
  private readonly waiting: (() => void)[] = [];
  private openAgainAt = 0;

  constructor(private readonly clock: Clock, private readonly limit = atOnce) {}

  /** Tries again what the service asked to repeat later, as long as that is soon. */
  async pass<T>(request: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await this.enter();
    try {
      for (let attempt = 1; ; attempt++) {
        signal?.throwIfAborted();
        const pause = this.openAgainAt - this.clock.now().getTime();
        if (pause > 0) await this.clock.sleep(pause, signal);
        this.passed++;
        try { return await request(); } catch (error) {
          const pauseMs = pauseAfter(error);
          if (pauseMs === undefined || attempt >= attempts) throw error;
          this.openAgainAt = Math.max(this.openAgainAt, this.clock.now().getTime() + pauseMs);
        }
      }
    } finally { this.leave(); }
  }

  private async enter(): Promise<void> {
    if (this.busy >= this.limit) await new Promise<void>((resolve) => { this.waiting.push(resolve); });
    else this.busy++;
  }

  /** The place passes on to who waits. */
  private leave(): void {
    const next = this.waiting.shift();
    if (next) next(); else this.busy--;
  }
}

/** Milliseconds to wait before a repetition; undefined when it makes no sense. */
function pauseAfter(error: unknown): number | undefined {
  if (!(error instanceof EnvironmentError) || error.status === undefined) return undefined;
  const asked = error.retryAfterMs ?? (error.status === 429 ? 2_000 : undefined);
  if (asked !== undefined) return asked <= longestPauseMs ? asked : undefined;
  return [500, 502, 503, 504].includes(error.status) ? 500 : undefined;
}
