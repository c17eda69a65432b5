import type { EvaluationContext, JsonObject, JsonValue, RuntimeHost } from './api';
import { evaluate } from './evaluation/evaluate';
import type { Place } from './evaluation/frame';
import { makeScope } from './evaluation/makeScope';
import { parseExpression } from './expressions/parser';
import { printExpression } from './expressions/print';
import { guardDepth } from './fault';
import { Template } from './template/template';
import { hasUnknown, toExpression, toJson, type Value } from './values/value';

export interface ExpressionScope {
  readonly context: EvaluationContext;
  readonly host?: RuntimeHost;
  readonly parameters?: { readonly [name: string]: JsonValue };
  readonly variables?: { readonly [name: string]: JsonValue };
  /** The `functions` section of a template. */
  readonly functions?: JsonValue;
  readonly place?: Place;
}

/** Evaluates one expression, without its brackets. @throws TemplateError, RuntimeValueUnavailable */
export function evaluateExpression(expression: string, scope: ExpressionScope): JsonValue { return guardDepth(() => toJson(run(expression, scope, false))); }

/** Evaluates as far as possible: a value, or the expression that remains. @throws TemplateError */
export function reduceExpression(expression: string, scope: ExpressionScope): { readonly value: JsonValue } | { readonly remains: string } {
  return guardDepth(() => {
    const value = run(expression, scope, true);
    return hasUnknown(value) ? { remains: printExpression(toExpression(value)) } : { value: toJson(value) };
  });
}

function run(text: string, { context, host, parameters = {}, variables = {}, functions, place = 'output' }: ExpressionScope, partial: boolean): Value {
  const json: JsonObject = { contentVersion: '1.0.0.0', resources: [], variables: { ...variables }, ...(functions === undefined ? {} : { functions }) };
  const values = new Map<string, Value>(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value]));
  return evaluate(parseExpression(text), { scope: makeScope({ template: new Template(json), context, parameters: values, host, partial }), place, depth: 0 });
}
