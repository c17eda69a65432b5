import { createHash } from 'node:crypto';
import { chmod, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import type { Fact } from '../../core/evidence';
import { isObject } from '../../core/json';
import type { AnswerStore } from '../../core/ports';
import type { JsonValue } from '../../core/values';
import { ensureAosFolder } from '../runs';
import { writeWhole } from '../workspace';

const version = 1;
/** More is not worth reading again. */
const mostBytes = 16 * 1024 * 1024;
/** Answers that depend on the variables of the process, too. */
const ofProcess = /^(compiled|declaredResources|nameAvailability|tool|bicepVersion) /;
/** They change with every command of a shell, and nothing reads them. */
const restless = new Set(['_', 'SHLVL', 'OLDPWD']);

/** `.aos/evidence/answers/<hash of the place>.json`, readable by its owner alone. */
export class AnswerFiles implements AnswerStore {
  private readonly folder: string;
  private readonly variables: string;

  constructor(private readonly root: string, variables: Readonly<Record<string, string | undefined>> = process.env) {
    this.folder = path.join(root, '.aos', 'evidence', 'answers');
    this.variables = hashOf(JSON.stringify(Object.entries(variables).filter(([name]) => !restless.has(name)).sort()));
  }

  async read(place: string): Promise<ReadonlyMap<string, Fact<unknown>>> {
    const kept = parse(await readFile(this.file(place), 'utf8').catch(() => ''));
    if (kept?.['version'] !== version || kept['place'] !== place || !isObject(kept['answers'])) return new Map();
    const isSame = kept['variables'] === this.variables;
    return new Map(Object.entries(kept['answers']).filter((entry): entry is [string, Fact<unknown> & JsonValue] => isFact(entry[1]) && (isSame || !ofProcess.test(entry[0]))));
  }

  async write(place: string, answers: ReadonlyMap<string, Fact<unknown>>): Promise<void> {
    const text = JSON.stringify({ version, place, variables: this.variables, answers: Object.fromEntries(answers) });
    if (text.length > mostBytes) return;
    // A disk that is full, or a folder that nobody may write to, costs the next run its time and nothing else.
    await ensureAosFolder(this.root, 'evidence', 'answers').then(() => writeWhole(this.file(place), text)).then(() => chmod(this.file(place), 0o600)).catch(() => undefined);
  }

  async clear(): Promise<void> { await rm(this.folder, { recursive: true, force: true }).catch(() => undefined); }

  private file(place: string): string { return path.join(this.folder, `${hashOf(place).slice(0, 32)}.json`); }
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const isFact = (value: unknown): boolean => isObject(value) && (value['state'] === 'answered' || value['state'] === 'absent') && typeof value['at'] === 'string' && !Number.isNaN(Date.parse(value['at']));

function parse(text: string): { readonly [name: string]: JsonValue } | undefined {
  try { const value = JSON.parse(text) as JsonValue; return isObject(value) ? value : undefined; } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
