import { CancelledError } from '../core/errors';
import type { Clock } from '../core/ports/clock';

/** Longer timers of Node fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The computer's own time, timers and randomness. */
export const systemClock: Clock = {
  now: () => new Date(),
  random: () => Math.random(),
  sleep: (ms, signal) => new Promise<void>((resolve, reject) => {
    if (signal?.aborted) { reject(new CancelledError()); return; }
    const onAbort = (): void => { clearTimeout(timer); reject(new CancelledError()); };
    const end = Date.now() + ms;
    let timer: NodeJS.Timeout;
    const wait = (left: number): void => {
      timer = setTimeout(() => {
        if (left > longestTimerMs && Date.now() < end) { wait(end - Date.now()); return; }
        signal?.removeEventListener('abort', onAbort);
        resolve();
      }, Math.min(left, longestTimerMs));
    };
    wait(ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  }),
};
