import { asArray, asObject, asString, member } from '../../../json';
import { sha256Hex } from '../../../hash';
import { baseName, relativePath, resolvePath } from '../../../paths';
import type { ConfigurationBlobs } from '../../../ports';
import { LogicError } from '../../../errors';
import { findingOfTest, findVaultOf, secretFile, secretIn, VaultRecovery } from '../../../restore';
import { command, failed, passed, remember, type RowWork, type WorkScene } from './work';

/** Round trips, backups and what brings things back. No value of a secret is kept or told anywhere. */
export const dataWorks: readonly RowWork[] = [
  { row: 'verify.storage.run', changesAzure: true, describe: () => 'Writes a small blob to aos-data, reads it back and deletes it.', run: (scene) => blobRoundTrip(scene, 'aos-data', 'test/test-file.txt') },
  {
    row: 'verify.bus.run', changesAzure: true, describe: () => 'Sends one marked message to the queue aos-requests and looks for it; it is taken out again unless the app takes it.',
    run: async (scene) => {
      const bus = await openBus(scene);
      const messageId = `aos-deploy-${sha256Hex(scene.ports.clock.now().toISOString()).slice(0, 12)}`;
      try {
        const deadBefore = (await bus.peek('aos-requests/$deadletterqueue', 100, scene.signal)).length;
        await bus.send('aos-requests', { messageId, correlationId: messageId, body: { request_id: messageId, agent_id: await anAgent(scene), type: 'deployment-test', payload: 'status' }, timeToLiveMs: 300_000 }, scene.signal);
        const seen = await waitFor(scene, async () => ((await bus.peek('aos-requests', 100, scene.signal)).some((one) => one.messageId === messageId) ? 'seen' : 'gone'));
        if (seen === 'seen') await bus.takeFirst('aos-requests', messageId, scene.signal);
        const deadAfter = (await bus.peek('aos-requests/$deadletterqueue', 100, scene.signal)).length;
        const result = { messageId, arrived: seen, deadLettersBefore: deadBefore, deadLettersAfter: deadAfter };
        await remember(scene, 'bus-test', result);
        return passed(seen === 'seen' ? 'The message was sent, seen in the queue and taken out.' : 'The message was sent and taken by whoever reads the queue.', result);
      } finally { await bus.close(); }
    },
  },
  {
    row: 'prodready.backup.keyvault', inputs: [{ name: 'folder', prompt: 'Folder for the backup, which git must ignore', initial: '.aos/backup/keyvault' }], describe: ({ inputs }) => `Backs every enabled secret up as backup-<name>.blob into ${inputs['folder'] ?? '.aos/backup/keyvault'}. The files are encrypted by Azure and restore in this subscription only.`,
    run: async (scene) => {
      const folder = scene.inputs['folder'] || '.aos/backup/keyvault';
      const ignored = await command(scene, 'git', ['check-ignore', '-q', `${folder}/backup-x.blob`]);
      if (ignored && ignored.exitCode === 1 && !folder.startsWith('.aos/')) return failed(`git would take ${folder} along. Add it to .gitignore, or choose another folder.`);
      const vault = await vaultOf(scene);
      const names = await vault.listEnabled(scene.signal);
      const files: { readonly name: string; readonly hash: string }[] = [];
      for (const name of names) {
        const [file, value] = [`${folder}/${secretFile(name)}`, await vault.backup(name, scene.signal)];
        await scene.ports.files.writeText(resolvePath(scene.ports.files.root, file), value);
        files.push({ name: file, hash: sha256Hex(value) });
        scene.onLine(secretFile(name));
      }
      await remember(scene, 'backup', { kind: 'keyvault', folder, names, files });
      return names.length > 0 ? passed(`${names.length} secrets are backed up in ${folder}.`, { folder, names }) : failed(`${vault.place.name} holds no enabled secret.`);
    },
  },
  {
    row: 'emergency.keyvault.recovered', changesAzure: true, inputs: [{ name: 'names', prompt: 'Names of deleted secrets, apart by commas; empty for all', initial: '' }], describe: () => 'Recovers deleted secrets of the vault and looks whether they are there again.',
    run: async (scene) => {
      const vault = await vaultOf(scene);
      const deleted = (await vault.listDeleted(scene.signal)).map(({ name }) => name);
      const chosen = pick(scene.inputs['names'], deleted);
      if (chosen.length === 0) return { state: 'n/a', reason: 'No secret of the vault is deleted.', observed: { deleted } };
      return bringBack(chosen, 'recovered', (name) => vault.recover(name, scene.signal));
    },
  },
  {
    row: 'emergency.keyvault.restored', changesAzure: true, inputs: [{ name: 'folder', prompt: 'Folder of the backup', initial: '.aos/backup/keyvault' }], describe: () => 'Restores secrets from backup files and looks whether they are there.',
    run: async (scene) => {
      const folder = resolvePath(scene.ports.files.root, scene.inputs['folder'] || '.aos/backup/keyvault');
      const files = (await scene.ports.files.find(['.blob'], folder)).flatMap((file) => { const name = secretIn(baseName(file)); return name === undefined ? [] : [{ name, file }]; });
      if (files.length === 0) return failed(`${folder} holds no backup files.`);
      const vault = await vaultOf(scene);
      const fileOf = new Map(files.map(({ name, file }) => [name, file]));
      return bringBack([...fileOf.keys()], 'restored', async (name) => vault.restoreBackup(name, await scene.ports.files.readText(fileOf.get(name)!), scene.signal));
    },
  },
  {
    row: 'prodready.backup.audit', describe: () => 'Copies the audit of all runs to backup/audit-<date>.json, the database itself to backup/audit-<date>.db, checked for being whole, and its JSON records to backup/audit-logs-<date>.tar.gz.',
    run: async (scene) => {
      const records = await scene.ports.audit.list();
      const day = scene.ports.clock.now().toISOString().slice(0, 10).replaceAll('-', '');
      const file = `backup/audit-${day}.json`;
      const text = `${JSON.stringify({ madeAt: scene.ports.clock.now().toISOString(), count: records.length, records }, undefined, 1)}\n`;
      await scene.ports.files.writeText(resolvePath(scene.ports.files.root, file), text);
      const [copied, packed] = [await copyDatabase(scene, day), await packRecords(scene, day)];
      await remember(scene, 'backup', { kind: 'audit', file, count: records.length, hash: sha256Hex(text), database: copied?.file ?? null, archive: packed?.file ?? null, files: [{ name: file, hash: sha256Hex(text) }] });
      const problem = copied?.problem ?? packed?.problem;
      if (problem !== undefined) return failed(problem, { file, count: records.length });
      return records.length > 0 ? passed(`${records.length} records are in ${file}${copied === undefined ? '' : `, the database in ${copied.file}`}${packed === undefined ? '' : `, the JSON records in ${packed.file}`}.`, { file, count: records.length, hash: sha256Hex(text), database: copied?.file ?? null, archive: packed?.file ?? null }) : failed('There is no audit record yet.');
    },
  },
  { row: 'ops.monthly.restore-test', changesAzure: true, describe: () => 'Makes a backup where there is none, restores the newest one into a scratch container and a scratch vault, compares everything with what was backed up, and takes both away again.', run: restoreTest },
  {
    row: 'emergency.data.restored', changesAzure: true, inputs: [{ name: 'names', prompt: 'Names of blobs to bring back, apart by commas; empty for all that are lost', initial: '' }, { name: 'from', prompt: 'Backup account; empty for that of the profile, or for what the account itself keeps', initial: '' }],
    describe: () => 'Brings lost blobs of aos-data back, from what the account keeps or from the backup account, and compares each with its source. Newer blobs stay as they are.', run: restoreData,
  },
];

