import assert from 'node:assert/strict';
import { CancelledError, DeployError, EnvironmentError, LogicError } from '../../../../src/core/errors';
import { sha256Hex, sha256HexOfBytes } from '../../../../src/core/hash';
import type { BackupManifest, SiteRequest } from '../../../../src/core/ports';
import { findingOfTest, RestoreTests } from '../../../../src/core/restore';
import { FakeClock } from '../../../support/fakeClock';
import { MemoryRecords } from '../../../support/memoryRecords';
import { MemoryLocks } from '../../../support/memoryStores';

const group = '/subscriptions/s/resourceGroups/rg';
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A group with a vault and an account; a sealed secret is its value in Base64. Remembers what is made and taken away. */
class Bench {
  readonly clock = new FakeClock();
  readonly records = new MemoryRecords();
  readonly locks = new MemoryLocks();
  readonly vaults = new Map<string, Map<string, string>>([['kv', new Map([['token', 'secret-value']])]]);
  readonly containers = new Map<string, Map<string, string>>();
  readonly files = new Map<string, Uint8Array>([['backup-token.blob', bytesOf('secret-value')], ['configurations/aos-config/agents/ceo.json', bytesOf('{"a":"ä"}')], ['audit-20260301.db', bytesOf('database')]]);
  readonly asked: string[] = [];
  /** Called before each request: the place where a test lets something fail. */
  onAsk: (what: string) => void = () => undefined;
  /** Whether the sign-in tells who it is. */
  isKnown = true;
  lockIds: readonly string[] = [];
  private ids = 0;

  get manifest(): BackupManifest {
    return { version: 1, environment: 'dev', madeAt: '2026-03-01T00:00:00.000Z', vault: 'kv', missing: [], files: this.written };
  }
  private readonly written = [...this.files].map(([name, bytes]) => ({ name, hash: sha256HexOfBytes(bytes), sizeBytes: bytes.length }));

  readonly tests = new RestoreTests({
    clock: this.clock, records: this.records, locks: this.locks, newId: () => `${++this.ids}`.padStart(12, '0'),
    backups: {
      list: async () => [{ set: 'set-1', manifest: this.manifest }], read: async (_set: string, name: string) => this.files.get(name)!, checkAudit: async () => ({ runs: 3 }),
    } as never,
    reach: (_name, act) => act({ environment: { name: 'dev', parametersFile: '', templateFile: '', resourceGroup: 'rg', isProtected: false }, scope: { subscriptionId: 's', resourceGroup: 'rg' }, connection: this.connection as never }),
  });

  private ask(what: string): void { this.asked.push(what); this.onAsk(what); }

