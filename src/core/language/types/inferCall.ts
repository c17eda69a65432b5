import type { Expression } from '../../bicepparam';
import { findSimilar } from '../similar';
import type { TemplateExports } from './exports';
import { findMisfits } from './fit';
import { functions, namespaces, refusedFunctions, type FunctionShape } from './functions';
import { inferType } from './inferType';
import { isCertainly } from './operators';
import { withLocals, type ReportProblem, type Scope, type TypeProblem } from './scope';
import { any, errorType, isError, renderType, type ValueType } from './valueType';

type Call = Extract<Expression, { kind: 'call' }>;

/** The type that a call gives; unknown functions, wrong counts and wrong kinds of arguments are reported. */
export function inferCall(call: Call, scope: Scope, report: ReportProblem | undefined): ValueType {
  const shape = findShape(call, scope, report);
  const types = call.args.map((argument) => inferArgument(argument, scope, report));
  if (shape === 'unknown' || types.some(isError)) return errorType;
  if (!shape) return any;
  const { length } = types;
  if (length < shape.min || length > shape.max) {
    report?.({ start: call.calleeSpan.end, end: call.end, rule: 'wrong-type', message: `${call.callee} takes ${countText(shape)}, not ${length}.` });
    return errorType;
  }
  if (!checkKinds(call, shape, types, report)) return errorType;
  return shape.fold?.(types) ?? shape.gives;
}

const countText = ({ min, max }: FunctionShape): string => `${max === min ? min : max === Infinity ? `at least ${min}` : `${min} to ${max}`} argument${max === 1 ? '' : 's'}`;

function findShape(call: Call, scope: Scope, report: ReportProblem | undefined): FunctionShape | 'unknown' | undefined {
  const { callee, calleeSpan, target } = call;
  if (target) {
    const module = target.kind === 'name' ? scope.find(target.name) : undefined;
    if (module?.kind === 'module') return module.exports.functions.get(callee) ?? notExported(call, module.exports, report);
    if (target.kind !== 'name' || !isNamespace(target.name, scope)) return isError(inferType(target, scope, report)) ? 'unknown' : undefined;
    const shape = functions.get(callee);
    if (shape?.namespace === target.name) return shape;
    report?.(unknown(callee, calleeSpan, namesIn(target.name)));
    return 'unknown';
  }
  const named = scope.find(callee);
  if (named?.kind === 'opaque') return undefined;
  if (named?.kind === 'function') return named.shape;
  const shape = functions.get(callee);
  if (shape) return shape;
  if (named) report?.({ ...calleeSpan, rule: 'wrong-type', message: `${callee} is no function.` });
  else if (!refusedFunctions.has(callee)) report?.(unknown(callee, calleeSpan, functions.keys()));
  else report?.({ ...calleeSpan, rule: 'unknown-name', message: `${callee} can be used in templates only, not in a parameters file.` });
  return 'unknown';
}

function notExported({ callee, calleeSpan }: Call, exports: TemplateExports, report: ReportProblem | undefined): 'unknown' {
  report?.(unknown(callee, calleeSpan, exports.functions.keys()));
  return 'unknown';
}

const isNamespace = (name: string, scope: Scope): boolean => namespaces.has(name) && (scope.find(name)?.kind ?? 'namespace') === 'namespace';
const namesIn = (namespace: string): Iterable<string> => [...functions].filter(([, shape]) => shape.namespace === namespace).map(([name]) => name);

function unknown(name: string, span: { start: number; end: number }, candidates: Iterable<string>): TypeProblem {
  const similar = findSimilar(name, candidates);
  return { ...span, rule: 'unknown-name', message: `There is no function ${name} that a parameters file can call.${similar ? ` Did you mean ${similar}?` : ''}`, ...(similar && { replacements: [similar] }) };
}

/** A lambda with a problem inside is one wrong argument, reported as a whole, as the compiler does. */
function inferArgument(argument: Expression, scope: Scope, report: ReportProblem | undefined): ValueType {
  if (argument.kind !== 'lambda') return inferType(argument, scope, report);
  const inner: TypeProblem[] = [];
  inferType(argument.body, withLocals(scope, argument.parameters.map((name) => [name, any])), report && ((problem) => inner.push(problem)));
  const [first] = inner;
  if (first) report?.({ start: argument.start, end: argument.end, rule: first.rule, message: first.message });
  return first ? errorType : any;
}

/** Reports the first argument of a wrong kind, as the compiler does. */
function checkKinds(call: Call, shape: FunctionShape, types: readonly ValueType[], report: ReportProblem | undefined): boolean {
  const misfit = (shape.takes ?? []).findIndex((wanted, index) => findMisfits(types[index] ?? any, wanted).some(({ isWarning }) => !isWarning));
  if (misfit >= 0) {
    const { start, end } = call.args[misfit]!;
    report?.({ start, end, rule: 'wrong-type', message: `${call.callee} wants ${renderType(shape.takes![misfit]!)} here, not ${renderType(types[misfit]!)}.` });
    return false;
  }
  for (const [index, accepted] of (shape.accepts ?? []).entries()) {
    const [type, argument] = [types[index], call.args[index]];
    if (!accepted || !type || !argument || argument.kind === 'lambda') continue;
    const others = (['string', 'int', 'bool', 'object', 'array', 'null'] as const).filter((kind) => kind !== accepted);
    const certain = isCertainly(type, ...others, ...(accepted === 'array' ? [] : ['tuple' as const]));
    if (!certain) continue;
    report?.({ start: argument.start, end: argument.end, rule: 'wrong-type', message: `${call.callee} wants ${accepted === 'int' || accepted === 'array' || accepted === 'object' ? `an ${accepted}` : `a ${accepted}`} here, not ${renderType(type)}.` });
    return false;
  }
  return true;
}
