import type { LogicalLine } from './pythonLines';

export type PythonValue = string | number | boolean | null | readonly PythonValue[];

/** `@app.route(route="health", methods=["GET"])`: object, method and arguments whose values are known; the others are absent. */
export interface Decorator { readonly target: string; readonly method: string; readonly positional: readonly (PythonValue | undefined)[]; readonly named: Readonly<Record<string, PythonValue>> }

/** A function with its decorators, topmost first. */
export interface DecoratedFunction { readonly name: string; readonly decorators: readonly Decorator[]; readonly line: number }

/** Constants of a module by name: `QUEUE = "orders"`. */
export function constantsOf(lines: readonly LogicalLine[]): Map<string, PythonValue> {
  const constants = new Map<string, PythonValue>();
  for (const { text, indent } of lines) {
    const match = indent === 0 ? /^([A-Za-z_]\w*)\s*(?::[^=]+)?=(?!=)\s*(.+)$/s.exec(text) : null;
    const value = match && valueOf(match[2]!, constants);
    if (match && value !== undefined && value !== null) constants.set(match[1]!, value);
  }
  return constants;
}

export function decoratedFunctions(lines: readonly LogicalLine[], constants: ReadonlyMap<string, PythonValue>): DecoratedFunction[] {
  const found: DecoratedFunction[] = [];
  let decorators: Decorator[] = [];
  for (const { text, line } of lines) {
    const decorator = /^@\s*(\w+)\.(\w+)\s*(?:\((.*)\))?$/s.exec(text);
    const definition = /^(?:async\s+)?def\s+(\w+)/.exec(text);
    if (decorator) decorators.push({ target: decorator[1]!, method: decorator[2]!, ...argumentsOf(decorator[3] ?? '', constants) });
    else if (text.startsWith('@')) continue;
    else {
      if (definition && decorators.length > 0) found.push({ name: definition[1]!, decorators, line });
      decorators = [];
    }
  }
  return found;
}

export function argumentsOf(text: string, constants: ReadonlyMap<string, PythonValue>): Pick<Decorator, 'positional' | 'named'> {
  const positional: (PythonValue | undefined)[] = [];
  const named: Record<string, PythonValue> = {};
  for (const part of splitTop(text)) {
    const keyword = /^([A-Za-z_]\w*)\s*=(?!=)\s*(.*)$/s.exec(part);
    const value = valueOf(keyword ? keyword[2]! : part, constants);
    if (!keyword) positional.push(value);
    else if (value !== undefined) named[keyword[1]!] = value;
  }
  return { positional, named };
}

/** Parts between commas that stand outside of brackets and strings. */
function splitTop(text: string): string[] {
  const parts: string[] = [];
  let [depth, part, quote] = [0, '', ''];
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (quote !== '') {
      part += char;
      if (char === '\\') part += text[++at] ?? '';
      else if (char === quote) quote = '';
      continue;
    }
    if (char === '"' || char === "'") quote = char;
    if ('([{'.includes(char)) depth++;
    if (')]}'.includes(char)) depth--;
    if (char === ',' && depth === 0) { parts.push(part.trim()); part = ''; }
    else part += char;
  }
  if (part.trim() !== '') parts.push(part.trim());
  return parts;
}

/** Strings, numbers, lists, constants by name, and the last word of an attribute such as `func.AuthLevel.ANONYMOUS`. Undefined for what only Python can tell. */
function valueOf(text: string, constants: ReadonlyMap<string, PythonValue>): PythonValue | undefined {
  const source = text.trim();
  const string = /^[bBuUrR]{0,2}("""|'''|"|')(.*)\1$/s.exec(source);
  if (string && !string[2]!.includes(string[1]!)) return string[2]!.replace(/\\(["'\\])/g, '$1');
  if (source === 'True' || source === 'False') return source === 'True';
  if (source === 'None') return null;
  if (/^-?\d+(\.\d+)?$/.test(source)) return Number(source);
  const list = /^[[(](.*)[\])]$/s.exec(source);
  if (list) return splitTop(list[1]!).flatMap((item) => { const value = valueOf(item, constants); return value === undefined ? [] : [value]; });
  if (/^[A-Za-z_]\w*$/.test(source)) return constants.get(source);
  return /^[A-Za-z_]\w*(?:\.\w+)*\.([A-Z_]\w*)$/.exec(source)?.[1];
}
