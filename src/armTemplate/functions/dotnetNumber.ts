/** A number in one of .NET's standard or custom numeric formats, invariant culture. Undefined when the format is not valid. */
export function formatNumber(value: number, format: string): string | undefined {
  const standard = /^([A-Za-z])(\d{0,2})$/.exec(format);
  if (format === '') return String(value);
  return standard ? formatStandard(value, standard[1]!, standard[2] === '' ? undefined : Number(standard[2])) : formatCustom(value, format);
}

const sign = (value: number, text: string): string => (value < 0 ? `-${text}` : text);
const group = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
/** Fixed decimals of an integer or a short float. */
const fixed = (value: number, decimals: number): string => { const text = BigInt(Math.trunc(Math.abs(value))).toString(); return Number.isInteger(value) ? (decimals ? `${text}.${'0'.repeat(decimals)}` : text) : Math.abs(value).toFixed(decimals); };
function grouped(value: number, decimals: number): string { const [whole, rest] = fixed(value, decimals).split('.'); return group(whole!) + (rest ? `.${rest}` : ''); }

function formatStandard(value: number, letter: string, precision: number | undefined): string | undefined {
  const two = precision ?? 2;
  switch (letter.toUpperCase()) {
    case 'D': return sign(value, fixed(value, 0).padStart(precision ?? 0, '0'));
    case 'N': return sign(value, grouped(value, two));
    case 'F': return sign(value, fixed(value, two));
    case 'C': return value < 0 ? `(¤${grouped(value, two)})` : `¤${grouped(value, two)}`;
    case 'P': return sign(value, `${grouped(value * 100, two)} %`);
    case 'E': return exponential(value, precision ?? 6, letter);
    case 'G': return general(value, precision ?? 0, letter);
    case 'R': return String(value);
    case 'X': { const hex = BigInt.asUintN(64, BigInt(value)).toString(16).padStart(precision ?? 0, '0'); return letter === 'X' ? hex.toUpperCase() : hex; }
    case 'B': return BigInt.asUintN(64, BigInt(value)).toString(2).padStart(precision ?? 0, '0');
    default: return undefined;
  }
}

function exponential(value: number, decimals: number, letter: string): string {
  const [mantissa, exponent] = value.toExponential(Math.min(decimals, 100)).split('e');
  return `${mantissa!}${letter}${exponent!.charAt(0)}${exponent!.slice(1).padStart(3, '0')}`;
}

function general(value: number, precision: number, letter: string): string {
  const digits = fixed(value, 0);
  if (precision === 0 || digits.length <= precision) return String(value);
  const [mantissa, exponent] = value.toExponential(precision - 1).split('e');
  const short = mantissa!.includes('.') ? mantissa!.replace(/\.?0+$/, '') : mantissa!;
  return `${short}${letter === 'g' ? 'e' : 'E'}${exponent!.charAt(0)}${exponent!.slice(1).padStart(2, '0')}`;
}

/** `0`, `#`, `.`, `,`, `%`, quoted text and sections `positive;negative;zero`. */
function formatCustom(value: number, format: string): string {
  const sections = format.split(';');
  const negative = value < 0 && sections.length > 1 && sections[1] !== '';
  const section = (value === 0 && sections[2]) || (negative ? sections[1]! : sections[0]!);
  return customSection(negative ? -value : value, section);
}

function customSection(value: number, format: string): string {
  const pattern = format.replace(/'[^']*'|"[^"]*"|\\./g, '');
  const [whole = '', decimals = ''] = pattern.replace(/[^0#.,]/g, '').split('.', 2);
  const scaled = Math.abs(value) * (pattern.includes('%') ? 100 : 1) / 1000 ** (/,+$/.exec(whole)?.[0].length ?? 0);
  const places = decimals.replace(/[^0#]/g, ''), required = places.lastIndexOf('0') + 1;
  let [digits, rest = ''] = fixed(scaled, places.length).split('.') as [string, string?];
  while (rest.length > required && rest.endsWith('0')) rest = rest.slice(0, -1);
  const slots = whole.replace(/,/g, ''), firstZero = slots.indexOf('0');
  digits = (digits === '0' ? '' : digits).padStart(firstZero < 0 ? 0 : slots.length - firstZero, '0');
  if (/[0#],+[0#]/.test(whole)) digits = group(digits);
  return sign(value < 0 && scaled !== 0 ? -1 : 1, insertDigits(format, digits + (rest ? `.${rest}` : '')));
}

/** Puts the digits where the first digit slot stands, and keeps the text around. */
function insertDigits(format: string, digits: string): string {
  let text = '', done = false;
  for (const [token] of format.matchAll(/'[^']*'|"[^"]*"|\\.|[0#.,]+|[^]/g)) {
    if (/^[0#.,]+$/.test(token)) { if (!done) text += digits; done = true; continue; }
    text += token.startsWith('\\') ? token.slice(1) : /^['"].*['"]$/.test(token) ? token.slice(1, -1) : token;
  }
  return text;
}
