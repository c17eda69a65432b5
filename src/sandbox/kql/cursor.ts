import { errorAt, tokenize } from './tokens';
import type { Expression, Query } from './syntax';
import type { QueryError, Token } from './tokens';

/** Resource Graph takes one tabular expression over one table; logs take `let`, `union` and `print` in front, and more operators. */
export type Dialect = 'resourceGraph' | 'logs';

const mostTokens = 4000, deepest = 64;

/** Walks over the tokens of a query. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private position = 0;
  /** What `let` has named so far. */
  private readonly values = new Map<string, { readonly meaning: Expression; readonly size: number }>();
  private readonly tables = new Map<string, { readonly meaning: Query; readonly size: number }>();
  /** Words read so far, with all that names stand for. */
  private size = 0;
  private depth = 0;

  constructor(private readonly query: string, readonly dialect: Dialect = 'resourceGraph') { 
    this.tokens = tokenize(query);
    if (this.tokens.length > mostTokens) throw this.error(`A query of more than ${mostTokens} words and signs is not supported by the sandbox.`, this.tokens[mostTokens]);
  }

  get current(): Token { return this.tokens[this.position]!; }
  get following(): Token { return this.ahead(1); }
  ahead(count: number): Token { return this.tokens[Math.min(this.position + count, this.tokens.length - 1)]!; }

  next(): Token {
    const token = this.current;
    if (token.kind !== 'end') { this.position++; this.grow(1); }
    return token;
  }

  /** Reads what a `let` names. */
  nameValue(name: string, read: (cursor: Cursor) => Expression): void { const before = this.size; this.values.set(name, { meaning: read(this), size: this.size - before }); }
  nameTable(name: string, read: (cursor: Cursor) => Query): void { const before = this.size; this.tables.set(name, { meaning: read(this), size: this.size - before }); }

  hasTable(name: string): boolean { return this.tables.has(name); }
  hasValue(name: string): boolean { return this.values.has(name); }

  /** What a name stands for. A name may stand for others many times, so that a short query can be a long one. */
  value(name: string): Expression | undefined { const found = this.values.get(name); if (found) this.grow(found.size); return found?.meaning; }
  table(name: string): Query | undefined { const found = this.tables.get(name); if (found) this.grow(found.size); return found?.meaning; }

  private grow(by: number): void {
    this.size += by;
    if (this.size > mostTokens * 4) this.fail('The query is too long with all that its names stand for.');
  }

  /** Reads what stands in parentheses and the like; refuses what would end in a stack overflow. */
  deeper<T>(read: (cursor: Cursor) => T): T {
    if (this.depth >= deepest) this.fail(`The query is nested more than ${deepest} times.`);
    this.depth++;
    try { return read(this); } finally { this.depth--; }
  }

  /** Whether the token is a sign or word with this text. */
  is(...texts: readonly string[]): boolean { return ['sign', 'name'].includes(this.current.kind) && texts.includes(this.current.text); }

  /** Takes the token when it has one of the texts. */
  accept(...texts: readonly string[]): Token | undefined { return this.is(...texts) ? this.next() : undefined; }

  expect(text: string): Token { return this.accept(text) ?? this.fail(`'${text}' is expected here.`); }

  name(what: string): Token {
    if (this.current.kind !== 'name') return this.fail(`${what} is expected here.`);
    return this.next();
  }

  fail(message: string, at: Token = this.current): never { throw this.error(message, at); }
  error(message: string, at: Pick<Token, 'at' | 'text'> = this.current): QueryError { return errorAt(this.query, at.at, message, at.text || 'end of query'); }
}
