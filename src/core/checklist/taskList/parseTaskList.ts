/** One box of a Markdown task list. Lines and characters count from 0. */
export interface ListedItem {
  readonly line: number;
  /** Where the character between the brackets is. */
  readonly boxCharacter: number;
  readonly isTicked: boolean;
  /** The text after the box, without comments; as written otherwise. */
  readonly text: string;
  /** Item of the catalogue that a comment `<!-- aos: ID -->` names. */
  readonly marker?: string;
  /** Columns before the bullet; deeper ones belong to the item above. */
  readonly indent: number;
  /** Headings above it, outermost first; a paragraph that is bold as a whole counts as the innermost. */
  readonly headings: readonly string[];
}

export interface TaskList { readonly lines: readonly string[]; readonly items: readonly ListedItem[] }

const box = /^([\s>]*)(?:[-*+]|\d{1,9}[.)])[ \t]+\[([ xX])\](?:[ \t]+(.*))?$/;
const heading = /^ {0,3}(#{1,6})[ \t]+(.*?)[ \t#]*$/;
const boldLine = /^\*\*([^*]+?):?\*\*:?(?:\s*\([^)]*\))?:?\s*$/;
const fence = /^[\s>]*(`{3,}|~{3,})(.*)$/;
const inlineCode = /(?<!`)(`{1,8})(?!`)[^`]*\1(?!`)/g;
const marker = /<!--\s*aos:\s*([\w.-]{1,100})\s*-->/;
/** Longer lines are no sentence of a person; reading them with patterns would only take time. */
const longestLine = 2000;

/** Reads every box of a Markdown text, whatever else is in it. Boxes in code blocks and comments are none. Never throws. */
export function parseTaskList(text: string): TaskList {
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  const reader = new Reader();
  lines.forEach((line, index) => reader.read(line, index));
  return { lines, items: reader.items };
}

class Reader {
  readonly items: ListedItem[] = [];
  private headings: string[] = [];
  private bold?: string;
  private fence?: string;
  private comment?: 'block' | 'inText' | undefined;

  read(line: string, index: number): void {
    if (line.length > longestLine) return;
    if (this.skipsComment(line) || this.skipsFence(line)) return;
    const title = heading.exec(line);
    if (title) return this.open(title[1]!.length, title[2] ?? '');
    const bold = boldLine.exec(line);
    if (bold) { this.bold = bold[1]!.trim(); return; }
    this.takeItem(line, index);
  }

  private open(level: number, text: string): void {
    this.headings = [...Array.from({ length: level - 1 }, (_, depth) => this.headings[depth] ?? ''), text];
    this.bold = undefined;
  }

  private takeItem(line: string, index: number): void {
    const found = box.exec(line);
    if (!found) return;
    const text = found[3] ?? '';
    const named = marker.exec(text)?.[1];
    this.items.push({
      line: index, boxCharacter: line.indexOf('[', (found[1] ?? '').length) + 1, isTicked: found[2] !== ' ', text: text.replace(/<!--.*?-->/g, '').trim(), ...(named !== undefined && { marker: named }),
      indent: widthOf(found[1] ?? ''), headings: [...this.headings, ...(this.bold === undefined ? [] : [this.bold])].filter((one) => one !== ''),
    });
  }

  /** A comment that begins a line swallows all up to its end; one that begins behind text ends with its paragraph at the latest. What stands in inline code is none. */
  private skipsComment(line: string): boolean {
    if (this.comment === 'inText' && line.trim() === '') this.comment = undefined;
    if (this.comment !== undefined) { if (line.includes('-->')) this.comment = undefined; return true; }
    if (this.fence !== undefined) return false;
    const bare = line.replace(inlineCode, (code) => ' '.repeat(code.length));
    const start = bare.lastIndexOf('<!--');
    if (start < 0 || bare.includes('-->', start)) return false;
    const isFirst = bare.trimStart().startsWith('<!--');
    this.comment = isFirst ? 'block' : 'inText';
    return isFirst;
  }

  private skipsFence(line: string): boolean {
    const found = fence.exec(line);
    if (this.fence !== undefined) {
      if (found && found[1]!.startsWith(this.fence) && found[2]!.trim() === '') this.fence = undefined;
      return true;
    }
    if (!found || (found[1]!.startsWith('`') && found[2]!.includes('`'))) return false;
    this.fence = found[1]!;
    return true;
  }
}

const widthOf = (blank: string): number => [...blank].reduce((columns, character) => (character === '\t' ? columns + 4 - (columns % 4) : columns + 1), 0);
