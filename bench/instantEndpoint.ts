import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { Command, Ready, Told } from './host/recordedEndpoint';

/** An endpoint in a process of its own that answers from memory what the sandbox answered once. See `host/recordedEndpoint.ts`. */
export class InstantEndpoint {
  private constructor(private readonly process: ChildProcess, readonly url: string, readonly caFile: string) {}

  static async start(folder: string): Promise<InstantEndpoint> {
    const process = fork(path.join(__dirname, 'host', 'recordedEndpoint.ts'), [folder], { execArgv: ['--import', 'tsx'] });
    const [ready] = await Promise.race([once(process, 'message'), once(process, 'exit').then(() => { throw new Error('The recording endpoint did not start.'); })]) as [Ready];
    return new InstantEndpoint(process, ready.url, ready.caFile);
  }

  /** From now on every request goes to the sandbox and its answer is kept for this client. */
  record(client: string): Promise<void> { return this.tell({ do: 'record', client }); }

  /** From now on this client's answers come from memory, from the first one on. */
  replay(client: string): Promise<void> { return this.tell({ do: 'replay', client }); }

  /** From now on every request goes to the sandbox, and nothing is kept. */
  pass(): Promise<void> { return this.tell({ do: 'pass' }); }

  async close(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.disconnect();
    await ended;
  }

  /** @throws Error when requests since the last command had no answer in memory: what was measured was another run then. */
  private async tell(command: Command): Promise<void> {
    const answered = once(this.process, 'message') as Promise<[Told]>;
    this.process.send(command);
    const [{ missed }] = await answered;
    if (missed.length > 0) throw new Error(`Not recorded: ${missed.slice(0, 3).join(', ')} (${missed.length} in all).`);
  }
}
