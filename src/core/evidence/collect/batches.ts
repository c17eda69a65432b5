import { CancelledError, EnvironmentError } from '../../errors';
import type { ArmAnswer, ArmRead, ArmRequests, Clock } from '../../ports';
import type { JsonValue } from '../../values';
import type { Gate } from './gate';

/** Fewer than this are asked one by one: a batch is as slow as its slowest part. */
const fewest = 3;
const mostAtOnce = 20;

interface Waiting { readonly read: ArmRead; resolve(answer: ArmAnswer): void; reject(error: unknown): void }

/** Puts reads together that are asked for at the same moment, and sends them as batches where the endpoint takes these. */
export class Batches {
  private waiting: Waiting[] = [];
  private isOff = false;

  constructor(private readonly arm: ArmRequests, private readonly gate: Gate, private readonly clock: Clock, private readonly signal: AbortSignal | undefined) {}

  request(method: Parameters<ArmRequests['request']>[0], path: string, body?: JsonValue): Promise<ArmAnswer> {
    // What reads many things is slow by itself, and others wait for it.
    if (this.isOff || !this.arm.batch || (method !== 'GET' && method !== 'POST') || /^\/providers\/microsoft\.resourcegraph\//i.test(path)) return this.gate.pass(() => this.arm.request(method, path, body, this.signal), this.signal);
    const read: ArmRead = { method, path, ...(body !== undefined && { body }) };
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ read, resolve, reject }) === 1) void this.clock.sleep(0, this.signal).then(() => this.send(), () => this.refuse());
    });
  }

  private send(): void {
    const all = this.waiting;
    this.waiting = [];
    if (all.length < fewest) { this.sendAlone(all); return; }
    for (let from = 0; from < all.length; from += mostAtOnce) void this.sendTogether(all.slice(from, from + mostAtOnce));
  }

  private refuse(): void {
    for (const { reject } of this.waiting.splice(0)) reject(new CancelledError());
  }

  private async sendTogether(all: readonly Waiting[]): Promise<void> {
    let answers: Awaited<ReturnType<NonNullable<ArmRequests['batch']>>>;
    try { answers = await this.gate.pass(() => this.arm.batch!(all.map(({ read }) => read), this.signal), this.signal); } catch (error) {
      if (error instanceof CancelledError) { for (const { reject } of all) reject(error); return; }
      // Something on the way to all of them failed; each may still be reached.
      this.sendAlone(all);
      return;
    }
    if (!answers) { this.isOff = true; this.sendAlone(all); return; }
    for (const [index, one] of all.entries()) {
      const answer = answers[index]!;
      if (!(answer instanceof Error)) one.resolve(answer);
      else if (answer instanceof EnvironmentError) this.sendAlone([one]);
      else one.reject(answer);
    }
  }

  private sendAlone(all: readonly Waiting[]): void {
    for (const { read: { method, path, body }, resolve, reject } of all) this.gate.pass(() => this.arm.request(method, path, body, this.signal), this.signal).then(resolve, reject);
  }
}
