import type { Expression, Span, Statement } from '../../bicepparam';
import { namesOf, partsOf } from '../types/cycles';
import type { ParametersDocument } from '../parameters/document';

/** What stands at an offset of a parameters file. */
export type Word =
  | (Span & { readonly kind: 'parameter'; readonly name: string })
  /** A variable, or a parameter used inside a value. */
  | (Span & { readonly kind: 'name'; readonly name: string })
  | (Span & { readonly kind: 'path'; readonly path: string })
  | (Span & { readonly kind: 'function'; readonly name: string });

export const contains = ({ start, end }: Span, offset: number): boolean => start <= offset && offset <= end;

/** The statement that an offset lies in. */
export const statementAt = (document: ParametersDocument, offset: number): Statement | undefined => document.syntax.statements.find((statement) => contains(statement, offset));

export function wordAt(document: ParametersDocument, offset: number): Word | undefined {
  const path = document.paths.find((one) => contains(one, offset));
  if (path) return { kind: 'path', path: path.path, start: path.start, end: path.end };
  const statement = statementAt(document, offset);
  if (statement?.kind !== 'param' && statement?.kind !== 'var') return undefined;
  if (contains(statement.nameSpan, offset)) return { kind: statement.kind === 'param' ? 'parameter' : 'name', name: statement.name, start: statement.nameSpan.start, end: statement.nameSpan.end };
  return wordIn(statement.value, offset);
}

function wordIn(expression: Expression, offset: number): Word | undefined {
  if (!contains(expression, offset)) return undefined;
  if (expression.kind === 'name') return { kind: 'name', name: expression.name, start: expression.start, end: expression.end };
  if (expression.kind === 'call' && contains(expression.calleeSpan, offset)) return { kind: 'function', name: expression.callee, ...expression.calleeSpan };
  for (const part of partsOf(expression)) { const found = wordIn(part, offset); if (found) return found; }
  return undefined;
}

/** Every mention of a name in values, and its declaration. */
export function mentionsOf(document: ParametersDocument, name: string): readonly Span[] {
  return document.syntax.statements.flatMap((statement) => {
    if (statement.kind !== 'param' && statement.kind !== 'var') return [];
    const uses = [...namesOf(statement.value)].filter((use) => use.name === name).map(({ start, end }) => ({ start, end }));
    return statement.name === name ? [{ start: statement.nameSpan.start, end: statement.nameSpan.end }, ...uses] : uses;
  });
}
