import { findDestination, isContainerMissing } from '../configurations';
import type { ConfigurationKind } from '../configurations';
import { readSettings } from '../environments';
import { DeployError, CancelledError } from '../errors';
import { asString } from '../json';
import type { BackupFile, BackupFolder, BackupManifest, BackupPart, Clock, WorkspaceFiles } from '../ports';
import type { Reach } from '../configurations';
import { findVaultOf, VaultRecovery } from './vault';

export interface BackupPorts { readonly reach: Reach; readonly backups: BackupFolder; readonly clock: Clock; readonly files: WorkspaceFiles }
export interface BackupReport { readonly set: string; readonly folder: string; readonly manifest: BackupManifest }
export interface BackupCheck { readonly file: string; readonly state: 'proved' | 'damaged' | 'not-proved'; readonly reason: string }

export const backupParts: readonly BackupPart[] = ['secrets', 'audit', 'configurations'];
/** Who has no vault or no account has nothing in it that could be lost. */
const holdsNone: ReadonlySet<string> = new Set(['Restore.NoVault', 'Configuration.NoStorageAccount']);

/** Files of secrets, as the Azure CLI names them. */
export const secretFile = (name: string): string => `backup-${name}.blob`;
/** The secret of a file of that name; undefined for others. */
export const secretIn = (fileName: string): string | undefined => /^backup-(.+)\.blob$/.exec(fileName)?.[1];

/** Backs up the secrets of the vault, the audit and the deployed configurations. What cannot be had is named, and keeps nothing else from being backed up. */
export async function makeBackup({ reach, backups, clock, files }: BackupPorts, environment: string, onProgress: (text: string) => void = () => undefined, signal?: AbortSignal): Promise<BackupReport> {
  const madeAt = clock.now().toISOString();
  const set = `${environment}-${madeAt.slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}`;
  const made: BackupFile[] = [];
  const missing: string[] = [];
  const incomplete = new Set<BackupPart>();
  const attempt = async (part: BackupPart, what: string, work: () => Promise<void>): Promise<void> => {
    try { await work(); } catch (error) {
      if (!(error instanceof DeployError) || error instanceof CancelledError || error.code === 'File.NotWritten') throw error;
      missing.push(`${what}: ${error.message}`);
      if (!holdsNone.has(error.code)) incomplete.add(part);
    }
  };
  let vault: string | undefined;
  let target: BackupManifest['target'];
  await attempt('secrets', 'Secrets', () => reach(environment, async ({ connection, scope }) => {
    target = { cloud: connection.cloud.name, isSandbox: connection.cloud.isSandbox, resourceGroup: scope.resourceGroup };
    const place = await findVaultOf(connection, scope, undefined, signal);
    const recovery = new VaultRecovery(place, connection, clock);
    vault = place.name;
    for (const name of await recovery.listNames(signal)) await attempt('secrets', `Secret ${name}`, async () => {
      onProgress(`Secret ${name}`);
      made.push(await backups.write(set, secretFile(name), fromBase64Url(await recovery.backup(name, signal))));
    });
  }, signal));
  await attempt('audit', 'Audit', async () => {
    onProgress('Audit');
    const audit = await backups.copyAudit(set, `audit-${madeAt.slice(0, 10).replaceAll('-', '')}.db`);
    if (audit) made.push(audit);
    else { missing.push('Audit: there is no audit.db in this workspace.'); incomplete.add('audit'); }
  });
  const { settings } = await readSettings(files);
  for (const kind of ['agent', 'server'] as const) await attempt('configurations', kind === 'agent' ? 'Agent configurations' : 'MCP server configurations', () => reach(environment, async (target) => {
    onProgress(kind === 'agent' ? 'Agent configurations' : 'MCP server configurations');
    made.push(...await copyConfigurations({ ...target, kind, settings: settings[kind === 'agent' ? 'agents' : 'servers'] ?? {}, application: settings.applications?.[kind === 'agent' ? 'realm' : 'mcp'] ?? {} }, { set, backups }, made, signal));
  }, signal));
  const manifest: BackupManifest = { version: 1, environment, madeAt, ...(vault !== undefined && { vault }), ...(target && { target }), files: made, missing, complete: backupParts.filter((part) => !incomplete.has(part)) };
  await backups.write(set, 'manifest.json', new TextEncoder().encode(JSON.stringify(manifest, undefined, 2)));
  return { set, folder: backups.pathOf(set), manifest };
}

async function copyConfigurations(query: Parameters<typeof findDestination>[0] & { readonly kind: ConfigurationKind }, { set, backups }: { readonly set: string; readonly backups: BackupFolder }, known: readonly BackupFile[], signal?: AbortSignal): Promise<readonly BackupFile[]> {
  const { single, registry } = await findDestination(query, signal);
  const made: BackupFile[] = [];
  for (const { name: container, blobs } of [single, registry]) {
    try {
      for (const { name } of await blobs.list('', signal)) {
        const file = `configurations/${container}/${name}`;
        const found = [...known, ...made].some((one) => one.name === file) ? undefined : await blobs.find(name, signal);
        if (found) made.push(await backups.write(set, file, new TextEncoder().encode(found.text)));
      }
    } catch (error) {
      // A container that was never made holds nothing to back up.
      if (!isContainerMissing(error)) throw error;
    }
  }
  return made;
}

/** Proves a backup by reading it back: bytes as they were written, the audit opens and is whole, configurations are JSON. Sealed secrets only a vault can open. */
export async function proveBackup(backups: BackupFolder, set: string, manifest: BackupManifest, hashOf: (bytes: Uint8Array) => string): Promise<readonly BackupCheck[]> {
  const checks: BackupCheck[] = [];
  for (const { name, hash } of manifest.files) checks.push(await proveFile(backups, set, name, hash, hashOf));
  return checks;
}

async function proveFile(backups: BackupFolder, set: string, name: string, hash: string, hashOf: (bytes: Uint8Array) => string): Promise<BackupCheck> {
  let bytes: Uint8Array;
  try { bytes = await backups.read(set, name); } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return { file: name, state: 'damaged', reason: error.message };
  }
  if (hashOf(bytes) !== hash) return { file: name, state: 'damaged', reason: 'Its bytes are not those that were written.' };
  if (name.endsWith('.blob')) return { file: name, state: 'not-proved', reason: 'Its bytes are as written. Whether it can be restored only a vault of the same subscription and geography can tell.' };
  if (name.endsWith('.db')) {
    const answer = await backups.checkAudit(set, name);
    return 'problem' in answer ? { file: name, state: 'damaged', reason: answer.problem } : { file: name, state: 'proved', reason: `It opens, is whole and holds ${answer.runs} runs.` };
  }
  try {
    JSON.parse(new TextDecoder().decode(bytes));
    return { file: name, state: 'proved', reason: 'It is as written, and JSON.' };
  } catch (error) {
    return { file: name, state: name.endsWith('.json') ? 'damaged' : 'proved', reason: name.endsWith('.json') ? `It is no JSON: ${asString((error as Error).message) ?? ''}` : 'It is as written.' };
  }
}

export function fromBase64Url(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (character) => character.charCodeAt(0));
}

export function toBase64Url(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}
