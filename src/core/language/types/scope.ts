import type { Expression, Span } from '../../bicepparam';
import type { RuleId } from '../rules';
import type { TemplateExports } from './exports';
import type { FunctionShape } from './functions';
import type { ValueType } from './valueType';

/** What is wrong with an expression, before it is dressed as a finding. */
export interface TypeProblem extends Span {
  readonly rule: RuleId;
  readonly message: string;
  /** The compiler only warns. */
  readonly isWarning?: boolean;
  /** What the value could be instead, most likely first. */
  readonly replacements?: readonly string[];
}
export type ReportProblem = (problem: TypeProblem) => void;

/** What a name stands for. `module`: another file as a whole. `unusable`: no value, for a reason that follows the name; it may be a type. `opaque`: it exists, and no more is known. */
export type Named =
  | { readonly kind: 'value'; readonly name: string; readonly value: Expression; readonly annotation?: string }
  | { readonly kind: 'local'; readonly type: ValueType }
  | { readonly kind: 'function'; readonly shape: FunctionShape } | { readonly kind: 'module'; readonly exports: TemplateExports } | { readonly kind: 'unusable'; readonly reason: string; readonly type?: ValueType }
  | { readonly kind: 'namespace' } | { readonly kind: 'opaque' };

/** The names that an expression sees. */
export interface Scope {
  find(name: string): Named | undefined;
  /** All names, for suggestions. */
  names(): Iterable<string>;
  /** The type of a variable or parameter of the file, worked out once. `undefined` for one that depends on itself. */
  typeOfValue(name: string): ValueType | undefined;
  /** What a variable of the file holds; undefined for one that is declared as anything, for parameters and everything else. */
  variable(name: string): Expression | undefined;
}

/** The scope with the names that a loop or a lambda binds. */
export function withLocals(scope: Scope, locals: readonly (readonly [string, ValueType])[]): Scope {
  const bound = new Map(locals);
  return {
    find: (name) => { const type = bound.get(name); return type ? { kind: 'local', type } : scope.find(name); },
    names: function* () { yield* bound.keys(); yield* scope.names(); },
    typeOfValue: (name) => scope.typeOfValue(name),
    variable: (name) => (bound.has(name) ? undefined : scope.variable(name)),
  };
}
