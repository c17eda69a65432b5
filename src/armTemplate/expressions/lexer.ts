import { ExpressionFault } from '../fault';

export type TokenKind = 'Identifier' | 'Literal' | 'Integer' | 'Dot' | 'Comma' | 'LeftParenthesis' | 'RightParenthesis' | 'LeftSquareBracket' | 'RightSquareBracket' | 'EndOfData';
export interface Token { readonly kind: TokenKind; readonly value: string; readonly at: number }

const PUNCTUATION: Readonly<Record<string, TokenKind>> = { '.': 'Dot', ',': 'Comma', '(': 'LeftParenthesis', ')': 'RightParenthesis', '[': 'LeftSquareBracket', ']': 'RightSquareBracket' };
const SPACE = /\s*/y, IDENTIFIER = /[A-Za-z_$][A-Za-z0-9_$]*/y, INTEGER = /[+-]?[0-9]+/y, STRING = /'((?:[^']|'')*)'/y;

/** Splits the text of an expression, which comes without its brackets. @throws ExpressionFault naming the position. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let at = skip(SPACE, text, 0);
  while (at < text.length) {
    const token = PUNCTUATION[text.charAt(at)] ? { kind: PUNCTUATION[text.charAt(at)] as TokenKind, value: text.charAt(at), at } : readWord(text, at);
    tokens.push(token);
    at = skip(SPACE, text, token.kind === 'Literal' ? STRING.lastIndex : at + token.value.length);
  }
  tokens.push({ kind: 'EndOfData', value: '', at });
  return tokens;
}

function readWord(text: string, at: number): Token {
  const string = matchAt(STRING, text, at);
  if (string) return { kind: 'Literal', value: string[1]!.replaceAll("''", "'"), at };
  const word = matchAt(IDENTIFIER, text, at);
  if (word) return { kind: 'Identifier', value: word[0], at };
  const integer = matchAt(INTEGER, text, at);
  if (integer) return readInteger(integer[0], text, at);
  if (text.charAt(at) === "'") throw new ExpressionFault(`The language expression '${text}' is not valid: the string constant at position '${at}' is not terminated. String constants must be enclosed within a pair of single quotes.`);
  throw new ExpressionFault(`The language expression '${text}' is not valid: the string character '${text.charAt(at)}' at position '${at}' is not expected.`);
}

function readInteger(digits: string, text: string, at: number): Token {
  if (text.charAt(at + digits.length) === '.' && /[0-9]/.test(text.charAt(at + digits.length + 1))) throw new ExpressionFault(`The language expression '${text}' at position '${at}' is not valid: float point numbers are not supported.`);
  const value = BigInt(digits.startsWith('+') ? digits.slice(1) : digits);
  if (BigInt.asIntN(64, value) !== value) throw new ExpressionFault(`The language expression '${text}' is not valid: the value '${digits}' at position '${at}' cannot be converted to number.`);
  return { kind: 'Integer', value: digits, at };
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null { pattern.lastIndex = at; return pattern.exec(text); }
function skip(pattern: RegExp, text: string, at: number): number { pattern.lastIndex = at; pattern.exec(text); return Math.max(pattern.lastIndex, at); }
