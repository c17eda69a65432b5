import type { JsonObject, JsonValue } from '../../armTemplate';

/** The text is no JSON, not even by ARM's tolerant reading. Lines and columns count from 1. */
export class LooseJsonError extends Error {
  constructor(message: string, readonly line: number, readonly column: number) { super(message); this.name = 'LooseJsonError'; }
}

const maxDepth = 200;

/** Reads JSON as ARM does: comments, trailing commas, names without quotes, single quotes and raw line breaks in strings are fine. The Azure CLI sends all of these. @throws LooseJsonError */
export function parseLooseJson(text: string): JsonValue {
  const source = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  let strict: JsonValue | undefined;
  try { strict = JSON.parse(source) as JsonValue; } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  if (strict === undefined) return new Reader(source).document();
  if (isDeeper(strict, maxDepth)) throw new LooseJsonError(`values are nested deeper than ${maxDepth} levels`, 1, 1);
  return strict;
}

function isDeeper(value: JsonValue, levels: number): boolean {
  if (value === null || typeof value !== 'object') return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\', '/': '/' };

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  document(): JsonValue {
    const value = this.value(0);
    this.skip();
    if (this.at < this.text.length) throw this.fail(`unexpected character '${this.text[this.at]}' after the value`);
    return value;
  }

  private value(depth: number): JsonValue {
    if (depth > maxDepth) throw this.fail(`values are nested deeper than ${maxDepth} levels`);
    this.skip();
    const next = this.text[this.at];
    if (next === undefined) throw this.fail('unexpected end of content');
    if (next === '{') return this.object(depth);
    if (next === '[') return this.array(depth);
    if (next === '"' || next === "'") return this.string(next);
    return this.literal();
  }

  private object(depth: number): JsonObject {
    const entries: [string, JsonValue][] = [];
    this.at++;
    for (this.skip(); this.text[this.at] !== '}'; this.skip()) {
      const quote = this.text[this.at];
      const name = quote === '"' || quote === "'" ? this.string(quote) : this.word();
      this.skip();
      this.expect(':');
      entries.push([name, this.value(depth + 1)]);
      this.skip();
      if (this.text[this.at] === ',') this.at++;
      else if (this.text[this.at] !== '}') throw this.fail("expected ',' or '}'");
    }
    this.at++;
    return Object.fromEntries(entries);
  }

  private array(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    this.at++;
    for (this.skip(); this.text[this.at] !== ']'; this.skip()) {
      items.push(this.value(depth + 1));
      this.skip();
      if (this.text[this.at] === ',') this.at++;
      else if (this.text[this.at] !== ']') throw this.fail("expected ',' or ']'");
    }
    this.at++;
    return items;
  }

  private string(quote: string): string {
    const parts: string[] = [];
    let from = ++this.at;
    for (;;) {
      const next = this.text[this.at];
      if (next === undefined) throw this.fail('a string does not end');
      if (next === quote) break;
      if (next !== '\\') { this.at++; continue; }
      parts.push(this.text.slice(from, this.at), this.escape());
      from = this.at;
    }
    parts.push(this.text.slice(from, this.at++));
    return parts.join('');
  }

  private escape(): string {
    const kind = this.text[this.at + 1] ?? '';
    if (kind === 'u') {
      const hex = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-f]{4}$/i.test(hex)) throw this.fail('bad Unicode escape');
      this.at += 6;
      return String.fromCharCode(parseInt(hex, 16));
    }
    const plain = escapes[kind];
    if (plain === undefined) throw this.fail(`bad escape sequence '\\${kind}'`);
    this.at += 2;
    return plain;
  }

  private literal(): JsonValue {
    const word = this.word();
    if (word === 'true') return true;
    if (word === 'false') return false;
    if (word === 'null') return null;
    if (/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(word)) return Number(word);
    throw this.fail(`unexpected text '${word.slice(0, 40)}'`);
  }

  private word(): string {
    const match = /[\w$.+-]+/y;
    match.lastIndex = this.at;
    const word = match.exec(this.text)?.[0];
    if (word === undefined) throw this.fail(this.at < this.text.length ? `unexpected character '${this.text[this.at]}'` : 'unexpected end of content');
    this.at += word.length;
    return word;
  }

  private expect(character: string): void {
    if (this.text[this.at] !== character) throw this.fail(`expected '${character}'`);
    this.at++;
  }

  private skip(): void {
    const blank = /(?:\s+|\/\/[^\n]*|\/\*[^]*?\*\/)+/y;
    blank.lastIndex = this.at;
    this.at += blank.exec(this.text)?.[0].length ?? 0;
  }

  private fail(message: string): LooseJsonError {
    const before = this.text.slice(0, this.at).split('\n');
    return new LooseJsonError(message, before.length, (before.at(-1)?.length ?? 0) + 1);
  }
}
