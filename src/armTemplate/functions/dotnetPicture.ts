import { fixed } from './dotnetNumber';

/** `digit`: `0` or `#`; `exponent`: `E0`, `e+00`…; `text` comes out as it is. */
interface Piece { readonly kind: 'digit' | 'point' | 'comma' | 'scale' | 'exponent' | 'text'; readonly text: string }

/** A number in one of .NET's custom formats, invariant culture: `0`, `#`, `.`, `,`, `%`, `‰`, `E+0`, quoted and escaped text, and sections `positive;negative;zero`. */
export function formatCustom(value: number, format: string): string {
  const sections = splitSections(format), negative = value < 0 && sections.length > 1 && sections[1] !== '';
  const section = (value === 0 && sections[2]) || (negative ? sections[1]! : sections[0]!);
  const text = formatSection(Math.abs(value), readPieces(section));
  return value < 0 && !negative && !text.isZero ? `-${text.shown}` : text.shown;
}

/** Semicolons inside quotes and after a backslash part nothing. */
function splitSections(format: string): string[] {
  const sections = [''];
  for (const [token] of format.matchAll(/'[^']*'|"[^"]*"|\\[^]|[^]/g)) if (token === ';') sections.push(''); else sections[sections.length - 1] += token;
  return sections;
}

function readPieces(section: string): Piece[] {
  return [...section.matchAll(/'[^']*'|"[^"]*"|\\[^]|[eE][+-]?0+|[^]/g)].map(([token]): Piece => {
    if (token === '0' || token === '#') return { kind: 'digit', text: token };
    if (token === '.') return { kind: 'point', text: token };
    if (token === ',') return { kind: 'comma', text: token };
    if (token === '%' || token === '‰') return { kind: 'scale', text: token };
    if (/^[eE][+-]?0+$/.test(token)) return { kind: 'exponent', text: token };
    return { kind: 'text', text: token.startsWith('\\') ? token.slice(1) : /^(['"]).*\1$/s.test(token) ? token.slice(1, -1) : token };
  });
}

function formatSection(value: number, pieces: readonly Piece[]): { shown: string; isZero: boolean } {
  const point = pieces.findIndex(({ kind }) => kind === 'point'), end = point < 0 ? pieces.length : point;
  const slots = pieces.flatMap(({ kind, text }, index) => (kind === 'digit' ? [{ index, text }] : []));
  const whole = slots.filter(({ index }) => index < end), decimals = slots.filter(({ index }) => index > end);
  const hasExponent = pieces.some(({ kind }) => kind === 'exponent'), scaled = hasExponent ? value : value * scaleOf(pieces, whole.at(-1)?.index ?? -1, end);
  const exponent = hasExponent && scaled !== 0 ? Number(scaled.toExponential().split('e')[1]) - Math.max(whole.length - 1, 0) : 0;
  const [digits, rest = ''] = fixed(scaled / 10 ** exponent, decimals.length).split('.') as [string, string?];
  const required = decimals.map(({ text }) => text).lastIndexOf('0') + 1, kept = rest.replace(/0+$/, '').padEnd(required, '0');
  const firstZero = whole.findIndex(({ text }) => text === '0'), padded = (digits === '0' ? '' : digits).padStart(firstZero < 0 ? 0 : whole.length - firstZero, '0');
  const isGrouped = pieces.some(({ kind }, index) => kind === 'comma' && whole.some((slot) => slot.index < index) && whole.some((slot) => slot.index > index));
  const places = new Map<number, string>([...wholeDigits(padded, whole.map(({ index }) => index), isGrouped), ...decimals.map(({ index }, at) => [index, kept.charAt(at)] as const)]);
  const loose = whole.length === 0 && point >= 0 ? padded : '';
  const shown = pieces.map((piece, index) => {
    switch (piece.kind) {
      case 'digit': return places.get(index) ?? '';
      case 'point': return index === point ? loose + (kept === '' ? '' : '.') : '';
      case 'comma': return '';
      case 'exponent': return exponentText(piece.text, exponent);
      default: return piece.text;
    }
  }).join('');
  return { shown, isZero: !/[1-9]/.test(digits + rest) };
}

/** Percent and per mille raise, commas right before the point lower by a thousand each. */
function scaleOf(pieces: readonly Piece[], lastDigit: number, end: number): number {
  const raise = pieces.reduce((factor, { kind, text }) => (kind === 'scale' ? factor * (text === '%' ? 100 : 1000) : factor), 1);
  const commas = lastDigit < 0 ? 0 : pieces.slice(lastDigit + 1, end).filter(({ kind }) => kind === 'comma').length;
  return raise / 1000 ** commas;
}

/** What stands at each slot: the first takes all the digits that have no slot of their own. */
function wholeDigits(digits: string, slots: readonly number[], isGrouped: boolean): [number, string][] {
  return slots.map((index, at) => {
    const right = slots.length - at, left = at === 0 ? 0 : digits.length - right;
    const text = digits.slice(Math.max(0, left), Math.max(0, digits.length - right + 1));
    return [index, isGrouped ? withCommas(text, right - 1) : text];
  });
}

/** Commas after each digit that has a multiple of three digits behind it; `behind` counts those behind the last digit of `text`. */
const withCommas = (text: string, behind: number): string => [...text].map((digit, at) => { const after = behind + text.length - 1 - at; return after > 0 && after % 3 === 0 ? `${digit},` : digit; }).join('');

function exponentText(pattern: string, exponent: number): string {
  const sign = exponent < 0 ? '-' : pattern.charAt(1) === '+' ? '+' : '';
  return pattern.charAt(0) + sign + String(Math.abs(exponent)).padStart(pattern.replace(/[^0]/g, '').length, '0');
}
