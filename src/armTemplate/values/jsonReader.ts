import { setKey, type Value } from './value';

const DEPTH_LIMIT = 1000;
const SKIP = /(?:[\s\ufeff]|\/\/[^\n]*|\/\*[^]*?\*\/)*/y;
const NAME = /[A-Za-z_$][\w$-]*/y, NUMBER = /-?(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)/y;
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };

/** Reads JSON as leniently as the official engine: single quotes, bare property names, comments, a trailing comma and text after the value pass. @throws SyntaxError */
export function readLenientJson(text: string): Value {
  return new Reader(text).value(0);
}

class Reader {
  #at = 0;
  constructor(private readonly text: string) {}

  value(depth: number): Value {
    if (depth > DEPTH_LIMIT) throw new SyntaxError('The JSON is nested too deeply.');
    const char = this.#peek();
    if (char === '{') return this.#object(depth);
    if (char === '[') return this.#array(depth);
    if (char === '"' || char === "'") return this.#string();
    return this.#scalar();
  }

  #object(depth: number): Value {
    const object: { [key: string]: Value } = {};
    this.#at++;
    for (;;) {
      const char = this.#peek();
      if (char === '}') { this.#at++; return object; }
      const key = char === '"' || char === "'" ? this.#string() : this.#match(NAME);
      this.#expect(':');
      setKey(object, key, this.value(depth + 1));
      if (this.#peek() === ',') this.#at++; else if (this.#peek() !== '}') throw new SyntaxError(`Expected , or } at ${this.#at}.`);
    }
  }

  #array(depth: number): Value {
    const array: Value[] = [];
    this.#at++;
    for (;;) {
      const next = this.#peek();
      if (next === ']') { this.#at++; return array; }
      // A comma without a value before it stands for null.
      array.push(next === ',' ? null : this.value(depth + 1));
      if (this.#peek() === ',') this.#at++; else if (this.#peek() !== ']') throw new SyntaxError(`Expected , or ] at ${this.#at}.`);
    }
  }

  #string(): string {
    const quote = this.text.charAt(this.#at++);
    let result = '';
    for (;;) {
      const char = this.text.charAt(this.#at++);
      if (char === '') throw new SyntaxError('A string is not closed.');
      if (char === quote) return result;
      result += char === '\\' ? this.#escape() : char;
    }
  }

  #escape(): string {
    const char = this.text.charAt(this.#at++);
    if (char === 'u') {
      const hex = this.text.slice(this.#at, this.#at += 4);
      if (!/^[0-9a-f]{4}$/i.test(hex)) throw new SyntaxError('A unicode escape is not valid.');
      return String.fromCharCode(parseInt(hex, 16));
    }
    if (!'bfnrt"\'\\/'.includes(char) || char === '') throw new SyntaxError('An escape is not valid.');
    return ESCAPES[char] ?? char;
  }

  #scalar(): Value {
    for (const [word, value] of [['true', true], ['false', false], ['null', null], ['undefined', null]] as const) if (this.text.startsWith(word, this.#at)) { this.#at += word.length; this.#endOfWord(); return value; }
    const number = this.#match(NUMBER);
    this.#endOfWord();
    return Number(number);
  }

  #endOfWord(): void { if (!/^(?:$|[\s,\]}/])/.test(this.text.slice(this.#at, this.#at + 1)) || /^\/[^/*]/.test(this.text.slice(this.#at, this.#at + 2))) throw new SyntaxError(`Unexpected text at ${this.#at}.`); }
  #peek(): string { SKIP.lastIndex = this.#at; SKIP.exec(this.text); this.#at = Math.max(this.#at, SKIP.lastIndex); return this.text.charAt(this.#at); }
  #expect(char: string): void { if (this.#peek() !== char) throw new SyntaxError(`Expected ${char} at ${this.#at}.`); this.#at++; }
  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) throw new SyntaxError(`Unexpected text at ${this.#at}.`);
    this.#at += found.length;
    return found;
  }
}
