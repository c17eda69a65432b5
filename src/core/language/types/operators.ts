import type { Expression } from '../../bicepparam';
import type { ReportProblem } from './scope';
import { any, bool, errorType, int, isError, optionsOf, renderType, unionOf, type ValueType } from './valueType';

type Kind = Exclude<ValueType['kind'], 'any' | 'union' | 'named'>;

/** True when, whatever the value turns out to be, it is of one of these kinds. */
export const isCertainly = (type: ValueType, ...kinds: readonly Kind[]): boolean => optionsOf(type).every((option) => (kinds as readonly string[]).includes(option.kind));

const everythingBut = (...wanted: readonly Kind[]): readonly Kind[] => (['null', 'string', 'int', 'bool', 'array', 'tuple', 'object', 'discriminated'] as const).filter((kind) => !wanted.includes(kind));

export function inferUnary(expression: Extract<Expression, { kind: 'unary' }>, operand: ValueType, report: ReportProblem | undefined): ValueType {
  if (isError(operand)) return operand;
  const [wanted, result] = expression.operator === '!' ? ['bool', bool] as const : ['int', int] as const;
  if (isCertainly(operand, ...everythingBut(wanted))) {
    report?.({ start: expression.start, end: expression.end, rule: 'wrong-type', message: `"${expression.operator}" needs ${wanted === 'int' ? 'an int' : 'a bool'}, not ${renderType(operand)}.` });
    return errorType;
  }
  if (operand.kind === 'bool' && operand.value !== undefined) return { kind: 'bool', value: !operand.value };
  if (operand.kind === 'int' && operand.value !== undefined) return { kind: 'int', value: -operand.value };
  return result;
}

const arithmetic: Readonly<Record<string, (a: bigint, b: bigint) => bigint | undefined>> = {
  '+': (a, b) => a + b, '-': (a, b) => a - b, '*': (a, b) => a * b, '/': (a, b) => (b === 0n ? undefined : a / b), '%': (a, b) => (b === 0n ? undefined : a % b),
};

export function inferBinary(expression: Extract<Expression, { kind: 'binary' }>, left: ValueType, right: ValueType, report: ReportProblem | undefined): ValueType {
  const { operator } = expression;
  if (isError(left) || isError(right)) return errorType;
  if (operator === '??') return isCertainly(left, 'null') ? right : optionsOf(left).some(({ kind }) => kind === 'any') ? any : unionOf([...optionsOf(left).filter(({ kind }) => kind !== 'null'), right]);
  if (!accepts(operator, left, right)) {
    report?.({ start: expression.start, end: expression.end, rule: 'wrong-type', message: `"${operator}" does not work on ${renderType(left)} and ${renderType(right)}.` });
    return errorType;
  }
  const compute = arithmetic[operator];
  if (compute) return computed(compute, left, right);
  return compared(operator, left, right);
}

function accepts(operator: string, left: ValueType, right: ValueType): boolean {
  const may = (type: ValueType, kind: Kind): boolean => !isCertainly(type, ...everythingBut(kind));
  const both = (kind: Kind): boolean => may(left, kind) && may(right, kind);
  if (arithmetic[operator]) return both('int');
  if (operator === '&&' || operator === '||') return both('bool');
  if (operator === '=~' || operator === '!~') return both('string');
  return operator === '==' || operator === '!=' || both('int') || both('string');
}

function computed(compute: (a: bigint, b: bigint) => bigint | undefined, left: ValueType, right: ValueType): ValueType {
  if (left.kind !== 'int' || right.kind !== 'int' || left.value === undefined || right.value === undefined) return int;
  const value = compute(left.value, right.value);
  return value === undefined || value > 9223372036854775807n || value < -9223372036854775808n ? any : { kind: 'int', value };
}

/** Comparisons of known values are known, as the compiler knows them. */
function compared(operator: string, left: ValueType, right: ValueType): ValueType {
  const [a, b] = [valueOf(left), valueOf(right)];
  if (operator === '&&' && (a === false || b === false)) return { kind: 'bool', value: false };
  if (operator === '||' && (a === true || b === true)) return { kind: 'bool', value: true };
  if (a === undefined || b === undefined || typeof a !== typeof b) return bool;
  switch (operator) {
    case '&&': return { kind: 'bool', value: a === true && b === true };
    case '||': return { kind: 'bool', value: a === true || b === true };
    case '==': return { kind: 'bool', value: a === b };
    case '!=': return { kind: 'bool', value: a !== b };
    case '=~': return { kind: 'bool', value: String(a).toLowerCase() === String(b).toLowerCase() };
    case '!~': return { kind: 'bool', value: String(a).toLowerCase() !== String(b).toLowerCase() };
    default: return typeof a === 'bigint' && typeof b === 'bigint' ? { kind: 'bool', value: operator === '<' ? a < b : operator === '<=' ? a <= b : operator === '>' ? a > b : a >= b } : bool;
  }
}

const valueOf = (type: ValueType): string | bigint | boolean | undefined => (type.kind === 'string' || type.kind === 'int' || type.kind === 'bool' ? type.value : undefined);
