import { editDistance, findSimilar } from '../similar';
import type { RuleId } from '../rules';
import { quoted } from '../../bicepparam/quoted';
import { optionsOf, renderType, resolved, type ValueType } from './valueType';

/** Why a type does not fit: a predicate that follows the subject ("… wants a bool, not 'x'."). */
export interface Misfit {
  readonly rule: RuleId;
  readonly message: string;
  /** Something required is absent, which is said at the holder's name. */
  readonly missing?: boolean;
  /** The compiler only warns. */
  readonly isWarning?: boolean;
  readonly replacements?: readonly string[];
}

type Option = ReturnType<typeof optionsOf>[number];
/** Nothing is wrong, the kinds differ, or some reasons. */
type Outcome = 'kind' | readonly Misfit[];

/** Empty when a value of `type` may be given where `target` is wanted; what is not known fits. */
export function findMisfits(type: ValueType, target: ValueType): readonly Misfit[] {
  const [given, wanted] = [optionsOf(type), optionsOf(target)];
  if (given.some(({ kind }) => kind === 'any') || wanted.some(({ kind }) => kind === 'any')) return [];
  let misfits: readonly Misfit[] | undefined;
  for (const one of given) {
    const outcomes = wanted.map((option) => compare(one, option));
    const harmless = outcomes.find((outcome) => outcome !== 'kind' && outcome.every(({ isWarning }) => isWarning));
    if (harmless) return harmless as readonly Misfit[];
    misfits ??= reasonsFor(one, wanted, outcomes, target);
  }
  return misfits ?? [];
}

function reasonsFor(given: Option, wanted: readonly Option[], outcomes: readonly Outcome[], target: ValueType): readonly Misfit[] {
  const near = outcomes.filter((outcome): outcome is readonly Misfit[] => outcome !== 'kind');
  if (near.length === 1) return near[0]!;
  const values = wanted.flatMap(literalText);
  if (values.length > 0 && wanted.some(({ kind }) => kind === given.kind)) return [{ rule: 'disallowed-value', message: `takes ${listText(values)}, not ${renderType(given)}.`, replacements: byNearness(values, renderType(given)) }];
  return [{ rule: 'wrong-type', message: `wants ${renderType(target)}, not ${renderType(given)}.`, replacements: conversions(given, wanted) }];
}

const literalText = (type: Option): string[] => (type.kind === 'string' && type.value !== undefined ? [quoted(type.value)] : type.kind === 'int' && type.value !== undefined ? [String(type.value)] : []);
const listText = (values: readonly string[]): string => (values.length > 12 ? `${values.slice(0, 12).join(', ')} or ${values.length - 12} others` : values.join(', ').replace(/, ([^,]*)$/, ' or $1'));
const byNearness = (values: readonly string[], given: string): readonly string[] => values.map((value) => ({ value, distance: editDistance(value, given, 20) })).sort((a, b) => a.distance - b.distance).map(({ value }) => value);

/** The same value written as the wanted type: `'true'` as true, 5 as '5'. */
function conversions(given: Option, wanted: readonly Option[]): readonly string[] {
  const wants = (kind: Option['kind']): boolean => wanted.some((option) => option.kind === kind);
  if (given.kind === 'string' && given.value !== undefined) {
    if (wants('bool') && /^(true|false)$/i.test(given.value)) return [given.value.toLowerCase()];
    if (wants('int') && /^-?\d{1,18}$/.test(given.value)) return [given.value];
    const literals = wanted.flatMap(literalText);
    return findSimilar(given.value, literals) ? literals : [];
  }
  if ((given.kind === 'int' || given.kind === 'bool') && given.value !== undefined && wanted.some((option) => option.kind === 'string' && option.value === undefined)) return [quoted(String(given.value))];
  return [];
}

function compare(given: Option, wanted: Option): Outcome {
  switch (wanted.kind) {
    case 'string': return given.kind === 'string' ? compareText(given, wanted) : 'kind';
    case 'int': return given.kind === 'int' ? compareNumber(given, wanted) : 'kind';
    case 'bool': return given.kind === 'bool' && (wanted.value === undefined || given.value === undefined || given.value === wanted.value) ? [] : 'kind';
    case 'array': case 'tuple': return given.kind === 'array' || given.kind === 'tuple' ? compareList(given, wanted) : 'kind';
    case 'object': return given.kind === 'object' ? compareObject(given, wanted) : given.kind === 'discriminated' ? [] : 'kind';
    case 'discriminated': return given.kind === 'object' ? compareVariant(given, wanted) : given.kind === 'discriminated' ? [] : 'kind';
    default: return given.kind === wanted.kind ? [] : 'kind';
  }
}

