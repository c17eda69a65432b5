import { printNumber } from '../values/jsonText';
import { formatCustom } from './dotnetPicture';

/** Digits past this are more than any text of the language may hold. */
const PRECISION_LIMIT = 131072;

/** A number in one of .NET's standard or custom numeric formats, invariant culture. Undefined when the format is not valid. */
export function formatNumber(value: number, format: string): string | undefined {
  const standard = /^([A-Za-z])(\d{0,9})$/.exec(format);
  if (format === '') return printNumber(value);
  return standard ? formatStandard(value, standard[1]!, standard[2] === '' ? undefined : Math.min(Number(standard[2]), PRECISION_LIMIT)) : formatCustom(value, format);
}

export const sign = (value: number, text: string): string => (value < 0 ? `-${text}` : text);
export const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
/** Fixed decimals of an integer or a short float; a half goes away from zero, or to the even digit as .NET's standard formats have it. */
export function fixed(value: number, decimals: number, ties: 'away' | 'even' = 'away'): string {
  const size = Math.abs(value);
  if (Number.isInteger(size)) return BigInt(size).toString() + (decimals ? `.${'0'.repeat(decimals)}` : '');
  const places = Math.min(decimals, 100), rounded = ties === 'even' && isTie(size, places) ? lowerNeighbour(size, places) : size.toFixed(places);
  return rounded + '0'.repeat(decimals - places);
}
/** All digits of a double are known, so that a half is one exactly. */
const isTie = (size: number, decimals: number): boolean => decimals < 100 && /^50*$/.test(size.toFixed(100).split('.')[1]!.slice(decimals));
/** Of the two numbers around a half the one that ends in an even digit. */
function lowerNeighbour(size: number, decimals: number): string {
  const cut = size.toFixed(100).slice(0, size.toFixed(100).indexOf('.') + 1 + decimals).replace(/\.$/, '');
  return Number(cut.at(-1)) % 2 === 0 ? cut : size.toFixed(decimals);
}
function grouped(value: number, decimals: number): string { const [whole, rest] = fixed(value, decimals, 'even').split('.'); return group(whole!) + (rest ? `.${rest}` : ''); }

function formatStandard(value: number, letter: string, precision: number | undefined): string | undefined {
  // Whole numbers alone have digits in these.
  if ('DXB'.includes(letter.toUpperCase()) && !Number.isInteger(value)) return undefined;
  const two = precision ?? 2;
  switch (letter.toUpperCase()) {
    case 'D': return sign(value, fixed(value, 0).padStart(precision ?? 0, '0'));
    case 'N': return sign(value, grouped(value, two));
    case 'F': return sign(value, fixed(value, two, 'even'));
    case 'C': return value < 0 ? `(¤${grouped(value, two)})` : `¤${grouped(value, two)}`;
    case 'P': return sign(value, `${grouped(value * 100, two)} %`);
    case 'E': return exponential(value, precision ?? 6, letter);
    case 'G': return general(value, precision ?? 0, letter);
    case 'R': return printNumber(value);
    case 'X': { const hex = BigInt.asUintN(64, BigInt(value)).toString(16).padStart(precision ?? 0, '0'); return letter === 'X' ? hex.toUpperCase() : hex; }
    case 'B': return BigInt.asUintN(64, BigInt(value)).toString(2).padStart(precision ?? 0, '0');
    default: return undefined;
  }
}

function exponential(value: number, decimals: number, letter: string): string {
  const [mantissa, exponent] = value.toExponential(Math.min(decimals, 100)).split('e');
  const digits = decimals > 100 ? mantissa! + '0'.repeat(decimals - 100) : mantissa!;
  return `${digits}${letter}${exponent!.charAt(0)}${exponent!.slice(1).padStart(3, '0')}`;
}

function general(value: number, precision: number, letter: string): string {
  if (precision === 0 || String(Math.abs(value)).replace('.', '').length <= precision) return printNumber(value);
  const rounded = Number(value.toPrecision(Math.min(precision, 100)));
  if (Math.abs(rounded) < 10 ** precision && Math.abs(rounded) >= 1e-5) return printNumber(rounded);
  const [mantissa, exponent] = value.toExponential(precision - 1).split('e');
  const short = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!;
  return `${short}${letter === 'g' ? 'e' : 'E'}${exponent!.charAt(0)}${exponent!.slice(1).padStart(2, '0')}`;
}
