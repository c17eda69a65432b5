import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeployError } from '../../../../src/core/errors';
import { findRunningSandbox, resetSandboxState, startSandboxProcess, stopSandboxProcess } from '../../../../src/local/sandbox';

/** A stand-in that keeps the contract of the sandbox's process: lock file, health answer, one line of JSON. */
const serving = `
const http = require('node:http'), fs = require('node:fs'), path = require('node:path');
const state = process.argv[process.argv.indexOf('--state') + 1];
const instance = String(process.pid);
const lock = path.join(state, 'sandbox.lock');
const server = http.createServer((_, response) => { response.setHeader('content-type', 'application/json'); response.end(JSON.stringify({ instance })); });
server.listen(0, '127.0.0.1', () => {
  const url = 'http://127.0.0.1:' + server.address().port;
  const endpoints = { resourceManager: url, cloud: url, tls: false, processId: process.pid, stateFolder: state, arguments: process.argv.slice(2) };
  fs.writeFileSync(lock, JSON.stringify({ processId: process.pid, instance, endpoints }));
  console.log(JSON.stringify(endpoints));
});
process.on('SIGTERM', () => { fs.rmSync(lock, { force: true }); process.exit(0); });
`;

async function withEntry<T>(script: string, work: (options: { entry: string; stateFolder: string }) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(path.join(tmpdir(), 'aos sandbox '));
  const options = { entry: path.join(folder, 'sandbox.cjs'), stateFolder: path.join(folder, 'state') };
  await writeFile(options.entry, script);
  try { return await work(options); } finally { await stopSandboxProcess(options.stateFolder); await rm(folder, { recursive: true, force: true }); }
}

const rejected = async (work: Promise<unknown>): Promise<DeployError> => work.then(() => assert.fail('should have failed'), (error: unknown) => { assert.ok(error instanceof DeployError, String(error)); return error; });

describe('the process of the local sandbox', () => {
  it('is started once and then attached to', () => withEntry(serving, async (options) => {
    const first = await startSandboxProcess({ ...options, seed: 7, tls: false, latencyMs: 5 });
    const second = await startSandboxProcess(options);
    assert.deepEqual([first.wasStarted, second.wasStarted, second.address.processId], [true, false, first.address.processId]);
    assert.deepEqual(first.address['arguments'], ['start', '--json', '--state', options.stateFolder, '--latency', '5', '--seed', '7', '--exit-when-idle', '14400']);
  }));

  it('stops when asked, and is then not found', () => withEntry(serving, async (options) => {
    await startSandboxProcess(options);
    assert.equal(await stopSandboxProcess(options.stateFolder), true);
    assert.equal(await findRunningSandbox(options.stateFolder), undefined);
    assert.equal(await stopSandboxProcess(options.stateFolder), false);
  }));

  it('is emptied by a reset', () => withEntry(serving, async (options) => {
    await startSandboxProcess(options);
    assert.equal(await resetSandboxState(options.stateFolder), true);
    assert.equal(existsSync(options.stateFolder), false);
    assert.equal(await resetSandboxState(options.stateFolder), false);
  }));

  it('that is gone leaves a lock nobody believes', () => withEntry(serving, async (options) => {
    const { address } = await startSandboxProcess(options);
    process.kill(address.processId, 'SIGKILL');
    const again = await startSandboxProcess(options);
    assert.equal(again.wasStarted, true);
  }));

  for (const [name, script, words] of [
    ['ends at once', 'console.error("no such port"); process.exit(3);', ['ended with 3', 'no such port']],
    ['prints no JSON', 'console.log("hello"); setInterval(() => 0, 1000);', ['first line']],
    ['says nothing', 'setInterval(() => 0, 1000);', ['did not serve']],
  ] as const) {
    it(`that ${name} is reported with its log`, () => withEntry(script, async (options) => {
      const error = await rejected(startSandboxProcess({ ...options, startTimeoutMs: name === 'says nothing' ? 300 : 20_000 }));
      assert.equal(error.code, 'Sandbox.NotStarted');
      for (const word of words) assert.ok(error.message.includes(word), error.message);
    }));
  }

  it('is not started for somebody who has cancelled', () => withEntry(serving, async (options) => {
    assert.equal((await rejected(startSandboxProcess(options, AbortSignal.abort()))).kind, 'cancelled');
    assert.equal(existsSync(options.stateFolder), false);
  }));
});
