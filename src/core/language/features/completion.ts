import type { Span } from '../../bicepparam';
import { isGiven, type ParametersContext, factsOf } from '../parameters/context';
import { environmentVariableName, starterValue } from '../parameters/rules/names';
import type { TemplateParameter } from '../template';
import { functions } from '../types/functions';
import { quoted } from '../../bicepparam/quoted';
import { optionsOf, renderType, resolved, type ValueType } from '../types/valueType';
import { describeParameter } from './parameterText';
import { contains } from './words';

export interface Completion {
  readonly label: string;
  readonly kind: 'parameter' | 'value' | 'variable' | 'function' | 'property' | 'keyword';
  /** With `${1:…}` places when `isSnippet`. */
  readonly insertText: string;
  readonly isSnippet?: boolean;
  readonly detail?: string;
  readonly documentation?: string;
  /** What is replaced. */
  readonly span: Span;
}

const wordBefore = (text: string, offset: number): Span => ({ start: offset - (/[A-Za-z_][A-Za-z0-9_]*$/.exec(text.slice(Math.max(0, offset - 100), offset))?.[0].length ?? 0), end: offset });

/** What can be written at an offset: parameters that are not given yet, allowed values, variables, functions, properties of objects. */
export function completionsAt(context: ParametersContext, offset: number): readonly Completion[] {
  const { document } = context;
  const line = document.lines.positionAt(offset).line;
  const before = document.text.slice(document.lines.lineStart(line), offset);
  if (/^\s*\w*$/.test(before) && !insideValue(context, offset)) return [...statements(context, wordBefore(document.text, offset)), ...keywords(wordBefore(document.text, offset))];
  if (/^\s*param\s+\w*$/.test(before)) return parameterNames(context, wordBefore(document.text, offset));
  const assigned = [...document.assignments.values()].find((one) => contains({ start: one.nameSpan.end, end: Math.max(one.end, one.value.end) }, offset)) ?? onlyNamed(context, before);
  const parameter = assigned && factsOf(context)?.parameters.get(assigned.name);
  if (parameter) return [...valueCompletions(context, parameter, offset), ...expressionCompletions(context, offset)];
  return /=|\(|\{|\[|,|:/.test(before) ? expressionCompletions(context, offset) : [];
}

/** `param x = ` with nothing behind it ends before the blank. */
function onlyNamed({ document }: ParametersContext, before: string) {
  const name = /^\s*param\s+(\w+)\s*=\s*'?[^']*$/.exec(before)?.[1];
  return name === undefined ? undefined : document.assignments.get(name);
}

const insideValue = ({ document }: ParametersContext, offset: number): boolean => document.syntax.statements.some((statement) => (statement.kind === 'param' || statement.kind === 'var') && statement.value.start < offset && offset < statement.value.end);

const missing = (context: ParametersContext): readonly TemplateParameter[] => [...factsOf(context)?.parameters.values() ?? []].filter(({ name }) => !isGiven(context, name));

const statements = (context: ParametersContext, span: Span): readonly Completion[] => missing(context).map((parameter) => ({
  label: `param ${parameter.name}`, kind: 'parameter', insertText: `param ${parameter.name} = ${snippetOf(parameter)}`, isSnippet: true, detail: renderType(parameter.type), documentation: describeParameter(parameter), span,
}));
const parameterNames = (context: ParametersContext, span: Span): readonly Completion[] => missing(context).map((parameter) => ({
  label: parameter.name, kind: 'parameter', insertText: `${parameter.name} = ${snippetOf(parameter)}`, isSnippet: true, detail: renderType(parameter.type), documentation: describeParameter(parameter), span,
}));
const keywords = (span: Span): readonly Completion[] => ['using', 'extends', 'import', 'param', 'var', 'type'].map((label) => ({ label, kind: 'keyword', insertText: `${label} `, span }));

function snippetOf(parameter: TemplateParameter): string {
  const choices = literals(parameter.type);
  if (choices.length > 0 && choices.length <= 40) return `\${1|${choices.map((choice) => choice.replace(/[,|\\]/g, '\\$&')).join(',')}|}`;
  return `\${1:${starterValue(parameter).replace(/[$}\\]/g, '\\$&')}}`;
}

const literals = (type: ValueType): readonly string[] => optionsOf(type).flatMap((option) => ((option.kind === 'string' || option.kind === 'int') && option.value !== undefined ? [renderType(option)] : []));

function valueCompletions(context: ParametersContext, parameter: TemplateParameter, offset: number): readonly Completion[] {
  const { document } = context;
  const value = document.assignments.get(parameter.name)?.value;
  const whole = value && value.kind !== 'missing' && contains(value, offset) && value.kind === 'string' ? { start: value.start, end: value.end } : undefined;
  const typed = /'[^'\n]*$/.exec(document.text.slice(document.lines.lineStart(document.lines.positionAt(offset).line), offset))?.[0];
  const span = whole ?? (typed === undefined ? wordBefore(document.text, offset) : { start: offset - typed.length, end: offset });
  if (value?.kind === 'object') return propertyCompletions(parameter.type, value.members.flatMap(({ key }) => (key === undefined ? [] : [key])), wordBefore(document.text, offset));
  const values = literals(parameter.type).map((label): Completion => ({ label, kind: 'value', insertText: label, detail: `allowed for ${parameter.name}`, span }));
  const truths = optionsOf(parameter.type).some((option) => option.kind === 'bool' && option.value === undefined) ? ['true', 'false'].map((label): Completion => ({ label, kind: 'value', insertText: label, span })) : [];
  const secrets = parameter.isSecure ? [
    { label: 'readEnvironmentVariable', kind: 'function', insertText: `readEnvironmentVariable(${quoted(environmentVariableName(parameter.name))})`, detail: 'read the secret from the environment', span } as const,
    { label: 'az.getSecret', kind: 'function', insertText: "az.getSecret('${1:subscription}', '${2:resource group}', '${3:vault}', '${4:secret}')", isSnippet: true, detail: 'read the secret from a Key Vault', span } as const,
  ] : [];
  return [...secrets, ...values, ...truths];
}

function propertyCompletions(type: ValueType, given: readonly string[], span: Span): readonly Completion[] {
  const shape = optionsOf(type).map(resolved).find((option) => option.kind === 'object');
  if (shape?.kind !== 'object') return [];
  return [...shape.members].filter(([name]) => !given.includes(name)).map(([label, member]) => ({ label, kind: 'property', insertText: `${label}: `, detail: renderType(member.type), ...(member.description !== undefined && { documentation: member.description }), span }));
}

function expressionCompletions({ document }: ParametersContext, offset: number): readonly Completion[] {
  const span = wordBefore(document.text, offset);
  const variables = [...document.scope.names()].map((label): Completion => ({ label, kind: 'variable', insertText: label, span }));
  return [...variables, ...[...functions].filter(([name]) => name !== 'any').map(([label, { min }]): Completion => ({ label, kind: 'function', insertText: min === 0 ? `${label}()` : `${label}($1)`, isSnippet: true, span }))];
}
