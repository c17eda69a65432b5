import type { Expression } from '../../bicepparam';
import { findSimilar } from '../similar';
import { inferCall } from './inferCall';
import { inferBinary, inferUnary, isCertainly } from './operators';
import { withLocals, type ReportProblem, type Scope } from './scope';
import { any, errorType, isError, literal, nullType, optionsOf, renderType, resolved, unionOf, type ObjectMemberType, type ValueType } from './valueType';

/** The type of an expression, as far as it follows from the text. Problems with names, operators and arguments are told to `report`. Never throws. */
export function inferType(expression: Expression, scope: Scope, report?: ReportProblem): ValueType {
  switch (expression.kind) {
    case 'string': return literal(expression.value);
    case 'integer': return { kind: 'int', value: expression.value };
    case 'boolean': return { kind: 'bool', value: expression.value };
    case 'null': return nullType;
    case 'missing': return any;
    case 'interpolation': return inferInterpolation(expression, scope, report);
    case 'array': return inferArray(expression, scope, report);
    case 'object': return inferObject(expression, scope, report);
    case 'name': return inferName(expression, scope, report);
    case 'call': return inferCall(expression, scope, report);
    case 'property': return inferProperty(expression, scope, report);
    case 'index': return inferIndex(expression, scope, report);
    case 'unary': return inferUnary(expression, inferType(expression.operand, scope, report), report);
    case 'binary': return inferBinary(expression, inferType(expression.left, scope, report), inferType(expression.right, scope, report), report);
    case 'conditional': return inferConditional(expression, scope, report);
    case 'for': return inferLoop(expression, scope, report);
    case 'lambda': return inferType(expression.body, withLocals(scope, expression.parameters.map((name) => [name, any])), report);
  }
}

type Of<K extends Expression['kind']> = Extract<Expression, { kind: K }>;

function inferInterpolation({ texts, holes }: Of<'interpolation'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const types = holes.map((hole) => inferType(hole, scope, report));
  if (types.some(isError)) return errorType;
  const values = types.map(textOf);
  if (values.every((value) => value !== undefined)) return literal(texts.map((part, index) => part + (values[index] ?? '')).join(''));
  const fixed = texts.reduce((sum, part) => sum + part.length, 0);
  return { kind: 'string', minLength: fixed + types.reduce((sum, type, index) => sum + (values[index]?.length ?? (type.kind === 'string' ? type.minLength ?? 0 : 0)), 0) };
}

/** What a known value becomes inside a text. */
export function textOf(type: ValueType): string | undefined {
  if (type.kind === 'string') return type.value;
  if (type.kind === 'int') return type.value?.toString();
  if (type.kind === 'bool') return type.value === undefined ? undefined : type.value ? 'True' : 'False';
  return undefined;
}

function inferArray({ items }: Of<'array'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const types: ValueType[] = [];
  let [known, failed] = [true, false];
  for (const { value, spread } of items) {
    const type = resolved(inferType(value, scope, report));
    failed ||= isError(type);
    if (!spread) types.push(type);
    else if (type.kind === 'tuple') types.push(...type.items);
    else { known = false; failed ||= checkSpread(value, type, 'array', report); types.push(type.kind === 'array' ? type.item : any); }
  }
  if (failed) return errorType;
  return known ? { kind: 'tuple', items: types } : { kind: 'array', item: types.length === 0 ? any : unionOf(types) };
}

function inferObject({ members }: Of<'object'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const known = new Map<string, ObjectMemberType>();
  const counts = new Map<string, number>();
  for (const { key, spread } of members) if (key !== undefined && !spread) counts.set(key, (counts.get(key) ?? 0) + 1);
  let [open, failed] = [false, false];
  for (const { key, keySpan, value, spread } of members) {
    const type = resolved(inferType(value, scope, report));
    failed ||= isError(type) || (spread && checkSpread(value, type, 'object', report));
    if (spread && type.kind === 'object') { for (const [name, member] of type.members) known.set(name, member); open ||= type.additional !== 'none'; }
    else if (spread || key === undefined) open = true;
    else {
      if (counts.get(key)! > 1) { failed = true; report?.({ ...keySpan, rule: 'duplicate-parameter', message: `The property ${key} is given more than once.` }); }
      known.set(key, { type, required: true });
    }
  }
  if (failed) return errorType;
  return { kind: 'object', members: known, additional: open ? any : 'none' };
}

/** True, and reported, when something is spread that cannot be. */
function checkSpread(value: Expression, type: ValueType, wanted: 'array' | 'object', report: ReportProblem | undefined): boolean {
  const fits: readonly string[] = wanted === 'array' ? ['array', 'tuple', 'any'] : ['object', 'discriminated', 'any'];
  if (optionsOf(type).some(({ kind }) => fits.includes(kind))) return false;
  report?.({ start: value.start - 3, end: value.end, rule: 'wrong-type', message: `Only an ${wanted} can be spread here, not ${renderType(type)}.` });
  return true;
}

