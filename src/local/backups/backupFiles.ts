import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError, InputError } from '../../core/errors';
import { isObject } from '../../core/json';
import type { BackupFile, BackupFolder, BackupManifest } from '../../core/ports';
import { ensureAosFolder } from '../runs/aosFolder';

export const manifestName = 'manifest.json';

/** `.aos/backups/<set>/`, not readable by others. */
export class BackupFiles implements BackupFolder {
  constructor(private readonly root: string) {}

  pathOf(set: string): string { return path.join(this.root, '.aos', 'backups', safe(set)); }

  async write(set: string, name: string, bytes: Uint8Array): Promise<BackupFile> {
    const file = this.file(set, name);
    const partial = `${file}.${process.pid}.partial`;
    try {
      await ensureAosFolder(this.root, 'backups');
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(partial, bytes, { mode: 0o600, flush: true });
      await rename(partial, file);
    } catch (error) {
      await rm(partial, { force: true });
      throw new EnvironmentError('File.NotWritten', `${file} could not be written: ${(error as Error).message}`, { cause: error, nextStep: 'Make room or correct the rights of the folder .aos.' });
    }
    return describe(name, bytes);
  }

  async read(set: string, name: string): Promise<Uint8Array> {
    try {
      return await readFile(this.file(set, name));
    } catch (error) {
      throw new InputError('Backup.NoFile', `The backup ${set} has no file ${name}: ${(error as Error).message}`, { cause: error, nextStep: 'List backups with "aos-deploy backup --history".' });
    }
  }

  /** SQLite copies itself, so that a run that writes meanwhile tears nothing. */
  async copyAudit(set: string, name: string): Promise<BackupFile | undefined> {
    const source = path.join(this.root, 'deployment', 'audit', 'audit.db');
    if (!existsSync(source)) return undefined;
    const file = this.file(set, name);
    const { DatabaseSync } = await import('node:sqlite');
    await ensureAosFolder(this.root, 'backups');
    await mkdir(path.dirname(file), { recursive: true });
    await rm(file, { force: true });
    const db = new DatabaseSync(source);
    try {
      db.exec('PRAGMA busy_timeout = 5000');
      db.prepare('VACUUM INTO ?').run(file);
    } catch (error) {
      throw new EnvironmentError('File.NotWritten', `The audit database could not be copied to ${file}: ${(error as Error).message}`, { cause: error, nextStep: 'Close what holds the database, make room, then repeat.' });
    } finally {
      db.close();
    }
    return describe(name, await readFile(file));
  }

  async checkAudit(set: string, name: string): Promise<{ readonly runs: number } | { readonly problem: string }> {
    const { DatabaseSync } = await import('node:sqlite');
    let db: InstanceType<typeof DatabaseSync> | undefined;
    try {
      db = new DatabaseSync(this.file(set, name), { readOnly: true });
      const check = String(Object.values(db.prepare('PRAGMA integrity_check').get() ?? {})[0] ?? '');
      if (check !== 'ok') return { problem: check };
      return { runs: Number(db.prepare('SELECT COUNT(*) AS n FROM deployments').get()?.['n'] ?? 0) };
    } catch (error) {
      return { problem: (error as Error).message };
    } finally {
      db?.close();
    }
  }

  async list(environment?: string): ReturnType<BackupFolder['list']> {
    const folder = path.join(this.root, '.aos', 'backups');
    const sets = existsSync(folder) ? await readdir(folder) : [];
    const found = await Promise.all(sets.map(async (set) => {
      const manifest = await this.manifest(set);
      return manifest && { set, manifest };
    }));
    return found.filter((one) => one !== undefined).filter(({ manifest }) => environment === undefined || manifest.environment === environment).sort((a, b) => (a.manifest.madeAt < b.manifest.madeAt ? 1 : -1));
  }

  private async manifest(set: string): Promise<BackupManifest | undefined> {
    try {
      const value: unknown = JSON.parse(await readFile(this.file(set, manifestName), 'utf8'));
      return isObject(value) && value['version'] === 1 && Array.isArray(value['files']) && typeof value['madeAt'] === 'string' ? value as unknown as BackupManifest : undefined;
    } catch (error) {
      // A set that was broken off has none, and one that somebody edited is as good as none.
      if (error instanceof SyntaxError || (error instanceof Error && 'code' in error)) return undefined;
      throw error;
    }
  }

  private file(set: string, name: string): string { return path.join(this.pathOf(set), ...name.split('/').map(safe)); }
}

/** No name leads out of its folder. @throws InputError `Backup.BadName`. */
function safe(name: string): string {
  if (name === '' || name === '.' || name === '..' || /[\\/\0]/.test(name)) throw new InputError('Backup.BadName', `"${name}" cannot be the name of a file in a backup.`, { nextStep: 'Rename the blob or the secret.' });
  return name;
}

const describe = (name: string, bytes: Uint8Array): BackupFile => ({ name, hash: createHash('sha256').update(bytes).digest('hex'), sizeBytes: bytes.length });
