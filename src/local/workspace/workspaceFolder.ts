import { access, mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, EnvironmentError, InputError } from '../../core/errors';
import type { WorkspaceFiles } from '../../core/ports/workspace';

const ignored = new Set(['.git', 'node_modules', '.aos', 'venv', '.venv', '__pycache__', '.tox', '.pytest_cache', '.mypy_cache']);

/** The files of one folder on disk. */
export class WorkspaceFolder implements WorkspaceFiles {
  readonly root: string;

  constructor(folder: string) { this.root = path.resolve(folder); }

  exists(file: string): Promise<boolean> { return access(file).then(() => true, () => false); }

  async readText(file: string, signal?: AbortSignal): Promise<string> {
    try {
      const text = await readFile(file, { encoding: 'utf8', ...(signal && { signal }) });
      return text.startsWith('\ufeff') ? text.slice(1) : text;
    } catch (error) {
      throw toReadError(error, file);
    }
  }

  async readBytes(file: string, signal?: AbortSignal): Promise<Uint8Array> {
    try { return await readFile(file, signal && { signal }); } catch (error) { throw toReadError(error, file); }
  }

  async find(endings: readonly string[], folder = this.root): Promise<readonly string[]> {
    const found: string[] = [];
    await walk(folder, (file) => { if (endings.some((ending) => file.endsWith(ending))) found.push(file); });
    return found.sort();
  }

  async writeText(file: string, text: string): Promise<void> {
    try { await writeWhole(file, text); } catch (error) { throw toWriteError(error, file); }
  }
}

/** Writes to a temporary file beside the target, syncs it, then renames: a reader sees the old or the new text, never a part. */
export async function writeWhole(file: string, text: string | Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}.${Math.random().toString(36).slice(2, 10)}.partial`;
  try {
    const handle = await open(partial, 'wx');
    try { await handle.writeFile(text); await handle.sync(); } finally { await handle.close(); }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  }
}

/** Links are not followed: they may lead out of the workspace or in circles. Folders that cannot be read hold nothing for us. */
async function walk(folder: string, visit: (file: string) => void): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => { if (['ENOENT', 'EACCES', 'EPERM', 'ENOTDIR'].includes(error.code ?? '')) return []; throw error; });
  for (const entry of entries) {
    const place = path.join(folder, entry.name);
    if (entry.isDirectory() && !ignored.has(entry.name)) await walk(place, visit);
    else if (entry.isFile()) visit(place);
  }
}

function toReadError(error: unknown, file: string): Error {
  const { code, name, message } = error as NodeJS.ErrnoException;
  if (name === 'AbortError') return new CancelledError();
  if (code === 'ENOENT' || code === 'ENOTDIR') return new InputError('File.NotFound', `${file} does not exist.`, { cause: error, location: { file }, nextStep: 'Check the path.' });
  return new InputError('File.Unreadable', `${file} cannot be read: ${code === 'EISDIR' ? 'it is a folder' : message}.`, { cause: error, location: { file }, nextStep: 'Check the path and its permissions.' });
}

function toWriteError(error: unknown, file: string): EnvironmentError {
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  const reasons: Readonly<Record<string, string>> = { EACCES: 'it is not allowed', EPERM: 'it is not allowed', EROFS: 'the disk is read-only', ENOSPC: 'the disk is full', EISDIR: 'a folder has that name' };
  return new EnvironmentError('File.NotWritten', `${file} could not be written: ${reasons[code] ?? code}.`, { cause: error, nextStep: 'Make room or correct the permissions, then try again.' });
}
