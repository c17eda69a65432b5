import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, get } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { loadTls } from '../../../src/sandbox/tls';

describe('TLS of the sandbox', () => {
  it('is trusted by a client that trusts its CA, under every name, and is made once', async function () {
    this.timeout(60_000);
    const folder = mkdtempSync(path.join(tmpdir(), 'tls-'));
    const tls = loadTls(folder, ['*.vault.sandbox.test']);
    const server = createServer({ cert: tls.certificatePem, key: tls.keyPem }, (_request, response) => response.end('ok'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    try {
      for (const servername of ['localhost', 'kv.vault.sandbox.test']) {
        const status = await new Promise((resolve, reject) => get({ host: '127.0.0.1', port, servername, ca: tls.caPem, agent: false }, (response) => resolve(response.statusCode)).on('error', reject));
        assert.equal(status, 200);
      }
      await assert.rejects(new Promise((resolve, reject) => get({ host: '127.0.0.1', port, servername: 'localhost', agent: false }, resolve).on('error', reject)));
      assert.deepEqual(loadTls(folder, ['*.vault.sandbox.test']), tls);
      assert.equal(statSync(path.join(folder, 'ca.key')).mode & 0o777, 0o600);
    } finally {
      server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
