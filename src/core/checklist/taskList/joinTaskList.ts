import type { Catalogue } from '../catalogue';
import type { ListedItem, TaskList } from './parseTaskList';
import { fingerprint, likenessOf, normalize, wordsOf } from './wording';

/** `known`: as the catalogue or a list we know words it. `duplicate`: the same item stands there once more. */
export type Joint = 'known' | 'reworded' | 'duplicate' | 'added';

export interface JoinedItem {
  readonly listed: ListedItem;
  readonly joint: Joint;
  /** Item of the catalogue; of what was added an ID of its own, which its wording and headings make. */
  readonly id: string;
}

export interface JoinedList {
  readonly items: readonly JoinedItem[];
  /** Items of the catalogue that the list does not have (any more). */
  readonly removed: readonly string[];
  /** Items by ID, without those that stand there once more. */
  readonly byId: ReadonlyMap<string, JoinedItem>;
}

/** Below this, two wordings are two things. */
const likeness = { nearby: 0.5, anywhere: 0.8 };
/** Shared words that are counted at most, so that a list of 10,000 strange items takes no longer than a good one. */
const mostComparisons = 4_000_000;

/**
 * Says for every box of a list which item of the catalogue it is: by a marker, by its words, by the words of lists we know, and where the words
 * changed by likeness to what is missing at that place. What is left was added by the team; nothing is lost. Items that read alike are told apart by order.
 */
export function joinTaskList(list: TaskList, catalogue: Catalogue): JoinedList {
  const join = new Join(list, catalogue);
  join.byWords();
  join.byLikeness();
  return join.result();
}

class Join {
  private readonly matched: (number | undefined)[];
  private readonly joints: Joint[];
  private readonly used = new Set<number>();
  private readonly index: ReadonlyMap<string, readonly number[]>;
  private readonly byId: ReadonlyMap<string, number>;
  private readonly prints = new Map<string, string>();
  private comparisons = 0;

  constructor(private readonly list: TaskList, private readonly catalogue: Catalogue) {
    this.matched = list.items.map(() => undefined);
    this.joints = list.items.map(() => 'added');
    this.byId = new Map(catalogue.items.map(({ id }, position) => [id, position]));
    this.index = indexWordings(catalogue);
  }

  byWords(): void {
    let last = -1;
    this.list.items.forEach((item, row) => {
      const named = item.marker === undefined ? undefined : this.byId.get(item.marker);
      const candidates = named === undefined ? (this.index.get(normalize(item.text)) ?? this.index.get(`#${this.print(item.text)}`)) : [named];
      if (!candidates) return;
      const free = candidates.filter((position) => !this.used.has(position));
      const chosen = free.find((position) => position > last) ?? free[0];
      if (chosen === undefined) return this.set(row, candidates[0]!, 'duplicate');
      this.set(row, chosen, 'known');
      last = chosen;
    });
  }

  byLikeness(): void {
    const words = this.list.items.map((item) => item.text);
    for (const gap of this.gaps()) this.pair(gap.rows, gap.positions, likeness.nearby, words);
    const rows = this.matched.flatMap((position, row) => (position === undefined ? [row] : []));
    this.pair(rows, this.free(0, this.catalogue.items.length), likeness.anywhere, words);
  }

  result(): JoinedList {
    const seen = new Map<string, number>();
    const items = this.list.items.map((listed, row): JoinedItem => {
      const position = this.matched[row];
      return { listed, joint: this.joints[row]!, id: position === undefined ? this.ownId(listed, seen) : this.catalogue.items[position]!.id };
    });
    return { items, removed: this.catalogue.items.filter((_, position) => !this.used.has(position)).map(({ id }) => id), byId: new Map(items.flatMap((one) => (one.joint === 'duplicate' ? [] : [[one.id, one] as const]))) };
  }

  /** Hashes are what a list of very many items spends its time on. */
  private print(text: string): string {
    const known = this.prints.get(text) ?? fingerprint(text);
    this.prints.set(text, known);
    return known;
  }

  /** Stays the same while wording and place do. */
  private ownId({ text, headings }: ListedItem, seen: Map<string, number>): string {
    const base = `list.${this.print(headings.join(' '))}.${this.print(text)}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return count === 1 ? base : `${base}-${count}`;
  }

  private set(row: number, position: number, joint: Joint): void {
    this.matched[row] = position;
    this.joints[row] = joint;
    if (joint !== 'duplicate') this.used.add(position);
  }

  /** Runs of unknown boxes between known ones, with what the catalogue has between the same two. */
  private *gaps(): Iterable<{ readonly rows: readonly number[]; readonly positions: readonly number[] }> {
    let rows: number[] = [];
    let from = 0;
    for (let row = 0; row <= this.matched.length; row++) {
      const position = row === this.matched.length ? this.catalogue.items.length : this.matched[row];
      if (row < this.matched.length && this.joints[row] === 'duplicate') continue;
      if (position === undefined) { rows.push(row); continue; }
      if (rows.length > 0 && position >= from) yield { rows, positions: this.free(from, position) };
      rows = [];
      from = position + 1;
    }
  }

  private free(from: number, to: number): readonly number[] {
    const free: number[] = [];
    for (let position = from; position < to; position++) if (!this.used.has(position)) free.push(position);
    return free;
  }

  /** Each row with what shares the most of its words. Only wordings that share one are looked at. */
  private pair(rows: readonly number[], positions: readonly number[], least: number, texts: readonly string[]): void {
    if (positions.length === 0) return;
    const wanted = positions.map((position) => wordsOf(this.catalogue.items[position]!.title));
    const having = indexWords(wanted);
    for (const row of rows) {
      if (this.comparisons > mostComparisons) return;
      const words = wordsOf(texts[row]!);
      let best: { readonly at: number; readonly index: number; readonly score: number } | undefined;
      for (const [index, shared] of this.countShared(words, having)) {
        const at = positions[index]!;
        const score = likenessOf(shared, words, wanted[index]!);
        if (this.used.has(at) || score < least || score < (best?.score ?? 0) || (score === best?.score && index > best.index)) continue;
        best = { at, index, score };
      }
      if (best) this.set(row, best.at, 'reworded');
    }
  }

  private countShared(words: ReadonlySet<string>, having: ReadonlyMap<string, readonly number[]>): ReadonlyMap<number, number> {
    const shared = new Map<number, number>();
    for (const word of words) for (const index of having.get(word) ?? []) { shared.set(index, (shared.get(index) ?? 0) + 1); this.comparisons += 1; }
    return shared;
  }
}

function indexWords(wordings: readonly ReadonlySet<string>[]): ReadonlyMap<string, readonly number[]> {
  const having = new Map<string, number[]>();
  wordings.forEach((words, index) => { for (const word of words) { const known = having.get(word); if (known) known.push(index); else having.set(word, [index]); } });
  return having;
}

function indexWordings(catalogue: Catalogue): ReadonlyMap<string, readonly number[]> {
  const index = new Map<string, number[]>();
  const put = (key: string, position: number): void => { const known = index.get(key); if (!known) index.set(key, [position]); else if (!known.includes(position)) known.push(position); };
  catalogue.items.forEach(({ id, title }, position) => {
    put(normalize(title), position);
    for (const print of catalogue.wordingsOf(id)) put(`#${print}`, position);
  });
  return index;
}
