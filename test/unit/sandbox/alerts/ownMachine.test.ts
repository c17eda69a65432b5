import assert from 'node:assert/strict';
import { isOwnMachine } from '../../../../src/sandbox/alerts/ownMachine';

describe('webhooks that the sandbox calls', () => {
  it('are at this machine alone, however an address is written', () => {
    for (const one of ['http://127.0.0.1:81/x', 'https://localhost/', 'http://LOCALHOST:1', 'http://127.1/', 'http://0x7f000001/', 'http://[::1]:80/', 'http://127.200.3.4/']) assert.equal(isOwnMachine(one), true, one);
    for (const one of ['http://example.com/', 'http://127.0.0.1.example.com/', 'http://localhost.example.com', 'http://127.0.0.1@example.com/', 'http://x@127.0.0.1/', 'http://128.0.0.1', 'http://0.0.0.0', 'http://[::ffff:8.8.8.8]', 'ftp://127.0.0.1', 'file:///etc', '', 'x']) assert.equal(isOwnMachine(one), false, one);
  });
});
