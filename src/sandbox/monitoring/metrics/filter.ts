import { badRequest } from '../../armError';
import { FilterReader, type Predicate } from '../../http/filterReader';
import type { Dimensions } from './counters';

/** Of `$filter`: the dimensions that it names, which the answer is split by, and whether a combination of values is asked for. */
export interface DimensionFilter { readonly names: readonly string[]; wants(dimensions: Dimensions): boolean }

/**
 * Reads `Name eq 'a' or Name eq 'b' and Other sw 'c'`; `eq`, `ne`, `sw` without case, `*` stands for all. Here `or` joins values of one dimension, and binds stronger than
 * `and`. Names are spelled as in the definitions. @see Azure Monitor REST, Metrics - List, $filter @throws ArmError 400
 */
export function parseDimensionFilter(text: string): DimensionFilter {
  const reader = new DimensionFilterReader(text, 200, () => invalid(text));
  const wants = reader.all();
  return { names: [...reader.names], wants };
}

const invalid = (text: string): Error => badRequest('BadRequest', `The filter '${text.slice(0, 200)}' is not valid. It is made of "Dimension eq 'value'", with eq, ne or sw, joined by and, and by or between values of one dimension.`);

class DimensionFilterReader extends FilterReader<Dimensions> {
  readonly names = new Set<string>();
  private readonly read: string[] = [];

  protected override or(): Predicate<Dimensions> {
    let left = this.alternatives();
    while (this.word('and')) { const [a, b] = [left, this.alternatives()]; left = (dimensions) => a(dimensions) && b(dimensions); }
    return left;
  }

  private alternatives(): Predicate<Dimensions> {
    const first = this.read.length;
    let left = this.term();
    while (this.word('or')) {
      const [a, b] = [left, this.term()];
      if (new Set(this.read.slice(first).map((name) => name.toLowerCase())).size > 1) throw this.refusal();
      left = (dimensions) => a(dimensions) || b(dimensions);
    }
    return left;
  }

  protected comparison(): Predicate<Dimensions> {
    const [name, operator, wanted] = [this.next('word'), this.next('word').toLowerCase(), this.next('text').toLowerCase()];
    this.names.add(name);
    this.read.push(name);
    switch (operator) {
      case 'eq': return (dimensions) => wanted === '*' || valueOf(dimensions, name) === wanted;
      case 'ne': return (dimensions) => valueOf(dimensions, name) !== wanted;
      case 'sw': return (dimensions) => valueOf(dimensions, name).startsWith(wanted);
      default: throw this.refusal();
    }
  }
}

const valueOf = (dimensions: Dimensions, name: string): string => (dimensions[name] ?? Object.entries(dimensions).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1] ?? '').toLowerCase();
