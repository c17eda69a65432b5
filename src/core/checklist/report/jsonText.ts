const text = String.raw`"[^"\\]*(?:\\.[^"\\]*)*"`;

/** The first name that an object of a JSON text has twice: parsers take one of the two, and not all of them the same. The text must be JSON. */
export function findRepeatedName(json: string): string | undefined {
  const open: Set<string>[] = [];
  for (const [token, name] of json.matchAll(new RegExp(String.raw`(${text})\s*:|${text}|[{}]`, 'g'))) {
    if (token === '{') open.push(new Set());
    else if (token === '}') open.pop();
    else if (name !== undefined) {
      const read = JSON.parse(name) as string;
      if (open.at(-1)?.has(read)) return read;
      open.at(-1)?.add(read);
    }
  }
  return undefined;
}

/** How many objects and arrays lie in one another at most. */
export function depthOf(json: string): number {
  let [depth, deepest] = [0, 0];
  for (const [token] of json.matchAll(new RegExp(String.raw`${text}|[[\]{}]`, 'g'))) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
