import { asArray, asObject, asString, member } from '../../../json';
import { sha256Hex } from '../../../hash';
import { resolvePath } from '../../../paths';
import type { ConfigurationBlobs } from '../../../ports';
import type { JsonValue } from '../../../values';
import { LogicError } from '../../../errors';
import { command, failed, passed, remember, unknown, type RowWork, type WorkScene } from './work';

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
        await bus.send('aos-requests', { messageId, body: { aosDeployTest: true, messageId }, timeToLiveMs: 300_000 }, scene.signal);
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
      const names = (await vault.list()).filter(({ isEnabled }) => isEnabled).map(({ name }) => name);
      for (const name of names) {
        const value = await vault.backup(name);
        await scene.ports.files.writeText(resolvePath(scene.ports.files.root, `${folder}/backup-${name}.blob`), value);
        scene.onLine(`backup-${name}.blob`);
      }
      await remember(scene, 'backup', { kind: 'keyvault', folder, names });
      return names.length > 0 ? passed(`${names.length} secrets are backed up in ${folder}.`, { folder, names }) : failed(`${vault.name} holds no enabled secret.`);
    },
  },
  {
    row: 'emergency.keyvault.recovered', changesAzure: true, inputs: [{ name: 'names', prompt: 'Names of deleted secrets, apart by commas; empty for all', initial: '' }], describe: () => 'Recovers deleted secrets of the vault and looks whether they are there again.',
    run: async (scene) => {
      const vault = await vaultOf(scene);
      const deleted = await vault.listDeleted();
      const chosen = pick(scene.inputs['names'], deleted);
      if (chosen.length === 0) return { state: 'n/a', reason: 'No secret of the vault is deleted.', observed: { deleted } };
      for (const name of chosen) await vault.recover(name);
      return there(scene, vault, chosen, 'recovered');
    },
  },
  {
    row: 'emergency.keyvault.restored', changesAzure: true, inputs: [{ name: 'folder', prompt: 'Folder of the backup', initial: '.aos/backup/keyvault' }], describe: () => 'Restores secrets from backup files and looks whether they are there.',
    run: async (scene) => {
      const folder = resolvePath(scene.ports.files.root, scene.inputs['folder'] || '.aos/backup/keyvault');
      const files = await scene.ports.tools.run('ls', [folder], scene.signal);
      const names = (files?.stdout ?? '').split('\n').flatMap((file) => /^backup-(.+)\.blob$/.exec(file.trim())?.[1] ?? []);
      if (names.length === 0) return failed(`${folder} holds no backup files.`);
      const vault = await vaultOf(scene);
      for (const name of names) await vault.restore(await scene.ports.files.readText(`${folder}/backup-${name}.blob`));
      return there(scene, vault, names, 'restored');
    },
  },
  {
    row: 'prodready.backup.audit', describe: () => 'Copies the audit of all runs, with a hash of each, to backup/audit-<date>.json, beside the database itself.',
    run: async (scene) => {
      const records = await scene.ports.audit.list();
      const day = scene.ports.clock.now().toISOString().slice(0, 10).replaceAll('-', '');
      const file = `backup/audit-${day}.json`;
      const text = `${JSON.stringify({ madeAt: scene.ports.clock.now().toISOString(), count: records.length, records }, undefined, 1)}\n`;
      await scene.ports.files.writeText(resolvePath(scene.ports.files.root, file), text);
      const copied = await copyDatabase(scene, day);
      await remember(scene, 'backup', { kind: 'audit', file, count: records.length, hash: sha256Hex(text), database: copied ?? null });
      return records.length > 0 ? passed(`${records.length} records are in ${file}${copied === undefined ? '' : `, the database in ${copied}`}.`, { file, count: records.length, hash: sha256Hex(text), database: copied ?? null }) : failed('There is no audit record yet.');
    },
  },
  { row: 'ops.monthly.restore-test', changesAzure: true, describe: () => 'Writes a sample blob to a scratch container, copies it, compares both byte by byte, and deletes them.', run: restoreTest },
  {
    row: 'emergency.data.restored', changesAzure: true, inputs: [{ name: 'names', prompt: 'Names of blobs to bring back, apart by commas; empty for all that are soft-deleted', initial: '' }], describe: () => 'Brings soft-deleted blobs of aos-data back. Newer blobs stay as they are.', run: undeleteBlobs,
  },
];