const named = (given: string | undefined): readonly string[] => (given ?? '').split(',').map((name) => name.trim()).filter(Boolean);
const pick = (given: string | undefined, all: readonly string[]): readonly string[] => { const names = named(given); return names.length === 0 ? all : all.filter((name) => names.includes(name)); };

interface StorageAccess { readonly account: string; readonly endpoint: string; readonly key: string }

async function storageOf(scene: WorkScene): Promise<StorageAccess> {
  const { connection, scope } = await scene.connection();
  const account = await onlyOf(scene, 'microsoft.storage/storageaccounts', 'storage account');
  const properties = asObject((await connection.resources.findResource(account.id, scene.signal))?.properties);
  const keys = asArray(asObject((await connection.arm.request('POST', `${account.id}/listKeys?api-version=2023-05-01`, undefined, scene.signal)).body)['keys']);
  void scope;
  return { account: account.name, endpoint: asString(member(properties['primaryEndpoints'], 'blob')) ?? '', key: asString(asObject(keys[0])['value']) ?? '' };
}

async function containerOf(scene: WorkScene, container: string, access?: StorageAccess): Promise<ConfigurationBlobs> {
  const { account, endpoint, key } = access ?? await storageOf(scene);
  const { connection } = await scene.connection();
  return connection.dataPlanes.openContainer({ account, container, blobEndpoint: endpoint, accountKey: key });
}

