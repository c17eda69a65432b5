import { Agent, request } from 'node:http';
import { bearer } from './clients';

export interface WireAnswer { readonly status: number; readonly text: string }

/** Sends over a few connections that stay open; unlike `fetch` it takes any path as it is. */
export class Wire {
  private readonly agent: Agent;
  private readonly headers = { authorization: bearer(), 'content-type': 'application/json' };
  constructor(private readonly endpoint: string, readonly connections = 4) { this.agent = new Agent({ keepAlive: true, maxSockets: connections }); }

  /** Rejects when no answer comes. */
  send(method: string, path: string, body?: string): Promise<WireAnswer> {
    return new Promise((resolve, reject) => {
      const sent = request(this.endpoint, { method, path, agent: this.agent, headers: { ...this.headers, ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }) } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).on('end', () => { resolve({ status: response.statusCode ?? 0, text }); }).on('error', reject);
      });
      sent.on('error', reject).end(body);
    });
  }

  /** Does `work` for 0 to `count` - 1, as many at once as there are connections. */
  async each(count: number, work: (index: number) => Promise<void>): Promise<void> {
    let next = 0;
    const lane = async (): Promise<void> => { while (next < count) await work(next++); };
    await Promise.all(Array.from({ length: this.connections }, lane));
  }

  close(): void { this.agent.destroy(); }
}
