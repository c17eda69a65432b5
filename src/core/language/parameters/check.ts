import type { Finding } from '../finding';
import { applySuppressions } from '../suppression';
import { collect, type ParametersContext } from './context';
import { parametersRules } from './rules';

/** Everything the rules say about one parameters file, in the order of the text. Each finding lies inside the text. */
export function checkParameters(context: ParametersContext): Finding[] {
  const findings = collect((report) => { for (const rule of parametersRules) rule(context, report); });
  return applySuppressions(dropRepeated(findings), context.document.lines).sort((a, b) => a.start - b.start || a.end - b.end);
}

/** A part of an expression may be looked at twice, by itself and against the template. */
function dropRepeated(findings: readonly Finding[]): Finding[] {
  const seen = new Set<string>();
  return findings.filter(({ rule, start, end, message }) => {
    const key = `${rule} ${start} ${end} ${message}`;
    return !seen.has(key) && seen.add(key);
  });
}
