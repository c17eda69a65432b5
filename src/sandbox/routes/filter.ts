import { badRequest } from '../armError';

/** What a filter is asked about: names are ARM's (`resourceType`, `tagName`), several values mean any of them. */
export type FilterSubject = (name: string) => readonly string[];
export type Filter = (subject: FilterSubject) => boolean;

type Token = { readonly kind: 'word' | 'text' | 'sign'; readonly text: string };

/** Reads the OData subset of ARM's lists: `eq`, `ne`, `and`, `or`, `not`, parentheses, `startswith`, `endswith`, `substringof`, `contains`. @throws ArmError 400 `InvalidFilterInQueryString`. */
export function parseFilter(text: string): Filter {
  const reader = new FilterReader(tokenise(text), text);
  return reader.all();
}

function tokenise(text: string): readonly Token[] {
  const tokens: Token[] = [];
  const pattern = /\s*(?:'((?:[^']|'')*)'|([(),])|([^\s'(),]+))/gy;
  while (pattern.lastIndex < text.trimEnd().length) {
    const match = pattern.exec(text);
    if (!match) throw invalid(text);
    if (match[1] !== undefined) tokens.push({ kind: 'text', text: match[1].replaceAll("''", "'") });
    else if (match[2] !== undefined) tokens.push({ kind: 'sign', text: match[2] });
    else tokens.push({ kind: 'word', text: match[3] ?? '' });
  }
  return tokens;
}

const invalid = (text: string): Error => badRequest('InvalidFilterInQueryString', `Invalid $filter '${text.slice(0, 200)}' specified in the query string.`);
const functions: Readonly<Record<string, (whole: string, part: string) => boolean>> = {
  startswith: (whole, part) => whole.startsWith(part), endswith: (whole, part) => whole.endsWith(part), contains: (whole, part) => whole.includes(part), substringof: (whole, part) => whole.includes(part),
};

class FilterReader {
  private at = 0;
  private depth = 0;
  constructor(private readonly tokens: readonly Token[], private readonly text: string) {}

  all(): Filter {
    const filter = this.or();
    if (this.at < this.tokens.length) throw invalid(this.text);
    return filter;
  }

  private or(): Filter {
    let left = this.and();
    while (this.word('or')) { const [a, b] = [left, this.and()]; left = (subject) => a(subject) || b(subject); }
    return left;
  }

  private and(): Filter {
    let left = this.term();
    while (this.word('and')) { const [a, b] = [left, this.term()]; left = (subject) => a(subject) && b(subject); }
    return left;
  }

  private term(): Filter {
    if (++this.depth > 100) throw invalid(this.text);
    if (this.word('not')) { const inner = this.term(); return (subject) => !inner(subject); }
    if (this.sign('(')) { const inner = this.or(); this.expect(')'); return inner; }
    const name = this.next('word');
    const test = functions[name.toLowerCase()];
    return test ? this.call(name, test) : this.comparison(name);
  }

  private call(name: string, test: (whole: string, part: string) => boolean): Filter {
    this.expect('(');
    const first = this.next();
    this.expect(',');
    const second = this.next();
    this.expect(')');
    // substringof has the part first, the others the whole.
    const [field, part] = name.toLowerCase() === 'substringof' ? [second, first] : [first, second];
    return (subject) => subject(field).some((value) => test(value.toLowerCase(), part.toLowerCase()));
  }

  private comparison(name: string): Filter {
    const operator = this.next('word').toLowerCase();
    if (operator !== 'eq' && operator !== 'ne') throw invalid(this.text);
    const wanted = this.next().toLowerCase();
    const isEqual: Filter = (subject) => subject(name).some((value) => value.toLowerCase() === wanted);
    return operator === 'eq' ? isEqual : (subject) => !isEqual(subject);
  }

  private next(kind?: Token['kind']): string {
    const token = this.tokens[this.at++];
    if (!token || token.kind === 'sign' || (kind && token.kind !== kind)) throw invalid(this.text);
    return token.text;
  }

  private word(text: string): boolean { return this.skip('word', text); }
  private sign(text: string): boolean { return this.skip('sign', text); }
  private expect(text: string): void { if (!this.sign(text)) throw invalid(this.text); }

  private skip(kind: Token['kind'], text: string): boolean {
    const token = this.tokens[this.at];
    if (token?.kind !== kind || token.text.toLowerCase() !== text) return false;
    this.at++;
    return true;
  }
}
