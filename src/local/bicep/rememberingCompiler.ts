import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { InputError } from '../../core/errors';
import type { BicepCompiler, CompiledParameters, CompiledTemplate, DeclaredSymbol, SnapshotScope, TemplateMetadata } from '../../core/ports/bicep';

/** As the port, but can be told which files a template reads, to spare asking. */
export interface ShadowingCompiler extends BicepCompiler {
  compileSymbolic(file: string, signal?: AbortSignal, references?: readonly string[]): Promise<CompiledTemplate>;
}

/** Every file an answer may depend on, with what was in it. */
interface Sources { readonly references: readonly string[]; readonly mark: string }
interface Remembered { readonly sources: Sources; readonly answer: unknown }

/** Answers kept; each may be some megabytes. The oldest unused go first. */
const most = 60;

/**
 * Answers again what the compiler has answered, as long as every file it read holds what it held: the sources, what they load, and each `bicepconfig.json` above them, be it there or not.
 * Everything stays in memory, because compiled parameters may hold secrets. Failures are never kept; neither are templates that list folders, which no list of files describes.
 */
export class RememberingCompiler implements BicepCompiler {
  private readonly answers = new Map<string, Remembered>();

  constructor(private readonly compiler: ShadowingCompiler) {}

  version(signal?: AbortSignal): Promise<string> { return this.compiler.version(signal); }

  compile(file: string, signal?: AbortSignal): Promise<CompiledTemplate> { return this.remember(`compile ${file}`, { file, signal, isGood: hasSucceeded }, () => this.compiler.compile(file, signal)); }

  compileParameters(file: string, signal?: AbortSignal): Promise<CompiledParameters> { return this.remember(`compileParameters ${file}`, { file, signal, isGood: hasSucceeded }, () => this.compiler.compileParameters(file, signal)); }

  compileSymbolic(file: string, signal?: AbortSignal): Promise<CompiledTemplate> {
    return this.remember(`compileSymbolic ${file}`, { file, signal, isGood: hasSucceeded }, (references) => this.compiler.compileSymbolic(file, signal, references));
  }

  getMetadata(file: string, signal?: AbortSignal): Promise<TemplateMetadata> { return this.remember(`getMetadata ${file}`, { file, signal }, () => this.compiler.getMetadata(file, signal)); }

  listSymbols(file: string, signal?: AbortSignal): Promise<readonly DeclaredSymbol[]> { return this.remember(`listSymbols ${file}`, { file, signal }, () => this.compiler.listSymbols(file, signal)); }

  async listFileReferences(file: string, signal?: AbortSignal): Promise<readonly string[]> { return (await this.sourcesOf(file, signal)).references; }

  getSnapshot(file: string, scope: SnapshotScope, signal?: AbortSignal): Promise<string> {
    return this.remember(`getSnapshot ${JSON.stringify(scope)} ${file}`, { file, signal }, () => this.compiler.getSnapshot(file, scope, signal));
  }

  dispose(): Promise<void> {
    this.answers.clear();
    return this.compiler.dispose();
  }

  private async remember<T>(key: string, { file, signal, isGood = () => true }: { readonly file: string; readonly signal: AbortSignal | undefined; readonly isGood?: (answer: T) => boolean }, work: (references: readonly string[] | undefined) => Promise<T>): Promise<T> {
    const known = await this.recall(key);
    if (known) return known.answer as T;
    const sources = await this.sourcesOf(file, signal).catch((error: unknown) => { if (error instanceof InputError) return undefined; throw error; });
    const answer = await work(sources?.references);
    // What was edited meanwhile belongs to another answer.
    if (sources && isGood(answer) && await isUnchanged(sources)) this.keep(key, { sources, answer });
    return answer;
  }

  private async recall(key: string): Promise<Remembered | undefined> {
    const known = this.answers.get(key);
    if (!known) return undefined;
    this.answers.delete(key);
    if (!await isUnchanged(known.sources)) return undefined;
    this.keep(key, known);
    return known;
  }

  private keep(key: string, remembered: Remembered): void {
    this.answers.set(key, remembered);
    const [oldest] = this.answers.keys();
    if (this.answers.size > most && oldest !== undefined) this.answers.delete(oldest);
  }

  /** A module is among the sources of whoever uses it: a longer list only forgets sooner. */
  private async sourcesOf(file: string, signal: AbortSignal | undefined): Promise<Sources> {
    const known = await this.recall(`sources ${file}`) ?? await this.recallUser(file);
    if (known) return known.sources;
    const references = [...new Set([...await this.compiler.listFileReferences(file, signal), file])];
    const sources = { references, mark: await markOf(references) };
    this.keep(`sources ${file}`, { sources, answer: undefined });
    return sources;
  }

  private async recallUser(file: string): Promise<Remembered | undefined> {
    for (const [key, { sources }] of [...this.answers]) if (key.startsWith('sources ') && sources.references.includes(file)) { const user = await this.recall(key); if (user) return user; }
    return undefined;
  }
}

const hasSucceeded = ({ success }: { readonly success: boolean }): boolean => success;

const isUnchanged = async ({ references, mark }: Sources): Promise<boolean> => !mark.startsWith(unsteady) && await markOf(references) === mark;

/** Starts the mark of sources whose answers cannot be kept. */
const unsteady = 'unsteady';

async function markOf(references: readonly string[]): Promise<string> {
  const texts = await Promise.all([...new Set([...references, ...references.flatMap(configurationsAbove)])].sort().map(async (file) => [file, await read(file)] as const));
  if (texts.some(([file, text]) => /\.bicep(param)?$/i.test(file) && text?.includes('loadDirectoryFileInfo'))) return unsteady;
  const hash = createHash('sha256');
  for (const [file, text] of texts) hash.update(`${file}\0${text === undefined ? 'absent' : `${text.length}\0`}`).update(text ?? '');
  return hash.digest('hex');
}

/** The settings that hold for a file are those of the nearest folder that has some; one may be added at any time. */
function configurationsAbove(file: string): string[] {
  const folder = path.dirname(file);
  const parent = path.dirname(folder);
  return [path.join(folder, 'bicepconfig.json'), ...(parent === folder ? [] : configurationsAbove(folder))];
}

const read = (file: string): Promise<Buffer | undefined> => readFile(file).catch((error: NodeJS.ErrnoException) => {
  if (error.code === undefined) throw error;
  return undefined;
});
