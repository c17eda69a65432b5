/** A query is refused, at a place in its text. Lines and columns start with 1. */
export class QueryError extends Error {
  constructor(message: string, readonly line: number, readonly column: number, readonly token: string) {
    super(message);
    this.name = 'QueryError';
  }
}

export interface Token {
  readonly kind: 'name' | 'number' | 'timespan' | 'text' | 'sign' | 'end';
  readonly text: string;
  /** Decoded text of a string literal; milliseconds of a timespan. */
  readonly value?: string | number;
  readonly at: number;
}

const patterns: readonly (readonly [Token['kind'] | 'space', RegExp])[] = [
  ['space', /(?:\s+|\/\/[^\n]*)+/y],
  ['timespan', /\d+(?:\.\d+)?(?:d|h|m|s|ms|min|sec|day|days|hour|hours|minute|minutes|second|seconds|millisecond|milliseconds|microsecond|microseconds|tick|ticks)\b/y],
  ['number', /\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y],
  ['text', /[hH]?@"(?:[^"]|"")*"|[hH]?@'(?:[^']|'')*'|[hH]?"(?:[^"\\\n]|\\.)*"|[hH]?'(?:[^'\\\n]|\\.)*'/y],
  // `!in~`, `!contains` and the like are one word each; so are names with hyphens of the operators.
  ['name', /!(?:in~|in\b|between\b|contains_cs|contains|hasprefix_cs|hasprefix|hassuffix_cs|hassuffix|has_cs|has|startswith_cs|startswith|endswith_cs|endswith)|in~|mv-expand|project-away|project-rename|project-reorder|project-keep|make-series|[A-Za-z_$][A-Za-z0-9_]*/y],
  ['sign', /==|=~|!=|!~|<=|>=|<>|\.\.|[|()[\]{},.=<>+\-*/%:;]/y],
];

const unitMs: Readonly<Record<string, number>> = { d: 86_400_000, day: 86_400_000, days: 86_400_000, h: 3_600_000, hour: 3_600_000, hours: 3_600_000, m: 60_000, min: 60_000, minute: 60_000, minutes: 60_000, s: 1000, second: 1000, seconds: 1000, sec: 1000, ms: 1, millisecond: 1, milliseconds: 1, microsecond: 0.001, microseconds: 0.001, tick: 0.0001, ticks: 0.0001 };

/** @throws QueryError at the first character that starts no token. */
export function tokenize(query: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < query.length;) {
    const match = patterns.map(([kind, pattern]) => { pattern.lastIndex = at; return [kind, pattern.exec(query)?.[0]] as const; }).find(([, text]) => text !== undefined && text.length > 0);
    if (!match?.[1]) throw errorAt(query, at, `The character '${query[at] ?? ''}' is not expected here.`, query[at] ?? '');
    const [kind, text] = match as [Token['kind'] | 'space', string];
    if (kind !== 'space') tokens.push({ kind, text, at, ...valueOf(kind, text) });
    at += text.length;
  }
  return [...tokens, { kind: 'end', text: '', at: query.length }];
}

export function errorAt(query: string, at: number, message: string, token: string): QueryError {
  const lines = query.slice(0, at).split('\n');
  return new QueryError(message, lines.length, (lines.at(-1)?.length ?? 0) + 1, token);
}

function valueOf(kind: Token['kind'], text: string): { value?: string | number } {
  if (kind === 'text') return { value: decode(text) };
  return kind === 'timespan' ? { value: spanMs(text) ?? 0 } : {};
}

/** Milliseconds of `2h` or `1.5d`; undefined for anything else. */
export function spanMs(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)([a-z]+)$/.exec(text) ?? [];
  return amount === undefined || !Object.hasOwn(unitMs, unit) ? undefined : Number(amount) * unitMs[unit]!;
}

function decode(literal: string): string {
  const text = literal.replace(/^[hH]/, '');
  if (text.startsWith('@')) return text.slice(2, -1).replaceAll(text[1]!.repeat(2), text[1]!);
  return text.slice(1, -1).replace(/\\u([0-9a-fA-F]{4})|\\(.)/g, (_, code: string | undefined, one: string) => (code ? String.fromCharCode(parseInt(code, 16)) : ({ n: '\n', t: '\t', r: '\r', 0: '\0' }[one] ?? one)));
}
