import type { Span } from '../bicepparam';
import type { Finding } from './finding';
import { isRuleId, rules, type RuleId } from './rules';
import type { TextLines } from './text';

interface Suppression extends Span { readonly rules: readonly string[]; readonly reason: string; readonly line?: number }

const pattern = /\/\/[ \t]*aos-disable-(next-line|line|file)\b[ \t]*([^\r\n]*)/g;

/**
 * Comments that silence rules: `// aos-disable-next-line region-tier: capacity is reserved`, `-line` for the line itself, `-file` for the whole file.
 * Several rules are parted by commas; the reason stands behind the colon and must be there.
 */
function listSuppressions(lines: TextLines): readonly Suppression[] {
  return [...lines.text.matchAll(pattern)].map((match) => {
    const [whole, where, rest = ''] = match;
    const colon = rest.indexOf(':');
    const line = lines.positionAt(match.index).line;
    return {
      start: match.index, end: match.index + whole.trimEnd().length,
      rules: (colon < 0 ? rest : rest.slice(0, colon)).split(/[\s,]+/).filter(Boolean).map((name) => name.replace(/^aos\//, '')), reason: colon < 0 ? '' : rest.slice(colon + 1).trim(),
      ...(where !== 'file' && { line: where === 'line' ? line : line + 1 }),
    };
  });
}

/** Findings without those that a comment silences for a reason; a comment without one silences nothing and is a finding itself. */
export function applySuppressions(findings: readonly Finding[], lines: TextLines): Finding[] {
  if (!lines.text.includes('aos-disable-')) return [...findings];
  const all = listSuppressions(lines);
  const sound = all.filter(isSound);
  const silenced = (finding: Finding): boolean => sound.some((one) => one.rules.includes(finding.rule) && (one.line === undefined || one.line === lines.positionAt(finding.start).line));
  return [...findings.filter((finding) => !silenced(finding)), ...all.filter((one) => !isSound(one)).map(complaint)];
}

const isSound = ({ rules: names, reason }: Suppression): boolean => reason !== '' && names.length > 0 && names.every(isRuleId);

function complaint(one: Suppression): Finding {
  const rule: RuleId = 'suppression-without-reason';
  const unknown = one.rules.find((name) => !isRuleId(name));
  const message = unknown !== undefined ? `There is no rule ${unknown}.` : one.rules.length === 0 ? 'This comment names no rule.' : 'This comment says not why, and so it silences nothing.';
  return { rule, start: one.start, end: one.end, severity: rules[rule].severity, message, nextStep: 'Write // aos-disable-next-line <rule>: <reason>.' };
}
