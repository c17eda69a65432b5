import { ExpressionFault } from '../fault';
import { access, call, literal, type Expression } from './ast';
import { tokenize, type Token, type TokenKind } from './lexer';

/** Longest text ARM accepts for one expression. */
const LENGTH_LIMIT = 24576;
const DEPTH_LIMIT = 300;

/** True for `[...]`; `[[...` is text whose first bracket is escaped. */
export const isExpression = (text: string): boolean => text.charCodeAt(0) === 91 && text.charCodeAt(1) !== 91 && text.charCodeAt(text.length - 1) === 93;

/** The text that a string which is no expression stands for. */
export const unescape = (text: string): string => (text.startsWith('[[') && text.endsWith(']') ? text.slice(1) : text);

/** The other way round: protects known text from being read as an expression. */
export const escape = (text: string): string => (text.startsWith('[') && text.endsWith(']') ? `[${text}` : text);

/** Parses an expression that comes without its brackets. @throws ExpressionFault */
export function parseExpression(text: string): Expression {
  if (text.length > LENGTH_LIMIT) throw new ExpressionFault(`The language expression length limit exceeded. Limit: '${LENGTH_LIMIT}' and actual: '${text.length}'.`);
  const parser = new Parser(text, tokenize(text));
  const expression = parser.expression(0);
  parser.expect('EndOfData');
  return expression;
}

class Parser {
  #next = 0;
  constructor(private readonly text: string, private readonly tokens: readonly Token[]) {}

  expression(depth: number): Expression {
    if (depth > DEPTH_LIMIT) throw new ExpressionFault(`The language expression is nested more than ${DEPTH_LIMIT} levels deep.`);
    const token = this.#peek();
    if (token.kind === 'Literal') { this.#next++; return literal(token.value); }
    if (token.kind === 'Integer') { this.#next++; return literal(Number(token.value)); }
    let name = this.expect('Identifier').value;
    while (this.#peek().kind === 'Dot') { this.#next++; name += `.${this.expect('Identifier').value}`; }
    return this.#accessors(call(name, this.#arguments(depth)), depth);
  }

  expect(kind: TokenKind): Token {
    const token = this.#peek();
    if (token.kind !== kind) throw new ExpressionFault(`Unable to parse language expression '${this.text}': expected token '${kind}' and actual '${token.kind}'.`);
    this.#next++;
    return token;
  }

  #peek(): Token { return this.tokens[Math.min(this.#next, this.tokens.length - 1)]!; }

  #arguments(depth: number): Expression[] {
    const args: Expression[] = [];
    this.expect('LeftParenthesis');
    if (this.#peek().kind === 'RightParenthesis') { this.#next++; return args; }
    args.push(this.expression(depth + 1));
    while (this.#peek().kind === 'Comma') { this.#next++; args.push(this.expression(depth + 1)); }
    this.expect('RightParenthesis');
    return args;
  }

  #accessors(root: Expression, depth: number): Expression {
    let expression = root, level = depth;
    for (;;) {
      const kind = this.#peek().kind;
      if (kind !== 'Dot' && kind !== 'LeftSquareBracket') return expression;
      if (++level > DEPTH_LIMIT) throw new ExpressionFault(`The language expression is nested more than ${DEPTH_LIMIT} levels deep.`);
      this.#next++;
      if (kind === 'Dot') { expression = access(expression, literal(this.expect('Identifier').value)); continue; }
      expression = access(expression, this.expression(depth + 1));
      this.expect('RightSquareBracket');
    }
  }
}
