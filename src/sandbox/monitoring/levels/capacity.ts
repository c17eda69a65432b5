import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { accountsOf, fullAccess, type AccountKeys } from '../../dataPlanes/storage/accounts';
import type { DataPlaneHost, ProviderContext } from '../../providers/provider';
import { keyOf } from '../../resourceId';
import { countedOf, gauge } from '../metrics/counters';
import { ownAgent } from '../storageApi';

/** Pages of blobs that are read of one account, 5,000 blobs each. */
const mostPages = 40;

/** Measures what an account holds, for the account and its blob service, by listing all of its blobs. Queues and tables are not in it. An account that nobody has used is empty, and is not asked. */
export async function measureCapacity(resourceId: string, host: DataPlaneHost, context: ProviderContext): Promise<void> {
  const account = accountsOf(context).find(({ resource }) => keyOf(resourceId) === keyOf(resource.id) || keyOf(resourceId).startsWith(`${keyOf(resource.id)}/`));
  if (!account) return;
  const serviceId = `${account.resource.id}/blobServices/default`;
  const isUsed = countedOf(serviceId, 'Transactions', context).length > 0;
  const { containers, blobs, bytes } = isUsed ? await contentOf(account, host, context) : { containers: 0, blobs: 0, bytes: 0 };
  gauge(account.resource.id, [{ metric: 'UsedCapacity', value: bytes }], context);
  const blocks = { BlobType: 'BlockBlob', Tier: 'Hot' };
  gauge(serviceId, [{ metric: 'BlobCapacity', value: bytes, dimensions: blocks }, { metric: 'BlobCount', value: blobs, dimensions: blocks }, { metric: 'ContainerCount', value: containers }], context);
}

async function contentOf(account: AccountKeys, host: DataPlaneHost, context: ProviderContext): Promise<{ readonly containers: number; readonly blobs: number; readonly bytes: number }> {
  const base = `${context.endpoint('storage', account.name, 'blob')}`;
  const access = fullAccess(account, context.clock.now());
  const containers = await namesIn(`${base}/?comp=list&${access}`, host);
  let [pages, blobs, bytes] = [0, 0, 0];
  for (const container of containers) {
    for (let marker: string | undefined = ''; marker !== undefined && pages < mostPages; pages++) {
      const text = await get(`${base}/${encodeURIComponent(container)}?restype=container&comp=list&include=snapshots,versions,deleted${marker === '' ? '' : `&marker=${encodeURIComponent(marker)}`}&${access}`, host);
      const sizes = [...text.matchAll(/<Content-Length>(\d+)<\/Content-Length>/g)].map(([, size]) => Number(size));
      blobs += sizes.length;
      bytes += sizes.reduce((sum, size) => sum + size, 0);
      marker = /<NextMarker>([^<]+)<\/NextMarker>/.exec(text)?.[1];
    }
  }
  return { containers: containers.length, blobs, bytes };
}

const namesIn = async (url: string, host: DataPlaneHost): Promise<readonly string[]> => [...(await get(url, host)).matchAll(/<Container><Name>([^<]+)<\/Name>/g)].map(([, name = '']) => name);

/** Text of a good answer; empty otherwise. */
const get = (url: string, host: DataPlaneHost): Promise<string> => new Promise((resolve, reject) => {
  const request = (host.tls ? httpsRequest : httpRequest)(url, { headers: { 'x-ms-version': '2020-12-06', 'user-agent': ownAgent }, ...(host.tls && { ca: host.tls.caPem }) }, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => { resolve(response.statusCode === 200 ? Buffer.concat(chunks).toString('utf8') : ''); }).on('error', reject);
  });
  request.on('error', reject).end();
});
