import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Answer { readonly status: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>> }
/** `drop`: the connection breaks, after the request was carried out where `acted` is true. `stuck`: no answer ever comes; `slow`: the true one comes byte by byte. `text`: a body that is not JSON. */
export interface InstantFault { readonly on: RegExp; readonly answer: Answer | 'drop' | 'stuck' | 'slow' | { readonly text: string; readonly status: number }; readonly acted?: boolean; times?: number }
interface Deployment { readonly name: string; readonly tags: unknown; state: string; error?: unknown; readonly outputs?: unknown }

/** A resource manager that answers everything at once and keeps only what the engine asks about: for faults of the wire, and for timing the engine itself. */
export class InstantArm {
  readonly requests: string[] = [];
  /** Requests that were carried out, whatever became of their answers. */
  readonly acted: string[] = [];
  /** Told of each request as it comes, and again once it was carried out. */
  onRequest: (line: string, when: 'before' | 'after') => void = () => undefined;
  readonly faults: InstantFault[] = [];
  readonly groups = new Map<string, unknown>();
  readonly deployments = new Map<string, Deployment>();
  /** State that a deployment has as soon as it is begun, and its error. */
  ending: { state: string; error?: unknown } = { state: 'Succeeded' };
  /** Times that a deployment is looked at while it is at work. */
  looksToEnd = 0;
  private readonly looks = new Map<string, number>();
  changes: readonly object[] = [{ resourceId: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Storage/storageAccounts/st1', changeType: 'Create', after: { id: 'x', type: 'Microsoft.Storage/storageAccounts', name: 'st1' } }];
  operations: readonly object[] = [];
  /** Application settings of the one app; a deployment leaves these of its template. Absent: there is no app. */
  settings?: { live: Record<string, string>; readonly ofTemplate: Readonly<Record<string, string>> };
  private server?: Server;
  private readonly waiting = new Set<() => void>();

  /** Resolves as soon as such a request has come. */
  seen(pattern: RegExp): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => { if (this.requests.some((line) => pattern.test(line))) { this.waiting.delete(look); resolve(); } };
      this.waiting.add(look);
      look();
    });
  }

  async start(): Promise<string> {
    this.server = createServer((request, response) => { void this.serve(request, response); });
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve));
    return this.url;
  }

  get url(): string { return `http://127.0.0.1:${(this.server?.address() as AddressInfo).port}`; }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    await new Promise((resolve) => { this.server?.close(resolve); });
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const line = `${request.method} ${(request.url ?? '').split('?')[0]}`;
    this.requests.push(line);
    for (const look of [...this.waiting]) look();
    this.onRequest(line, 'before');
    const fault = this.spend(line);
    const answer = !fault || fault.acted ? this.answer(line, body) : undefined;
    if (answer) this.acted.push(line);
    this.onRequest(line, 'after');
    if (fault?.answer === 'drop') return void request.socket.destroy();
    if (fault?.answer === 'stuck') return;
    if (fault?.answer === 'slow') return trickle(response, answer ?? { status: 404 });
    if (fault && 'text' in (fault.answer as object)) return send(response, (fault.answer as { status: number }).status, 'text/html', (fault.answer as { text: string }).text);
    const { status, body: content, headers } = (fault?.answer as Answer | undefined) ?? answer ?? { status: 404 };
    send(response, status, 'application/json', content === undefined ? '' : JSON.stringify(content), headers);
  }

  private spend(line: string): InstantFault | undefined {
    const fault = this.faults.find((one) => one.on.test(line) && (one.times ?? 1) > 0);
    if (fault) fault.times = (fault.times ?? 1) - 1;
    return fault;
  }

  private answer(line: string, body: unknown): Answer {
    for (const [pattern, handle] of this.routes) {
      const match = pattern.exec(line);
      if (match) return handle(match.slice(1).map(decodeURIComponent), body as Record<string, unknown>);
    }
    return { status: 501, body: { error: { code: 'NotImplemented', message: line } } };
  }

  private readonly routes: readonly (readonly [RegExp, (parts: readonly string[], body: Record<string, unknown>) => Answer])[] = [
    [/^GET \/metadata\/endpoints/, () => ({ status: 200, body: { name: 'instant', resourceManager: this.url, authentication: { loginEndpoint: `${this.url}/adfs`, audiences: [this.url] }, suffixes: {} } })],
    [/^POST .*\/oauth2\/token/, () => ({ status: 200, body: { access_token: 'e30.e30.e30', token_type: 'Bearer', expires_in: 3600 } })],
    [/^GET \/subscriptions$/, () => ({ status: 200, body: { value: [{ subscriptionId: '00000000-0000-0000-0000-000000000001', displayName: 'Instant', state: 'Enabled' }] } })],
    [/^GET \/subscriptions\/[^/]+\/resourcegroups\/([^/]+)$/i, ([name]) => (this.groups.has(name ?? '') ? { status: 200, body: this.groups.get(name ?? '') } : notFound('ResourceGroupNotFound'))],
    [/^PUT (\/subscriptions\/[^/]+\/resourcegroups\/([^/]+))$/i, ([id, name], body) => { this.groups.set(name ?? '', { ...body, id, name, properties: { provisioningState: 'Succeeded' } }); return { status: 201, body: this.groups.get(name ?? '') }; }],
    [/^GET \/subscriptions\/[^/]+\/resourcegroups\/[^/]+\/resources$/i, () => ({ status: 200, body: { value: [] } })],
    [/^POST .*\/config\/appsettings\/list$/i, () => (this.settings ? { status: 200, body: { properties: this.settings.live } } : notFound('ResourceNotFound'))],
    [/^PUT .*\/config\/appsettings$/i, (_parts, body) => { if (this.settings) this.settings.live = { ...body['properties'] as Record<string, string> }; return { status: 200, body }; }],
    [/^POST .*\/checkNameAvailability$/i, () => ({ status: 200, body: { nameAvailable: true } })],
    [/^POST .*\/deployments\/[^/]+\/validate$/i, () => ({ status: 200, body: { properties: { provisioningState: 'Succeeded' } } })],
    [/^POST .*\/deployments\/[^/]+\/whatIf$/i, () => ({ status: 200, body: { status: 'Succeeded', properties: { changes: this.changes } } })],
    [/^POST .*\/deployments\/([^/]+)\/cancel$/i, ([name]) => { const found = this.deployments.get(name ?? ''); if (found) found.state = 'Canceled'; return { status: 204 }; }],
    [/^GET .*\/deployments\/[^/]+\/operations$/i, () => ({ status: 200, body: { value: this.operations } })],
    [/^PUT (.*\/deployments\/([^/]+))$/i, ([id, name], body) => { if (this.settings) this.settings.live = { ...this.settings.ofTemplate }; this.deployments.set(name ?? '', { name: name ?? '', tags: body['tags'], ...this.ending }); return { status: 201, body: this.show(id, name) }; }],
    [/^GET (.*\/deployments\/([^/]+))$/i, ([id, name]) => (this.deployments.has(name ?? '') ? { status: 200, body: this.show(id, name) } : notFound('DeploymentNotFound'))],
  ];

  private pass(name: string): Deployment {
    const deployment = this.deployments.get(name)!;
    const looks = (this.looks.get(name) ?? 0) + 1;
    this.looks.set(name, looks);
    return looks <= this.looksToEnd && deployment.state === 'Succeeded' ? { ...deployment, state: 'Running' } : deployment;
  }

  private show(id: string | undefined, name: string | undefined): object {
    const { state, error, tags } = this.pass(name ?? '');
    return { id, name, tags, properties: { provisioningState: state, correlationId: 'c', outputs: { storageName: { type: 'String', value: 'st1' } }, ...(error === undefined ? {} : { error }) } };
  }
}

const notFound = (code: string): Answer => ({ status: 404, body: { error: { code, message: `${code}.` } } });

/** A head, then the body in single bytes, each in a turn of its own. */
async function trickle(response: ServerResponse, { status, body }: Answer): Promise<void> {
  response.writeHead(status, { 'content-type': 'application/json' });
  for (const byte of Buffer.from(body === undefined ? '' : JSON.stringify(body))) {
    response.write(Buffer.from([byte]));
    await new Promise((resolve) => { setImmediate(resolve); });
  }
  response.end();
}

function send(response: ServerResponse, status: number, type: string, text: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { 'content-type': type, 'x-ms-request-id': 'r', ...headers });
  response.end(text);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  try { return JSON.parse(text); } catch (error) { if (error instanceof SyntaxError) return {}; throw error; }
}