async function onlyOf(scene: WorkScene, type: string, what: string): Promise<{ readonly id: string; readonly name: string }> {
  const { connection, scope } = await scene.connection();
  const [only] = (await connection.resources.listResources(scope, scene.signal)).filter((one) => one.type.toLowerCase() === type);
  if (!only) throw new LogicError('Action.Missing', `The resource group ${scope.resourceGroup} holds no ${what}.`, { nextStep: 'Deploy the environment first.' });
  return only;
}

async function blobRoundTrip(scene: WorkScene, container: string, name: string): Promise<ReturnType<typeof passed>> {
  const blobs = await containerOf(scene, container);
  const text = 'Test content';
  const before = await blobs.find(name, scene.signal);
  const written = await blobs.write(name, text, before ? { etag: before.etag } : 'absent', scene.signal);
  if (written === 'condition-failed') return failed(`Somebody else writes ${container}/${name} at the same time.`);
  const back = await blobs.find(name, scene.signal);
  await blobs.delete(name, back?.etag ?? written.etag, scene.signal);
  const result = { container, name, uploaded: sha256Hex(text), downloaded: sha256Hex(back?.text ?? '') };
  await remember(scene, 'storage-test', result);
  return result.uploaded === result.downloaded ? passed('The blob came back as it was written.', result) : failed('The blob came back otherwise than it was written.', result);
}

/** Into a container and a vault of their own, which it takes away again. */
async function restoreTest(scene: WorkScene): Promise<ReturnType<typeof passed>> {
  const { ports: { engine: { restore, restoreTests } }, view: { environment: { name } }, onLine, signal } = scene;
  if ((await restore.listBackups(name)).length === 0) await restore.backup(name, onLine, signal);
  return findingOfTest(await restoreTests.run(name, undefined, onLine, signal));
}

async function restoreData(scene: WorkScene): Promise<ReturnType<typeof passed>> {
  const backupAccount = scene.inputs['from']?.trim() || asString(asObject(scene.view.environment.profile)['backupAccount']);
  const { extent, results } = await scene.ports.engine.restore.restoreBlobs(scene.view.environment.name, { ...(backupAccount !== undefined && { backupAccount }) }, { ...(named(scene.inputs['names']).length > 0 && { names: named(scene.inputs['names']) }), onProgress: (done, total, { name, outcome }) => scene.onLine(`${done}/${total} ${name}: ${outcome}`) }, scene.signal);
  if (results.length === 0) return failed('No blob of aos-data is lost, as far as the account and the backup tell.', { looked: extent.looked });
  const back = results.filter(({ outcome }) => outcome === 'restored' || outcome === 'already-there').map(({ name }) => name);
  const kept = results.filter(({ outcome }) => outcome === 'kept-newer').map(({ name }) => name);
  const open = results.filter(({ outcome }) => !['restored', 'already-there', 'kept-newer'].includes(outcome));
  if (open.length > 0) return failed(`${open.length} of ${results.length} blobs did not come back: ${open.slice(0, 5).map(({ name, reason }) => `${name} (${reason ?? 'no reason'})`).join(', ')}`, { restored: back });
  return passed(`${back.length} blobs are back${kept.length > 0 ? `; ${kept.length} newer ones stay as they are` : ''}.`, { restored: back, kept });
}

async function openBus(scene: WorkScene): Promise<ReturnType<Awaited<ReturnType<WorkScene['connection']>>['connection']['dataPlanes']['openBus']>> {
  const { connection } = await scene.connection();
  const bus = await onlyOf(scene, 'microsoft.servicebus/namespaces', 'Service Bus namespace');
  const { body } = await connection.arm.request('POST', `${bus.id}/AuthorizationRules/RootManageSharedAccessKey/listKeys?api-version=2021-11-01`, undefined, scene.signal);
  return connection.dataPlanes.openBus(asString(asObject(body)['primaryConnectionString']) ?? '');
}

