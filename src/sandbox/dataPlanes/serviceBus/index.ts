import { createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { DataPlane, DataPlaneHost } from '../../providers/provider';
import { resolvesLocalNames } from '../localNames';
import { Broker } from './broker';
import { namespaceSuffix } from './claims';
import type { RheaModule } from './codec';
import { FunctionTriggers } from './functionTriggers';

/** AMQP 1.0 for all namespaces at one port. The protocol itself is loaded when the first client comes. */
export function createServiceBusPlane(): DataPlane {
  let bus: Bus | undefined;
  let hasNames = false;
  return {
    name: 'serviceBus',
    async start(host) {
      hasNames = await resolvesLocalNames(namespaceSuffix);
      bus = new Bus(host);
      await bus.listen();
    },
    endpoint: (name, _service, { protocol }) => `${protocol}://${hasNames ? `${name.toLowerCase()}${namespaceSuffix}` : 'localhost'}:${bus?.port ?? 0}`,
    advertised: ({ tls }) => ({ serviceBus: `${tls ? 'amqps' : 'amqp'}://localhost:${bus?.port ?? 0}` }),
    close: async () => { await bus?.close(); },
  };
}

class Bus {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();
  private broker: Broker | undefined;
  private triggers: FunctionTriggers | undefined;
  private loading: Promise<RheaModule> | undefined;

  constructor(private readonly host: DataPlaneHost) {
    const accept = (socket: Socket): void => {
      this.sockets.add(socket);
      socket.on('close', () => { this.sockets.delete(socket); });
      socket.pause();
      void this.accept(socket).catch((error: unknown) => { process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`); socket.destroy(); });
    };
    this.server = host.tls ? createTlsServer({ cert: host.tls.certificatePem, key: host.tls.keyPem }, accept) : createTcpServer(accept);
  }

  /** Where it listened last, because connection strings name the port; elsewhere when that is taken. */
  async listen(): Promise<void> {
    const settings = this.host.context().table<{ readonly port: number }>('Microsoft.ServiceBus/listener');
    const open = (port: number) => new Promise<void>((resolve, reject) => { this.server.once('error', reject).listen(port, '127.0.0.1', () => { this.server.off('error', reject); resolve(); }); });
    await open(settings.get('amqp')?.port ?? 0).catch(() => open(0));
    settings.set('amqp', { port: this.port });
  }

  get port(): number {
    const address = this.server.address();
    return typeof address === 'object' && address ? address.port : 0;
  }

  async close(): Promise<void> {
    this.triggers?.close();
    this.broker?.close();
    for (const socket of this.sockets) socket.destroy();
    await new Promise<void>((resolve) => { this.server.close(() => { resolve(); }); });
  }

  private async accept(socket: Socket): Promise<void> {
    this.loading ??= import('rhea').then((module) => (module as unknown as { default?: RheaModule }).default ?? module);
    const [rhea, { serveConnection }] = await Promise.all([this.loading, import('./session')]);
    this.broker ??= new Broker(this.host);
    this.triggers ??= new FunctionTriggers({ broker: this.broker, host: this.host, rhea });
    serveConnection(socket, { rhea, broker: this.broker, host: this.host });
    socket.resume();
  }
}
