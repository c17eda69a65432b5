import { request, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { startSandbox } from '../../src/sandbox/index';
import { loadTls } from '../../src/sandbox/tls';

/** What the bench asks of this process. `client` names whose answers they are: each gets back what itself was given while recording. */
export type Command = { readonly do: 'record' | 'replay'; readonly client: string } | { readonly do: 'pass' };
/** Requests since the last command that had no answer in memory. */
export interface Told { readonly missed: readonly string[] }
export interface Ready { readonly url: string; readonly caFile: string }

interface Answer { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string; readonly deployment: string | undefined }

/**
 * An ARM endpoint that takes no time: answers are recorded once from the sandbox and then given from memory, in the order in which they came. Only the name of the deployment is put in anew.
 * A request that was never recorded is refused and told, so that no run passes on less than it asked for.
 */
class Recording {
  private readonly answers = new Map<string, Answer[]>();
  private readonly given = new Map<string, number>();
  private deployment: string | undefined;

  /** The first deployment that a run names is its own; nested ones have names that follow from it. */
  see(url: string): void { this.deployment ??= /\/resourcegroups\/[^/]+\/providers\/microsoft\.resources\/deployments\/([^/?]+)/i.exec(url)?.[1]; }

  rewind(): void { this.given.clear(); this.deployment = undefined; }
  forget(): void { this.answers.clear(); this.rewind(); }

  keep(method: string, url: string, answer: Omit<Answer, 'deployment'>): void {
    const key = this.keyOf(method, url);
    this.answers.set(key, [...this.answers.get(key) ?? [], { ...answer, deployment: this.deployment }]);
  }

  find(method: string, url: string): Omit<Answer, 'deployment'> | undefined {
    const key = this.keyOf(method, url);
    const all = this.answers.get(key) ?? [];
    const count = this.given.get(key) ?? 0;
    this.given.set(key, count + 1);
    const answer = all[Math.min(count, all.length - 1)];
    const { deployment } = this;
    if (!answer?.deployment || !deployment) return answer;
    const renamed = (text: string): string => text.replaceAll(answer.deployment ?? '', deployment);
    return { ...answer, body: renamed(answer.body), headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, typeof value === 'string' ? renamed(value) : value])) };
  }

  private keyOf(method: string, url: string): string { return `${method} ${this.deployment ? url.replaceAll(this.deployment, '{deployment}') : url}`.toLowerCase(); }
}

async function main(folder: string): Promise<void> {
  const sandbox = await startSandbox({ provisioningDelay: 0, noiseProfile: 'none' });
  const recordings = new Map<string, Recording>();
  let current: { readonly recording: Recording; readonly replays: boolean } | undefined;
  let missed: string[] = [];
  const refuse = (method: string, url: string): typeof refusal => { missed.push(`${method} ${url}`); return refusal; };
  const tls = loadTls(folder);
  const server = createServer({ key: tls.keyPem, cert: tls.certificatePem }, (incoming, outgoing) => { void answer(incoming, outgoing).catch((error: unknown) => outgoing.writeHead(500).end(String(error))); });

  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const { method = 'GET', url = '/' } = incoming;
    const body = await textOf(incoming);
    current?.recording.see(url);
    const known = current?.replays ? current.recording.find(method, url) ?? refuse(method, url) : await ask({ method, url, body, headers: incoming.headers });
    if (current && !current.replays) current.recording.keep(method, url, known);
    outgoing.writeHead(known.status, known.headers).end(known.body);
  };
  const ask = async ({ method, url, body, headers }: { readonly method: string; readonly url: string; readonly body: string; readonly headers: IncomingHttpHeaders }): Promise<Omit<Answer, 'deployment'>> => {
    const reply = await forward(`${sandbox.endpoints.resourceManager}${url}`, { method, headers: { ...headers, host: new URL(sandbox.endpoints.resourceManager).host } }, body);
    const own = (text: string): string => text.replaceAll(sandbox.endpoints.resourceManager, origin);
    const { 'content-length': _length, 'transfer-encoding': _encoding, connection: _connection, 'keep-alive': _alive, ...kept } = reply.headers;
    return { status: reply.status, body: own(reply.body), headers: Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, typeof value === 'string' ? own(value) : value])) };
  };

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  const recordingOf = (client: string): Recording => {
    const known = recordings.get(client) ?? new Recording();
    recordings.set(client, known);
    return known;
  };
  process.on('message', (command: Command) => {
    current = command.do === 'pass' ? undefined : { recording: recordingOf(command.client), replays: command.do === 'replay' };
    if (current?.replays) current.recording.rewind(); else current?.recording.forget();
    process.send?.({ missed } satisfies Told);
    missed = [];
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ url: origin, caFile: tls.caFile } satisfies Ready);
}

const refusal: Omit<Answer, 'deployment'> = { status: 400, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ error: { code: 'NotRecorded', message: 'This request was not recorded.' } }) };

async function textOf(stream: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of stream) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

const forward = (url: string, options: { readonly method: string; readonly headers: IncomingHttpHeaders }, body: string): Promise<{ readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(url, options, (reply) => { textOf(reply).then((text) => resolve({ status: reply.statusCode ?? 0, headers: reply.headers, body: text }), reject); });
    sent.once('error', reject);
    sent.end(body);
  });

void main(process.argv[2] ?? '').catch((error: unknown) => { console.error(error); process.exitCode = 1; });