  private readonly connection = {
    cloud: { name: 'azure', isSandbox: false, resourceManager: 'https://arm' },
    identity: { whoAmI: async () => ({ tenantId: 't', ...(this.isKnown && { objectId: 'me' }) }) },
    deployments: { list: async () => [], find: async () => undefined, get: async () => undefined },
    resources: {
      listLocks: async () => this.lockIds.map((id) => ({ id, name: 'l', level: 'CanNotDelete' })),
      createResourceGroup: async ({ resourceGroup }: { resourceGroup: string }) => { this.ask(`group ${resourceGroup}`); return {}; },
      listResources: async () => [...this.vaults.keys()].map((name) => ({ id: `${group}/providers/Microsoft.KeyVault/vaults/${name}`, name, type: 'Microsoft.KeyVault/vaults' })),
      findResource: async (id: string) => ({ id, name: id.split('/').at(-1)!, type: 'Microsoft.KeyVault/vaults', location: 'eastus', properties: { vaultUri: `https://${id.split('/').at(-1)!}/`, tenantId: 't', networkAcls: { defaultAction: 'Deny' } } }),
    },
    arm: {
      request: async (method: string, path: string, body?: unknown) => {
        const name = path.split('?')[0]!.split('/').at(-1)!;
        this.ask(`${method} ${path.split('?')[0]!.split('/').slice(-2).join('/')}`);
        if (method === 'DELETE' && path.includes('/resourceGroups/rg/') && this.lockIds.length > 0) throw new LogicError('Arm.ScopeLocked', 'The scope is locked.', { status: 409 });
        if (method === 'GET' && path.includes('/storageAccounts/data?')) return { status: 200, headers: {}, body: { id: `${group}/providers/Microsoft.Storage/storageAccounts/data`, name: 'data', properties: { allowSharedKeyAccess: false, primaryEndpoints: { blob: 'https://data/' } } } };
        if (path.includes('/storageAccounts?')) return { status: 200, headers: {}, body: { value: [{ id: `${group}/providers/Microsoft.Storage/storageAccounts/data`, name: 'data', properties: { allowSharedKeyAccess: false, primaryEndpoints: { blob: 'https://data/' } } }] } };
        if (method === 'PUT') { this.vaults.set(name, new Map()); this.made = body; return { status: 200, headers: {}, body: { properties: { vaultUri: `https://${name}/` } } }; }
        if (method === 'DELETE') {
          if (!this.vaults.delete(name) && !this.containers.delete(name)) throw new LogicError('Arm.ResourceNotFound', 'It is not there.', { status: 404 });
        }
        return { status: 200, headers: {}, body: {} };
      },
    },
    dataPlanes: {
      openContainer: ({ container }: { container: string }) => ({
        deleteContainer: async () => { this.ask(`remove ${container}`); this.containers.delete(container); },
        createContainer: async () => { this.ask(`create ${container}`); this.containers.set(container, new Map()); },
        write: async (name: string, text: string) => { this.ask(`write ${name}`); this.containers.get(container)!.set(name, text); return { etag: '1' }; },
        find: async (name: string) => { const text = this.containers.get(container)?.get(name); return text === undefined ? undefined : { name, etag: '1', text }; },
      }),
      openRecoverable: () => ({}),
      send: async ({ method, url, body }: SiteRequest) => this.answer(method, new URL(url), body),
    },
  };
  made: unknown;

  private answer(method: string, { host, pathname }: URL, body: SiteRequest['body']): { status: number; headers: Record<string, string>; body: string } {
    const [vault, [, , name]] = [this.vaults.get(host), pathname.split('/')];
    const reply = (status: number, value: unknown = {}) => ({ status, headers: {}, body: JSON.stringify(value) });
    this.ask(`${method} ${host}${pathname}`);
    if (!vault) return reply(404);
    if (method === 'POST' && name === 'restore') { vault.set('token', Buffer.from((JSON.parse(String(body)) as { value: string }).value, 'base64url').toString()); return reply(200); }
    if (name === undefined) return reply(200, { value: [] });
    const value = vault.get(name);
    return value === undefined ? reply(404) : reply(200, { id: `https://${host}/secrets/${name}/v1`, value, attributes: { enabled: true } });
  }
}

