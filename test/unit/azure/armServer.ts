import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Answer { readonly status?: number; readonly body?: unknown; readonly headers?: Readonly<Record<string, string>>; readonly text?: string; readonly drop?: boolean; /** No answer ever comes. */ readonly silent?: boolean }
export interface SeenRequest { readonly method: string; readonly path: string; readonly authorization?: string; readonly body: string }
export type Handler = (request: SeenRequest) => Answer;

/** An HTTP endpoint that answers as a test says, with metadata and tokens of its own, on loopback. */
export async function startArmServer(handler: Handler): Promise<{ readonly url: string; readonly seen: SeenRequest[]; close(): Promise<void> }> {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => { void read(request).then((body) => {
    const one: SeenRequest = { method: request.method ?? '', path: request.url ?? '', authorization: request.headers.authorization, body };
    seen.push(one);
    reply(response, builtIn(one, url) ?? handler(one));
  }); });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url, seen, close: () => new Promise((resolve) => { server.close(() => resolve()); server.closeAllConnections(); }) };
}

function builtIn({ path }: SeenRequest, url: string): Answer | undefined {
  if (path.startsWith('/metadata/endpoints')) return { body: { name: 'Test', authentication: { loginEndpoint: `${url}/adfs`, audiences: [`${url}/`] }, resourceManager: url, suffixes: { keyVaultDns: 'vault.test' } } };
  if (path === '/adfs/oauth2/token') return { body: { access_token: 'test-token', expires_in: 3600, token_type: 'Bearer' } };
  return undefined;
}

function reply(response: ServerResponse, { status = 200, body, headers, text, drop, silent }: Answer): void {
  if (silent) return;
  if (drop) { response.socket?.destroy(); return; }
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers });
  response.end(text ?? (body === undefined ? '' : JSON.stringify(body)));
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
