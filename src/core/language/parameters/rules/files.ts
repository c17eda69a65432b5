import { quoted } from '../../../bicepparam/quoted';
import { usingSpan, type ParametersRule } from '../context';

/** What the reader could not read. */
export const syntax: ParametersRule = ({ document }, report) => {
  for (const { start, end, message } of document.syntax.problems) report('syntax', { start, end }, message, { official: true });
  for (const { kind, decorators } of document.syntax.statements) {
    const [first] = decorators;
    if (kind === 'param' && first) report('syntax', { start: first.start, end: first.start + 1 }, 'A parameters file decorates no parameters; the template does.', { official: true });
  }
};

/** There is one `using`, at most one `extends`, and every path leads to a file. */
export const unresolvedUsing: ParametersRule = (context, report) => {
  const { document, template, missingPaths } = context;
  const { using, extends: extended } = document;
  if (using.length === 0) report('unresolved-using', { start: 0, end: 0 }, 'No using says which template this file belongs to.', { official: true, nextStep: "Begin the file with using '<path of the template>', or using none." });
  for (const doubled of [using, extended]) if (doubled.length > 1) for (const { keywordSpan } of doubled) report('unresolved-using', keywordSpan, `There is more than one ${doubled[0]?.kind}.`, { official: true });
  for (const { path, pathSpan, isNone } of using) if (!isNone && path === '') report('unresolved-using', pathSpan, 'The path of the template is empty.', { official: true });
  if (template.kind === 'missing') report('unresolved-using', usingSpan(context), `${quoted(template.path)} is not there.`, { official: true, nextStep: 'Correct the path, or restore the template.' });
  for (const { path, start, end } of missingPaths) report('unresolved-using', { start, end }, `${quoted(path)} is not there.`, { official: true, nextStep: 'Correct the path, or restore the file.' });
};

/** Says when types cannot be checked, so that silence is not taken for consent. */
export const templateState: ParametersRule = (context, report) => {
  const { template } = context;
  const broken = template.kind === 'broken' || (template.kind === 'known' && template.facts.hasErrors);
  if (broken) report('template-with-errors', usingSpan(context), 'The template has errors. Until they are gone, names and types are not checked against it.', { official: true, nextStep: 'Open the template and correct it.' });
  if (template.kind === 'paused') report('template-with-errors', usingSpan(context), `Names and types are not checked against the template: ${template.reason}`, { severity: 'info' });
};
