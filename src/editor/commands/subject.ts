import { isRecord, type SettingsChoice } from '../../protocol';
import { isListOfStrings } from '../../protocol/guards';

/** What a command was called on: a tree item, a page's intent, an argument of a key binding, or nothing. */
export interface Subject {
  readonly environment?: string;
  readonly runId?: string;
  readonly resourceId?: string;
  readonly group?: string;
  readonly approvedPlanHash?: string;
  /** Item of the checklist, or several. */
  readonly item?: string;
  readonly items?: readonly string[];
  /** Application settings to put back after the deployment. */
  readonly restore?: readonly SettingsChoice[];
  /** Name of a function app of the workspace. */
  readonly application?: string;
  readonly slot?: string;
  /** Id of an agent or MCP server, and which of the two. */
  readonly configuration?: string;
  readonly configurationKind?: 'agent' | 'server';
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
  const names = ['environment', 'runId', 'resourceId', 'group', 'approvedPlanHash', 'application', 'slot', 'configuration', 'file', 'item'] as const;
  const texts = Object.fromEntries(names.flatMap((name) => (typeof source[name] === 'string' ? [[name, source[name]]] : [])));
  const items = Array.isArray(source.items) && source.items.every((one) => typeof one === 'string') ? { items: source.items as readonly string[] } : {};
  const kind = source.configurationKind === 'agent' || source.configurationKind === 'server' ? { configurationKind: source.configurationKind } as const : {};
  return { ...texts, ...kind, ...items, ...(Number.isSafeInteger(source.line) ? { line: source.line as number } : {}), ...(isChoices(source.restore) ? { restore: source.restore } : {}) };
}

const isChoices = (value: unknown): value is readonly SettingsChoice[] => Array.isArray(value) && value.every((choice: unknown) => isRecord(choice) && typeof choice.siteId === 'string' && isListOfStrings(choice.names));
