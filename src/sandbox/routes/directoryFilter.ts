import type { JsonValue } from '../../armTemplate';
import { badRequest } from '../armError';
import { member } from '../json';

export type DirectoryItem = Readonly<Record<string, JsonValue>>;

/**
 * The filters that clients of role assignments send: `name eq 'text'`, `startswith(name,'text')`, `names/any(x:x eq 'text')`, joined by `and` or `or`.
 * @throws ArmError 400 `Request_UnsupportedQuery` for any other.
 */
export function parseDirectoryFilter(text: string): (item: DirectoryItem) => boolean {
  const choices = splitAt(text, 'or').map((choice) => splitAt(choice, 'and').map(parseTerm));
  return (item) => choices.some((terms) => terms.every((term) => term(item)));
}

/** Words inside of quotes join nothing. */
const splitAt = (text: string, word: string): string[] => text.split(new RegExp(`\\s+${word}\\s+(?=(?:[^']*'[^']*')*[^']*$)`, 'i'));

function parseTerm(text: string): (item: DirectoryItem) => boolean {
  const term = text.trim().replace(/^\((.*)\)$/s, '$1');
  const equal = /^(\w+)\s+eq\s+(?:'((?:[^']|'')*)'|(true|false)|([0-9a-f-]{36}))$/i.exec(term);
  if (equal) return (item) => isSame(member(item as never, equal[1]!), unquote(equal[2] ?? equal[3] ?? equal[4] ?? ''));
  const start = /^startswith\(\s*(\w+)\s*,\s*'((?:[^']|'')*)'\s*\)$/i.exec(term);
  if (start) return (item) => String(member(item as never, start[1]!) ?? '').toLowerCase().startsWith(unquote(start[2]!).toLowerCase());
  const any = /^(\w+)\/any\(\s*(\w+)\s*:\s*\2\s+eq\s+'((?:[^']|'')*)'\s*\)$/i.exec(term);
  if (any) return (item) => { const values = member(item as never, any[1]!); return Array.isArray(values) && values.some((value) => isSame(value, unquote(any[3]!))); };
  throw badRequest('Request_UnsupportedQuery', `The filter '${text.slice(0, 200)}' is not one that the sandbox's directory understands.`);
}

const unquote = (text: string): string => text.replaceAll("''", "'");
const isSame = (value: JsonValue | undefined, text: string): boolean => String(value ?? '').toLowerCase() === text.toLowerCase();
