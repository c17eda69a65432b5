/** Time of the sandbox. Faults may move it, so nothing reads the system's clock directly. */
export interface Clock {
  now(): Date;
  /** Resolves after `delayMs` milliseconds of real time, or early when `signal` aborts. */
  wait(delayMs: number, signal?: AbortSignal): Promise<void>;
}

/** The system's clock, moved by an offset that may change while it runs. */
export class ShiftedClock implements Clock {
  offsetMs = 0;

  now(): Date { return new Date(Date.now() + this.offsetMs); }

  wait(delayMs: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) { resolve(); return; }
      const done = (): void => { clearTimeout(timer); signal?.removeEventListener('abort', done); resolve(); };
      const timer = setTimeout(done, delayMs);
      signal?.addEventListener('abort', done);
    });
  }
}
