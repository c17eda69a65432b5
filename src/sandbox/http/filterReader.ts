type Token = { readonly kind: 'word' | 'text' | 'sign'; readonly text: string };

/** Decides about a subject. */
export type Predicate<S> = (subject: S) => boolean;

/** Reads OData filters: comparisons, which a subclass reads, joined by `and` and `or`, in parentheses. */
export abstract class FilterReader<S> {
  private readonly tokens: readonly Token[];
  private at = 0;
  private depth = 0;

  /** `refusal` makes the error for what is no filter; `mostTerms` bounds its size. */
  constructor(text: string, private readonly mostTerms: number, protected readonly refusal: () => Error) {
    this.tokens = this.tokenise(text);
  }

  /** The whole text is one filter. @throws what `refusal` makes. */
  all(): Predicate<S> {
    const filter = this.or();
    if (this.at < this.tokens.length) throw this.refusal();
    return filter;
  }

  /** What stands between `and` and `or`, other than parentheses. */
  protected abstract comparison(): Predicate<S>;

  protected term(): Predicate<S> {
    if (++this.depth > this.mostTerms) throw this.refusal();
    if (!this.sign('(')) return this.comparison();
    const inner = this.or();
    this.expect(')');
    return inner;
  }

  protected next(kind?: Token['kind']): string {
    const token = this.tokens[this.at++];
    if (!token || token.kind === 'sign' || (kind && token.kind !== kind)) throw this.refusal();
    return token.text;
  }

  protected word(text: string): boolean { return this.skip('word', text); }
  protected expect(text: string): void { if (!this.sign(text)) throw this.refusal(); }
  private sign(text: string): boolean { return this.skip('sign', text); }

  /** What a whole filter, or one in parentheses, is: here `or` binds weaker than `and`. */
  protected or(): Predicate<S> {
    let left = this.and();
    while (this.word('or')) { const [a, b] = [left, this.and()]; left = (subject) => a(subject) || b(subject); }
    return left;
  }

  private and(): Predicate<S> {
    let left = this.term();
    while (this.word('and')) { const [a, b] = [left, this.term()]; left = (subject) => a(subject) && b(subject); }
    return left;
  }

  private skip(kind: Token['kind'], text: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== kind || token.text.toLowerCase() !== text) return false;
    this.at++;
    return true;
  }

  private tokenise(text: string): readonly Token[] {
    const tokens: Token[] = [];
    const pattern = /\s*(?:'((?:[^']|'')*)'|([(),])|([^\s'(),]+))/gy;
    while (pattern.lastIndex < text.trimEnd().length) {
      const match = pattern.exec(text);
      if (!match) throw this.refusal();
      if (match[1] !== undefined) tokens.push({ kind: 'text', text: match[1].replaceAll("''", "'") });
      else if (match[2] !== undefined) tokens.push({ kind: 'sign', text: match[2] });
      else tokens.push({ kind: 'word', text: match[3] ?? '' });
    }
    return tokens;
  }
}
