import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { RunningSandbox, SandboxEndpoints, SandboxOptions } from './api';
import { createDataPlaneHost } from './dataPlaneHost';
import { FaultFileError, parseFaultFile } from './faults/faultFile';
import { Faults } from './faults/faults';
import { listen, type ListenOptions } from './http/listen';
import { openTunnel, type Tunnel } from './http/tunnel';
import { ProviderRegistry, createProviderModules } from './providers';
import { lockModule } from './routes/locks';
import { Sandbox } from './sandbox';
import { isErrno } from './store/errno';
import { FolderLock } from './store/folderLock';
import { loadTls } from './tls';

export type { RunningSandbox, SandboxEndpoints, SandboxOptions } from './api';
export { SandboxBusyError, SandboxRunningError } from './store/folderLock';
export { StateError } from './store/stateLog';
export { FaultFileError } from './faults/faultFile';

/** For whoever owns the process. */
export interface StartedSandbox extends RunningSandbox {
  /** Resolves when it has ended, by `close` or by `/_sandbox/shutdown`. */
  readonly closed: Promise<void>;
  /** Milliseconds since the last request. */
  idleMs(): number;
}

/**
 * Starts the sandbox in this process and returns when it serves.
 * @throws SandboxRunningError when another process serves this state folder (its `endpoints` say where), SandboxBusyError, StateError, FaultFileError; the system's own error when the port is taken.
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<StartedSandbox> {
  const faults = new Faults(options.faultFile === undefined ? undefined : readFaults(options.faultFile));
  const stateFolder = options.stateFolder === undefined ? undefined : resolve(options.stateFolder);
  const lock = stateFolder === undefined ? undefined : await FolderLock.take(stateFolder);
  try { return await serve(options, faults, stateFolder, lock); } catch (error) {
    lock?.release();
    throw error;
  }
}

async function serve(options: SandboxOptions, faults: Faults, stateFolder: string | undefined, lock: FolderLock | undefined): Promise<StartedSandbox> {
  const tls = options.tls ? loadTls(join(stateFolder ?? mkdtempSync(join(tmpdir(), 'aos-sandbox-')), 'tls'), dataPlaneHosts) : undefined;
  const sandbox = new Sandbox({
    noiseProfile: options.noiseProfile ?? 'realistic', provisioningDelay: options.provisioningDelay ?? 0.05, registry: new ProviderRegistry([...createProviderModules(), lockModule]),
    ...(stateFolder !== undefined && { stateFolder }), ...(options.seed !== undefined && { seed: options.seed }),
  });
  sandbox.faults = faults;
  let markClosed: () => void = () => undefined;
  const closed = new Promise<void>((done) => { markClosed = done; });
  const close = once(async () => {
    for (const plane of planes) await plane.close?.();
    await tunnel?.close();
    await closeServer(server);
    sandbox.close();
    lock?.release();
    markClosed();
  });
  const { server, port } = await listenAgain(sandbox, options.port, { sandbox, instance: lock?.instance ?? randomUUID(), startedAt: Date.now(), shutdown: () => { void close(); }, latencyMs: options.latencyMs ?? 0, ...(tls && { tls }) });
  sandbox.resourceManager = `${tls ? 'https' : 'http'}://${tls ? 'localhost' : '127.0.0.1'}:${port}`;
  const planes = sandbox.registry.modules.flatMap((module) => module.dataPlanes ?? []);
  const host = createDataPlaneHost(sandbox, { port, latencyMs: options.latencyMs ?? 0, ...(stateFolder !== undefined && { stateFolder }), ...(tls && { tls }) });
  sandbox.dataPlaneHost = host;
  let tunnel: Tunnel | undefined;
  try {
    for (const plane of planes) await plane.start?.(host);
    tunnel = tls && await openTunnel(port);
    sandbox.resume();
    const endpoints: SandboxEndpoints = {
      ...Object.assign({}, ...planes.map((plane) => plane.advertised?.(host) ?? {})) as Record<string, string>,
      resourceManager: sandbox.resourceManager, cloud: sandbox.resourceManager, activeDirectory: `${sandbox.resourceManager}/adfs`, metadata: `${sandbox.resourceManager}/metadata/endpoints`, tls: tls !== undefined,
      ...(tls && { caFile: tls.caFile }), ...(tunnel && { proxy: tunnel.url }), ...(stateFolder !== undefined && { stateFolder }), processId: process.pid,
    };
    lock?.publish(endpoints);
    return { endpoints, close, closed, idleMs: () => Date.now() - sandbox.requestLog.lastAt };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Hosts of data planes that the certificate is good for. A wildcard covers one label. */
const dataPlaneHosts = ['*.vault.localhost', '*.blob.localhost', '*.queue.localhost', '*.table.localhost', '*.file.localhost', '*.servicebus.localhost', '*.azurewebsites.localhost', '*.scm.azurewebsites.localhost'];

function readFaults(path: string) {
  try { return parseFaultFile(readFileSync(path, 'utf8'), path); } catch (error) {
    if (isErrno(error)) throw new FaultFileError(path, 1, 1, error.code === 'ENOENT' ? 'There is no such file.' : `It cannot be read (${error.code}).`);
    throw error;
  }
}

/** Listens where it listened last, because resources of the kept state name data planes at that port; on any other when that one is taken. */
async function listenAgain(sandbox: Sandbox, wanted: number | undefined, options: Omit<ListenOptions, 'port'>): ReturnType<typeof listen> {
  const settings = sandbox.store.table<{ readonly port: number }>('listener');
  const last = settings.get('port')?.port;
  const open = async (port: number): ReturnType<typeof listen> => {
    const opened = await listen({ ...options, port });
    settings.set('port', { port: opened.port });
    return opened;
  };
  try {
    if (wanted || last === undefined) return await open(wanted ?? 0);
    return await open(last).catch((error: unknown) => {
      if (isErrno(error) && (error.code === 'EADDRINUSE' || error.code === 'EACCES')) return open(0);
      throw error;
    });
  } catch (error) {
    sandbox.close();
    throw error;
  }
}

/** Milliseconds that answers under way get. */
const closingMs = 500;

/** Connections that wait for a next request end at once, the others after their answer. */
async function closeServer(server: Server): Promise<void> {
  const impatience = setTimeout(() => { server.closeAllConnections(); }, closingMs);
  await new Promise<void>((done) => { server.close(() => { done(); }); server.closeIdleConnections(); });
  clearTimeout(impatience);
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | undefined;
  return () => (running ??= work());
}
