import { createHash } from 'node:crypto';
import { chmod, open, readFile, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { foldEvidence, type EvidenceEntry } from '../../core/checklist';
import { EnvironmentError } from '../../core/errors';
import { isObject } from '../../core/json';
import type { EvidenceDamage, EvidenceStore } from '../../core/ports';
import { ensureAosFolder, waitForLock, type ProcessLock } from '../runs';
import { writeWhole } from '../workspace/workspaceFolder';

/** A file that grew past this is written anew with what counts: the newest of each item, and every attestation. */
const compactAboveBytes = 8 * 1024 * 1024;

/**
 * One file an environment, `.aos/evidence/<environment>.jsonl`: a line for each entry, begun by the first 8 hex digits of its SHA-256, so that a line that
 * was cut or changed is seen. Windows that write at once take turns by a lock.
 */
export class EvidenceFolder implements EvidenceStore {
  constructor(private readonly root: string) {}

  async read(environment: string): Promise<{ readonly entries: readonly EvidenceEntry[]; readonly damage?: EvidenceDamage }> {
    const { entries, damagedLines } = parse(await this.text(environment), 'reading');
    return { entries, ...(damagedLines > 0 && { damage: { lines: damagedLines } }) };
  }

  async append(environment: string, entries: readonly EvidenceEntry[]): Promise<EvidenceDamage | undefined> {
    if (entries.length === 0) return undefined;
    await this.prepare(environment);
    let lock: ProcessLock | undefined;
    try {
      lock = await this.lock(environment);
      return await this.write(environment, entries);
    } catch (error) {
      if (error instanceof EnvironmentError && error.code === 'Evidence.Busy') throw error;
      throw new EnvironmentError('Evidence.Unwritable', `The evidence of ${environment} could not be kept: ${(error as Error).message}`, { cause: error, nextStep: 'Make room or correct the permissions of the folder .aos/evidence, then try again.' });
    } finally {
      await lock?.release();
    }
  }

  private async write(environment: string, entries: readonly EvidenceEntry[]): Promise<EvidenceDamage | undefined> {
    const file = this.file(environment);
    const known = await this.text(environment);
    const { entries: readable, damagedLines, hasEnd } = parse(known, 'writing');
    if (damagedLines > 0) {
      const keptAs = await this.keepAside(file);
      await this.rewrite(file, [...readable, ...entries]);
      return { lines: damagedLines, keptAs };
    }
    if (known !== undefined && known.length > compactAboveBytes) await this.rewrite(file, [...compact(readable), ...entries]);
    else await appendSynced(file, `${hasEnd ? '' : '\n'}${toText(entries)}`);
    return undefined;
  }

  /** For the owner alone, as the file was. */
  private async rewrite(file: string, entries: readonly EvidenceEntry[]): Promise<void> {
    await writeWhole(file, toText(entries));
    await chmod(file, 0o600);
  }

  private async keepAside(file: string): Promise<string> {
    for (let count = 1; ; count++) {
      const aside = `${file.slice(0, -'.jsonl'.length)}.damaged-${count}.jsonl`;
      if (await stat(aside).then(() => true, () => false)) continue;
      await rename(file, aside);
      return aside;
    }
  }

  private lock(environment: string): Promise<ProcessLock> {
    return waitForLock(`${this.file(environment)}.lock`, environment, ({ processId }) =>
      new EnvironmentError('Evidence.Busy', `Another window (process ${processId}) has been writing the evidence of ${environment} for long.`, { nextStep: 'Try again, or close the other window.' }));
  }

  private async prepare(environment: string): Promise<void> {
    try { await ensureAosFolder(this.root, 'evidence'); } catch (error) {
      throw new EnvironmentError('Evidence.Unwritable', `The evidence of ${environment} could not be kept: ${(error as Error).message}`, { cause: error, nextStep: 'Correct the permissions of the folder .aos, then try again.' });
    }
  }

  /** Undefined where something else stands in the place of the file. */
  private async text(environment: string): Promise<string | undefined> {
    try { return await readFile(this.file(environment), 'utf8'); } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      if ((error as NodeJS.ErrnoException).code === 'EISDIR') return undefined;
      throw new EnvironmentError('Evidence.Unreadable', `The evidence of ${environment} cannot be read: ${(error as Error).message}`, { cause: error, nextStep: 'Correct the permissions of the folder .aos/evidence, then try again.' });
    }
  }

  private file(environment: string): string { return path.join(this.root, '.aos', 'evidence', `${fileNameOf(environment)}.jsonl`); }
}

/** Names that files cannot have get their hash instead; names that differ only in case do not meet on any disk. */
const fileNameOf = (environment: string): string => (/^[a-z0-9][a-z0-9-]{0,60}$/.test(environment) ? environment : `_${createHash('sha256').update(environment).digest('hex').slice(0, 24)}`);

const sumOf = (json: string): string => createHash('sha256').update(json).digest('hex').slice(0, 8);
const toText = (entries: readonly EvidenceEntry[]): string => entries.map((entry) => { const json = JSON.stringify(entry); return `${sumOf(json)} ${json}\n`; }).join('');

/**
 * Blank lines, a mark in front and line ends of an editor are no damage. While reading, a last line that has no end and is not whole may be one that another
 * window is writing just now; whoever holds the lock knows that it was cut.
 */
function parse(text: string | undefined, purpose: 'reading' | 'writing'): { readonly entries: readonly EvidenceEntry[]; readonly damagedLines: number; readonly hasEnd: boolean } {
  if (text === undefined) return { entries: [], damagedLines: 1, hasEnd: true };
  const lines = text.replace(/^\ufeff/, '').split(/\r?\n/);
  const entries: EvidenceEntry[] = [];
  let damagedLines = 0;
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    const entry = parseLine(line);
    if (entry) entries.push(entry); else if (index < lines.length - 1 || purpose === 'writing') damagedLines += 1;
  }
  return { entries, damagedLines, hasEnd: text === '' || text.endsWith('\n') };
}

function parseLine(line: string): EvidenceEntry | undefined {
  const json = line.slice(9);
  if (line[8] !== ' ' || sumOf(json) !== line.slice(0, 8)) return undefined;
  try {
    const value: unknown = JSON.parse(json);
    return isEntry(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const isEntry = (value: unknown): value is EvidenceEntry & object => isObject(value) && typeof value['kind'] === 'string' && typeof value['at'] === 'string' && (value['kind'] === 'run' ? Array.isArray(value['same']) && isObject(value['bound']) : typeof value['item'] === 'string' && isObject(value['bound']));

async function appendSynced(file: string, text: string): Promise<void> {
  const handle = await open(file, 'a', 0o600);
  try { await handle.writeFile(text); await handle.sync(); } finally { await handle.close(); }
}

/** Of what is measured the newest, as it was found again last, and ten before it; of what people said everything. */
function compact(entries: readonly EvidenceEntry[]): readonly EvidenceEntry[] {
  const { measured, lastRun } = foldEvidence(entries);
  const left = new Map<string, number>();
  const kept = entries.toReversed().flatMap((entry): readonly EvidenceEntry[] => {
    if (entry.kind === 'run') return [];
    if (entry.kind !== 'check' && entry.kind !== 'action') return [entry];
    const count = (left.get(entry.item) ?? 0) + 1;
    left.set(entry.item, count);
    return count === 1 ? [measured.get(entry.item) ?? entry] : count <= 11 ? [entry] : [];
  });
  return [...kept.toReversed(), ...(lastRun ? [{ ...lastRun, same: [] }] : [])];
}
