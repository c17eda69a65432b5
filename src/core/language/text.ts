import type { Span } from '../bicepparam';
import type { Position, Range } from '../values';

/** Offsets and positions of one text. Lines end by `\n`, `\r\n` or `\r`; both count in UTF-16 units. Answers stay inside the text. */
export class TextLines {
  readonly #starts: readonly number[];

  constructor(readonly text: string) {
    const starts = [0];
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === 10 || (code === 13 && text.charCodeAt(at + 1) !== 10)) starts.push(at + 1);
    }
    this.#starts = starts;
  }

  get lineCount(): number { return this.#starts.length; }

  positionAt(offset: number): Position {
    const wanted = Math.max(0, Math.min(offset, this.text.length));
    let [low, high] = [0, this.#starts.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= wanted) low = middle; else high = middle - 1;
    }
    return { line: low, character: wanted - this.#starts[low]! };
  }

  offsetAt({ line, character }: Position): number {
    if (line < 0) return 0;
    const start = this.#starts[line];
    return start === undefined ? this.text.length : Math.min(start + Math.max(0, character), this.#starts[line + 1] ?? this.text.length);
  }

  rangeOf({ start, end }: Span): Range { return { start: this.positionAt(start), end: this.positionAt(end) }; }
  /** The line without its end. */
  lineText(line: number): string { return this.text.slice(this.#starts[line] ?? this.text.length, this.#starts[line + 1] ?? this.text.length).replace(/[\r\n]+$/, ''); }
  lineStart(line: number): number { return this.#starts[Math.max(0, line)] ?? this.text.length; }
}
