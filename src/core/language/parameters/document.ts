import { readParameters, type Expression, type ParametersSyntax, type Span, type Statement } from '../../bicepparam';
import type { JsonValue } from '../../values';
import { TextLines } from '../text';
import { constantOf } from '../types/constant';
import { namespaces } from '../types/functions';
import { findMisfits } from '../types/fit';
import { findCycles, partsOf } from '../types/cycles';
import { inferType } from '../types/inferType';
import type { Named, Scope } from '../types/scope';
import { any, type ValueType } from '../types/valueType';
import { writtenType } from '../types/writtenType';

type Assignment = Extract<Statement, { kind: 'param' }>;
type Variable = Extract<Statement, { kind: 'var' }>;

/** The type that a variable's annotation says; undefined where there is none. */
export const annotatedType = ({ annotation }: Variable, scope: Scope): ValueType | undefined => (annotation?.type ? writtenType(annotation.type, scope) : annotation && any);

/** One parameters file as it stands: its syntax, its names and what its values are known to be. Never changes; a changed text is a new one. */
export class ParametersDocument {
  readonly syntax: ParametersSyntax;
  readonly lines: TextLines;
  readonly scope: Scope;
  /** The first assignment of each parameter. */
  readonly assignments: ReadonlyMap<string, Assignment>;
  readonly #variables: ReadonlyMap<string, Variable>;
  readonly #opaque: ReadonlySet<string>;
  readonly #writtenTypes: ReadonlyMap<string, Extract<Statement, { kind: 'type' }>>;
  #cycles: ReadonlySet<string> | undefined;
  #paths: ReturnType<typeof listPaths> extends Generator<infer T> ? readonly T[] | undefined : never;

  constructor(readonly file: string, readonly text: string) {
    this.syntax = readParameters(text);
    this.lines = new TextLines(text);
    const { statements } = this.syntax;
    this.assignments = firstOf(statements.filter((statement) => statement.kind === 'param'));
    this.#variables = firstOf(statements.filter((statement) => statement.kind === 'var'));
    this.#writtenTypes = firstOf(statements.filter((statement) => statement.kind === 'type'));
    const imported = statements.flatMap((statement) => (statement.kind === 'import' ? statement.names : []));
    this.#opaque = new Set([...imported, ...(this.extends.length > 0 ? ['base'] : [])]);
    this.scope = this.scopeWith(new Map());
  }

  /** The names of this file, where more is known of those that it imports or inherits. Types are worked out once for each scope. */
  scopeWith(known: ReadonlyMap<string, Named>): Scope {
    const types = new Map<string, ValueType | 'working'>();
    const scope: Scope = {
      find: (name) => known.get(name) ?? this.#find(name) ?? this.#findType(name, scope), names: () => [...this.#variables.keys(), ...this.assignments.keys(), ...this.#opaque], typeOfValue: (name) => this.#typeOf(name, scope, types),
      variable: (name) => { const found = this.#variables.get(name); return found && annotatedType(found, scope)?.kind !== 'any' ? found.value : undefined; },
    };
    return scope;
  }

  /** Names of variables and parameters that depend on themselves. */
  get cycles(): ReadonlySet<string> { return (this.#cycles ??= findCycles(new Map([...this.assignments, ...this.#variables].map(([name, { value }]) => [name, value])))); }

  get using(): readonly Extract<Statement, { kind: 'using' }>[] { return this.syntax.statements.filter((statement) => statement.kind === 'using'); }
  get extends(): readonly Extract<Statement, { kind: 'extends' }>[] { return this.syntax.statements.filter((statement) => statement.kind === 'extends'); }
  get imports(): readonly Extract<Statement, { kind: 'import' }>[] { return this.syntax.statements.filter((statement) => statement.kind === 'import'); }
  get variables(): Iterable<Variable> { return this.#variables.values(); }

  /** Every path of another file that this one names, relative to its own folder: after using, extends and import, and in load functions. */
  get paths(): readonly (Span & { readonly path: string; readonly kind: 'using' | 'extends' | 'import' | 'load' })[] { return (this.#paths ??= [...listPaths(this.syntax.statements)]); }

  /** The value of a parameter when it follows from this file alone; undefined when it is not given here or not known. */
  constant(name: string): JsonValue | undefined {
    const assignment = this.assignments.get(name);
    return assignment && constantOf(this.scope.typeOfValue(name) ?? any);
  }

  /** Where a parameter's value stands. */
  valueSpan(name: string): Span | undefined { const value = this.assignments.get(name)?.value; return value && { start: value.start, end: value.end }; }

  #find(name: string): Named | undefined {
    const variable = this.#variables.get(name);
    if (variable) return { kind: 'value', name, value: variable.value };
    const assignment = this.assignments.get(name);
    if (assignment) return { kind: 'value', name, value: assignment.value };
    return this.#opaque.has(name) ? { kind: 'opaque' } : undefined;
  }

  #findType(name: string, scope: Scope): Named | undefined {
    const written = this.#writtenTypes.get(name);
    if (!written) return namespaces.has(name) ? { kind: 'namespace' } : undefined;
    const { type } = written;
    return { kind: 'unusable', reason: 'is a type, not a value.', type: { kind: 'named', name, resolve: () => (type ? writtenType(type, scope) : any) } };
  }

  #typeOf(name: string, scope: Scope, types: Map<string, ValueType | 'working'>): ValueType | undefined {
    if (this.cycles.has(name)) return undefined;
    const known = types.get(name);
    if (known !== undefined) return known === 'working' ? undefined : known;
    const variable = this.#variables.get(name);
    const annotated = variable && annotatedType(variable, scope);
    const value = variable?.value ?? this.assignments.get(name)?.value;
    if (!value) return undefined;
    types.set(name, 'working');
    const given = inferType(value, scope);
    // What was assigned is known more exactly than what was announced, unless it does not fit.
    const type = annotated && (annotated.kind === 'any' || findMisfits(given, annotated).length > 0) ? annotated : given;
    types.set(name, type);
    return type;
  }
}

function* listPaths(statements: readonly Statement[]): Generator<Span & { readonly path: string; readonly kind: 'using' | 'extends' | 'import' | 'load' }> {
  for (const statement of statements) {
    const { kind } = statement;
    if ((kind === 'using' || kind === 'extends' || kind === 'import') && statement.path) yield { kind, path: statement.path, start: statement.pathSpan.start, end: statement.pathSpan.end };
    if (kind === 'param' || kind === 'var') for (const { value, start, end } of loadedPaths(statement.value)) yield { kind: 'load', path: value, start, end };
  }
}

function* loadedPaths(expression: Expression): Generator<Extract<Expression, { kind: 'string' }>> {
  if (expression.kind === 'call' && /^load(TextContent|JsonContent|YamlContent|FileAsBase64)$/.test(expression.callee)) { const [path] = expression.args; if (path?.kind === 'string' && path.value !== '') yield path; }
  for (const part of partsOf(expression)) yield* loadedPaths(part);
}

function firstOf<T extends { readonly name: string }>(statements: readonly T[]): ReadonlyMap<string, T> {
  const first = new Map<string, T>();
  for (const statement of statements) if (statement.name !== '' && !first.has(statement.name)) first.set(statement.name, statement);
  return first;
}
