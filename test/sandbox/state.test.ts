import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SandboxRunningError, startSandbox, StateError } from '../../src/sandbox';
import { send, subscriptionId } from './support/clients';
import { deployment, nested, template } from './support/templates';

const group = `/subscriptions/${subscriptionId}/resourceGroups/rg`;
const box = (name: string): string => `${group}/providers/Contoso.Things/boxes/${name}?api-version=2024-01-01`;

/** A sandbox in a process of its own, as the editor starts it. */
async function startProcess(stateFolder: string, ...words: string[]): Promise<{ readonly child: ChildProcess; readonly endpoint: string }> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.resolve('src/sandbox/main.ts'), 'start', '--json', '--state', stateFolder, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve, reject) => {
    let text = '';
    child.stdout?.on('data', (chunk: Buffer) => { text += chunk.toString(); if (text.includes('\n')) resolve(text); });
    child.once('exit', (code) => { reject(new Error(`The sandbox ended with ${code}.`)); });
  });
  return { child, endpoint: (JSON.parse(line) as { resourceManager: string }).resourceManager };
}

const ended = (child: ChildProcess): Promise<void> => new Promise((resolve) => { if (child.exitCode !== null || child.signalCode !== null) resolve(); else child.once('exit', () => { resolve(); }); });

describe('state of the sandbox', () => {
  let folder: string;
  let stateHome: string | undefined;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'aos-state-'));
    stateHome = process.env.XDG_STATE_HOME;
    process.env.XDG_STATE_HOME = path.join(folder, 'home');
  });
  afterEach(() => {
    if (stateHome === undefined) delete process.env.XDG_STATE_HOME;
    else process.env.XDG_STATE_HOME = stateHome;
    rmSync(folder, { recursive: true, force: true });
  });
  const stateFolder = (): string => path.join(folder, 'state');
  const logFile = (): string => path.join(stateFolder(), readdirSync(stateFolder()).find((name) => name.endsWith('.log')) ?? '');

  it('keeps everything that was answered, wherever kill -9 hits', async () => {
    const answered = new Set<string>();
    for (const round of [0, 1, 2, 3]) {
      const { child, endpoint } = await startProcess(stateFolder(), '--provisioning-delay', '0');
      assert.ok((await send(endpoint, 'PUT', `${group}?api-version=2021-04-01`, { location: 'eastus' })).status < 300);
      for (const name of answered) assert.equal((await send(endpoint, 'GET', box(name))).status, 200, name);
      // The kill falls into the middle of a series of writes, after a number of answers that differs each time.
      const killAfter = answered.size + 1 + Math.floor(Math.random() * 50);
      const writes = Array.from({ length: 60 }, async (_, index) => {
        const name = `r${round}-${index}`;
        const status = await send(endpoint, 'PUT', box(name), { properties: { text: 'x'.repeat(2000) } }).then((answer) => answer.status, () => 0);
        if (status === 201) answered.add(name);
        if (answered.size === killAfter) child.kill('SIGKILL');
      });
      await Promise.all(writes);
      await ended(child);
    }
    assert.ok(answered.size >= 4);
  });

  it('goes on with a deployment that a kill interrupted', async () => {
    const { child, endpoint } = await startProcess(stateFolder(), '--provisioning-delay', '0');
    await send(endpoint, 'PUT', `${group}?api-version=2021-04-01`, { location: 'eastus' });
    await send(endpoint, 'PUT', '/_sandbox/faults', { rules: [{ match: { name: 'last' }, fault: { kind: 'stuckOperation' } }] });
    const inner = template({ resources: [{ type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: 'first', properties: {} }, { type: 'Contoso.Things/boxes', apiVersion: '2024-01-01', name: 'last', dependsOn: ['first'], properties: {} }] });
    const body = deployment(template({ parameters: { id: { type: 'string', defaultValue: '[newGuid()]' } }, resources: [nested('inner', inner)], outputs: { id: { type: 'string', value: "[parameters('id')]" } } }));
    const created = await send(endpoint, 'PUT', `${group}/providers/Microsoft.Resources/deployments/main?api-version=2022-09-01`, body);
    const drawn = (created.json as { properties: { parameters: { id: { value: string } } } }).properties.parameters.id.value;
    child.kill('SIGKILL');
    await ended(child);

    const again = await startSandbox({ stateFolder: stateFolder(), provisioningDelay: 0 });
    try {
      const operation = await send(again.endpoints.resourceManager, 'GET', `${group}/providers/Microsoft.Resources/deployments/inner/operations?api-version=2022-09-01`);
      assert.match(operation.text, /boxes\/first/);
      await send(again.endpoints.resourceManager, 'PUT', '/_sandbox/faults', { rules: [] });
      assert.equal((await send(again.endpoints.resourceManager, 'GET', box('first'))).status, 200);
      type Shown = { readonly properties: { readonly provisioningState: string; readonly outputs?: { readonly id: { readonly value: string } } } };
      const get = async (): Promise<Shown> => (await send(again.endpoints.resourceManager, 'GET', `${group}/providers/Microsoft.Resources/deployments/main?api-version=2022-09-01`)).json as Shown;
      let main = await get();
      while (['Accepted', 'Running'].includes(main.properties.provisioningState)) main = await get();
      assert.deepEqual([main.properties.provisioningState, main.properties.outputs?.id.value], ['Succeeded', drawn]);
    } finally { await again.close(); }
  });

  it('holds no secret in plain text, and the key lies elsewhere with mode 0600', async () => {
    const sandbox = await startSandbox({ stateFolder: stateFolder(), provisioningDelay: 0 });
    const endpoint = sandbox.endpoints.resourceManager;
    await send(endpoint, 'PUT', `${group}?api-version=2021-04-01`, { location: 'eastus' });
    await send(endpoint, 'PUT', `${group}/providers/Microsoft.Resources/deployments/secret?api-version=2022-09-01`, deployment(template({ parameters: { p: { type: 'securestring' } }, resources: [], outputs: { p: { type: 'securestring', value: "[parameters('p')]" } } }), { p: { value: 'a-secret-on-no-disk' } }));
    await sandbox.close();
    for (const name of readdirSync(stateFolder())) assert.ok(!readFileSync(path.join(stateFolder(), name)).includes('a-secret-on-no-disk'), name);
    assert.ok(!readdirSync(stateFolder()).some((name) => name.endsWith('.key')));
    assert.equal(statSync(path.join(folder, 'home', 'aos-deploy', 'sandbox.key')).mode & 0o777, 0o600);
  });

  it('drops a torn tail, refuses damage and a missing key, and says which file', async () => {
    const start = () => startSandbox({ stateFolder: stateFolder(), provisioningDelay: 0 });
    const first = await startProcess(stateFolder(), '--provisioning-delay', '0');
    await send(first.endpoint, 'PUT', `${group}?api-version=2021-04-01`, { location: 'eastus' });
    await send(first.endpoint, 'PUT', box('kept'), {});
    await send(first.endpoint, 'PUT', box('torn'), {});
    first.child.kill('SIGKILL');
    await ended(first.child);
    truncateSync(logFile(), statSync(logFile()).size - 5);
    const second = await start();
    assert.equal((await send(second.endpoints.resourceManager, 'GET', box('kept'))).status, 200);
    assert.equal((await send(second.endpoints.resourceManager, 'GET', box('torn'))).status, 404);
    await second.close();

    const bytes = readFileSync(logFile());
    bytes[60] = bytes[60]! ^ 1;
    const changed = logFile();
    writeFileSync(changed, bytes);
    await assert.rejects(start(), (error: Error) => error instanceof StateError && error.code === 'State.Damaged' && error.message.includes(changed));
    bytes[60] = bytes[60]! ^ 1;
    writeFileSync(changed, bytes);
    rmSync(path.join(folder, 'home'), { recursive: true });
    await assert.rejects(start(), (error: Error) => error instanceof StateError && error.code === 'State.KeyMissing');
  });

  it('serves a folder once: the second start hears where the first is', async () => {
    const first = await startSandbox({ stateFolder: stateFolder() });
    await assert.rejects(startSandbox({ stateFolder: stateFolder() }), (error: Error) => error instanceof SandboxRunningError && error.endpoints.resourceManager === first.endpoints.resourceManager && error.endpoints.processId === process.pid);
    await first.close();
    const second = await startSandbox({ stateFolder: stateFolder() });
    await second.close();
  });

  it('ends by SIGTERM and by its control endpoint, and leaves no lock', async () => {
    for (const stop of [(child: ChildProcess) => { child.kill('SIGTERM'); }, (_: ChildProcess, endpoint: string) => send(endpoint, 'POST', '/_sandbox/shutdown')]) {
      const { child, endpoint } = await startProcess(stateFolder());
      await stop(child, endpoint);
      await ended(child);
      assert.equal(child.exitCode, 0);
      assert.ok(!readdirSync(stateFolder()).includes('sandbox.lock'));
    }
  });
});
