import { createHash } from 'node:crypto';
import { open, readdir, readFile, truncate, type FileHandle } from 'node:fs/promises';
import path from 'node:path';
import { isRunId, type RunEvent } from '../../core/deployment';
import { EnvironmentError, InputError } from '../../core/errors';
import type { RunJournal } from '../../core/ports';
import { ensureAosFolder } from './aosFolder';

/** One line of a journal. `chain` is SHA-256 over the line before and this event, so that a line changed or taken out later shows. */
interface Line { readonly event: RunEvent; readonly chain: string }
const start = '0'.repeat(64);

/** `.aos/runs/<run id>.jsonl`, one event a line, synced before `append` resolves. One process writes a run: the one that holds its environment's lock. */
export class FileRunJournal implements RunJournal {
  /** Chain after the last line, for runs this process has written to. */
  private readonly tails = new Map<string, Promise<string>>();

  constructor(private readonly root: string) {}

  append(runId: string, event: RunEvent): Promise<void> {
    const tail = (this.tails.get(runId) ?? this.openTail(runId)).then((previous) => this.write(runId, event, previous));
    // After a failed write the file may end in half a line: the next append looks again.
    this.tails.set(runId, tail.catch(() => this.openTail(runId)));
    this.tails.get(runId)?.catch(() => this.tails.delete(runId));
    return tail.then(() => undefined, (error: unknown) => { throw unwritable(this.file(runId), error); });
  }

  async read(runId: string): Promise<readonly RunEvent[]> { return (await this.readLines(runId)).map((line) => line.event); }

  async list(): Promise<readonly string[]> {
    const names = await readdir(path.join(this.root, '.aos', 'runs')).catch(absentAs<string[]>([]));
    const ids = names.filter((name) => name.endsWith('.jsonl')).map((name) => name.slice(0, -'.jsonl'.length));
    return ids.filter(isRunId).sort().reverse();
  }

  /** Number of the first line (from 1) that does not follow from those before it; undefined: the journal is as it was written. */
  async findTampering(runId: string): Promise<number | undefined> {
    let previous = start;
    for (const [index, line] of (await this.readLines(runId)).entries()) {
      if (line.chain !== chainOf(previous, JSON.stringify(line.event))) return index + 1;
      previous = line.chain;
    }
    return undefined;
  }

  private async write(runId: string, event: RunEvent, previous: string): Promise<string> {
    const text = JSON.stringify(event);
    const chain = chainOf(previous, text);
    const handle = await this.openFile(this.file(runId));
    try {
      // A plan may be megabytes: it is turned into text once.
      await handle.appendFile(`{"event":${text},"chain":"${chain}"}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    return chain;
  }

  /** Folders are there but for the first time, or when somebody has taken them away. */
  private async openFile(file: string): Promise<FileHandle> {
    try {
      return await open(file, 'a', 0o600);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await ensureAosFolder(this.root, 'runs');
      return open(file, 'a', 0o600);
    }
  }

  /** Cuts off what a crash left of a half-written line, so that the next line stands on its own. */
  private async openTail(runId: string): Promise<string> {
    const file = this.file(runId);
    const content = await readFile(file).catch(absentAs(Buffer.alloc(0)));
    const whole = content.lastIndexOf(0x0a) + 1;
    if (whole < content.length) await truncate(file, whole);
    return (await this.readLines(runId)).at(-1)?.chain ?? start;
  }

  private async readLines(runId: string): Promise<readonly Line[]> {
    const text = await readFile(this.file(runId), 'utf8').catch(absentAs(''));
    const lines = text.split('\n');
    return lines.flatMap((line, index) => parseLine(line, index === lines.length - 1, this.file(runId), index + 1));
  }

  private file(runId: string): string {
    if (!isRunId(runId)) throw new InputError('Run.BadId', `"${runId}" is not the ID of a run.`, { nextStep: 'List the runs with "aos-deploy history".' });
    return path.join(this.root, '.aos', 'runs', `${runId}.jsonl`);
  }
}

/** The text after the last newline is a torn line or nothing. A broken line before it is damage that must be seen. */
function parseLine(text: string, isLast: boolean, file: string, number: number): readonly Line[] {
  if (isLast || text === '') return [];
  try {
    const line: unknown = JSON.parse(text);
    if (isLine(line)) return [line];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new InputError('Journal.Damaged', `Line ${number} of the run journal ${file} cannot be read.`, { nextStep: 'Restore the file, or move it away: the audit still holds the run.', location: { file } });
}

function isLine(value: unknown): value is Line {
  if (value === null || typeof value !== 'object' || !('event' in value) || !('chain' in value) || typeof value.chain !== 'string') return false;
  const event = value.event;
  return event !== null && typeof event === 'object' && 'type' in event && typeof event.type === 'string' && 'at' in event && typeof event.at === 'string';
}

/** `event` as its JSON text. */
const chainOf = (previous: string, event: string): string => createHash('sha256').update(previous).update(event).digest('hex');

function absentAs<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => { if (error.code === 'ENOENT') return value; throw error; };
}

function unwritable(file: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof InputError) return error;
  return new EnvironmentError('Journal.Unwritable', `The run journal ${file} cannot be written: ${error.message}`, { cause: error, nextStep: 'Free disk space or correct the rights of the folder .aos, then resume the run.' });
}
