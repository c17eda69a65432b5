/** Edits (insert, delete, replace, swap of neighbours) between two texts, ignoring case; `limit + 1` when there are more than `limit`. */
export function editDistance(a: string, b: string, limit = 3): number {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (Math.abs(left.length - right.length) > limit) return limit + 1;
  let before: number[] = [];
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1];
      let cost = Math.min(previous[column]! + 1, current[column - 1]! + 1, previous[column - 1]! + (same ? 0 : 1));
      if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) cost = Math.min(cost, before[column - 2]! + 1);
      current.push(cost);
    }
    [before, previous] = [previous, current];
  }
  return Math.min(previous[right.length]!, limit + 1);
}

/** The candidate that was probably meant, or undefined when none is near. */
export function findSimilar(text: string, candidates: Iterable<string>): string | undefined {
  const limit = text.length <= 3 ? 1 : text.length <= 6 ? 2 : 3;
  let best: { readonly name: string; readonly distance: number } | undefined;
  for (const name of candidates) {
    const distance = editDistance(text, name, limit);
    if (distance <= limit && distance < (best?.distance ?? limit + 1)) best = { name, distance };
  }
  return best?.name;
}
