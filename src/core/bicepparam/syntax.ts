/** UTF-16 offsets into the text: `start` inclusive, `end` exclusive. */
export interface Span { readonly start: number; readonly end: number }

export type TokenKind =
  | 'identifier' | 'integer' | 'string' | 'stringStart' | 'stringMiddle' | 'stringEnd' | 'multilineString'
  | 'newline' | 'punctuation' | 'unknown' | 'end';

/**
 * One token; comments and blanks lie between tokens. A string without interpolation is one `string`; with interpolation it is
 * `stringStart`, then for each hole the tokens of its expression and `stringMiddle` or, at the last, `stringEnd`.
 */
export interface Token extends Span {
  readonly kind: TokenKind;
  readonly text: string;
  /** Value of a string piece, escapes resolved. */
  readonly value?: string;
}

export interface SyntaxProblem extends Span { readonly message: string }

export type Expression =
  | (Span & { readonly kind: 'string'; readonly value: string })
  /** `parts` alternate: text, expression, text, … */
  | (Span & { readonly kind: 'interpolation'; readonly texts: readonly string[]; readonly holes: readonly Expression[] })
  | (Span & { readonly kind: 'integer'; readonly value: bigint })
  | (Span & { readonly kind: 'boolean'; readonly value: boolean })
  | (Span & { readonly kind: 'null' })
  | (Span & { readonly kind: 'array'; readonly items: readonly ArrayItem[] })
  | (Span & { readonly kind: 'object'; readonly members: readonly ObjectMember[] })
  | (Span & { readonly kind: 'name'; readonly name: string })
  | (Span & { readonly kind: 'call'; readonly callee: string; readonly calleeSpan: Span; readonly target?: Expression; readonly args: readonly Expression[] })
  | (Span & { readonly kind: 'property'; readonly target: Expression; readonly property: string; readonly propertySpan: Span; readonly safe: boolean })
  | (Span & { readonly kind: 'index'; readonly target: Expression; readonly index: Expression; readonly safe: boolean })
  | (Span & { readonly kind: 'unary'; readonly operator: string; readonly operand: Expression })
  | (Span & { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression })
  | (Span & { readonly kind: 'conditional'; readonly condition: Expression; readonly whenTrue: Expression; readonly whenFalse: Expression })
  | (Span & { readonly kind: 'lambda'; readonly parameters: readonly string[]; readonly body: Expression })
  /** `names` are what the loop binds: the item, and the index when there is one. */
  | (Span & { readonly kind: 'for'; readonly names: readonly string[]; readonly source: Expression; readonly body: Expression })
  /** What could not be read; a problem says why. */
  | (Span & { readonly kind: 'missing' });

export interface ArrayItem extends Span { readonly value: Expression; readonly spread: boolean }
export interface ObjectMember extends Span {
  /** Absent for a spread, and for a key with interpolation. */
  readonly key?: string;
  readonly keySpan: Span;
  readonly value: Expression;
  readonly spread: boolean;
}

export type TypeExpression =
  | (Span & { readonly kind: 'name'; readonly name: string })
  | (Span & { readonly kind: 'literal'; readonly value: string | bigint | boolean | null })
  | (Span & { readonly kind: 'union'; readonly options: readonly TypeExpression[] })
  | (Span & { readonly kind: 'nullable'; readonly inner: TypeExpression })
  | (Span & { readonly kind: 'array'; readonly item: TypeExpression })
  | (Span & { readonly kind: 'tuple'; readonly items: readonly TypeExpression[] })
  /** `additional` stands behind `*:`. */
  | (Span & { readonly kind: 'object'; readonly members: readonly TypeMember[]; readonly additional?: TypeExpression })
  /** A type of an imported file, or the type of a property; `*` for that of the additional ones. */
  | (Span & { readonly kind: 'member'; readonly target: TypeExpression; readonly member: string; readonly memberSpan: Span })
  /** The type of an item of a list. */
  | (Span & { readonly kind: 'part'; readonly target: TypeExpression; readonly index: number | '*' });
export interface TypeMember { readonly name: string; readonly type: TypeExpression }

export interface ImportedSymbol extends Span { readonly name: string; readonly alias: string }

export interface Decorator extends Span { readonly name: string; readonly args: readonly Expression[] }

interface StatementBase extends Span { readonly decorators: readonly Decorator[] }
export type Statement =
  /** `path` is absent for `using none` and for a path that is no plain string. */
  | (StatementBase & { readonly kind: 'using'; readonly keywordSpan: Span; readonly path?: string; readonly pathSpan: Span; readonly isNone: boolean })
  | (StatementBase & { readonly kind: 'extends'; readonly keywordSpan: Span; readonly path?: string; readonly pathSpan: Span })
  /** `names` are those that the file sees: aliases, and the namespace of `* as`. `symbols` are those that the other file exports, in the same order; `*` for all, standing at its alias. */
  | (StatementBase & { readonly kind: 'import'; readonly names: readonly string[]; readonly symbols: readonly ImportedSymbol[]; readonly path?: string; readonly pathSpan: Span })
  | (StatementBase & { readonly kind: 'param'; readonly name: string; readonly nameSpan: Span; readonly value: Expression })
  /** `annotation` is what stands between name and `=`, when something does; its type is absent where it could not be read. */
  | (StatementBase & { readonly kind: 'var'; readonly name: string; readonly nameSpan: Span; readonly annotation?: Span & { readonly type?: TypeExpression }; readonly value: Expression })
  | (StatementBase & { readonly kind: 'type'; readonly name: string; readonly nameSpan: Span; readonly type?: TypeExpression })
  /** Anything else that begins with a word: kept, not understood. */
  | (StatementBase & { readonly kind: 'unknown' });

/** A read `.bicepparam` file. Every byte of the text belongs to a statement, a comment or a problem; reading never throws. */
export interface ParametersSyntax {
  readonly statements: readonly Statement[];
  readonly problems: readonly SyntaxProblem[];
}
