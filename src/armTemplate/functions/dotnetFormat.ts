import { ExpressionFault } from '../fault';
import { printJsonText } from '../values/jsonText';
import type { Value } from '../values/value';
import type { Call } from './builtin';
import { formatNumber } from './dotnetNumber';

/** `format` as .NET's composite formatting does it: `{index[,width][:format]}`, doubled braces for one. @throws ExpressionFault */
export function formatText(pattern: string, args: readonly Value[], call: Call): string {
  let text = '', at = 0;
  while (at < pattern.length) {
    const char = pattern.charAt(at);
    if ((char === '{' || char === '}') && pattern.charAt(at + 1) === char) { text += char; at += 2; continue; }
    if (char === '}') throw invalid(call, 'Input string was not in a correct format.');
    if (char !== '{') { text += char; at++; continue; }
    const hole = /^\{(\d+) *(?:, *(-?\d+) *)?(?::((?:[^{}])*))?\}/.exec(pattern.slice(at, at + 1000));
    if (!hole) throw invalid(call, 'Input string was not in a correct format.');
    text += fill(hole, args, call);
    at += hole[0].length;
  }
  return text;
}

function fill(hole: RegExpExecArray, args: readonly Value[], call: Call): string {
  const index = Number(hole[1]);
  if (index >= args.length) throw invalid(call, 'Index (zero based) must be greater than or equal to zero and less than the size of the argument list.');
  const text = formatValue(args[index]!, hole[3] ?? '', call), width = Number(hole[2] ?? 0);
  if (Math.abs(width) > 100_000) throw invalid(call, 'Input string was not in a correct format.');
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

const invalid = (call: Call, reason: string): ExpressionFault => new ExpressionFault(`Unable to evaluate language function '${call.name}': the format is invalid: '${reason}'.`);
