import { isRecord } from '../../protocol';

/** What a command was called on: a tree item, a page's intent, an argument of a key binding, or nothing. */
export interface Subject {
  readonly environment?: string;
  readonly runId?: string;
  readonly resourceId?: string;
  readonly group?: string;
  readonly approvedPlanHash?: string;
  /** A file: a parameters file when the command was called on its editor. */
  readonly file?: string;
  /** Zero-based. */
  readonly line?: number;
}

/** Reads the argument of a command; whatever has another shape is as good as none. */
export function subjectOf(argument: unknown): Subject {
  if (typeof argument === 'string') return { environment: argument };
  if (!isRecord(argument)) return {};
  if (typeof argument.fsPath === 'string') return { file: argument.fsPath };
  const source = isRecord(argument.subject) ? argument.subject : argument;
  const names = ['environment', 'runId', 'resourceId', 'group', 'approvedPlanHash', 'file'] as const;
  const texts = Object.fromEntries(names.flatMap((name) => (typeof source[name] === 'string' ? [[name, source[name]]] : [])));
  return Number.isSafeInteger(source.line) ? { ...texts, line: source.line as number } : texts;
}
