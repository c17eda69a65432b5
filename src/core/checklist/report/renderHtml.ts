import type { PhaseProgress } from '../document';
import type { ReadinessReport, ReportItem } from './readinessReport';
import { evidenceLine, metadataRows, roleNames, sortForReport, stateWords } from './words';

/** The report as one HTML file without scripts and without anything from elsewhere: to be attached, printed, opened in years. */
export function renderReportHtml(report: ReadinessReport): string {
  const { environment, rehearsal, target, madeAt, parts, beside, items, deviations, signOff, head, chain } = report;
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Readiness of ${html(environment)}</title><style>${style}</style></head><body><main>
<h1>Readiness of ${html(environment)}</h1>
${rehearsal ? '<p class="rehearsal"><strong>Rehearsal.</strong> Made against the local sandbox; it proves nothing about Azure.</p>' : ''}<p>${html(target)} · ${html(madeAt)}</p>
<h2>Progress</h2>${[...parts, ...beside].map(bar).join('')}
<h2>Deployment</h2>${table([], metadataRows(report))}
<h2>Open</h2>${rowsOrNone(sortForReport(items).map((item) => [stateWords[item.state], item.title, item.reason, evidenceLine(item, 'reason')]), ['State', 'Item', 'Reason', 'Evidence'], 'Nothing is open.')}
<h2>Deviations</h2>${rowsOrNone(deviations.map(({ title, what, by = '', at = '' }) => [title, what, [by, at].filter(Boolean).join(', ')]), ['Item', 'What', 'By'], 'None.')}
<h2>Sign-off</h2>${table(['Role', 'Name', 'Date', 'Note'], signOff.map(({ role, by = '', at = '', note = '', outdated }) => [roleNames[role], by, at, [outdated ? 'signed before something changed' : '', note].filter(Boolean).join('; ')]))}
<h2>Evidence</h2>${sections(items)}
<p class="chain">Hash chain of ${chain.length} links, ending in <code>${html(head)}</code>.</p>
</main></body></html>
`;
}

function bar({ title, passed, applicable, percent }: PhaseProgress): string {
  const share = percent === undefined ? 'does not apply' : `${passed} of ${applicable}, ${percent} %`;
  return `<div class="part"><span>${html(title)}</span><progress max="100" value="${percent ?? 0}">${share}</progress><span>${share}</span></div>`;
}

function sections(items: readonly ReportItem[]): string {
  const bySection = new Map<string, ReportItem[]>();
  for (const item of items) { const known = bySection.get(`${item.phase}: ${item.section}`); if (known) known.push(item); else bySection.set(`${item.phase}: ${item.section}`, [item]); }
  return [...bySection].map(([name, members]) => `<details open><summary>${html(name)}</summary>${table(['State', 'Item', 'Evidence'], members.map((item) => [stateWords[item.state], item.title, evidenceLine(item)]))}</details>`).join('\n');
}

const rowsOrNone = (rows: readonly (readonly string[])[], head: readonly string[], none: string): string => (rows.length === 0 ? `<p>${none}</p>` : table(head, rows));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (row: readonly string[], tag: string): string => `<tr>${row.map((cell) => `<${tag}>${html(cell)}</${tag}>`).join('')}</tr>`;
  return `<table>${head.length > 0 ? `<thead>${line(head, 'th')}</thead>` : ''}<tbody>${rows.map((row) => line(row, 'td')).join('')}</tbody></table>`;
}

const html = (value: string): string => value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, ' ').replace(/[&<>"']/g, (found) => `&#${found.charCodeAt(0)};`);

const style = `:root{color-scheme:light dark;font:15px/1.5 system-ui,sans-serif}main{max-width:70rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{overflow-wrap:anywhere;text-align:left;vertical-align:top;padding:.25rem .6rem;border-bottom:1px solid #8884}
td:first-child{min-width:5.5rem}td:nth-child(2){min-width:12rem}td:last-child{min-width:14rem}.part{display:grid;grid-template-columns:14rem 1fr 12rem;gap:1rem;align-items:center}progress{width:100%}.rehearsal{border-left:.3rem solid #c80;padding:.5rem 1rem}.chain{font-size:.85em;overflow-wrap:anywhere}summary{cursor:pointer;padding:.2rem 0}
@media (max-width:45rem){.part{grid-template-columns:1fr auto;gap:.1rem .5rem}.part progress{grid-column:1/-1;grid-row:2}table,thead,tbody,tr,td{display:block}thead{position:absolute;clip-path:inset(50%)}tr{border-bottom:1px solid #8886;padding:.3rem 0}td,td:nth-child(n){border:0;padding:.1rem 0;min-width:0}}
@media print{:root{color-scheme:light;font-size:10pt}main{margin:0;max-width:none}tr{break-inside:avoid}h2,summary{break-after:avoid}details::details-content{display:block;content-visibility:visible;height:auto}}`;
