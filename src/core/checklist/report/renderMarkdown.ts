import type { Progress } from '../progress';
import type { ReadinessReport, ReportItem } from './readinessReport';
import { evidenceLine, metadataRows, roleNames, sortForReport, stateWords } from './words';

/** The report as Markdown; texts from outside cannot become markup. */
export function renderReportMarkdown(report: ReadinessReport): string {
  const { environment, rehearsal, target, madeAt, parts, beside, items, deviations, signOff, head } = report;
  const open = sortForReport(items);
  return [
    `# Readiness of ${text(environment)}`, ...(rehearsal ? ['> **Rehearsal.** Made against the local sandbox; it proves nothing about Azure.'] : []), `Target ${text(target)}, made ${madeAt}.`,
    '## Progress', table(['Part', 'Done', 'Applicable', '%'], [...parts, ...beside].map((one) => [text(one.title), ...numbers(one)])),
    '## Deployment', table(['', ''], metadataRows(report).map(([name, value]) => [text(name), text(value)])),
    '## Open', open.length === 0 ? 'Nothing is open.' : table(['State', 'Item', 'Reason', 'Evidence'], open.map((item) => [stateWords[item.state], `${text(item.title)} \`${item.id}\``, text(item.reason), text(evidenceLine(item, 'reason'))])),
    '## Deviations', deviations.length === 0 ? 'None.' : table(['Item', 'What', 'By'], deviations.map(({ item, title, what, by = '', at = '' }) => [`${text(title)} \`${item}\``, text(what), text([by, at].filter(Boolean).join(', '))])),
    '## Sign-off', table(['Role', 'Name', 'Date', ''], signOff.map(({ role, by = '', at = '', note = '', outdated }) => [roleNames[role], text(by), at, text([outdated ? 'signed before something changed' : '', note].filter(Boolean).join('; '))])),
    '## Evidence', ...sections(items), `Hash chain of ${report.chain.length} links, ending in \`${head}\`. It is checked with \`aos-deploy checklist verify FILE\` on the JSON form.`, '',
  ].join('\n\n');
}

function sections(items: readonly ReportItem[]): readonly string[] {
  const bySection = new Map<string, ReportItem[]>();
  for (const item of items) { const known = bySection.get(`${item.phase}: ${item.section}`); if (known) known.push(item); else bySection.set(`${item.phase}: ${item.section}`, [item]); }
  return [...bySection].flatMap(([name, members]) => [`### ${text(name)}`, table(['State', 'Item', 'Evidence'], members.map((item) => [stateWords[item.state], text(item.title), text(evidenceLine(item))]))]);
}

const numbers = ({ passed, applicable, warned, percent }: Progress): readonly string[] => [`${passed}${warned > 0 ? ` (${warned} with a warning)` : ''}`, String(applicable), percent === undefined ? '' : String(percent)];
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
const text = (value: string): string => value.replace(/\s+/g, ' ').replace(/[\\`*_{}[\]<>|#]/g, '\\$&');
