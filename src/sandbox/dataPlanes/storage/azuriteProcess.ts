// Runs Azurite in a process of its own: its dependencies are large, and its patches of globals stay away from the sandbox. The parent sends accounts and is told
// the ports; the process ends with its parent.
import { join } from 'node:path';
import BlobConfiguration from 'azurite/dist/src/blob/BlobConfiguration';
import BlobServer from 'azurite/dist/src/blob/BlobServer';
import QueueConfiguration from 'azurite/dist/src/queue/QueueConfiguration';
import QueueServer from 'azurite/dist/src/queue/QueueServer';
import TableConfiguration from 'azurite/dist/src/table/TableConfiguration';
import TableServer from 'azurite/dist/src/table/TableServer';
import type { FromAzurite, ToAzurite } from './azuriteMessages';

const folder = process.argv[2];
const isMemory = folder === undefined || folder === '';
const place = (name: string): string => (isMemory ? name : join(folder, name));
const storage = (kind: string) => [{ locationId: 'Default', locationPath: place(`__${kind}storage__`), maxConcurrency: 10 }];
// Host, port, keep-alive; then files; no logs; loose and without check of API versions, because SDKs are newer than Azurite.
const loose = [true, true, '', '', '', undefined, true, isMemory] as const;

const servers = {
  blob: () => new BlobServer(new BlobConfiguration('127.0.0.1', 0, 5, place('blob.json'), place('blob-extents.json'), storage('blob'), false, undefined, false, undefined, ...loose)),
  queue: () => new QueueServer(new QueueConfiguration('127.0.0.1', 0, 5, place('queue.json'), place('queue-extents.json'), storage('queue'), false, undefined, false, undefined, ...loose)),
  table: () => new TableServer(new TableConfiguration('127.0.0.1', 0, 5, place('table.json'), false, false, undefined, undefined, ...loose)),
};

type Running = ReturnType<(typeof servers)[keyof typeof servers]>;

async function start(accounts: string): Promise<Running[]> {
  process.env.AZURITE_ACCOUNTS = accounts;
  const running = [servers.blob(), servers.queue(), servers.table()] as const;
  await Promise.all(running.map((server) => server.start()));
  const [blob, queue, table] = running.map(({ httpServer }) => { const address = httpServer.address(); return typeof address === 'object' && address ? address.port : 0; }) as [number, number, number];
  tell({ kind: 'started', ports: { blob, queue, table } });
  return [...running];
}

const tell = (message: FromAzurite): void => { process.send?.(message); };

let running: Promise<Running[]> | undefined;

process.on('message', (message: ToAzurite) => {
  void handle(message).catch((error: unknown) => { tell({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }); });
});
process.on('disconnect', () => { void stop(); });

async function handle(message: ToAzurite): Promise<void> {
  if (message.kind === 'stop') return stop();
  if (!running) { running = start(message.accounts); await running; return; }
  process.env.AZURITE_ACCOUNTS = message.accounts;
  for (const server of await running) server.accountDataStore.refresh();
  tell({ kind: 'refreshed' });
}

/** Closing writes what persistence still holds back. */
async function stop(): Promise<void> {
  for (const server of (await running) ?? []) await server.close();
  process.exit(0);
}
