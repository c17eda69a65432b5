import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InputError } from '../../core/errors';
import type { TemplateAnswer, TemplateCompiler } from '../../core/language';
import type { BicepCompiler } from '../../core/ports/bicep';
import { commonFolder } from './commonFolder';

/** Compiles templates as they are in the editor: where files differ from the disk, in a copy of all the sources with the unsaved texts put in. */
export class BicepTemplateCompiler implements TemplateCompiler {
  constructor(private readonly bicep: BicepCompiler) {}

  async compile(file: string, unsaved: ReadonlyMap<string, string>, signal?: AbortSignal): Promise<TemplateAnswer> {
    const references = await this.bicep.listFileReferences(file, signal);
    const dirty = await differing(new Map([...unsaved].filter(([name]) => references.includes(name) || name === file)));
    if (dirty.size === 0) return { ...await this.#compile(file, signal), references };
    return inCopy([...new Set([...references, file])], dirty, async (place) => {
      const copy = place(file);
      const read = await this.bicep.listFileReferences(copy, signal);
      return { ...await this.#compile(copy, signal), references: [...new Set([...references, ...read.map((one) => place.back(one))])] };
    });
  }

  async readText(file: string): Promise<string> {
    try { return await readFile(file, 'utf8'); } catch (error) {
      throw new InputError('File.NotFound', `${file} cannot be read.`, { cause: error, nextStep: 'Restore the file.' });
    }
  }

  async #compile(file: string, signal: AbortSignal | undefined): Promise<Omit<TemplateAnswer, 'references'>> {
    const { template, diagnostics } = await this.bicep.compile(file, signal);
    const first = diagnostics.find(({ severity }) => severity === 'error');
    if (!template) return { ...(first && { firstError: first.message }) };
    return { template, declarations: await this.bicep.getMetadata(file, signal) };
  }
}

/** Those texts that the disk does not hold. A byte order mark is no difference, since editors leave it out. */
async function differing(texts: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, string>> {
  const compared = await Promise.all([...texts].map(async ([file, text]) => (await textOnDisk(file) === text.replace(/^\ufeff/, '') ? [] : [[file, text] as const])));
  return new Map(compared.flat());
}

/** Undefined for a file that is not there. */
async function textOnDisk(file: string): Promise<string | undefined> {
  try { return (await readFile(file, 'utf8')).replace(/^\ufeff/, ''); } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

interface Placing { (file: string): string; back(file: string): string }

/** The copies keep their places to each other, so that relative paths stay true. The folder is removed afterwards. */
async function inCopy<T>(files: readonly string[], unsaved: ReadonlyMap<string, string>, work: (place: Placing) => Promise<T>): Promise<T> {
  const root = await mkdtemp(path.join(await realpath(tmpdir()), `aos-deploy-${createHash('sha256').update(files[0] ?? '').digest('hex').slice(0, 8)}-`));
  const common = commonFolder(files);
  const place: Placing = Object.assign((file: string) => path.join(root, path.relative(common, file)), { back: (file: string) => (file.startsWith(root + path.sep) ? path.join(common, path.relative(root, file)) : file) });
  try {
    await Promise.all(files.filter((file) => path.isAbsolute(file)).map(async (file) => {
      const text = unsaved.get(file) ?? await readFile(file).catch((error: unknown) => { if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined; throw error; });
      if (text === undefined) return;
      await mkdir(path.dirname(place(file)), { recursive: true });
      await writeFile(place(file), text, { mode: 0o600 });
    }));
    return await work(place);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
