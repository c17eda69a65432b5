/** One statement of Python over as many lines as it takes, without comments. Strings are whole. */
export interface LogicalLine { readonly text: string; readonly indent: number; readonly line: number }

export interface PythonProblem { readonly line: number; readonly message: string }

export interface PythonText { readonly lines: readonly LogicalLine[]; readonly problem?: PythonProblem }

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Splits Python into statements as the tokenizer would. Conservative: a `problem` is one that no version of Python 3 accepts. */
export function readPython(source: string): PythonText {
  const text = source.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const lines: LogicalLine[] = [];
  const open: { readonly bracket: string; readonly line: number }[] = [];
  let [at, line, start, current, indent] = [0, 1, 1, '', 0];
  const fail = (message: string, where = line): PythonText => ({ lines, problem: { line: where, message } });
  const finish = (): void => {
    if (current.trim() !== '') lines.push({ text: current.trim(), indent, line: start });
    current = '';
  };
  while (at < text.length) {
    if (current === '' && open.length === 0) {
      const blank = /^[ \t\f]*/.exec(text.slice(at, at + 400))?.[0] ?? '';
      indent = [...blank].reduce((width, char) => (char === '\t' ? width + 8 - (width % 8) : width + 1), 0);
      at += blank.length;
      start = line;
    }
    const char = text[at];
    if (char === undefined) break;
    if (char === '#') { while (at < text.length && text[at] !== '\n') at++; continue; }
    if (char === '\\' && text[at + 1] === '\n') { current += ' '; at += 2; line++; continue; }
    if (char === '\n') {
      line++; at++;
      if (open.length === 0) finish();
      else current += ' ';
      continue;
    }
    if (char === '"' || char === "'") {
      const end = endOfString(text, at);
      if (end === undefined) return fail(text.startsWith(char.repeat(3), at) ? 'unterminated triple-quoted string literal' : 'unterminated string literal');
      const literal = text.slice(at, end);
      current += literal;
      line += literal.split('\n').length - 1;
      at = end;
      continue;
    }
    if (char in closing) open.push({ bracket: char, line });
    else if (char === ')' || char === ']' || char === '}') {
      const last = open.pop();
      if (!last) return fail(`unmatched '${char}'`);
      if (closing[last.bracket] !== char) return fail(`closing parenthesis '${char}' does not match opening parenthesis '${last.bracket}'`);
    }
    current += char;
    at++;
  }
  const left = open[0];
  if (left) return fail(`'${left.bracket}' was never closed`, left.line);
  finish();
  const problem = blockProblem(lines);
  return { lines, ...(problem && { problem }) };
}

/** Where the string that starts at `from` ends; undefined when it does not. A backslash takes the next character along, in raw strings too. */
function endOfString(text: string, from: number): number | undefined {
  const quote = text[from]!;
  const isTriple = text.startsWith(quote.repeat(3), from);
  let at = from + (isTriple ? 3 : 1);
  while (at < text.length) {
    if (text[at] === '\\') { at += 2; continue; }
    if (!isTriple && text[at] === '\n') return undefined;
    if (isTriple ? text.startsWith(quote.repeat(3), at) : text[at] === quote) return at + (isTriple ? 3 : 1);
    at++;
  }
  return undefined;
}

/** Indentation and headers of blocks. */
function blockProblem(lines: readonly LogicalLine[]): PythonProblem | undefined {
  const indents = [0];
  let expectsBlock: LogicalLine | undefined;
  for (const line of lines) {
    const deepest = indents.at(-1)!;
    if (expectsBlock) {
      if (line.indent <= deepest) return { line: line.line, message: `expected an indented block after the statement on line ${expectsBlock.line}` };
      indents.push(line.indent);
    } else if (line.indent > deepest) return { line: line.line, message: 'unexpected indent' };
    else {
      while (indents.at(-1)! > line.indent) indents.pop();
      if (indents.at(-1) !== line.indent) return { line: line.line, message: 'unindent does not match any outer indentation level' };
    }
    const header = /^(async\s+(def|for|with)|def|class|if|elif|else|try|except|finally|while|for|with)\b/.exec(line.text);
    if (header && !line.text.includes(':')) return { line: line.line, message: "expected ':'" };
    if (/^(def|async def)\s+[^\s(\[]*\s*:/.test(line.text)) return { line: line.line, message: "expected '('" };
    if (/^(<{7}|>{7}|={7})(\s|$)/.test(line.text)) return { line: line.line, message: 'invalid syntax' };
    expectsBlock = line.text.endsWith(':') ? line : undefined;
  }
  return expectsBlock && { line: expectsBlock.line, message: `expected an indented block after the statement on line ${expectsBlock.line}` };
}
