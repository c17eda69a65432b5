import { badRequest } from '../armError';
import { FilterReader, type Predicate } from '../http/filterReader';

/** What a filter is asked about: names are ARM's (`resourceType`, `tagName`), several values mean any of them. */
export type FilterSubject = (name: string) => readonly string[];
export type Filter = Predicate<FilterSubject>;

/** Reads the OData subset of ARM's lists: `eq`, `ne`, `and`, `or`, `not`, parentheses, `startswith`, `endswith`, `substringof`, `contains`. @throws ArmError 400 `InvalidFilterInQueryString`. */
export const parseFilter = (text: string): Filter => new ListFilterReader(text, 100, () => invalid(text)).all();

const invalid = (text: string): Error => badRequest('InvalidFilterInQueryString', `Invalid $filter '${text.slice(0, 200)}' specified in the query string.`);
const functions: Readonly<Record<string, (whole: string, part: string) => boolean>> = {
  startswith: (whole, part) => whole.startsWith(part), endswith: (whole, part) => whole.endsWith(part), contains: (whole, part) => whole.includes(part), substringof: (whole, part) => whole.includes(part),
};

class ListFilterReader extends FilterReader<FilterSubject> {
  protected comparison(): Filter {
    if (this.word('not')) { const inner = this.term(); return (subject) => !inner(subject); }
    const name = this.next('word');
    const test = functions[name.toLowerCase()];
    return test ? this.call(name, test) : this.equality(name);
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

  private equality(name: string): Filter {
    const operator = this.next('word').toLowerCase();
    if (operator !== 'eq' && operator !== 'ne') throw this.refusal();
    const wanted = this.next().toLowerCase();
    const isEqual: Filter = (subject) => subject(name).some((value) => value.toLowerCase() === wanted);
    return operator === 'eq' ? isEqual : (subject) => !isEqual(subject);
  }
}
