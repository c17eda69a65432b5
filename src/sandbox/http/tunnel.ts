import { createServer, type IncomingMessage, type Server } from 'node:http';
import { connect } from 'node:net';
import type { Duplex } from 'node:stream';

export interface Tunnel { readonly url: string; close(): Promise<void> }

/**
 * A proxy for clients whose machine does not resolve names under `localhost` (`HTTPS_PROXY`): it connects them to this machine and nowhere else. Such names lead to
 * the sandbox's own port whatever they are; `localhost` and 127.0.0.1 to the port that is asked for.
 * @see RFC 9110, CONNECT
 */
export async function openTunnel(port: number): Promise<Tunnel> {
  const sockets = new Set<Duplex>();
  const server = createServer((_request, response) => { response.writeHead(405, { 'content-type': 'text/plain' }).end('This proxy only opens tunnels (CONNECT) to the sandbox.\n'); });
  server.on('connect', (request: IncomingMessage, client: Duplex, head: Buffer) => { serve(request, client, head, port, sockets); });
  await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The proxy has no port.');
  return { url: `http://localhost:${address.port}`, close: () => closeTunnel(server, sockets) };
}

function serve(request: IncomingMessage, client: Duplex, head: Buffer, ownPort: number, sockets: Set<Duplex>): void {
  const target = targetOf(request.url ?? '', ownPort);
  client.on('error', () => client.destroy());
  if (target === undefined) { client.end('HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\nconnection: close\r\n\r\nThis proxy leads to the sandbox alone.\n'); return; }
  const upstream = connect(target, '127.0.0.1', () => {
    client.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    upstream.write(head);
    upstream.pipe(client).pipe(upstream);
  });
  for (const socket of [client, upstream]) { sockets.add(socket); socket.once('close', () => { sockets.delete(socket); client.destroy(); upstream.destroy(); }); }
  upstream.on('error', () => { client.end('HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\n\r\n'); });
}

/** Port on this machine; undefined for any other one. */
function targetOf(authority: string, ownPort: number): number | undefined {
  const [, host = '', port = ''] = /^([^:]+):(\d{1,5})$/.exec(authority) ?? [];
  if (/^[a-z0-9.-]+\.localhost$/i.test(host)) return ownPort;
  return /^(localhost|127\.0\.0\.1)$/i.test(host) && Number(port) > 0 && Number(port) < 65_536 ? Number(port) : undefined;
}

async function closeTunnel(server: Server, sockets: ReadonlySet<Duplex>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise<void>((done) => { server.close(() => { done(); }); server.closeAllConnections(); });
}
