import { appendFile, readFile, rename } from 'node:fs/promises';
import path from 'node:path';
import { EnvironmentError } from '../../core/errors';
import type { EvidenceRecord, EvidenceRecords, RecordKind } from '../../core/evidence';
import { ensureAosFolder } from '../runs';
import { writeWhole } from '../workspace';

/** So many are kept of a kind; older ones go when a file has twice as many. */
const kept = 500;
/** Large ones that only the newest of is asked for. */
const keptPlans = 5;

/** `.aos/evidence/records/<environment>/<kind>.jsonl`, one record a line, the newest last. A line that cannot be read is left out; a file without any sound line is kept aside. */
export class EvidenceRecordFiles implements EvidenceRecords {
  constructor(private readonly root: string) {}

  async list(environment: string, kind: RecordKind): Promise<readonly EvidenceRecord[]> {
    const lines = await this.read(this.file(environment, kind));
    return lines.map(parseRecord).filter((one): one is EvidenceRecord => one !== undefined).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
  }

  async add(environment: string, kind: RecordKind, record: EvidenceRecord): Promise<void> {
    const file = this.file(environment, kind);
    try {
      await ensureAosFolder(this.root, 'evidence', 'records', safe(environment));
      await appendFile(file, `${JSON.stringify(record)}\n`);
      const limit = kind === 'plan' ? keptPlans : kept;
      const lines = await this.read(file);
      if (lines.length > limit * 2) await writeWhole(file, `${lines.slice(-limit).join('\n')}\n`);
    } catch (error) {
      throw new EnvironmentError('File.NotWritten', `${file} could not be written: ${(error as Error).message}`, { cause: error, nextStep: 'Make room or correct the rights of the folder .aos.' });
    }
  }

  private async read(file: string): Promise<readonly string[]> {
    let text: string;
    try { text = await readFile(file, 'utf8'); } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw new EnvironmentError('File.Unreadable', `${file} cannot be read: ${(error as Error).message}`, { cause: error, nextStep: 'Correct the rights of the folder .aos.' });
    }
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    if (lines.length > 0 && lines.every((line) => parseRecord(line) === undefined)) { await rename(file, `${file}.damaged`); return []; }
    return lines;
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
