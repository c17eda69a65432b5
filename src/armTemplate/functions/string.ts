import { ExpressionFault } from '../fault';
import { isArray, isInteger, typeName, type Value } from '../values/value';
import { checkText, scalarText } from './array';
import { arrayAt, eager, integerAt, stringAt, USAGE, wrongItems, wrongType, type Builtin, type Call } from './builtin';
import { formatText } from './dotnetFormat';
import { plainText } from '../values/plainText';

/** Case by single characters, as .NET does: no letter becomes two, and the dotless i has no capital in its invariant culture. */
const mapCase = (text: string, change: (char: string) => string): string => (/^[\0-\x7f]*$/.test(text) ? change(text) : [...text].map((char) => { const changed = change(char); return changed.length === char.length ? changed : char; }).join(''));
const upper = (text: string): string => mapCase(text, (char) => char.toUpperCase());

function join(args: readonly Value[], call: Call): Value {
  const array = arrayAt(args, 0, call), texts = array.map(scalarText);
  if (texts.includes(undefined)) throw wrongItems(call, array, ['String', 'Integer', 'Boolean']);
  return checkText(texts.join(stringAt(args, 1, call)));
}

function split(args: readonly Value[], call: Call): Value {
  const text = stringAt(args, 0, call);
  const delimiters = (isArray(args[1]) ? args[1] : [args[1]!]).map((delimiter) => { if (typeof delimiter !== 'string') throw wrongType(call, 1, 'String or Array of Strings', delimiter); return delimiter; }).filter((delimiter) => delimiter !== '');
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length;) {
    const found = delimiters.find((delimiter) => text.startsWith(delimiter, at));
    if (found === undefined) { at++; continue; }
    parts.push(text.slice(start, at));
    start = at += found.length;
  }
  return [...parts, text.slice(start)];
}

function padLeft(args: readonly Value[], call: Call): Value {
  const text = typeof args[0] === 'string' || isInteger(args[0]) ? plainText(args[0]) : undefined;
  if (text === undefined) throw badPadding(`the first parameter is invalid. The source string must be a String or integer type, while '${typeName(args[0]!)}' was provided.`);
  const width = integerAt(args, 1, call), pad = args.length > 2 ? stringAt(args, 2, call) : ' ';
  if (pad.length !== 1) throw badPadding(`the third parameter is invalid. The padding character must be a single character, while '${pad}' was provided.`);
  if (width < 1 || width > 16) throw badPadding(`the second parameter is invalid. Total width must be a positive integer value and not greater than '16', while '${width}' was provided.`);
  return text.padStart(width, pad);
}

const badPadding = (reason: string): ExpressionFault => new ExpressionFault(`Unable to evaluate template language function 'padLeft': ${reason} The syntax is padLeft(string, totalWidth [, paddingChar]). Please see https://aka.ms/arm-function-padleft for usage details.`);
const badPart = (reason: string): ExpressionFault => new ExpressionFault(`Unable to evaluate the template language function 'substring'. ${reason} Please see https://aka.ms/arm-function-substring for usage details.`);

function substring(args: readonly Value[], call: Call): Value {
  const text = stringAt(args, 0, call), start = integerAt(args, 1, call), length = args.length > 2 ? integerAt(args, 2, call) : text.length - start;
  if (start > text.length) throw badPart(`The index parameter cannot be larger than the length of the string. The index parameter: '${start}', the length of the string parameter: '${text.length}'.`);
  if (start < 0) throw badPart(`The index parameter cannot be less than zero. The index: '${start}'.`);
  if (length < 0) throw badPart(`The length parameter cannot be less than zero. The length parameter: '${length}'.`);
  if (start + length > text.length) throw badPart(`The index and length parameters must refer to a location within the string. The index parameter: '${start}', the length parameter: '${length}', the length of the string parameter: '${text.length}'.`);
  return text.slice(start, start + length);
}

function replace(args: readonly Value[], call: Call): Value {
  const text = stringAt(args, 0, call), old = stringAt(args, 1, call);
  if (old === '') throw new ExpressionFault(`The template language function 'replace' expects its second parameter to not be null or empty. ${USAGE}`);
  return checkText(text.split(old).join(stringAt(args, 2, call)));
}

export const stringFunctions: readonly Builtin[] = [
  eager('format', 1, Infinity, (args, call) => checkText(formatText(stringAt(args, 0, call), args.slice(1), call))),
  eager('join', 2, 2, join),
  eager('split', 2, 2, split),
  eager('replace', 3, 3, replace),
  eager('trim', 1, 1, (args, call) => stringAt(args, 0, call).trim()),
  eager('toLower', 1, 1, (args, call) => mapCase(stringAt(args, 0, call), (text) => text.toLowerCase())),
  eager('toUpper', 1, 1, (args, call) => mapCase(stringAt(args, 0, call), (text) => text.replace(/[^ı]+/gu, (part) => part.toUpperCase()))),
  eager('padLeft', 2, 3, padLeft),
  eager('substring', 2, 3, substring),
  eager('startsWith', 2, 2, (args, call) => upper(stringAt(args, 0, call)).startsWith(upper(stringAt(args, 1, call)))),
  eager('endsWith', 2, 2, (args, call) => upper(stringAt(args, 0, call)).endsWith(upper(stringAt(args, 1, call)))),
  eager('fail', 1, 1, (args, call) => { throw new ExpressionFault(stringAt(args, 0, call)); }),
];
