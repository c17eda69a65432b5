import type { Span, Statement } from '../../../bicepparam';
import { quoted } from '../../../bicepparam/quoted';
import { renderType, optionsOf } from '../../types/valueType';
import { findSimilar } from '../../similar';
import type { TemplateParameter } from '../../template';
import { factsOf, isGiven, usingSpan, type ParametersContext, type ParametersRule } from '../context';
import type { ParametersDocument } from '../document';
import { missingSymbols } from '../imports';

/** The template declares every parameter that is assigned. */
export const unknownParameter: ParametersRule = (context, report) => {
  const facts = factsOf(context);
  if (!facts || facts.hasErrors) return;
  for (const statement of context.document.syntax.statements) {
    if (statement.kind !== 'param' || statement.name === '' || facts.parameters.has(statement.name)) continue;
    const free = [...facts.parameters.keys()].filter((name) => !isGiven(context, name));
    const similar = findSimilar(statement.name, free) ?? findSimilar(statement.name, facts.parameters.keys());
    const rename = similar === undefined ? [] : [{ title: `Rename to ${similar}`, edits: [{ ...statement.nameSpan, newText: similar }], isPreferred: true }];
    report('unknown-parameter', { start: statement.start, end: statement.end }, `The template has no parameter ${statement.name}.${similar ? ` Did you mean ${similar}?` : ''}`, {
      official: true, fixes: [...rename, { title: `Remove ${statement.name}`, edits: [removal(context.document, statement)] }],
    });
  }
};

/** Parameters without a default are given, here or in a file that this one extends. */
export const missingParameter: ParametersRule = (context, report) => {
  const facts = factsOf(context);
  if (!facts || facts.hasErrors || context.basesIncomplete || context.document.using.length === 0) return;
  const missing = [...facts.parameters.values()].filter((parameter) => !parameter.isOptional && !givesValue(context, parameter.name));
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  const absent = missing.filter(({ name }) => !isGiven(context, name));
  report('missing-parameter', usingSpan(context), `${names} ${missing.length === 1 ? 'has' : 'have'} no value and no default.`, {
    official: true, ...(absent.length > 0 && { fixes: [{ title: `Add ${absent.map(({ name }) => name).join(', ')}`, edits: [insertion(context.document, absent.map(assignmentOf).join(''))], isPreferred: true }] }),
  });
};

function givesValue({ document, bases }: ParametersContext, name: string): boolean {
  const own = document.assignments.get(name);
  if (own) return own.value.kind !== 'null';
  return bases.some((base) => base.assignments.has(name));
}

/** Every imported symbol is exported by its file. */
export const unknownImport: ParametersRule = (context, report) => {
  for (const { symbol: { name, start, end }, available } of missingSymbols(context)) {
    const similar = findSimilar(name, available);
    report('unknown-name', { start, end }, `The imported file exports no ${name}.${similar ? ` Did you mean ${similar}?` : ''}`, {
      official: true, ...(similar && { fixes: [{ title: `Change to ${similar}`, edits: [{ start, end, newText: similar }], isPreferred: true }] }),
    });
  }
};

/** A name stands for one thing: parameters, variables, types and imports share one set of names. */
export const duplicateParameter: ParametersRule = ({ document }, report) => {
  const places = new Map<string, { readonly span: Span; readonly statement: Statement }[]>();
  for (const statement of document.syntax.statements) for (const { name, span } of declaredNames(statement)) places.set(name, [...(places.get(name) ?? []), { span, statement }]);
  for (const [name, found] of places) {
    if (found.length < 2) continue;
    for (const [index, { span, statement }] of found.entries()) {
      const fixes = statement.kind === 'param' ? [{ title: `Remove this assignment of ${name}`, edits: [removal(document, statement)], isPreferred: index > 0 && found[0]?.statement.kind === 'param' && document.text.slice(found[0].statement.start, found[0].statement.end) === document.text.slice(statement.start, statement.end) }] : [];
      report('duplicate-parameter', span, `${name} is declared ${found.length} times in this file.`, { official: true, fixes });
    }
  }
};

function declaredNames(statement: Statement): readonly { readonly name: string; readonly span: Span }[] {
  if (statement.kind === 'param' || statement.kind === 'var' || statement.kind === 'type') return statement.name === '' ? [] : [{ name: statement.name, span: { start: statement.nameSpan.start, end: statement.nameSpan.end } }];
  if (statement.kind === 'import') return statement.symbols.filter(({ alias }) => alias !== '').map(({ alias, start, end }) => ({ name: alias, span: { start, end } }));
  return [];
}

/** The statement with its line. */
export function removal(document: ParametersDocument, { start, end }: Span): Span & { readonly newText: '' } {
  const [first, last] = [document.lines.positionAt(start).line, document.lines.positionAt(end).line];
  const alone = document.text.slice(document.lines.lineStart(first), start).trim() === '' && document.text.slice(end, document.lines.lineStart(last + 1)).trim() === '';
  return alone ? { start: document.lines.lineStart(first), end: last + 1 < document.lines.lineCount ? document.lines.lineStart(last + 1) : document.text.length, newText: '' } : { start, end, newText: '' };
}

/** Behind the last statement, on lines of its own. */
export function insertion(document: ParametersDocument, lines: string): Span & { readonly newText: string } {
  const last = document.syntax.statements.at(-1)?.end ?? document.text.length;
  return { start: last, end: last, newText: `\n${lines.replace(/\n$/, '')}` };
}

const assignmentOf = (parameter: TemplateParameter): string => `param ${parameter.name} = ${starterValue(parameter)}\n`;

/** A first value of the right type: the first allowed one, an empty text, the smallest number. */
export function starterValue(parameter: TemplateParameter): string {
  if (parameter.isSecure && optionsOf(parameter.type)[0]?.kind === 'string') return `readEnvironmentVariable(${quoted(environmentVariableName(parameter.name))})`;
  const [first] = optionsOf(parameter.type);
  switch (first?.kind) {
    case 'string': case 'int': case 'bool': return first.value !== undefined ? renderType(first) : first.kind === 'int' ? String(parameter.minValue ?? 0) : first.kind === 'bool' ? 'false' : "''";
    case 'array': case 'tuple': return '[]';
    case 'object': case 'discriminated': return '{}';
    default: return 'null';
  }
}

/** `b2cClientSecret` as `B2C_CLIENT_SECRET`. */
export const environmentVariableName = (name: string): string => name.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toUpperCase();
