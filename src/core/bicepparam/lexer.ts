import type { SyntaxProblem, Token, TokenKind } from './syntax';

const twoCharacter = new Set(['==', '!=', '=~', '!~', '<=', '>=', '&&', '||', '??', '=>', '.?', '[?', '::']);
const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\', "'": "'", $: '$' };

const isIdentifierStart = (char: string): boolean => /[A-Za-z_]/.test(char);
const isIdentifierPart = (char: string): boolean => /[A-Za-z0-9_]/.test(char);

/**
 * Splits the text of a `.bicepparam` file into tokens, the last of kind `end`. Never throws: what is no token becomes
 * `unknown`, an open string ends at its line, and `problems` says so.
 */
export function tokenize(text: string): { readonly tokens: readonly Token[]; readonly problems: readonly SyntaxProblem[] } {
  return new Lexer(text).run();
}

class Lexer {
  readonly #tokens: Token[] = [];
  readonly #problems: SyntaxProblem[] = [];
  /** One entry per open interpolation: how many braces are open inside its hole, and how its string continues. */
  readonly #holes: { braces: number; readonly multilineDollars: number }[] = [];
  #at = 0;

  constructor(private readonly text: string) {
    if (text.charCodeAt(0) === 0xfeff) this.#at = 1;
  }

  run() {
    while (this.#at < this.text.length) this.#next();
    for (const _hole of this.#holes) this.#problem(this.text.length, this.text.length, 'This string is never closed.');
    this.#push('end', this.text.length);
    return { tokens: this.#tokens, problems: this.#problems };
  }

  #next(): void {
    const start = this.#at;
    const char = this.text[start]!;
    if (char === '\n' || char === '\r') return this.#newline(start);
    if (char === ' ' || char === '\t' || /[^\S\r\n]/.test(char)) { this.#at++; return; }
    if (isIdentifierStart(char)) return this.#word(start, 'identifier', isIdentifierPart);
    if (this.text.startsWith('//', start)) { this.#at = this.#lineEnd(start); return; }
    if (this.text.startsWith('/*', start)) return this.#blockComment(start);
    if (this.text.startsWith('#disable-', start) || this.text.startsWith('#restore-', start)) { this.#at = this.#lineEnd(start); return; }
    let count = 0;
    while (this.text[start + count] === '$') count++;
    if (this.text.startsWith("'''", start + count)) return this.#multiline(start, start + count + 3, count, true);
    if (char === "'") { this.#at++; return this.#string(start, 'string', 'stringStart'); }
    if (/[0-9]/.test(char)) return this.#word(start, 'integer', (part) => /[0-9]/.test(part));
    this.#punctuation(start, char);
  }

  #newline(start: number): void {
    this.#at += this.text.startsWith('\r\n', start) ? 2 : 1;
    this.#push('newline', start);
  }

  #blockComment(start: number): void {
    const end = this.text.indexOf('*/', start + 2);
    if (end < 0) this.#problem(start, this.text.length, 'This comment is never closed.');
    this.#at = end < 0 ? this.text.length : end + 2;
  }

  #word(start: number, kind: TokenKind, belongs: (char: string) => boolean): void {
    while (this.#at < this.text.length && belongs(this.text[this.#at]!)) this.#at++;
    this.#push(kind, start);
  }

  #punctuation(start: number, char: string): void {
    const hole = this.#holes.at(-1);
    if (hole && char === '}' && hole.braces === 0) return this.#closeHole(start, hole.multilineDollars);
    if (hole && char === '{') hole.braces++;
    if (hole && char === '}') hole.braces--;
    if (this.text.startsWith('...', start)) this.#at += 3;
    else this.#at += twoCharacter.has(this.text.slice(start, start + 2)) ? 2 : 1;
    if (/[@=(){}[\],:.?!<>+\-*/%&|~]/.test(char)) this.#push('punctuation', start);
    else { this.#push('unknown', start); this.#problem(start, this.#at, `Unexpected character ${JSON.stringify(char)}.`); }
  }

  #closeHole(start: number, multilineDollars: number): void {
    this.#holes.pop();
    this.#at++;
    if (multilineDollars > 0) this.#multiline(start, this.#at, multilineDollars, false);
    else this.#string(start, 'stringEnd', 'stringMiddle');
  }

  /** Reads on from inside a single-quoted string up to its end (`whole`) or its next hole (`open`). */
  #string(start: number, whole: TokenKind, open: TokenKind): void {
    let value = '';
    while (this.#at < this.text.length) {
      const char = this.text[this.#at]!;
      if (char === "'") { this.#at++; return this.#push(whole, start, value); }
      if (char === '\n' || char === '\r') break;
      if (this.text.startsWith('${', this.#at)) {
        this.#at += 2;
        this.#holes.push({ braces: 0, multilineDollars: 0 });
        return this.#push(open, start, value);
      }
      value += char === '\\' ? this.#escape() : char;
      if (char !== '\\') this.#at++;
    }
    this.#problem(start, this.#at, 'This string is not closed on its line.');
    this.#push(whole, start, value);
  }

  #escape(): string {
    const start = this.#at;
    const unicode = /^\\u\{([0-9A-Fa-f]{1,6})\}/.exec(this.text.slice(start, start + 12));
    if (unicode && parseInt(unicode[1]!, 16) <= 0x10ffff) {
      this.#at += unicode[0].length;
      return String.fromCodePoint(parseInt(unicode[1]!, 16));
    }
    const next = this.text[start + 1] ?? '';
    const escaped = escapes[next];
    if (escaped === undefined) {
      this.#at += 1;
      this.#problem(start, start + 2 <= this.text.length ? start + 2 : start + 1, 'This escape is not one of \\\\ \\\' \\n \\r \\t \\$ \\u{…}.');
      return '\\';
    }
    this.#at += 2;
    return escaped;
  }

  /** `'''…'''` without escapes; with leading `$`s a hole begins at as many `$`s and a brace. */
  #multiline(start: number, from: number, dollars: number, first: boolean): void {
    const close = this.text.indexOf("'''", from);
    const hole = dollars > 0 ? this.text.indexOf(`${'$'.repeat(dollars)}{`, from) : -1;
    if (hole >= 0 && (close < 0 || hole < close)) {
      this.#at = hole + dollars + 1;
      this.#holes.push({ braces: 0, multilineDollars: dollars });
      return this.#push(first ? 'stringStart' : 'stringMiddle', start, this.text.slice(from, hole));
    }
    this.#at = close < 0 ? this.text.length : close + 3;
    while (close >= 0 && this.text[this.#at] === "'") this.#at++;
    if (close < 0) this.#problem(start, this.text.length, "This string is never closed by '''.");
    const value = this.text.slice(from, close < 0 ? this.text.length : this.#at - 3).replace(first ? /^\r?\n/ : /^(?!)/, '');
    this.#push(first ? 'multilineString' : 'stringEnd', start, value);
  }

  #lineEnd(from: number): number {
    const match = /[\r\n]/g;
    match.lastIndex = from;
    return match.exec(this.text)?.index ?? this.text.length;
  }

  #push(kind: TokenKind, start: number, value?: string): void {
    const end = kind === 'end' ? start : this.#at;
    this.#tokens.push({ kind, start, end, text: this.text.slice(start, end), ...(value === undefined ? {} : { value }) });
  }

  #problem(start: number, end: number, message: string): void { this.#problems.push({ start, end, message }); }
}
