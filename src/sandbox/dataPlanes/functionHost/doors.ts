import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { DataPlaneHost, Table } from '../../providers/provider';
import type { SitePlace, SiteService } from './addresses';

interface Door { readonly server: Server; readonly port: number; place?: SitePlace }
type Open = (place: SitePlace) => RequestListener;

/** Doors held ready: an address is asked for in the middle of a request, and listening takes a moment. */
const spareDoors = 12;

/**
 * Ports of their own for apps and deployment sites, for systems that resolve no names under `localhost`. A host name is all that an app reports, so it must
 * be reachable as it is: `localhost:PORT`. Ports are kept with the state and taken again at the next start where they are free.
 */
export class Doors {
  private readonly doors: Door[] = [];
  private readonly ports: Table<{ readonly port: number }>;
  private refilling: Promise<void> | undefined;
  private isClosed = false;

  constructor(private readonly host: DataPlaneHost, private readonly open: Open) { this.ports = host.context().table('Microsoft.Web/doors'); }

  async start(): Promise<void> {
    for (const [key, { port }] of [...this.ports.entries()]) {
      const [service = 'app', label = ''] = key.split('/');
      const door = await this.listen(port).catch(() => this.listen(0));
      this.assign(door, { label, service: service as SiteService });
    }
    await this.refill();
  }

  /** @throws Error when more apps come at once than doors are ready. */
  portOf(place: SitePlace): number {
    const known = this.doors.find(({ place: at }) => at?.label === place.label && at.service === place.service);
    if (known) return known.port;
    const spare = this.doors.find((door) => !door.place);
    if (!spare) throw new Error(`No port is ready for the app '${place.label}'. Try again.`);
    this.assign(spare, place);
    this.refilling ??= this.refill().finally(() => { this.refilling = undefined; });
    return spare.port;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    await this.refilling;
    for (const { server } of this.doors) { server.close(); server.closeAllConnections(); }
  }

  private assign(door: Door, place: SitePlace): void {
    door.place = place;
    this.ports.set(`${place.service}/${place.label}`, { port: door.port });
  }

  private async refill(): Promise<void> {
    while (!this.isClosed && this.doors.filter(({ place }) => !place).length < spareDoors) await this.listen(0);
  }

  private async listen(port: number): Promise<Door> {
    const handler: RequestListener = (request, response) => {
      if (!door.place) { response.writeHead(404).end(); return; }
      this.open(door.place)(request, response);
    };
    const server = this.host.tls ? createHttpsServer({ cert: this.host.tls.certificatePem, key: this.host.tls.keyPem }, handler) : createHttpServer(handler);
    await new Promise<void>((resolve, reject) => { server.once('error', reject).listen(port, '127.0.0.1', resolve); });
    const address = server.address();
    const door: Door = { server, port: typeof address === 'object' && address ? address.port : 0 };
    this.doors.push(door);
    return door;
  }
}
