import { readLenientJson } from './jsonReader';
import type { Value } from './value';
import { isArray, isObject } from './value';

/** Text of a value as the official engine writes it: no spaces, floats in .NET's shortest form. */
export function printJsonText(value: Value): string {
  if (typeof value === 'string') return printText(value);
  if (typeof value === 'number') return printNumber(value);
  if (isArray(value)) return `[${value.map(printJsonText).join(',')}]`;
  if (isObject(value)) return `{${Object.entries(value).map(([key, item]) => `${printText(key)}:${printJsonText(item)}`).join(',')}}`;
  return value === true ? 'true' : value === false ? 'false' : 'null';
}

const SPECIAL = /[\u0085\u2028\u2029]/g;
const printText = (text: string): string => JSON.stringify(text).replace(SPECIAL, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

export function printNumber(value: number): string {
  const text = String(value);
  const exponent = /^(-?[\d.]+)e([+-])(\d+)$/.exec(text);
  return exponent ? `${exponent[1]!}E${exponent[2]!}${exponent[3]!.padStart(2, '0')}` : text;
}

/** Reads JSON text; what strict JSON refuses gets a second, lenient chance. @throws SyntaxError */
export function parseJsonText(text: string): Value {
  try { return JSON.parse(text) as Value; } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return readLenientJson(text);
  }
}
