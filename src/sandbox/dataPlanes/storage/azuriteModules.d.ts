/** The parts of Azurite that the sandbox starts. The package has no types of its own. */
declare module 'azurite/dist/src/blob/BlobServer' {
  import type { Server } from 'node:http';

  export default class BlobServer {
    constructor(configuration: unknown);
    readonly httpServer: Server;
    readonly accountDataStore: { refresh(): void };
    start(): Promise<void>;
    close(): Promise<void>;
  }
}
declare module 'azurite/dist/src/queue/QueueServer' {
  import type { Server } from 'node:http';

  export default class QueueServer {
    constructor(configuration: unknown);
    readonly httpServer: Server;
    readonly accountDataStore: { refresh(): void };
    start(): Promise<void>;
    close(): Promise<void>;
  }
}
declare module 'azurite/dist/src/table/TableServer' {
  import type { Server } from 'node:http';

  export default class TableServer {
    constructor(configuration: unknown);
    readonly httpServer: Server;
    readonly accountDataStore: { refresh(): void };
    start(): Promise<void>;
    close(): Promise<void>;
  }
}
declare module 'azurite/dist/src/blob/BlobConfiguration' { export default class BlobConfiguration { constructor(...values: unknown[]) } }
declare module 'azurite/dist/src/queue/QueueConfiguration' { export default class QueueConfiguration { constructor(...values: unknown[]) } }
declare module 'azurite/dist/src/table/TableConfiguration' { export default class TableConfiguration { constructor(...values: unknown[]) } }
