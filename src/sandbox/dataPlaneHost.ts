import { join } from 'node:path';
import { receive } from './http/receive';
import type { DataPlaneHost } from './providers/provider';
import type { Sandbox } from './sandbox';
import type { TlsMaterial } from './tls';

/** What a data plane gets to work with. */
export function createDataPlaneHost(sandbox: Sandbox, { port, latencyMs, stateFolder, tls }: { readonly port: number; readonly latencyMs: number; readonly stateFolder?: string; readonly tls?: TlsMaterial }): DataPlaneHost {
  return {
    port, delayFactor: sandbox.provisioningDelay, protocol: tls ? 'https' : 'http', ...(tls && { tls }), ...(stateFolder !== undefined && { stateFolder: join(stateFolder, 'dataPlanes') }),
    context: (tenantId) => (tenantId === undefined ? sandbox.ownContext() : { ...sandbox.ownContext(), tenantId }),
    callerOf: (authorization) => sandbox.tokens.callerOf(authorization),
    receive: (request) => receive(request, sandbox, latencyMs),
    log: (entry) => { sandbox.requestLog.add({ time: sandbox.clock.now().toISOString(), ...entry }); },
    authority: (tenantId) => `${sandbox.resourceManager}/${tenantId}`,
  };
}
