import type { Range } from '../values';

/** The head of a parameters file, read without a compiler: enough to find its template. */
export interface ParametersHead {
  /** What `using` names, as written; `none` for `using none`; absent when there is no readable `using`. */
  readonly using?: string;
  readonly usingRange?: Range;
  /** What `extends` names, as written. */
  readonly extends?: string;
}

export function readParametersHead(text: string): ParametersHead {
  const clean = blankComments(text);
  const using = /^[ \t]*using[ \t]+(?:'((?:[^'\\\n]|\\.)*)'|(none)\b)/m.exec(clean);
  const base = /^[ \t]*extends[ \t]+'((?:[^'\\\n]|\\.)*)'/m.exec(clean);
  return {
    ...(using && { using: using[2] ?? unescape(using[1] ?? ''), usingRange: rangeAt(clean, using.index + using[0].search(/\S/), using.index + using[0].length) }),
    ...(base && { extends: unescape(base[1] ?? '') }),
  };
}

/** The value of `param <name> = '…'` in a parameters file or of `param <name> string = '…'` in a template, when it is a plain string. */
export function readStringParameter(text: string, name: string): string | undefined {
  const pattern = new RegExp(`^[ \\t]*param[ \\t]+${name}\\b[^=\\n]*=[ \\t]*'((?:[^'\\\\\\n]|\\\\.)*)'[ \\t]*$`, 'm');
  const value = pattern.exec(blankComments(text))?.[1];
  return value === undefined || value.includes('${') ? undefined : unescape(value);
}

export const declaresParameter = (text: string, name: string): boolean => new RegExp(`^[ \\t]*param[ \\t]+${name}\\b`, 'm').test(blankComments(text));

/** Comments and multi-line strings become spaces, so that offsets stay; plain strings are left alone. */
function blankComments(text: string): string {
  return text.replace(/'''[\s\S]*?(?:'''|$)|'(?:[^'\\\n]|\\.)*'?|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/g, (found) => (found.startsWith('/') || found.startsWith(`'''`) ? found.replace(/[^\n]/g, ' ') : found));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };
const unescape = (text: string): string => text.replace(/\\(?:u\{([0-9a-fA-F]{1,6})\}|(.))/g, (_all, code: string | undefined, char: string | undefined) => (code === undefined ? escapes[char ?? ''] ?? char ?? '' : fromCodePoint(code)));
const fromCodePoint = (hex: string): string => { const code = Number.parseInt(hex, 16); return code <= 0x10ffff ? String.fromCodePoint(code) : ''; };

function rangeAt(text: string, start: number, end: number): Range {
  const at = (offset: number): { line: number; character: number } => { const before = text.slice(0, offset); const line = before.split('\n').length - 1; return { line, character: offset - (before.lastIndexOf('\n') + 1) }; };
  return { start: at(start), end: at(end) };
}