function inferName(expression: Of<'name'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const found = scope.find(expression.name);
  if (!found) {
    const similar = findSimilar(expression.name, scope.names());
    report?.({ start: expression.start, end: expression.end, rule: 'unknown-name', message: `There is no variable or parameter ${expression.name} in this file.${similar ? ` Did you mean ${similar}?` : ''}`, ...(similar && { replacements: [similar] }) });
    return errorType;
  }
  if (found.kind === 'local') return found.type;
  if (found.kind === 'module') return { kind: 'object', members: new Map([...found.exports.variables, ...[...found.exports.types.keys()].map((name) => [name, any] as const)].map(([name, type]) => [name, { type, required: true }])), additional: 'none' };
  if (found.kind === 'unusable') { report?.({ start: expression.start, end: expression.end, rule: 'unknown-name', message: `${expression.name} ${found.reason}` }); return errorType; }
  if (found.kind !== 'value') return any;
  const type = scope.typeOfValue(found.name);
  if (type && !isError(type)) return type;
  report?.({ start: expression.start, end: expression.end, rule: 'unknown-name', message: type ? `The value of ${expression.name} has an error itself.` : `${expression.name} depends on itself.` });
  return errorType;
}

function inferProperty({ target, property, propertySpan, safe }: Of<'property'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const type = resolved(inferType(target, scope, report));
  if (property === '' || isError(type)) return errorType;
  if (type.kind === 'object') return memberOf(type, property, propertySpan, safe, report);
  if (isCertainly(type, 'string', 'int', 'bool', 'array', 'tuple', ...(safe ? [] : ['null' as const]))) {
    report?.({ ...propertySpan, rule: 'wrong-type', message: `${renderType(type)} has no properties; only objects have.` });
    return errorType;
  }
  return any;
}

function memberOf(type: Extract<ValueType, { kind: 'object' }>, name: string, span: { start: number; end: number }, safe: boolean, report: ReportProblem | undefined): ValueType {
  const member = type.members.get(name) ?? [...type.members].find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1];
  if (member) return member.type;
  if (type.additional !== 'none') return typeof type.additional === 'string' ? any : type.additional;
  if (!safe) {
    const similar = findSimilar(name, type.members.keys());
    report?.({ start: span.start, end: span.end, rule: 'unknown-name', message: `The object has no property ${name}.${type.members.size > 0 ? ` It has ${[...type.members.keys()].slice(0, 10).join(', ')}.` : ''}`, ...(similar && { replacements: [similar] }) });
    return errorType;
  }
  return any;
}

function inferIndex({ target, index, safe }: Of<'index'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const type = resolved(inferType(target, scope, report));
  const at = inferType(index, scope, report);
  if (isError(type) || isError(at)) return errorType;
  if (type.kind === 'object' && at.kind === 'string' && at.value !== undefined) return memberOf(type, at.value, index, safe || index.kind !== 'string', report);
  if (isCertainly(type, 'string', 'int', 'bool')) {
    report?.({ start: target.start, end: target.end, rule: 'wrong-type', message: `Only lists and objects have an index, not ${renderType(type)}.` });
    return errorType;
  }
  if (type.kind === 'tuple' && at.kind === 'int' && at.value !== undefined && index.kind === 'integer') {
    const item = at.value >= 0n ? type.items[Number(at.value)] : undefined;
    if (item) return item;
    report?.({ start: index.start, end: index.end, rule: 'wrong-type', message: `The list has ${type.items.length} items, so that ${at.value} is no place in it.` });
    return errorType;
  }
  return type.kind === 'array' ? type.item : any;
}

function inferConditional({ condition, whenTrue, whenFalse }: Of<'conditional'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const decides = inferType(condition, scope, report);
  const misfit = isCertainly(decides, 'string', 'int', 'null', 'object', 'array', 'tuple');
  if (misfit) report?.({ start: condition.start, end: condition.end, rule: 'wrong-type', message: `The condition must be a bool, not ${renderType(decides)}.` });
  const [yes, no] = [inferType(whenTrue, scope, report), inferType(whenFalse, scope, report)];
  if (misfit || [decides, yes, no].some(isError)) return errorType;
  if (decides.kind === 'bool' && decides.value !== undefined) return decides.value ? yes : no;
  return unionOf([yes, no]);
}

function inferLoop({ names, source, body }: Of<'for'>, scope: Scope, report: ReportProblem | undefined): ValueType {
  const from = inferType(source, scope, report);
  const wrong = isCertainly(from, 'string', 'int', 'bool', 'object', 'null');
  if (wrong) report?.({ start: source.start, end: source.end, rule: 'wrong-type', message: `A loop goes over a list, not over ${renderType(from)}.` });
  const item = inferType(body, loopScope(scope, names, from), report);
  return wrong || isError(from) || isError(item) ? errorType : { kind: 'array', item };
}

/** The scope inside a loop's body. */
export function loopScope(scope: Scope, names: readonly string[], source: ValueType): Scope {
  const type = resolved(source);
  const item = type.kind === 'array' ? type.item : type.kind === 'tuple' && type.items.length > 0 ? unionOf(type.items) : any;
  return withLocals(scope, names.map((name, index) => [name, index === 0 ? item : { kind: 'int' }]));
}
