import { ExpressionFault } from '../fault';
import { printJsonText } from '../values/jsonText';
import type { Value } from '../values/value';
import type { Call } from './builtin';
import { formatNumber } from './dotnetNumber';

interface Hole { readonly index: number; readonly width: number; readonly format: string; readonly end: number }

/** `format` as .NET's composite formatting does it: `{index[,width][:format]}`, doubled braces for one. @throws ExpressionFault */
export function formatText(pattern: string, args: readonly Value[], call: Call): string {
  let text = '', at = 0;
  while (at < pattern.length) {
    const char = pattern.charAt(at);
    if (char !== '{' && char !== '}') { text += char; at++; continue; }
    if (pattern.charAt(at + 1) === char) { text += char; at += 2; continue; }
    if (char === '}') throw misplaced(call, at + 1, at + 1 < pattern.length ? UNEXPECTED : ENDS);
    const hole = readHole(pattern, at, call);
    text += fill(hole, args, call);
    at = hole.end;
  }
  return text;
}

const UNEXPECTED = 'Unexpected closing brace without a corresponding opening brace', ENDS = 'Format item ends prematurely', DIGIT = 'Expected an ASCII digit';
/** .NET reads no index, and no width, of a million or more. */
const NUMBER_LIMIT = 1_000_000;

/** Reads one hole, as .NET does: what is wrong is told with its offset. */
function readHole(pattern: string, open: number, call: Call): Hole {
  let at = open + 1;
  const spaces = (): void => { while (pattern.charAt(at) === ' ') at++; };
  const number = (): number => {
    if (at >= pattern.length) throw misplaced(call, at, ENDS);
    if (!/[0-9]/.test(pattern.charAt(at))) throw misplaced(call, at, DIGIT);
    let value = 0;
    while (/[0-9]/.test(pattern.charAt(at)) && value < NUMBER_LIMIT) value = value * 10 + Number(pattern.charAt(at++));
    return value;
  };
  const index = number();
  spaces();
  let width = 0, format = '';
  if (pattern.charAt(at) === ',') {
    at++; spaces();
    const isLeft = pattern.charAt(at) === '-';
    if (isLeft) at++;
    width = number() * (isLeft ? -1 : 1);
    spaces();
  }
  if (pattern.charAt(at) === ':') {
    const start = ++at;
    while (at < pattern.length && pattern.charAt(at) !== '}') { if (pattern.charAt(at) === '{') throw misplaced(call, at, ENDS); at++; }
    format = pattern.slice(start, at);
  }
  if (at >= pattern.length) throw misplaced(call, at, ENDS);
  if (pattern.charAt(at) !== '}') throw misplaced(call, at, ENDS);
  return { index, width, format, end: at + 1 };
}

function fill({ index, width, format }: Hole, args: readonly Value[], call: Call): string {
  if (index >= args.length) throw invalid(call, 'Index (zero based) must be greater than or equal to zero and less than the size of the argument list.');
  const text = formatValue(args[index]!, format, call);
  return width < 0 ? text.padEnd(-width) : text.padStart(width);
}

function formatValue(value: Value, format: string, call: Call): string {
  if (typeof value !== 'number') return plainText(value);
  const text = formatNumber(value, format);
  if (text === undefined) throw invalid(call, 'Format specifier was invalid.');
  return text;
}

/** Arrays and objects appear as JSON with single quotes. */
function plainText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return printJsonText(value).replaceAll('"', "'");
}

const misplaced = (call: Call, offset: number, reason: string): ExpressionFault => invalid(call, `Input string was not in a correct format. Failure to parse near offset ${offset}. ${reason}.`);
const invalid = (call: Call, reason: string): ExpressionFault => new ExpressionFault(`Unable to evaluate language function '${call.name}': the format is invalid: '${reason}'. Please see https://aka.ms/arm-function-format for usage details.`);
