import { parse, printParseErrorCode, type ParseError } from 'jsonc-parser';
import { asArray, asObject, asString, isObject } from '../json';
import { baseName, dirName } from '../paths';
import type { Diagnostic, Position } from '../values';

/** What keeps the host from reading a host.json or a function.json. It takes comments and commas at the end of a list. */
export function hostFileProblems(file: string, text: string, isHost: boolean): readonly Diagnostic[] {
  const plain = text.replace(/^\uFEFF/, '');
  const errors: ParseError[] = [];
  const value: unknown = parse(plain, errors, { allowTrailingComma: true });
  const name = isHost ? 'host.json' : `${baseName(dirName(file))}/function.json`;
  const [first] = errors;
  if (first) return [problem(file, `${name} is no JSON: ${words(printParseErrorCode(first.error))}.`, 'Correct it: the host finds no function before.', positionAt(plain, first.offset))];
  if (!isObject(value)) return [problem(file, `${name} is no JSON object.`, 'Write an object: { … }.')];
  if (isHost) return value['version'] === '2.0' ? [] : [problem(file, 'host.json has no "version": "2.0".', 'Add "version": "2.0".')];
  const types = asArray(value['bindings']).map((one) => asString(asObject(one)['type']) ?? '');
  return types.some((type) => /trigger$/i.test(type)) ? [] : [problem(file, `${name} has no trigger among its bindings.`, 'Add a binding whose type ends in Trigger.')];
}

const problem = (file: string, message: string, nextStep: string, at: Position = { line: 0, character: 0 }): Diagnostic => ({ file, severity: 'error', code: 'aos/host-file', message, nextStep, range: { start: at, end: at } });

/** `ValueExpected` as `value expected`. */
const words = (code: string): string => code.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset).split('\n');
  return { line: before.length - 1, character: before.at(-1)?.length ?? 0 };
}