const pick = (given: string | undefined, all: readonly string[]): readonly string[] => { const names = (given ?? '').split(',').map((name) => name.trim()).filter(Boolean); return names.length === 0 ? all : all.filter((name) => names.includes(name)); };

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
  return passed(result.uploaded === result.downloaded ? 'The blob came back as it was written.' : 'The blob came back otherwise than it was written.', result);
}

async function restoreTest(scene: WorkScene): Promise<ReturnType<typeof passed>> {
  const blobs = await containerOf(scene, 'aos-restore-test');
  await blobs.createContainer(scene.signal).catch((error: unknown) => { if (!(error instanceof LogicError) || error.status !== 409) throw error; });
  const text = `Sample of ${scene.ports.clock.now().toISOString()}`;
  const [from, to] = ['sample.txt', 'restored.txt'];
  const old = await Promise.all([from, to].map((name) => blobs.find(name, scene.signal)));
  for (const one of old) if (one) await blobs.delete(one.name, one.etag, scene.signal);
  const written = await blobs.write(from, text, 'absent', scene.signal);
  if (written === 'condition-failed') return failed('Somebody else runs the same test.');
  await blobs.copy(from, to, written.etag, scene.signal);
  const restored = await blobs.find(to, scene.signal);
  for (const name of [from, to]) { const one = await blobs.find(name, scene.signal); if (one) await blobs.delete(name, one.etag, scene.signal); }
  const same = restored?.text === text;
  await remember(scene, 'restore-test', { same });
  return same ? passed('The sample came back byte by byte.', { hash: sha256Hex(text) }) : failed('The sample did not come back as it was.');
}

async function undeleteBlobs(scene: WorkScene): Promise<ReturnType<typeof passed>> {
  const access = await storageOf(scene);
  const { connection } = await scene.connection();
  const base = `${access.endpoint.replace(/\/$/, '')}/aos-data`;
  const listed = await connection.dataPlanes.send({ method: 'GET', url: `${base}?restype=container&comp=list&include=deleted`, credential: { for: 'storage' }, headers: { 'x-ms-version': '2023-11-03' } }, scene.signal);
  if (listed.status >= 300) return unknown(`The blobs of aos-data could not be listed (${listed.status}); it needs the role Storage Blob Data Contributor.`);
  const deleted = [...listed.body.matchAll(/<Blob>[\s\S]*?<\/Blob>/g)].filter(([blob]) => /<Deleted>true<\/Deleted>/.test(blob)).flatMap(([blob]) => /<Name>([^<]+)<\/Name>/.exec(blob)?.[1] ?? []);
  const chosen = pick(scene.inputs['names'], deleted);
  if (chosen.length === 0) return failed('No blob of aos-data is soft-deleted.', { deleted });
  for (const name of chosen) {
    const answer = await connection.dataPlanes.send({ method: 'PUT', url: `${base}/${name.split('/').map(encodeURIComponent).join('/')}?comp=undelete`, credential: { for: 'storage' }, headers: { 'x-ms-version': '2023-11-03' } }, scene.signal);
    if (answer.status >= 300) return failed(`${name} did not come back (${answer.status}).`, { restored: chosen.slice(0, chosen.indexOf(name)) });
  }
  return passed(`${chosen.length} blobs are back.`, { restored: chosen });
}

async function openBus(scene: WorkScene): Promise<ReturnType<Awaited<ReturnType<WorkScene['connection']>>['connection']['dataPlanes']['openBus']>> {
  const { connection } = await scene.connection();
  const bus = await onlyOf(scene, 'microsoft.servicebus/namespaces', 'Service Bus namespace');
  const { body } = await connection.arm.request('POST', `${bus.id}/AuthorizationRules/RootManageSharedAccessKey/listKeys?api-version=2021-11-01`, undefined, scene.signal);
  return connection.dataPlanes.openBus(asString(asObject(body)['primaryConnectionString']) ?? '');
}

