import { html, nothing, type TemplateResult } from 'lit';
import type { PartView, ProgressView, ReportView } from '../../src/protocol';
import { t } from '../shared/texts';
import type { ReportUi } from './model';
import type { ReportActions } from './view';

/** How far the five parts are, and beside them what is not in the total. Each opens to its sections. */
export const progressSection = (report: ReportView, ui: ReportUi, actions: ReportActions): TemplateResult => html`
  <section class="panel progress" aria-label=${t('Progress')}>
    <h2>${t('Progress')} <span class="muted">${t('{0} of {1} done', report.total.passed, report.total.applicable)}${report.total.warned > 0 ? ` · ${t('{0} with a warning', report.total.warned)}` : ''}</span></h2>
    ${report.parts.map((part) => partRow(part, ui, actions))}
    ${report.beside.length === 0 ? nothing : html`<h3 class="muted">${t('Beside, not in the total')}</h3>${report.beside.map((part) => partRow(part, ui, actions))}`}
  </section>`;

function partRow(part: PartView, ui: ReportUi, actions: ReportActions): TemplateResult {
  const isOpen = ui.parts.includes(part.phase);
  return html`
    <div class="part">
      <button class="plain row" data-phase=${part.phase} aria-expanded=${isOpen} @click=${() => actions.togglePart(part.phase)}><span class="caret" aria-hidden="true">${isOpen ? '▾' : '▸'}</span><span class="title">${part.title}</span>${bar(part)}</button>
      ${isOpen ? html`<ul class="sections">${part.sections.map((section) => html`
        <li><button class="plain row" aria-pressed=${ui.place === section.id} @click=${() => actions.setPlace(section.id)}><span class="title">${section.title}</span>${bar(section)}</button></li>`)}</ul>` : nothing}
    </div>`;
}

/** The number says it; the bar only repeats it. */
const bar = ({ passed, applicable, percent }: ProgressView): TemplateResult => (percent === undefined
  ? html`<span class="muted none">${t('does not apply')}</span>`
  : html`<progress aria-hidden="true" max="100" .value=${percent}></progress><span class="number">${t('{0} %', percent)}</span><span class="number muted">${passed}/${applicable}</span>`);
