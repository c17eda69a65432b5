import { quoted } from '../../../bicepparam/quoted';
import { inferType } from '../../types/inferType';
import { checkValue } from '../../types/narrow';
import type { TypeProblem } from '../../types/scope';
import { writtenType } from '../../types/writtenType';
import { constantFits } from '../inherited';
import { annotatedType } from '../document';
import { factsOf, scopeOf, type ParametersRule, type Report } from '../context';

/** Names, functions and operators inside every value; they need no template. */
export const expressions: ParametersRule = (context, report) => {
  const { document } = context;
  const scope = scopeOf(context);
  for (const statement of document.syntax.statements) {
    const take = (problem: TypeProblem): void => tell(report, problem);
    if (statement.kind === 'type' && statement.type) writtenType(statement.type, scope, take);
    if (statement.kind !== 'param' && statement.kind !== 'var') continue;
    if (statement.kind === 'var' && statement.annotation?.type) writtenType(statement.annotation.type, scope, take);
    inferType(statement.value, scope, take);
    const annotated = statement.kind === 'var' ? annotatedType(statement, scope) : undefined;
    if (annotated) checkValue(statement.value, annotated, { scope, report: take, holder: statement.nameSpan, subject: statement.name });
  }
};

/** Values against the template's types, allowed values and limits. */
export const values: ParametersRule = (context, report) => {
  const { document } = context;
  const facts = factsOf(context);
  const scope = scopeOf(context);
  if (!facts || facts.hasErrors) return;
  for (const statement of document.syntax.statements) {
    if (statement.kind !== 'param') continue;
    const parameter = facts.parameters.get(statement.name);
    if (!parameter || (statement.value.kind === 'null')) continue;
    checkValue(statement.value, parameter.type, { scope, report: (problem) => tell(report, problem), holder: statement.nameSpan, subject: statement.name });
  }
  const [extended] = document.extends;
  if (extended) for (const { name, misfit } of constantFits(context, facts)) report(misfit.rule, extended.pathSpan, `${name}, which comes from ${quoted(extended.path ?? '')}, ${misfit.message}`, { official: true });
};

function tell(report: Report, { rule, start, end, message, isWarning, replacements }: TypeProblem): void {
  report(rule, { start, end }, message, {
    official: true, ...(isWarning && { severity: 'warning' as const }),
    ...(replacements && { fixes: replacements.slice(0, 12).map((newText, index) => ({ title: `Change to ${newText}`, edits: [{ start, end, newText }], isPreferred: index === 0 && replacements.length === 1 })) }),
  });
}