/** A request that the app understands: what it cannot read becomes a dead letter. */
async function anAgent({ ports: { files } }: WorkScene): Promise<string> {
  const [first] = (await files.find(['.json'], resolvePath(files.root, 'agents'))).map((file) => baseName(file).replace(/\.json$/i, '')).sort();
  return first ?? 'agent';
}

/** Looks up to a minute for the message; a reader may be faster than us. */
async function waitFor(scene: WorkScene, look: () => Promise<'seen' | 'gone'>): Promise<'seen' | 'gone'> {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await look() === 'seen') return 'seen';
    await scene.ports.clock.sleep(2_000, scene.signal);
  }
  return 'gone';
}

async function vaultOf(scene: WorkScene): Promise<VaultRecovery> {
  const { connection, scope } = await scene.connection();
  return new VaultRecovery(await findVaultOf(connection, scope, undefined, scene.signal), connection, scene.ports.clock);
}

/** One by one; what cannot be brought back keeps nothing else from coming back. */
async function bringBack(names: readonly string[], how: string, act: (name: string) => Promise<void>): Promise<ReturnType<typeof passed>> {
  const problems: string[] = [];
  for (const name of names) {
    try { await act(name); } catch (error) {
      if (!(error instanceof LogicError)) throw error;
      problems.push(error.message);
    }
  }
  return problems.length === 0 ? passed(`${names.length} secrets are ${how}.`, { names }) : failed(`${problems.length} of ${names.length} secrets did not come back: ${problems.join(' ')}`, { names });
}

interface Kept { readonly file?: string; /** Why there is no good copy. */ readonly problem?: string }

const copyScript = [
  'import sqlite3,sys', 's=sqlite3.connect(sys.argv[1]); d=sqlite3.connect(sys.argv[2]); s.backup(d)', 'print(d.execute("pragma integrity_check").fetchone()[0])',
  'names=[n for (n,) in s.execute("select name from sqlite_master where type=\'table\' and name not like \'sqlite_%\'")]', 'count=lambda c,n: c.execute(\'select count(*) from "\'+n+\'"\').fetchone()[0]', 'print("missing rows: "+", ".join(n for n in names if count(d,n)<count(s,n)))',
].join('\n');

/** SQLite's own backup keeps the copy whole while somebody writes. Undefined where there is no database. */
async function copyDatabase(scene: WorkScene, day: string): Promise<Kept | undefined> {
  const { files } = scene.ports;
  const source = resolvePath(files.root, 'deployment/audit/audit.db');
  const target = `backup/audit-${day}.db`;
  if (!await files.exists(source)) return undefined;
  const answer = await command(scene, 'python3', ['-c', copyScript, source, resolvePath(files.root, target)]);
  if (!answer) return { problem: 'The database of the audit was not copied: python3 is not installed.' };
  const isWhole = answer.exitCode === 0 && /^ok\s*$/m.test(answer.output) && /missing rows:\s*$/m.test(answer.output);
  return isWhole ? { file: target } : { problem: `The copy of the audit's database is not whole: ${answer.output.trim().split('\n').at(-1) ?? 'nothing was told'}` };
}

/** All JSON records of the audit in one archive; undefined where there are none. */
async function packRecords(scene: WorkScene, day: string): Promise<Kept | undefined> {
  const { files } = scene.ports;
  const folder = resolvePath(files.root, 'deployment/audit');
  const target = `backup/audit-logs-${day}.tar.gz`;
  const found = (await files.find(['.json'], folder)).filter((file) => relativePath(folder, file) === baseName(file));
  if (found.length === 0) return undefined;
  const script = 'import glob,os,sys,tarfile\nwith tarfile.open(sys.argv[2],"w:gz") as t:\n  for f in sorted(glob.glob(os.path.join(sys.argv[1],"*.json"))): t.add(f,os.path.basename(f))\nprint("packed:",len(tarfile.open(sys.argv[2]).getnames()))';
  const answer = await command(scene, 'python3', ['-c', script, folder, resolvePath(files.root, target)]);
  if (!answer) return { problem: 'The JSON records of the audit were not packed: python3 is not installed.' };
  const packed = Number(/packed: (\d+)/.exec(answer.output)?.[1] ?? 0);
  return answer.exitCode === 0 && packed >= found.length ? { file: target } : { problem: `Of ${found.length} JSON records of the audit ${packed} were packed.` };
}
