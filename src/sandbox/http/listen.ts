import { createServer as createPlainServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { ArmError, internalError } from '../armError';
import type { HttpMount } from '../providers/provider';
import type { Sandbox } from '../sandbox';
import type { TlsMaterial } from '../tls';
import { handleControl, type ControlParts } from './control';
import { Front } from './front';
import { receive } from './receive';

export interface ListenOptions extends Omit<ControlParts, 'sandbox'> {
  readonly sandbox: Sandbox;
  readonly port: number;
  readonly latencyMs: number;
  readonly tls?: TlsMaterial;
}

/** Opens the sandbox's one port, on 127.0.0.1 alone. */
export async function listen(options: ListenOptions): Promise<{ readonly server: Server; readonly port: number }> {
  const handle = createHandler(options);
  const server = options.tls ? createTlsServer({ key: options.tls.keyPem, cert: options.tls.certificatePem }, handle) : createPlainServer(handle);
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', () => { server.off('error', reject); resolve(); });
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return { server, port: address.port };
}

function createHandler(options: ListenOptions): RequestListener {
  const { sandbox } = options;
  const front = new Front(sandbox, options.tls ? 'https' : 'http');
  const mounts = sandbox.registry.modules.flatMap((module) => module.dataPlanes ?? []).flatMap((plane) => plane.mounts ?? []);
  return (message, response) => { void serve(message, response, options, front, mounts).catch((error: unknown) => { fail(response, error); }); };
}

async function serve(message: IncomingMessage, response: ServerResponse, options: ListenOptions, front: Front, mounts: readonly HttpMount[]): Promise<void> {
  const { sandbox } = options;
  const path = (message.url ?? '/').split('?')[0]!;
  if (path.toLowerCase().startsWith('/_sandbox/') && options.instance !== '') { await handleControl(message, response, options); return; }
  const arrival = await receive(message, sandbox, options.latencyMs);
  if (!arrival) return;
  const host = (message.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
  const mount = sandbox.dataPlaneHost && mounts.find((candidate) => candidate.matches(host, path));
  if (mount && sandbox.dataPlaneHost) { await mount.handle(message, response, sandbox.dataPlaneHost, arrival); sandbox.store.flush(); return; }
  await front.handle(message, response, arrival.decision);
}

function fail(response: ServerResponse, error: unknown): void {
  const refusal = error instanceof ArmError ? error : internalError(error);
  if (response.headersSent) { response.destroy(); return; }
  const text = JSON.stringify({ error: refusal.toDetail() });
  response.writeHead(refusal.status, { 'content-type': 'application/json; charset=utf-8' }).end(text);
}
