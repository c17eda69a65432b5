import type { Span, SyntaxProblem, Token } from './syntax';

/** A place in a list of tokens. Inside brackets line ends are blanks, outside they end a statement. */
export class Cursor {
  #index = 0;
  #lastEnd = 0;
  readonly problems: SyntaxProblem[] = [];

  constructor(private readonly tokens: readonly Token[]) {}

  get token(): Token { return this.tokens[Math.min(this.#index, this.tokens.length - 1)]!; }
  /** End of the last token taken. */
  get lastEnd(): number { return this.#lastEnd; }
  get index(): number { return this.#index; }
  get atEnd(): boolean { return this.token.kind === 'end'; }

  get atLineEnd(): boolean { return this.token.kind === 'newline' || this.atEnd; }

  /** A place to come back to with `rewind`. */
  mark(): { readonly index: number; readonly lastEnd: number } { return { index: this.#index, lastEnd: this.#lastEnd }; }
  rewind({ index, lastEnd }: { readonly index: number; readonly lastEnd: number }): void { this.#index = index; this.#lastEnd = lastEnd; }

  peek(ahead: number): Token { return this.tokens[Math.min(this.#index + ahead, this.tokens.length - 1)]!; }

  is(text: string): boolean { return (this.token.kind === 'punctuation' || this.token.kind === 'identifier') && this.token.text === text; }

  take(): Token {
    const token = this.token;
    if (token.kind !== 'end') this.#index++;
    this.#lastEnd = token.end;
    return token;
  }

  takeIf(text: string): Token | undefined { return this.is(text) ? this.take() : undefined; }

  /** Behind an item of a list: what parts it from the next one must be there, and only once. `commaEndsLine`: a line may end after a comma. */
  checkSeparator(commaEndsLine: boolean): void {
    const { token } = this;
    const next = this.peek(1);
    if (token.kind === 'newline' || token.kind === 'end' || this.is(')') || this.is(']') || this.is('}') || this.startsStatement()) return;
    if (!this.is(',')) return this.problem(token, 'A comma or a new line is expected here.');
    if (next.text === ',') this.problem(next, 'A value is expected between the commas.');
    else if (next.kind === 'newline' && !commaEndsLine) this.problem({ start: next.start, end: next.start }, 'No line may end with a comma here.');
  }

  /** Inside brackets: over line ends and commas. False where the list is over, by a closing bracket or because a statement begins. */
  nextItem(): boolean {
    while (this.token.kind === 'newline' || this.is(',')) this.#index++;
    return !(this.atEnd || this.is(')') || this.is(']') || this.is('}') || this.startsStatement());
  }

  /** Over line ends, when one of these words comes behind them: an expression goes on there. */
  skipNewlinesBefore(...words: readonly string[]): void {
    let ahead = 0;
    while (this.peek(ahead).kind === 'newline') ahead++;
    if (ahead > 0 && words.includes(this.peek(ahead).text) && this.peek(ahead).kind === 'punctuation') this.#index += ahead;
  }

  skipNewlines(): void { while (this.token.kind === 'newline') this.#index++; }

  /** Moves to the end of the line, over whatever brackets were opened on it. Returns where it stopped. */
  skipStatement(): number {
    let depth = 0;
    while (!this.atEnd && !(this.token.kind === 'newline' && depth <= 0)) {
      if (this.token.kind === 'newline' && this.startsStatement(1)) break;
      const { text } = this.take();
      if (text === '{' || text === '(' || text === '[') depth++;
      if (text === '}' || text === ')' || text === ']') depth--;
    }
    return this.#lastEnd;
  }

  /** A word that begins statements, and a name and `=` behind it: good enough to stop a runaway bracket. */
  startsStatement(ahead = 0): boolean {
    const [word, name, equals] = [this.peek(ahead), this.peek(ahead + 1), this.peek(ahead + 2)];
    return word.kind === 'identifier' && ['param', 'var'].includes(word.text) && name.kind === 'identifier' && equals.text === '=';
  }

  problem(span: Span, message: string): void { this.problems.push({ start: span.start, end: Math.max(span.end, span.start), message }); }
}
