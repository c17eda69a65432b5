import type { Expression, ObjectMember, Span } from '../../bicepparam';
import { findSimilar } from '../similar';
import { inferType, loopScope } from './inferType';
import { findMisfits, lengthMisfit } from './fit';
import type { ReportProblem, Scope } from './scope';
import { quoted } from '../../bicepparam/quoted';
import { isError, optionsOf, renderType, resolved, type ObjectType, type ValueType } from './valueType';

/** Where a value is wanted, and what to underline when it lacks something. */
export interface Place {
  readonly scope: Scope;
  readonly report: ReportProblem;
  readonly holder: Span;
  readonly subject: string;
  /** The value stands in a variable, and this is where the variable is named: problems with objects are told there, as the compiler does. */
  readonly reference?: Span;
}

/** Checks that an expression may be given where `target` is wanted; inside literals each part is checked for itself, where it stands. */
export function checkValue(expression: Expression, target: ValueType, place: Place): void {
  if (expression.kind === 'missing') return;
  const variable = expression.kind === 'name' ? place.scope.variable(expression.name) : undefined;
  if (variable && (variable.kind === 'object' || variable.kind === 'array' || variable.kind === 'name') && !isError(inferType(expression, place.scope))) {
    const reference = place.reference ?? { start: expression.start, end: expression.end };
    return checkValue(variable, target, { ...place, reference, holder: reference });
  }
  const wanted = wantedOption(expression, target);
  if (expression.kind === 'object' && wanted?.kind === 'object') return checkObject(expression, wanted, place);
  if (expression.kind === 'object' && wanted?.kind === 'discriminated') return checkVariant(expression, wanted, place);
  if (expression.kind === 'array' && (wanted?.kind === 'array' || wanted?.kind === 'tuple') && checkItems(expression, wanted, place)) return;
  if (expression.kind === 'for' && wanted?.kind === 'array') return checkValue(expression.body, wanted.item, { ...place, scope: loopScope(place.scope, expression.names, inferType(expression.source, place.scope)) });
  checkType(expression, inferType(expression, place.scope), target, place);
}

/** The one option of the target that a literal can be meant for. */
function wantedOption(expression: Expression, target: ValueType) {
  const kinds: readonly string[] = expression.kind === 'object' ? ['object', 'discriminated'] : ['array', 'tuple'];
  const fitting = optionsOf(target).filter(({ kind }) => kinds.includes(kind));
  return fitting.length === 1 ? fitting[0] : undefined;
}

function checkType(at: Span, type: ValueType, target: ValueType, { report, holder, subject, reference }: Place): void {
  for (const { rule, message, missing, isWarning, replacements } of findMisfits(type, target)) {
    const span = missing ? holder : rule === 'out-of-limits' ? at : reference ?? at;
    report({ start: span.start, end: span.end, rule, message: `${subject} ${message}`, ...(isWarning && { isWarning }), ...(replacements && !reference && { replacements }) });
  }
}

function checkItems(expression: Extract<Expression, { kind: 'array' }>, target: Extract<ValueType, { kind: 'array' | 'tuple' }>, place: Place): boolean {
  if (expression.items.some(({ spread }) => spread)) return checkSpreadItems(expression, target, place);
  const count = expression.items.length;
  const length = lengthMisfit(count, count, target);
  if (length) place.report({ start: expression.start, end: expression.end, rule: length.rule, message: `${place.subject} ${length.message}` });
  if (length && target.kind === 'tuple') return true;
  for (const [index, { value }] of expression.items.entries()) {
    const item = target.kind === 'tuple' ? target.items[index] : target.item;
    if (item) checkItem(value, item, index, place);
  }
  return true;
}

/** Objects in the list of a variable are still told at the variable's name; other items where they stand. */
function checkItem(value: Expression, target: ValueType, index: number, place: Place): void {
  const { reference, ...inner } = place;
  const keeps = value.kind === 'object' && reference !== undefined;
  checkValue(value, target, { ...inner, subject: `Item ${index + 1} of ${lowerFirst(place.subject)}`, holder: keeps ? reference : value, ...(keeps && { reference }) });
}