describe('a restore test', () => {
  let bench: Bench;
  beforeEach(() => { bench = new Bench(); });
  /** Nothing of the test is left, and nothing of the environment was touched. */
  const assertClean = (): void => assert.deepEqual([[...bench.vaults].map(([name, secrets]) => [name, [...secrets]]), [...bench.containers.keys()], bench.locks.held.size], [[['kv', [['token', 'secret-value']]]], [], 0]);
  const statesOf = (checks: readonly { readonly what: string; readonly state: string }[]) => checks.map(({ what, state }) => `${what} ${state}`).sort();

  it('restores everything beside the environment, compares it and takes away what it made', async () => {
    const report = await bench.tests.run('dev');
    assert.deepEqual([report.verdict, statesOf(report.checks), report.scratch], ['proved', ['audit proved', 'configuration proved', 'secret proved'], [{ kind: 'vault', name: 'aosrt-000000000001', isRemoved: true }, { kind: 'container', name: 'aos-restore-test-000000000001', isRemoved: true }]]);
    assert.deepEqual((bench.made as { properties: { networkAcls: unknown; accessPolicies: { objectId: string }[] } }).properties.networkAcls, { defaultAction: 'Deny' });
    assertClean();
    const kept = JSON.stringify([await bench.records.list('dev', 'restore-test'), await bench.records.list('dev', 'restore-test-scratch'), report]);
    assert.ok(!kept.includes('secret-value') && !kept.includes(sha256Hex('secret-value')), 'neither a value nor its hash is kept');
    assert.equal(findingOfTest(report).state, 'pass');
  });

  it('leaves nothing in a group that is locked against deletions: its vault gets a group of its own', async () => {
    bench.lockIds = [`${group}/providers/Microsoft.Authorization/locks/keep`];
    const report = await bench.tests.run('dev');
    assert.deepEqual([report.verdict, report.scratch.map(({ kind, name, isRemoved }) => `${kind} ${name} ${String(isRemoved)}`)], ['proved', ['vault aosrt-000000000001 true', 'group rg-aos-restore-test-000000000001 true', 'container aos-restore-test-000000000001 true']]);
    assert.ok(bench.asked.includes('group rg-aos-restore-test-000000000001') && bench.asked.includes('DELETE resourceGroups/rg-aos-restore-test-000000000001'));
    assertClean();
  });

  it('does not mind locks of single resources', async () => {
    bench.lockIds = [`${group}/providers/Microsoft.Storage/storageAccounts/other/providers/Microsoft.Authorization/locks/keep`];
    assert.deepEqual((await bench.tests.run('dev')).scratch.map(({ kind }) => kind), ['vault', 'container']);
  });

  it('fails for a damaged file and for a secret of another value', async () => {
    bench.vaults.get('kv')!.set('token', 'rotated without a new version');
    bench.files.set('configurations/aos-config/agents/ceo.json', bytesOf('{}'));
    const report = await bench.tests.run('dev');
    assert.deepEqual([report.verdict, statesOf(report.checks), findingOfTest(report).state], ['failed', ['audit proved', 'configuration failed', 'secret failed'], 'fail']);
  });

  it('says what could not be tried where no scratch vault may be made, or the version is gone', async () => {
    bench.onAsk = (what) => { if (what.startsWith('PUT vaults/')) throw new LogicError('Arm.RequestDisallowedByPolicy', 'A policy forbids it.', { status: 403 }); };
    const refused = await bench.tests.run('dev');
    assert.deepEqual([refused.verdict, refused.checks.find(({ what }) => what === 'secret')?.reason, findingOfTest(refused).state], ['partly', 'Its bytes are as written, but it could not be tried: A policy forbids it.', 'unknown']);
    bench.onAsk = () => undefined;
    bench.isKnown = false;
    assert.match((await bench.tests.run('dev')).checks.find(({ what }) => what === 'secret')?.reason ?? '', /could not be tried: The sign-in does not tell who is signed in/);
    bench.isKnown = true;
    bench.vaults.get('kv')!.delete('token');
    const gone = await bench.tests.run('dev');
    assert.match(gone.checks.find(({ what }) => what === 'secret')?.reason ?? '', /kv no longer has that version/);
  });

  it('takes everything away when it is cancelled, at whatever point', async () => {
    const whole = new Bench();
    await whole.tests.run('dev');
    for (let stop = 1; stop < whole.asked.length; stop++) {
      bench = new Bench();
      let count = 0;
      let isOver = false;
      bench.onAsk = (what) => { if (!isOver && ++count === stop && !what.startsWith('DELETE')) { isOver = true; throw new CancelledError(); } };
      await bench.tests.run('dev').catch((error: unknown) => assert.ok(error instanceof CancelledError, String(error)));
      assertClean();
    }
  });

  it('takes away what a killed test left, at whatever point it was killed', async () => {
    const whole = new Bench();
    await whole.tests.run('dev');
    for (let stop = 1; stop <= whole.asked.length; stop++) {
      bench = new Bench();
      let count = 0;
      // From the kill on nothing reaches anybody any more.
      bench.onAsk = () => { if (++count >= stop) throw new EnvironmentError('Network.Unreachable', 'No answer came.'); };
      await bench.tests.run('dev').catch((error: unknown) => assert.ok(error instanceof DeployError, String(error)));
      bench.onAsk = () => undefined;
      assert.equal((await bench.tests.run('dev')).verdict, 'proved', `killed at request ${stop}`);
      assertClean();
    }
  });

  it('is one at a time, and needs a backup', async () => {
    await bench.locks.acquire('restore-test/dev', 'other');
    await assert.rejects(bench.tests.run('dev'), (error) => error instanceof DeployError && error.code === 'Run.Locked');
    bench.locks.held.clear();
    await assert.rejects(bench.tests.run('dev', 'set-9'), (error) => error instanceof DeployError && error.code === 'Backup.None' && /There is no backup set-9 of dev/.test(error.message) && /aos-deploy backup/.test(error.nextStep ?? ''));
  });
});
