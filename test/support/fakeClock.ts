import { CancelledError } from '../../src/core/errors';
import type { Clock } from '../../src/core/ports';

/** A clock that jumps: `sleep` moves time on at once. `slept` holds the waits asked for, in milliseconds. */
export class FakeClock implements Clock {
  readonly slept: number[] = [];
  /** Called within each sleep: the place where a test lets something happen "meanwhile". */
  onSleep: (ms: number) => void = () => undefined;
  private seed = 0;

  constructor(private time = Date.parse('2026-03-04T05:06:07.000Z')) {}

  now(): Date { return new Date(this.time); }

  /** As when a laptop wakes up, or somebody sets the time. */
  jump(ms: number): void { this.time += ms; }

  random(): number {
    this.seed = (this.seed * 1103515245 + 12345) % 2147483648;
    return this.seed / 2147483648;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new CancelledError();
    this.slept.push(ms);
    this.time += ms;
    this.onSleep(ms);
    await Promise.resolve();
    if (signal?.aborted) throw new CancelledError();
  }
}
