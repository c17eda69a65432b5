import { plainText } from '../values/plainText';
/** One-based line and column. */
export interface TextPosition { readonly line: number; readonly column: number }

/** Finds where the value at `path` begins in JSON text; as far as the path leads. Comments are skipped. */
export function locate(text: string, path: readonly (string | number)[]): TextPosition {
  const offset = new Finder(text).find(path), before = text.slice(0, offset), lastBreak = before.lastIndexOf('\n');
  let line = 1;
  for (let at = before.indexOf('\n'); at >= 0; at = before.indexOf('\n', at + 1)) line++;
  return { line, column: offset - lastBreak };
}

/** Steps over JSON without building it, and without recursion. */
class Finder {
  constructor(private readonly text: string) {}

  find(path: readonly (string | number)[]): number {
    let at = this.#space(0);
    for (const step of path) {
      const next = this.text.charAt(at) === '{' ? this.#member(at, plainText(step)) : this.text.charAt(at) === '[' ? this.#item(at, Number(step)) : undefined;
      if (next === undefined) return at;
      at = next;
    }
    return at;
  }

  #member(open: number, name: string): number | undefined {
    for (let at = this.#space(open + 1); this.text.charAt(at) === '"';) {
      const end = this.#string(at), key = this.text.slice(at + 1, end - 1), value = this.#space(this.#space(end) + 1);
      if (key === name || key.toLowerCase() === name.toLowerCase()) return value;
      at = this.#next(value);
    }
    return undefined;
  }

  #item(open: number, index: number): number | undefined {
    let at = this.#space(open + 1);
    for (let count = 0; count < index; count++) { if (at >= this.text.length || this.text.charAt(at) === ']') return undefined; at = this.#next(at); }
    return at;
  }

  /** The start of what follows the value at `at`, past its comma. */
  #next(at: number): number {
    let depth = 0, position = at;
    while (position < this.text.length) {
      const char = this.text.charAt(position);
      if (char === '"') { position = this.#string(position); continue; }
      if (depth === 0 && (char === ',' || char === '}' || char === ']')) return char === ',' ? this.#space(position + 1) : position;
      if (char === '{' || char === '[') depth++;
      if (char === '}' || char === ']') depth--;
      position++;
    }
    return position;
  }

  #string(at: number): number {
    let position = at + 1;
    while (position < this.text.length && this.text.charAt(position) !== '"') position += this.text.charAt(position) === '\\' ? 2 : 1;
    return position + 1;
  }

  #space(at: number): number {
    const skip = /(?:\s|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
    skip.lastIndex = at;
    skip.exec(this.text);
    return Math.max(at, skip.lastIndex);
  }
}
