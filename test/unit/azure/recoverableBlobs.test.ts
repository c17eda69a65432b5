import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createRecoverableBlobs } from '../../../src/azure/recoverableBlobs';

const item = (name: string, more: string, deleted = false): string =>
  `<Blob><Name>${name}</Name>${more}${deleted ? '<Deleted>true</Deleted>' : ''}<Properties><Last-Modified>Mon, 02 Mar 2026 00:00:00 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>3</Content-Length><BlobType>BlockBlob</BlobType></Properties></Blob>`;

/** A blob service that refuses to list some kinds, as accounts with a hierarchical namespace and emulators do. */
function service(refused: readonly string[]): Server {
  return createServer((request, response) => {
    const wanted = new URL(request.url ?? '', 'http://service').searchParams.get('include')?.split(',') ?? [];
    if (refused.some((kind) => wanted.includes(kind))) {
      response.writeHead(400, { 'content-type': 'application/xml', 'x-ms-error-code': 'UnsupportedQueryParameter' }).end('<?xml version="1.0" encoding="utf-8"?><Error><Code>UnsupportedQueryParameter</Code><Message>No.</Message></Error>');
      return;
    }
    const blobs = [item('a', ''), ...(wanted.includes('deleted') ? [item('b', '', true), item('a', '<Snapshot>2026-03-01T00:00:00.0000000Z</Snapshot>', true)] : []), ...(wanted.includes('versions') ? [item('a', '<VersionId>2026-03-01T00:00:00.0000000Z</VersionId>')] : [])];
    response.writeHead(200, { 'content-type': 'application/xml' }).end(`<?xml version="1.0" encoding="utf-8"?><EnumerationResults ServiceEndpoint="http://service/" ContainerName="aos-data"><Blobs>${blobs.join('')}</Blobs><NextMarker /></EnumerationResults>`);
  });
}

async function listing(refused: readonly string[]): Promise<{ readonly kinds: readonly string[]; readonly notListed: readonly string[] }> {
  const server = service(refused);
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  try {
    const blobs = createRecoverableBlobs({ blobEndpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/account`, account: 'account', container: 'aos-data', accountKey: Buffer.from('key').toString('base64'), tokens: { getToken: () => Promise.reject(new Error('not asked')) } });
    const { states, notListed } = await blobs.listStates('');
    return { kinds: states.map(({ name, kind }) => `${name} ${kind}`).sort(), notListed };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('states of blobs over the service', () => {
  it('lists versions and deleted blobs, and takes a deleted snapshot for neither', async () => {
    assert.deepEqual(await listing([]), { kinds: ['a live', 'a version', 'b deleted'], notListed: [] });
  });

  it('still finds deleted blobs where versions are refused, and says that it knows of none', async () => {
    assert.deepEqual(await listing(['versions']), { kinds: ['a live', 'b deleted'], notListed: ['version'] });
  });

  it('says what it could not look for where only snapshots are listed', async () => {
    assert.deepEqual(await listing(['versions', 'deleted']), { kinds: ['a live'], notListed: ['version', 'deleted'] });
  });
});
