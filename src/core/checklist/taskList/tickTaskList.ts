import type { ItemState } from '../itemState';
import type { JoinedList } from './joinTaskList';

type StateOf = (id: string) => ItemState | undefined;

/**
 * The text with its boxes set by state: pass and warn tick, fail, unknown and stale do not, n/a and items without a state stay as they are.
 * Every other character stays: line ends, trailing blanks, what is no task list at all.
 */
export function tickTaskList(text: string, joined: JoinedList, stateOf: StateOf): string {
  const lines = text.split('\n');
  for (const { line: at, boxCharacter, ticked } of ticksOf(joined, stateOf)) {
    const line = lines[at];
    if (line !== undefined) lines[at] = `${line.slice(0, boxCharacter)}${ticked ? 'x' : ' '}${line.slice(boxCharacter + 1)}`;
  }
  return lines.join('\n');
}

/** As `tickTaskList`, for the bytes of the file that the list was read from: what is no UTF-8, and the mark at its beginning, stay too. */
export function tickTaskListBytes(bytes: Uint8Array, joined: JoinedList, stateOf: StateOf): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const starts = lineStarts(bytes);
  for (const { line, ticked } of ticksOf(joined, stateOf)) {
    // Before a box stand blanks, quotes and a bullet; no byte of any other character looks like its bracket.
    const at = copy.indexOf(openBracket, starts[line]) + 1;
    if (at > 0 && copy[at + 1] === closeBracket) copy[at] = ticked ? tick : blank;
  }
  return copy;
}

const [openBracket, closeBracket, tick, blank, lineEnd] = [0x5b, 0x5d, 0x78, 0x20, 0x0a];

function lineStarts(bytes: Uint8Array): readonly number[] {
  const starts = [0];
  for (let at = bytes.indexOf(lineEnd); at >= 0; at = bytes.indexOf(lineEnd, at + 1)) starts.push(at + 1);
  return starts;
}

/** Boxes that are not as they should be. */
function* ticksOf({ items }: JoinedList, stateOf: StateOf): Iterable<{ readonly line: number; readonly boxCharacter: number; readonly ticked: boolean }> {
  for (const { id, listed: { line, boxCharacter, isTicked } } of items) {
    const state = stateOf(id);
    if (state === undefined || state === 'n/a') continue;
    const ticked = state === 'pass' || state === 'warn';
    if (ticked !== isTicked) yield { line, boxCharacter, ticked };
  }
}
