import { createServer as createHttpServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { join } from 'node:path';
import { mayUseData } from '../../providers/authorization/accessControl';
import { recordStorageCall } from '../../monitoring';
import type { DataPlane, DataPlaneHost } from '../../providers/provider';
import { accountList, accountsOf, fullAccess } from './accounts';
import type { AccountKeys } from './accounts';
import { Azurite } from './azurite';
import { Mirror } from './mirror';
import type { Service } from './mirror';
import { accountIn, changeOf, copySourceOf, isTableCreation, passOn } from './proxy';
import { isSignedBy } from './sharedKey';

const services: readonly Service[] = ['blob', 'queue', 'table'];

/** Blobs, queues and tables: own ports in front, Azurite behind, started with the first request. Files and Data Lake only have addresses. */
export function createStoragePlane(): DataPlane {
  let front: StorageFront | undefined;
  return {
    name: 'storage',
    async start(host) {
      front = new StorageFront(host);
      await front.listen();
    },
    mounts: [{
      matches: (host) => placeOf(host) !== undefined,
      handle: async (request, response) => { await front?.serveHost(placeOf(hostOf(request))!, request, response); },
    }],
    endpoint: (account, service, host) => (front && services.includes(service as Service) ? `${host.protocol}://127.0.0.1:${front.port(service as Service)}/${account}` : `https://${account}.${service ?? 'blob'}.core.windows.net`),
    close: async () => { await front?.close(); },
  };
}

class StorageFront {
  private readonly servers = new Map<Service, Server>();
  private readonly azurite: Azurite;
  private readonly mirror = new Mirror();
  private last: readonly AccountKeys[] = [];
  private turn: Promise<unknown> = Promise.resolve();

  constructor(private readonly host: DataPlaneHost) { this.azurite = new Azurite(host.stateFolder && join(host.stateFolder, 'azurite')); }

  async listen(): Promise<void> {
    for (const service of services) {
      const handler = (request: IncomingMessage, response: ServerResponse): void => { void this.handle(service, request, response).catch((error: unknown) => { fail(response, error); }); };
      const server = this.host.tls ? createHttpsServer({ cert: this.host.tls.certificatePem, key: this.host.tls.keyPem }, handler) : createHttpServer(handler);
      await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(0, '127.0.0.1', resolve); });
      this.servers.set(service, server);
    }
  }

  port(service: Service): number {
    const address = this.servers.get(service)?.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async close(): Promise<void> {
    for (const server of this.servers.values()) { server.close(); server.closeAllConnections(); }
    await this.azurite.close();
  }

  /** Requests to `account.blob.localhost`, on the sandbox's own port. */
  async serveHost({ account, service }: HostPlace, request: IncomingMessage, response: ServerResponse): Promise<void> {
    await this.handle(service, request, response, account).catch((error: unknown) => { fail(response, error); });
  }

  private async handle(service: Service, request: IncomingMessage, response: ServerResponse, hostAccount?: string): Promise<void> {
    const sent = request.url ?? '/';
    const path = hostAccount === undefined ? sent : `/${hostAccount}${sent}`;
    const context = this.host.context();
    const account = accountsOf(context).find(({ name }) => name === accountIn(path));
    const startedAt = context.clock.now().getTime();
    const log = (status: number, sentBytes = 0): void => {
      if (account) recordStorageCall(account.resource, { service, method: request.method ?? '', path, headers: request.headers, status, sentBytes, durationMs: context.clock.now().getTime() - startedAt }, this.host.context());
      this.host.log({ method: request.method ?? '', path: path.split('?')[0] ?? '', status, dataPlane: `storage/${service}` });
    };
    if (!account) { log(404); refuse(response, 404, 'ResourceNotFound', `The storage account '${accountIn(path)}' does not exist.`); return; }
    const refusal = this.refusal(service, account, request);
    if (refusal !== undefined) { log(403); refuse(response, 403, refusal, 'This request is not authorized to perform this operation.'); return; }
    const copySource = service === 'blob' ? copySourceOf(request, this.port('blob')) : undefined;
    // Azurite knows the path form alone, and a copy's source by its own address: signatures over other forms are checked here.
    const isKeyed = (hostAccount !== undefined || copySource !== undefined) && /^sharedkey/i.test(request.headers.authorization ?? '');
    if (isKeyed && !isSignedBy(account, service, request)) { log(403); refuse(response, 403, 'AuthenticationFailed', 'Server failed to authenticate the request. Make sure the value of Authorization header is formed correctly including the signature.'); return; }
    const body = isTableCreation(service, { method: request.method, url: path }) ? await collect(request) : undefined;
    const ports = await this.inStep().catch((error: unknown) => { log(503); throw error; });
    const isVouchedFor = isKeyed || /^bearer /i.test(request.headers.authorization ?? '');
    const onward = isVouchedFor ? `${path}${path.includes('?') ? '&' : '?'}${fullAccess(account, context.clock.now())}` : path;
    const { status, sizeBytes } = await passOn(request, response, { port: ports[service], path: onward, dropAuthorization: isVouchedFor, ...(hostAccount !== undefined && { host: '127.0.0.1' }), ...(body && { body }), ...(copySource !== undefined && { copySource }) }).catch((error: unknown) => { log(503); throw error; });
    log(status, sizeBytes);
    const change = status < 300 ? changeOf(service, { method: request.method, url: path }, body) : undefined;
    if (change) this.mirror[change.kind](service, account, change.name, context);
  }

  /** Code of the refusal; undefined when the request may pass. */
  private refusal(service: Service, account: AccountKeys, request: IncomingMessage): string | undefined {
    const { authorization } = request.headers;
    if (/^sharedkey/i.test(authorization ?? '') && !account.allowsKeys) return 'KeyBasedAuthenticationNotPermitted';
    const caller = this.host.callerOf(authorization);
    if (!caller) return undefined;
    const item = { blob: 'blobServices/containers/blobs', queue: 'queueServices/queues/messages', table: 'tableServices/tables/entities' }[service];
    const verb = request.method === 'GET' || request.method === 'HEAD' ? 'read' : request.method === 'DELETE' ? 'delete' : 'write';
    return mayUseData(caller.objectId, `Microsoft.Storage/storageAccounts/${item}/${verb}`, account.resource.id, this.host.context()) ? undefined : 'AuthorizationPermissionMismatch';
  }

  /** Azurite serves the accounts of this moment and has what ARM made. One at a time, so that no request sees half of it. */
  private inStep() {
    const next = this.turn.then(async () => {
      const context = this.host.context();
      const accounts = accountsOf(context);
      const gone = this.last.filter((before) => accounts.every(({ name, resource }) => name !== before.name || resource.createdAt !== before.resource.createdAt));
      if (gone.length > 0) await this.mirror.forgetAccounts(gone, await this.azurite.serving(accountList(this.last, context)), context);
      const ports = await this.azurite.serving(accountList(accounts, context));
      await this.mirror.follow(accounts, ports, context);
      this.last = accounts;
      return ports;
    });
    this.turn = next.catch(() => undefined);
    return next;
  }
}

export interface HostPlace { readonly account: string; readonly service: Service }

/** Accounts have host names of their own, as in Azure, where the client finds names under `localhost`. */
function placeOf(host: string): HostPlace | undefined {
  const [, account, service] = /^([a-z0-9]{3,24})(?:-secondary)?\.(blob|queue|table)\.localhost$/.exec(host) ?? [];
  return account === undefined ? undefined : { account, service: service as Service };
}

const hostOf = (request: IncomingMessage): string => (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();

async function collect(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Storage's own error shape. */
function refuse(response: ServerResponse, status: number, code: string, message: string): void {
  response.writeHead(status, { 'content-type': 'application/xml', 'x-ms-error-code': code });
  response.end(`<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`);
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) { response.destroy(); return; }
  refuse(response, 503, 'ServerBusy', `The storage emulator is not available: ${error instanceof Error ? error.message.replace(/[<&]/g, ' ') : 'unknown reason'}`);
}
