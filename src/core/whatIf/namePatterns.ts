/**
 * How well a resource's name fits a name as a template writes it: the number of characters that the template fixes, or -1 when it cannot be.
 * Understood without evaluating: plain names, `format('…{0}…', …)` around or inside other calls, and anything else as "any name".
 */
export function matchName(written: string, actual: string): number {
  const [names, parts] = [actual.toLowerCase().split('/'), splitName(written)];
  if (parts.length > 1 && parts.length !== names.length) return -1;
  const compared = parts.length === 1 ? [names.at(-1) ?? ''] : names;
  const whole = parts.length === 1 && !written.startsWith('[') ? [actual.toLowerCase()] : compared;
  let score = 0;
  for (const [index, part] of parts.entries()) {
    const fixed = matchPart(part, whole[index] ?? '');
    if (fixed < 0) return -1;
    score += fixed;
  }
  return score;
}

/** `format('{0}/{1}/x', a, b)` names a child by its segments. */
function splitName(written: string): string[] {
  if (!written.startsWith('[') || written.startsWith('[[')) return written.split('/');
  const format = formatOf(written);
  return format === undefined ? [written] : format.split('/');
}

/** The text of the outermost `format` of an expression. */
function formatOf(written: string): string | undefined {
  const match = /^\[\s*(?:toLower\(|toUpper\(|take\(|replace\()*format\('((?:[^']|'')*)'/i.exec(written);
  return match?.[1]?.replace(/''/g, "'");
}

function matchPart(part: string, name: string): number {
  if (part.startsWith('[') && !part.startsWith('[[')) return 0;
  const pieces = part.replace(/^\[\[/, '[').toLowerCase().split(/\{\d+\}/);
  const pattern = pieces.map((piece) => piece.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*');
  return new RegExp(`^${pattern}$`).test(name) || cutShort(pieces, name) ? pieces.join('').length : -1;
}

/** `take(format('kv-{0}', x), 24)` may cut the end off. */
const cutShort = (pieces: readonly string[], name: string): boolean => pieces.length > 1 && pieces[0] !== '' && name.startsWith(pieces[0] ?? '') && pieces.slice(1).every((piece) => piece === '');
