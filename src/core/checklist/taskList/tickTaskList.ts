import type { ItemState } from '../itemState';
import type { JoinedList } from './joinTaskList';

/**
 * The text with its boxes set by state: pass and warn tick, fail, unknown and stale do not, n/a and items without a state stay as they are.
 * Every other character stays: line ends, trailing blanks, what is no task list at all.
 */
export function tickTaskList(text: string, { items }: JoinedList, stateOf: (id: string) => ItemState | undefined): string {
  const lines = text.split('\n');
  for (const { id, listed } of items) {
    const state = stateOf(id);
    const line = lines[listed.line];
    if (state === undefined || state === 'n/a' || line === undefined) continue;
    const ticked = state === 'pass' || state === 'warn';
    if (ticked !== listed.isTicked) lines[listed.line] = `${line.slice(0, listed.boxCharacter)}${ticked ? 'x' : ' '}${line.slice(listed.boxCharacter + 1)}`;
  }
  return lines.join('\n');
}