/** Looks up to a minute for the message; a reader may be faster than us. */
async function waitFor(scene: WorkScene, look: () => Promise<'seen' | 'gone'>): Promise<'seen' | 'gone'> {
  for (let attempt = 0; attempt < 5; attempt++) {
    if (await look() === 'seen') return 'seen';
    await scene.ports.clock.sleep(2_000, scene.signal);
  }
  return 'gone';
}

interface Vault { readonly name: string; list(): Promise<readonly { readonly name: string; readonly isEnabled: boolean }[]>; backup(name: string): Promise<string>; listDeleted(): Promise<readonly string[]>; recover(name: string): Promise<void>; restore(value: string): Promise<void> }

async function vaultOf(scene: WorkScene): Promise<Vault> {
  const { connection } = await scene.connection();
  const { id, name } = await onlyOf(scene, 'microsoft.keyvault/vaults', 'Key Vault');
  const uri = (asString(asObject((await connection.resources.findResource(id, scene.signal))?.properties)['vaultUri']) ?? '').replace(/\/$/, '');
  const ask = async (method: 'GET' | 'POST', path: string, body?: JsonValue): Promise<JsonValue> => {
    const answer = await connection.dataPlanes.send({ method, url: `${uri}${path}?api-version=7.4`, credential: { for: 'vault' }, ...(body !== undefined && { body: JSON.stringify(body), contentType: 'application/json' }) }, scene.signal);
    if (answer.status >= 300) throw new LogicError(answer.status === 403 ? 'Vault.Denied' : 'Vault.Refused', `${name} answered ${answer.status} to ${method} ${path}.`, { status: answer.status, nextStep: answer.status === 403 ? 'Get the role Key Vault Secrets Officer for the vault.' : 'Look at the vault in the portal.' });
    return answer.body.trim() === '' ? {} : JSON.parse(answer.body) as JsonValue;
  };
  return {
    name, list: () => connection.dataPlanes.openVault(`${uri}/`).list(scene.signal),
    backup: async (secret) => asString(asObject(await ask('POST', `/secrets/${encodeURIComponent(secret)}/backup`))['value']) ?? '',
    listDeleted: async () => asArray(asObject(await ask('GET', '/deletedsecrets'))['value']).flatMap((one) => asString(asObject(one)['id'])?.split('/').at(-1) ?? []),
    recover: async (secret) => { await ask('POST', `/deletedsecrets/${encodeURIComponent(secret)}/recover`); },
    restore: async (value) => { await ask('POST', '/secrets/restore', { value }); },
  };
}

async function there(scene: WorkScene, vault: Vault, names: readonly string[], how: string): Promise<ReturnType<typeof passed>> {
  for (let attempt = 0; attempt < 30; attempt++) {
    const present = new Set((await vault.list()).filter(({ isEnabled }) => isEnabled).map(({ name }) => name));
    const missing = names.filter((name) => !present.has(name));
    if (missing.length === 0) return passed(`${names.length} secrets are ${how}.`, { names });
    if (attempt === 29) return failed(`Not there yet: ${missing.join(', ')}.`, { names, missing });
    await scene.ports.clock.sleep(2_000, scene.signal);
  }
  return failed('No secret was named.');
}

/** SQLite's own backup keeps the copy whole while somebody writes. */
async function copyDatabase(scene: WorkScene, day: string): Promise<string | undefined> {
  const { files } = scene.ports;
  const source = resolvePath(files.root, 'deployment/audit/audit.db');
  const target = `backup/audit-${day}.db`;
  if (!await files.exists(source)) return undefined;
  const answer = await command(scene, 'python3', ['-c', 'import sqlite3,sys; s=sqlite3.connect(sys.argv[1]); d=sqlite3.connect(sys.argv[2]); s.backup(d); print(d.execute("pragma integrity_check").fetchone()[0])', source, resolvePath(files.root, target)]);
  return answer?.exitCode === 0 && answer.output.includes('ok') ? target : undefined;
}
