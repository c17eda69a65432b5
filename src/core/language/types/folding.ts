import { bool, int, literal, text, type ValueType } from './valueType';

type Fold = (args: readonly ValueType[]) => ValueType | undefined;
type Known = string | bigint | boolean;

const known = (type: ValueType | undefined): Known | undefined => (type?.kind === 'string' || type?.kind === 'int' || type?.kind === 'bool' ? type.value : undefined);
const number = (value: number): ValueType => ({ kind: 'int', value: BigInt(value) });
const truth = (value: boolean): ValueType => ({ kind: 'bool', value });
const lengthOf = (type: ValueType): number | undefined => (type.kind === 'string' ? type.value?.length : type.kind === 'tuple' ? type.items.length : type.kind === 'object' && type.additional === 'none' ? type.members.size : undefined);

/** For functions of texts: all arguments are known texts, or nothing is said. */
const texts = (run: (...values: string[]) => ValueType | undefined): Fold => (args) => {
  const values = args.map(known);
  return values.every((value) => typeof value === 'string') ? run(...values) : undefined;
};
const mapped = (change: (value: string) => string): Fold => texts((value = '') => literal(change(value)));
const numbers = (choose: (values: readonly bigint[]) => bigint): Fold => (args) => {
  const [list] = args;
  const values = (args.length === 1 && list?.kind === 'tuple' ? list.items : args).map(known);
  return values.length > 0 && values.every((value) => typeof value === 'bigint') ? { kind: 'int', value: choose(values) } : undefined;
};

/** What functions give for arguments that are known, as the compiler works it out. A function gives undefined where that is not certain. */
export const folds: Readonly<Record<string, Fold>> = {
  toLower: mapped((value) => value.toLowerCase()), toUpper: mapped((value) => value.toUpperCase()), trim: mapped((value) => value.trim()),
  startsWith: texts((value = '', part = '') => truth(value.toLowerCase().startsWith(part.toLowerCase()))), endsWith: texts((value = '', part = '') => truth(value.toLowerCase().endsWith(part.toLowerCase()))),
  indexOf: texts((value = '', part = '') => number(value.toLowerCase().indexOf(part.toLowerCase()))), lastIndexOf: texts((value = '', part = '') => (part === '' ? int : number(value.toLowerCase().lastIndexOf(part.toLowerCase())))),
  contains: ([value, part]) => { const [a, b] = [known(value), known(part)]; return typeof a === 'string' && typeof b === 'string' ? truth(a.includes(b)) : bool; },
  replace: texts((value = '', from = '', to = '') => (from === '' ? text : literal(value.replaceAll(from, to)))),
  split: texts((value = '', separator = '') => (separator === '' ? undefined : { kind: 'tuple', items: value.split(separator).map(literal) })),
  empty: ([value]) => { const length = value && lengthOf(value); return length === undefined ? bool : truth(length === 0); },
  length: ([value]) => { const length = value && lengthOf(value); return length === undefined ? int : number(length); },
  max: numbers((values) => values.reduce((a, b) => (a > b ? a : b))), min: numbers((values) => values.reduce((a, b) => (a < b ? a : b))),
  first: ([value]) => (value?.kind === 'tuple' ? value.items[0] : value?.kind === 'string' && value.value ? literal(value.value[0]!) : undefined),
  last: ([value]) => (value?.kind === 'tuple' ? value.items.at(-1) : value?.kind === 'string' && value.value ? literal(value.value.at(-1)!) : undefined),
  skip: ([value, count]) => sliced(value, count, (from) => [from, undefined]), take: ([value, count]) => sliced(value, count, (to) => [0, to]),
  substring: ([value, start, length]) => {
    const [whole, from, count] = [known(value), known(start), known(length)];
    if (typeof whole !== 'string' || typeof from !== 'bigint' || (length && typeof count !== 'bigint')) return undefined;
    const end = typeof count === 'bigint' ? Number(from + count) : whole.length;
    return from < 0n || end > whole.length || end < Number(from) ? undefined : literal(whole.slice(Number(from), end));
  },
  join: ([list, separator]) => { const parts = list?.kind === 'tuple' ? list.items.map(known) : [undefined]; const glue = known(separator); return typeof glue === 'string' && parts.every((part) => typeof part === 'string') ? literal(parts.join(glue)) : undefined; },
  padLeft: ([value, width, fill]) => { const [whole, wanted, char] = [known(value), known(width), fill ? known(fill) : ' ']; return whole !== undefined && typeof whole !== 'boolean' && typeof wanted === 'bigint' && typeof char === 'string' && char.length === 1 && wanted >= 0n && wanted < 1000n ? literal(String(whole).padStart(Number(wanted), char)) : undefined; },
  concat: (args) => (args.every((argument) => argument.kind === 'tuple') ? { kind: 'tuple', items: args.flatMap((argument) => (argument.kind === 'tuple' ? argument.items : [])) } : args.every((argument) => argument.kind === 'string') ? text : undefined),
  flatten: ([list]) => (list?.kind === 'tuple' && list.items.every((item) => item.kind === 'tuple') ? { kind: 'tuple', items: list.items.flatMap((item) => (item.kind === 'tuple' ? item.items : [])) } : undefined),
  array: ([value]) => (value?.kind === 'tuple' || value?.kind === 'array' ? value : undefined),
  format: (args) => formatted(args),
  any: () => undefined,
};

function sliced(value: ValueType | undefined, count: ValueType | undefined, range: (at: number) => readonly [number, number | undefined]): ValueType | undefined {
  const at = known(count);
  if (typeof at !== 'bigint' || at < 0n) return undefined;
  const [from, to] = range(Number(at));
  if (value?.kind === 'tuple') return { kind: 'tuple', items: value.items.slice(from, to) };
  return value?.kind === 'string' && value.value !== undefined ? literal(value.value.slice(from, to)) : undefined;
}

/** `format` with nothing but plain places; more is .NET's business. */
function formatted([pattern, ...args]: readonly ValueType[]): ValueType | undefined {
  const form = known(pattern);
  const values = args.map(known);
  if (typeof form !== 'string' || /\{\{|\}\}|\{\d+[^}\d]/.test(form) || !values.every((value) => value !== undefined && typeof value !== 'boolean')) return undefined;
  return literal(form.replace(/\{(\d+)\}/g, (_place, index: string) => String(values[Number(index)] ?? '')));
}
