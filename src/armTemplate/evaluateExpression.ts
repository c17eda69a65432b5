import type { EvaluationContext, JsonValue, RuntimeHost } from './api';

export interface ExpressionScope {
  readonly context: EvaluationContext;
  readonly host?: RuntimeHost;
  readonly parameters?: { readonly [name: string]: JsonValue };
  readonly variables?: { readonly [name: string]: JsonValue };
}

/** Evaluates one expression, without its brackets. @throws TemplateError, RuntimeValueUnavailable */
export function evaluateExpression(_expression: string, _scope: ExpressionScope): JsonValue {
  throw new Error('Expressions cannot be evaluated yet.');
}
