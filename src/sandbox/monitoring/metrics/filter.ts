import { badRequest } from '../../armError';
import type { Dimensions } from './counters';

/** Of `$filter`: the dimensions that it names, which the answer is split by, and whether a combination of values is asked for. */
export interface DimensionFilter { readonly names: readonly string[]; wants(dimensions: Dimensions): boolean }

type Test = (dimensions: Dimensions) => boolean;
const pattern = /\s*(?:'((?:[^']|'')*)'|([()])|([^\s'()]+))/y;

/** Reads `Name eq 'a' or Name eq '*' and Other sw 'b'`; `eq`, `ne`, `sw` without case, `*` stands for all. Names are spelled as in the definitions. @throws ArmError 400 */
export function parseDimensionFilter(text: string): DimensionFilter {
  const reader = new Reader(text);
  const test = reader.whole();
  return { names: [...reader.names], wants: test };
}

class Reader {
  readonly names = new Set<string>();
  private readonly words: readonly { readonly text: string; readonly isQuoted: boolean }[];
  private at = 0;
  private depth = 0;

  constructor(private readonly text: string) {
    const words = [];
    pattern.lastIndex = 0;
    while (pattern.lastIndex < text.trimEnd().length) {
      const match = pattern.exec(text);
      if (!match) throw this.refusal();
      words.push(match[1] === undefined ? { text: match[2] ?? match[3] ?? '', isQuoted: false } : { text: match[1].replaceAll("''", "'"), isQuoted: true });
    }
    this.words = words;
  }

  whole(): Test {
    const test = this.any();
    if (this.at < this.words.length) throw this.refusal();
    return test;
  }

  private any(): Test {
    let left = this.every();
    while (this.word('or')) { const [a, b] = [left, this.every()]; left = (dimensions) => a(dimensions) || b(dimensions); }
    return left;
  }

  private every(): Test {
    let left = this.one();
    while (this.word('and')) { const [a, b] = [left, this.one()]; left = (dimensions) => a(dimensions) && b(dimensions); }
    return left;
  }

  private one(): Test {
    if (++this.depth > 200) throw this.refusal();
    if (this.word('(')) {
      const inner = this.any();
      if (!this.word(')')) throw this.refusal();
      return inner;
    }
    const [name, operator, value] = [this.words[this.at], this.words[this.at + 1], this.words[this.at + 2]];
    if (!name || name.isQuoted || !operator || !value?.isQuoted) throw this.refusal();
    this.at += 3;
    this.names.add(name.text);
    const wanted = value.text.toLowerCase();
    switch (operator.text.toLowerCase()) {
      case 'eq': return (dimensions) => wanted === '*' || valueOf(dimensions, name.text) === wanted;
      case 'ne': return (dimensions) => valueOf(dimensions, name.text) !== wanted;
      case 'sw': return (dimensions) => valueOf(dimensions, name.text).startsWith(wanted);
      default: throw this.refusal();
    }
  }

  private word(text: string): boolean {
    const next = this.words[this.at];
    if (!next || next.isQuoted || next.text.toLowerCase() !== text) return false;
    this.at++;
    return true;
  }

  private refusal(): Error { return badRequest('BadRequest', `The filter '${this.text.slice(0, 200)}' is not valid. It is made of "Dimension eq 'value'", with eq, ne or sw, joined by and and or.`); }
}

const valueOf = (dimensions: Dimensions, name: string): string => (dimensions[name] ?? Object.entries(dimensions).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? '').toLowerCase();
