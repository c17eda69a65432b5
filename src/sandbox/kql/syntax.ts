import type { JsonValue } from '../../armTemplate';
import type { ColumnType } from './types';

/** Parsed expressions. `at` is the offset in the query, for errors. */
export type Expression =
  | { readonly kind: 'value'; readonly value: JsonValue; /** A number that was written with a point or an exponent. */ readonly isReal?: boolean; readonly at: number }
  | { readonly kind: 'timespan'; readonly ms: number; readonly at: number }
  | { readonly kind: 'column'; readonly name: string; readonly at: number }
  | { readonly kind: 'star'; readonly at: number }
  | { readonly kind: 'member'; readonly of: Expression; readonly name: string; readonly at: number }
  | { readonly kind: 'index'; readonly of: Expression; readonly index: Expression; readonly at: number }
  | { readonly kind: 'call'; readonly name: string; readonly arguments: readonly Expression[]; readonly at: number }
  /** First cell of another query's answer. */
  | { readonly kind: 'toscalar'; readonly query: Query; readonly at: number }
  | { readonly kind: 'negate'; readonly of: Expression; readonly at: number }
  | { readonly kind: 'binary'; readonly operator: string; readonly left: Expression; readonly right: Expression; readonly at: number }
  | { readonly kind: 'in'; readonly operator: string; readonly left: Expression; readonly list: readonly Expression[]; readonly at: number }
  /** `value in (table)`. */
  | { readonly kind: 'inQuery'; readonly operator: string; readonly left: Expression; readonly query: Query; readonly at: number }
  | { readonly kind: 'between'; readonly left: Expression; readonly from: Expression; readonly to: Expression; readonly at: number };

/** A column made from an expression; `name` is the one given or the one that follows from the expression. */
export interface NamedExpression { readonly name: string; readonly value: Expression }
/** The beginning of names where it ends in a star. */
export interface ColumnPattern { readonly name: string; readonly isPrefix: boolean; readonly at: number }
export interface SortKey { readonly value: Expression; readonly descending: boolean; readonly nullsFirst: boolean }

export type JoinFlavor = 'inner' | 'innerunique' | 'leftouter' | 'rightouter' | 'fullouter' | 'leftanti' | 'leftsemi' | 'rightanti' | 'rightsemi';
export interface JoinKey { readonly left: string; readonly right: string; readonly at: number }
export interface Expanded extends NamedExpression { readonly type?: ColumnType }

export type Operator =
  | { readonly kind: 'where'; readonly condition: Expression }
  | { readonly kind: 'project' | 'extend'; readonly columns: readonly NamedExpression[] }
  | { readonly kind: 'project-away' | 'project-keep' | 'project-reorder'; readonly names: readonly ColumnPattern[] }
  | { readonly kind: 'project-rename'; readonly names: readonly (readonly [to: string, from: ColumnPattern])[] }
  | { readonly kind: 'summarize'; readonly aggregates: readonly NamedExpression[]; readonly by: readonly NamedExpression[] }
  | { readonly kind: 'sort'; readonly keys: readonly SortKey[] }
  | { readonly kind: 'take'; readonly count: number }
  | { readonly kind: 'top'; readonly count: number; readonly key: SortKey }
  | { readonly kind: 'count' }
  | { readonly kind: 'distinct'; readonly columns: readonly NamedExpression[] | 'all' }
  | { readonly kind: 'join'; readonly flavor: JoinFlavor; readonly right: Query; readonly on: readonly JoinKey[] }
  /** Several are expanded beside each other; `limit` is of rows from one row. */
  | { readonly kind: 'mv-expand'; readonly columns: readonly Expanded[]; readonly asPairs: boolean; readonly index?: string; readonly limit: number }
  | { readonly kind: 'union'; readonly others: readonly Query[] }
  /** Changes nothing of the rows, such as `render`. */
  | { readonly kind: 'as-is' };

/** What a query begins with. A table may be a pattern such as `App*`. `name` of a union is a column that tells where a row comes from; a fuzzy one leaves out tables that are not there. */
export type Start = { readonly kind: 'table'; readonly table: string; readonly at: number } | { readonly kind: 'union'; readonly parts: readonly Query[]; readonly name?: string; readonly isFuzzy: boolean } | { readonly kind: 'print'; readonly columns: readonly NamedExpression[] } | { readonly kind: 'query'; readonly query: Query } | { readonly kind: 'datatable'; readonly columns: readonly (readonly [name: string, type: ColumnType])[]; readonly cells: readonly Expression[] } | { readonly kind: 'range'; readonly name: string; readonly from: Expression; readonly to: Expression; readonly step: Expression; readonly at: number };
export interface Query { readonly start: Start; readonly operators: readonly Operator[] }
