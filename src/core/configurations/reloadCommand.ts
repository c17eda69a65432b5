import { readBusConnection, type SiteTarget } from '../applications';
import { DeployError } from '../errors';
import type { Clock, MessageBus } from '../ports';

/** Messages that are looked through for ours: commands are few. */
const peekCount = 50;

/** Tells an app to read its registry again, over the queue of its commands, and knows whether it has taken the message. */
export class ReloadCommand {
  #bus: MessageBus | undefined;
  #messageId = '';
  #problem: string | undefined;
  #isTaken = true;

  constructor(private readonly target: SiteTarget, private readonly queue: string, private readonly site: string) {}

  get state(): 'sent' | 'not-sent' { return this.#bus && this.#problem === undefined ? 'sent' : 'not-sent'; }

  /** What an answer of the app is worth while it has not taken the command. */
  get doubt(): string { return `It may be what ${this.site} had read before: it has not read its registry again.`; }

  /** What keeps it from being sent becomes a notice: the upload before it is done, and the app can still be asked. */
  async send(clock: Clock, signal?: AbortSignal): Promise<void> {
    try {
      const { connectionString } = await readBusConnection(this.target, signal);
      this.#bus = this.target.connection.dataPlanes.openBus(connectionString);
      this.#messageId = `reload-${clock.now().getTime()}`;
      await this.#bus.send(this.queue, { messageId: this.#messageId, body: { command: 'reload_registry' }, timeToLiveMs: 5 * 60_000 }, signal);
      this.#isTaken = false;
    } catch (error) {
      if (!(error instanceof DeployError) || error.kind === 'cancelled') throw error;
      this.#problem = `${error.message}${error.code === 'Bus.QueueNotFound' ? '' : ` ${error.nextStep ?? ''}`}`.trimEnd();
    }
  }

  /** The message still lies in the queue. A queue that cannot be looked into says nothing against the app. */
  async isWaiting(signal?: AbortSignal): Promise<boolean> {
    if (this.#isTaken || !this.#bus) return false;
    try { this.#isTaken = !(await this.#bus.peek(this.queue, peekCount, signal)).some(({ messageId }) => messageId === this.#messageId); } catch (error) {
      if (!(error instanceof DeployError) || error.kind === 'cancelled') throw error;
      this.#isTaken = true;
    }
    return !this.#isTaken;
  }

  /** What to know besides the states of the configurations. */
  notices(isWaiting: boolean): readonly string[] {
    const restart = `restart ${this.site}, which reads its registry when it starts`;
    if (this.#problem !== undefined) return [`${this.site} could not be told to read its registry again: ${this.#problem} It was asked how they are nevertheless. Create the queue ${this.queue} (aos.yaml may name another one: commandQueue), or ${restart}.`];
    return isWaiting ? [`${this.site} has not taken the command to read its registry again from the queue ${this.queue}: look whether its trigger reads that queue and its connection is set, or ${restart}.`] : [];
  }

  async close(): Promise<void> { await this.#bus?.close(); }
}
