import { appendFileSync, writeFileSync } from 'node:fs';
import type { ErrorDocument, RunEvent } from '../core/deployment';
import { InputError } from '../core/errors';

export interface Streams { readonly out: (text: string) => void; readonly err: (text: string) => void }

/** What the tool says: one document or text on standard output, progress on standard error, events in a file. */
export class Output {
  private printed = false;

  constructor(private readonly streams: Streams, readonly isJson: boolean, private readonly eventsFile?: string) {
    if (eventsFile !== undefined) this.openEvents(eventsFile);
  }

  /** The result of the command: the document with --json, else the text. */
  result(document: object, text: () => string): void {
    if (this.printed) return;
    this.printed = true;
    this.streams.out(this.isJson ? `${JSON.stringify(document)}\n` : ensureNewline(text()));
  }

  /** A text that is the whole output whatever --json says, such as a plan in a format asked for. */
  raw(text: string): void {
    this.printed = true;
    this.streams.out(ensureNewline(text));
  }

  progress(line: string): void { this.streams.err(`${line}\n`); }

  /** With --json the document says it; for people it goes to standard error. */
  error(error: ErrorDocument): void {
    if (this.isJson && !this.printed) {
      this.printed = true;
      const { kind: _kind, ...shown } = error;
      this.streams.out(`${JSON.stringify({ error: shown })}\n`);
    }
    this.streams.err(renderError(error));
  }

  event(runId: string, event: RunEvent): void {
    if (this.eventsFile !== undefined) appendFileSync(this.eventsFile, `${JSON.stringify({ runId, ...event })}\n`);
  }

  private openEvents(file: string): void {
    try {
      writeFileSync(file, '');
    } catch (error) {
      throw new InputError('Cli.EventsFile', `The events file ${file} cannot be written: ${(error as Error).message}`, { cause: error, nextStep: 'Name a file in a folder that exists and can be written.' });
    }
  }
}

export function renderError(error: ErrorDocument): string {
  const start = error.range?.start;
  const place = error.file && !error.message.includes(error.file) ? `${error.file}${start ? `(${start.line + 1},${start.character + 1})` : ''}: ` : '';
  const details = Array.isArray(error.details) ? error.details.map(renderDetail).filter((line) => line !== '' && !error.message.includes(line)) : [];
  return [`Error: ${place}${error.message} [${error.code}]`, ...details.map((line) => `  - ${line}`), ...(error.nextStep ? [`Next: ${error.nextStep}`] : []), ''].join('\n');
}

function renderDetail(detail: unknown): string {
  if (detail === null || typeof detail !== 'object' || !('message' in detail)) return '';
  return `${String(detail.message)}${'code' in detail ? ` [${String(detail.code)}]` : ''}${'resourceId' in detail ? ` (${String(detail.resourceId)})` : ''}`;
}

const ensureNewline = (text: string): string => (text.endsWith('\n') ? text : `${text}\n`);
