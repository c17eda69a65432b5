/** One line as Python sees it: what stands in brackets or behind a backslash is joined; comments and texts of several lines are gone. */
export interface LogicalLine { readonly indent: number; readonly text: string }

/** Cuts Python source into logical lines. Takes any text; what is not closed ends at the end. */
export function readLogicalLines(source: string): readonly LogicalLine[] {
  const lines: LogicalLine[] = [];
  let [text, depth] = ['', 0];
  const end = (): void => {
    if (text.trim() !== '') lines.push({ indent: text.length - text.trimStart().length, text: text.trim() });
    text = '';
  };
  for (let at = 0; at < source.length; at++) {
    const char = source[at]!;
    if (char === '#') { while (at + 1 < source.length && source[at + 1] !== '\n') at++; continue; }
    if (char === '"' || char === "'") {
      const close = endOfText(source, at);
      const whole = source.slice(at, close);
      text += whole.includes('\n') ? '""' : whole;
      at = close - 1;
      continue;
    }
    if (char === '\\' && source[at + 1] === '\n') { text += ' '; at++; continue; }
    if ('([{'.includes(char)) depth++;
    if (')]}'.includes(char)) depth = Math.max(0, depth - 1);
    if (char === '\n' && depth === 0) end();
    else text += char === '\n' || char === '\r' ? ' ' : char;
  }
  end();
  return lines;
}

/** Offset behind a text that begins at `start`; an open one of one line ends with its line. */
function endOfText(source: string, start: number): number {
  const quote = source[start]!;
  const triple = source.startsWith(quote.repeat(3), start);
  const mark = triple ? quote.repeat(3) : quote;
  for (let at = start + mark.length; at < source.length; at++) {
    if (source[at] === '\\') at++;
    else if (source.startsWith(mark, at)) return at + mark.length;
    else if (!triple && source[at] === '\n') return at;
  }
  return source.length;
}

/** Text of a literal such as `"x"` or `'x'`; undefined for anything else. */
export function literal(expression: string | undefined): string | undefined {
  const match = /^[rRuU]?(?:"([^"\\]*)"|'([^'\\]*)')$/.exec(expression?.trim() ?? '');
  return match?.[1] ?? match?.[2];
}

/** Names that a module gives a text to, such as `QUEUE = "requests"`. */
export function readConstants(lines: readonly LogicalLine[]): ReadonlyMap<string, string> {
  const constants = new Map<string, string>();
  for (const { indent, text } of lines) {
    const match = /^([A-Za-z_]\w*)(?:\s*:[^=]+)?\s*=\s*(.+)$/.exec(text);
    const value = indent === 0 ? literal(match?.[2]) : undefined;
    if (match?.[1] !== undefined && value !== undefined) constants.set(match[1], value);
  }
  return constants;
}

/** Arguments of the call that `text` ends with, by name; those without one by their place. Only top-level commas part them. */
export function readArguments(text: string): ReadonlyMap<string, string> {
  const open = text.indexOf('(');
  const result = new Map<string, string>();
  if (open < 0) return result;
  let [depth, start, place] = [0, open + 1, 0];
  const take = (end: number): void => {
    const part = text.slice(start, end).trim();
    const named = /^([A-Za-z_]\w*)\s*=(?!=)\s*([\s\S]*)$/.exec(part);
    if (named) result.set(named[1]!, named[2]!); else if (part !== '') result.set(String(place++), part);
    start = end + 1;
  };
  for (let at = open + 1; at < text.length; at++) {
    const char = text[at]!;
    if (char === '"' || char === "'") { at = endOfText(text, at) - 1; continue; }
    if ('([{'.includes(char)) depth++;
    if (char === ',' && depth === 0) take(at);
    if (')]}'.includes(char) && depth-- === 0) { take(at); break; }
  }
  return result;
}