function checkSpreadItems(expression: Extract<Expression, { kind: 'array' }>, target: Extract<ValueType, { kind: 'array' | 'tuple' }>, place: Place): boolean {
  if (target.kind === 'tuple') return false;
  for (const [index, { value, spread }] of expression.items.entries()) {
    if (!spread) { checkItem(value, target.item, index, place); continue; }
    const type = resolved(inferType(value, place.scope));
    for (const item of type.kind === 'tuple' ? type.items : []) checkType(value.kind === 'array' ? value.items[0]?.value ?? value : value, item, target.item, { ...place, subject: `An item of ${lowerFirst(place.subject)}` });
  }
  return true;
}

function checkObject(expression: Extract<Expression, { kind: 'object' }>, target: ObjectType, place: Place): void {
  if (target.members.size === 0 && typeof target.additional !== 'string' && target.additional.kind === 'any') return;
  const own = new Map(expression.members.flatMap((member) => (member.key === undefined || member.spread ? [] : [[member.key, member] as const])));
  const opaque = expression.members.some((member) => member.spread || member.key === undefined);
  const spread = opaque ? spreadMembers(expression, place) : undefined;
  const missing = [...target.members].filter(([name, { required }]) => required && !own.has(name) && !spread?.has(name)).map(([name]) => name);
  if (missing.length > 0 && (!opaque || spread)) place.report({ ...spanOf(place.holder), rule: 'wrong-type', message: `${place.subject} lacks ${missing.join(', ')}.` });
  for (const [name, type] of spread ?? []) {
    const wanted = target.members.get(name);
    if (wanted && !own.has(name)) checkType(expression, type, wanted.type, { ...place, subject: `The property ${name}` });
  }
  for (const [name, member] of own) checkMember(name, member, target, place);
}

/** What spreads bring, by name; undefined when that is not known. */
function spreadMembers(expression: Extract<Expression, { kind: 'object' }>, { scope }: Place): ReadonlyMap<string, ValueType> | undefined {
  const type = inferType({ ...expression, members: expression.members.filter(({ spread, key }) => spread || key === undefined) }, scope);
  return type.kind === 'object' && type.additional === 'none' ? new Map([...type.members].map(([name, member]) => [name, member.type])) : undefined;
}

function checkMember(name: string, member: ObjectMember, target: ObjectType, place: Place): void {
  const wanted = target.members.get(name)?.type ?? (typeof target.additional === 'string' ? undefined : target.additional);
  if (wanted) return checkValue(member.value, wanted, { ...place, subject: `The property ${name}`, holder: place.reference ?? member.keySpan });
  const similar = findSimilar(name, target.members.keys());
  place.report({
    ...spanOf(place.reference ?? member.keySpan), rule: 'unknown-name', isWarning: target.additional === 'loose',
    message: `${place.subject} has no property ${name}.${similar ? ` Did you mean ${similar}?` : ''}`, ...(similar && !place.reference && { replacements: [similar] }),
  });
}

function checkVariant(expression: Extract<Expression, { kind: 'object' }>, target: Extract<ValueType, { kind: 'discriminated' }>, place: Place): void {
  const { property, variants } = target;
  const member = expression.members.find(({ key }) => key === property);
  const names = [...variants.keys()].map(quoted);
  if (!member) {
    if (!expression.members.some(({ spread, key }) => spread || key === undefined)) place.report({ ...spanOf(place.reference ?? expression), rule: 'wrong-type', message: `${place.subject} lacks ${property}, which is ${names.join(' or ')}.` });
    return;
  }
  const type = inferType(member.value, place.scope);
  const chosen = type.kind === 'string' && type.value !== undefined ? variants.get(type.value) : undefined;
  const known = chosen && resolved(chosen);
  if (known?.kind === 'object') return checkObject(expression, known, place);
  if (type.kind === 'any' || type.kind === 'union' || (type.kind === 'string' && type.value === undefined)) return;
  place.report({ ...spanOf(place.reference ?? member.value), rule: 'disallowed-value', message: `The property ${property} is ${names.join(' or ')}, not ${renderType(type)}.`, ...(!place.reference && { replacements: names }) });
}

const spanOf = ({ start, end }: Span): Span => ({ start, end });
const lowerFirst = (words: string): string => words.charAt(0).toLowerCase() + words.slice(1);
