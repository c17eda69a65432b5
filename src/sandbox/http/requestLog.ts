import type { RequestPart } from './armRequest';

/** One line of `/_sandbox/requests`. Neither headers nor bodies nor query values, so no secrets. */
export interface RequestLogEntry {
  /** ISO 8601 UTC. */
  readonly time: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly durationMs?: number;
  readonly correlationId?: string;
  readonly dataPlane?: string;
  /** Names of the faults that acted. */
  readonly faults?: readonly string[];
  /** Requests that came in one batch. */
  readonly parts?: readonly RequestPart[];
}

const kept = 1000;

/** The latest requests, oldest first. */
export class RequestLog {
  private entries: RequestLogEntry[] = [];
  count = 0;
  lastAt = Date.now();

  add(entry: RequestLogEntry): void {
    this.count++;
    this.lastAt = Date.now();
    this.entries.push(entry);
    if (this.entries.length > kept * 2) this.entries = this.entries.slice(-kept);
  }

  list(): readonly RequestLogEntry[] { return this.entries.slice(-kept); }
}