function compareText(given: Extract<ValueType, { kind: 'string' }>, wanted: Extract<ValueType, { kind: 'string' }>): Outcome {
  if (wanted.value !== undefined) return given.value === undefined || given.value === wanted.value ? [] : 'kind';
  const [shortest, longest] = given.value === undefined ? [given.minLength ?? 0, given.maxLength ?? Infinity] : [given.value.length, given.value.length];
  if (wanted.minLength !== undefined && longest < wanted.minLength) return [{ rule: 'out-of-limits', message: `has ${count(longest, 'character')}; it takes at least ${wanted.minLength}.` }];
  if (wanted.maxLength !== undefined && shortest > wanted.maxLength) return [{ rule: 'out-of-limits', message: `has ${count(shortest, 'character')}; it takes at most ${wanted.maxLength}.` }];
  return [];
}

function compareNumber(given: Extract<ValueType, { kind: 'int' }>, wanted: Extract<ValueType, { kind: 'int' }>): Outcome {
  const { value } = given;
  if (value === undefined) return [];
  if (wanted.value !== undefined) return value === wanted.value ? [] : 'kind';
  if (wanted.minValue !== undefined && value < wanted.minValue) return [{ rule: 'out-of-limits', message: `is ${value}; it takes ${wanted.minValue} or more.`, replacements: [String(wanted.minValue)] }];
  if (wanted.maxValue !== undefined && value > wanted.maxValue) return [{ rule: 'out-of-limits', message: `is ${value}; it takes ${wanted.maxValue} or less.`, replacements: [String(wanted.maxValue)] }];
  return [];
}

type List = Extract<ValueType, { kind: 'array' | 'tuple' }>;

/** Too few or too many items; undefined when the count may be right. */
export function lengthMisfit(fewest: number, most: number, wanted: List): Misfit | undefined {
  const [least, limit] = wanted.kind === 'tuple' ? [wanted.items.length, wanted.items.length] : [wanted.minLength ?? 0, wanted.maxLength ?? Infinity];
  if (most < least) return { rule: 'out-of-limits', message: `takes at least ${count(least, 'item')}; here are ${most}.` };
  return fewest > limit ? { rule: 'out-of-limits', message: `takes at most ${count(limit, 'item')}; here are ${fewest}.` } : undefined;
}

function compareList(given: List, wanted: List): Outcome {
  const length = given.kind === 'tuple' ? lengthMisfit(given.items.length, given.items.length, wanted) : lengthMisfit(given.minLength ?? 0, given.maxLength ?? Infinity, wanted);
  if (length) return [length];
  const items = given.kind === 'tuple' ? given.items : [given.item];
  for (const [index, item] of items.entries()) {
    const target = wanted.kind === 'array' ? wanted.item : wanted.items[index];
    const misfits = target ? findMisfits(item, target) : [];
    if (misfits.some(({ isWarning }) => !isWarning)) return misfits.map((misfit) => ({ ...withoutFix(misfit), message: `has an item that ${misfit.message}` }));
  }
  return [];
}

type Shape = Extract<ValueType, { kind: 'object' }>;
function compareObject(given: Shape, wanted: Shape): readonly Misfit[] {
  const found: Misfit[] = [];
  const missing = given.additional === 'none' ? [...wanted.members].filter(([name, { required }]) => required && !given.members.has(name)).map(([name]) => name) : [];
  if (missing.length > 0) found.push({ rule: 'wrong-type', message: `lacks ${missing.join(', ')}.`, missing: true });
  for (const [name, { type }] of given.members) {
    const target = wanted.members.get(name)?.type ?? (typeof wanted.additional === 'string' ? undefined : wanted.additional);
    if (target) found.push(...findMisfits(type, resolved(target)).map((misfit) => ({ ...withoutFix(misfit), message: `has a property ${name} that ${misfit.message}` })));
    else found.push({ rule: 'unknown-name', message: `has no property ${name}.`, ...(wanted.additional === 'loose' && { isWarning: true }) });
  }
  return found;
}

function compareVariant(given: Shape, wanted: Extract<ValueType, { kind: 'discriminated' }>): readonly Misfit[] {
  const names = [...wanted.variants.keys()];
  const type = given.members.get(wanted.property)?.type;
  if (!type) return given.additional === 'none' ? [{ rule: 'wrong-type', message: `lacks ${wanted.property}, which is ${names.map(quoted).join(' or ')}.` }] : [];
  if (type.kind === 'any' || type.kind === 'union' || (type.kind === 'string' && type.value === undefined)) return [];
  const variant = type.kind === 'string' ? wanted.variants.get(type.value ?? '') : undefined;
  if (!variant) return [{ rule: 'disallowed-value', message: `wants ${names.map(quoted).join(' or ')} as ${wanted.property}, not ${renderType(type)}.` }];
  const known = resolved(variant);
  return known.kind === 'object' ? compareObject(given, known) : [];
}

const withoutFix = ({ replacements: _replacements, ...rest }: Misfit): Misfit => rest;
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
