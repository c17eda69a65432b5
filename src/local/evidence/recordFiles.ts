import { appendFile, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../../core/errors';
import type { EvidenceRecord, EvidenceRecords, RecordKind } from '../../core/evidence';
import { ensureAosFolder, waitForLock } from '../runs';
import { writeWhole } from '../workspace';

/** So many are kept of a kind; older ones go when a file has twice as many. */
const kept = 500;
/** Large ones that only the newest of is asked for. */
const keptPlans = 5;

/** `.aos/evidence/records/<environment>/<kind>.jsonl`, one record a line, the newest last. A line that cannot be read is left out; a file without any sound line is kept aside when it is written next. */
export class EvidenceRecordFiles implements EvidenceRecords {
  constructor(private readonly root: string) {}

  async list(environment: string, kind: RecordKind): Promise<readonly EvidenceRecord[]> {
    const lines = (await this.text(this.file(environment, kind))).split('\n');
    return lines.map(parseRecord).filter((one): one is EvidenceRecord => one !== undefined).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  }

  async add(environment: string, kind: RecordKind, record: EvidenceRecord): Promise<void> {
    const file = this.file(environment, kind);
    try {
      await ensureAosFolder(this.root, 'evidence', 'records', safe(environment));
      const lock = await waitForLock(`${file}.lock`, kind, ({ processId }) => new EnvironmentError('Evidence.Busy', `Another window (process ${processId}) has been writing ${file} for long.`, { nextStep: 'Try again, or close the other window.' }));
      try { await this.append(file, record, kind === 'plan' ? keptPlans : kept); } finally { await lock.release(); }
    } catch (error) {
      if (error instanceof EnvironmentError) throw error;
      throw new EnvironmentError('File.NotWritten', `${file} could not be written: ${(error as Error).message}`, { cause: error, nextStep: 'Make room or correct the rights of the folder .aos.' });
    }
  }

  /** Windows take turns: whoever writes the file anew would else lose what another one appends meanwhile. A last line that was cut ends before the new one begins. */
  private async append(file: string, record: EvidenceRecord, limit: number): Promise<void> {
    const text = await this.text(file);
    const lines = await this.sound(file, text);
    const line = JSON.stringify(record);
    if (lines.length >= limit * 2) await writeWhole(file, `${[...lines, line].slice(-limit).join('\n')}\n`);
    else await appendFile(file, `${text === '' || text.endsWith('\n') || lines.length === 0 ? '' : '\n'}${line}\n`);
  }

  private async text(file: string): Promise<string> {
    try { return await readFile(file, 'utf8'); } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
      throw new EnvironmentError('File.Unreadable', `${file} cannot be read: ${(error as Error).message}`, { cause: error, nextStep: 'Correct the rights of the folder .aos.' });
    }
  }

  /** Lines that are not blank; none, and the file aside, where not one of them can be read. */
  private async sound(file: string, text: string): Promise<readonly string[]> {
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length === 0 || lines.some((line) => parseRecord(line) !== undefined)) return lines;
    await rename(file, `${file}.damaged`);
    return [];
  }

  private file(environment: string, kind: RecordKind): string {
    return path.join(this.root, '.aos', 'evidence', 'records', safe(environment), `${safe(kind)}.jsonl`);
  }
}

/** Names of environments are free; those of files are not. */
const safe = (name: string): string => encodeURIComponent(name).replace(/^\.+/, '_').replaceAll('*', '%2A');

function parseRecord(line: string): EvidenceRecord | undefined {
  try {
    const value = JSON.parse(line) as Partial<EvidenceRecord> | null;
    return value && typeof value.at === 'string' && !Number.isNaN(Date.parse(value.at)) && value.value !== undefined ? value as EvidenceRecord : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
