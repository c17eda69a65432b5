import { errorAt, tokenize } from './tokens';
import type { QueryError, Token } from './tokens';

/** Walks over the tokens of a query. */
export class Cursor {
  private readonly tokens: readonly Token[];
  private position = 0;

  constructor(private readonly query: string) { this.tokens = tokenize(query); }

  get current(): Token { return this.tokens[this.position]!; }
  get following(): Token { return this.tokens[Math.min(this.position + 1, this.tokens.length - 1)]!; }

  next(): Token {
    const token = this.current;
    if (token.kind !== 'end') this.position++;
    return token;
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
