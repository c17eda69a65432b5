import type { Diagnostic } from '../values';
import type { Finding } from './finding';
import { codePrefix, type RuleSettings } from './rules';
import type { TextLines } from './text';

/** Findings after the user's settings: rules that are off are gone, others have the wanted severity. A rule's own milder finding is never turned up past what is set. */
export function applySettings(findings: readonly Finding[], settings: RuleSettings): Finding[] {
  return findings.flatMap((finding) => {
    const wanted = settings[finding.rule];
    if (wanted === 'off') return [];
    return wanted === undefined || wanted === finding.severity ? [finding] : [{ ...finding, severity: wanted }];
  });
}

/** As the command line and reports show findings. */
export function toDiagnostics(file: string, findings: readonly Finding[], lines: TextLines): Diagnostic[] {
  return findings.map((finding) => ({ file, range: lines.rangeOf(finding), severity: finding.severity, code: `${codePrefix}${finding.rule}`, message: finding.message, ...(finding.nextStep && { nextStep: finding.nextStep }) }));
}
