import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { EvidenceView, ReportItemState, ReportItemView, ReportView } from '../../src/protocol';
import { t } from '../shared/texts';
import { formatExact } from '../shared/time';
import { groupItems, selectedItem, type ReportUi, type StateGroup } from './model';
import type { KnownEvidence, ReportActions } from './view';

/** Every item with its reason, what is to be done first. */
export function itemList(report: ReportView, ui: ReportUi, evidence: KnownEvidence, actions: ReportActions): TemplateResult {
  const groups = groupItems(report, ui);
  const selected = selectedItem(groups, ui.selected);
  const sections = new Map([...report.parts, ...report.beside].flatMap((part) => part.sections.map(({ id, title }) => [id, `${part.title}: ${title}`] as const)));
  return html`
    <section class="items" id="items" aria-label=${t('Items')}>
      <div class="bar filters" role="search">
        <h2>${t('Items')}</h2>
        ${ui.place === undefined ? nothing : html`<button class="chip" aria-label=${t('Show all sections again; now {0}', sections.get(ui.place) ?? ui.place)} @click=${() => actions.setPlace(ui.place!)}>${sections.get(ui.place) ?? ui.place} ✕</button>`}
        <span class="spring"></span>
        <vscode-textfield id="filter" placeholder=${t('Filter (/)')} label=${t('Filter items')} .value=${ui.filter} @input=${(event: Event) => actions.setFilter((event.target as HTMLInputElement).value)}></vscode-textfield>
      </div>
      ${groups.length === 0 ? html`<p class="empty">${t('The filter hides every item.')}</p>` : groups.map((group) => groupSection(group, sections, { ui, evidence, selected, actions }))}
      <p class="muted keys">${t('Keys: arrows walk the items, Enter shows the evidence, a does what the item offers, / filters.')}</p>
    </section>`;
}

interface Drawing { readonly ui: ReportUi; readonly evidence: KnownEvidence; readonly selected: string | undefined; readonly actions: ReportActions }

function groupSection({ state, isOpen, items, drawn }: StateGroup, sections: ReadonlyMap<string, string>, drawing: Drawing): TemplateResult {
  const left = items.length - drawn.length;
  return html`
    <div class="group" data-state=${state}>
      <h3><button class="plain" aria-expanded=${isOpen} @click=${() => drawing.actions.toggleGroup(state)}><span class="caret" aria-hidden="true">${isOpen ? '▾' : '▸'}</span>${sign(state)} ${stateTitle(state)} <span class="muted">${items.length}</span></button></h3>
      ${isOpen ? html`<ul>${repeat(drawn, ({ id }) => id, (item) => itemRow(item, sections.get(item.section) ?? '', drawing))}</ul>${left > 0 ? html`<p class="more"><button class="link" @click=${() => drawing.actions.showAll(state)}>${t('Show {0} more', left)}</button></p>` : nothing}` : nothing}
    </div>`;
}

function itemRow(item: ReportItemView, section: string, { ui, evidence, selected, actions }: Drawing): TemplateResult {
  const isOpen = ui.open.includes(item.id);
  return html`
    <li data-item=${item.id} class=${isOpen ? 'open' : ''} tabindex=${item.id === selected ? 0 : -1} aria-label=${`${item.title}, ${stateTitle(item.state)}. ${item.reason}`} @focus=${() => actions.select(item.id)}>
      <div class="line">${sign(item.state)}<button class="plain name" tabindex="-1" aria-expanded=${isOpen} @click=${() => actions.toggleEvidence(item.id)}>${item.title}</button><span class="muted place">${section}</span><span class="spring"></span>
        ${item.at === undefined ? nothing : html`<span class="muted when" title=${item.at}>${formatExact(item.at)}${item.by === undefined ? nothing : ` · ${item.by}`}</span>`}
        ${item.offer === undefined ? nothing : html`<button class="link offer" tabindex="-1" aria-label=${`${offerTitle(item.offer)} ${item.title}`} @click=${() => actions.act(item.id)}>${offerTitle(item.offer)}</button>`}</div>
      ${item.reason ? html`<div class="reason">${item.reason}</div>` : nothing}
      ${isOpen ? evidenceBlock(item, evidence.get(item.id)) : nothing}
    </li>`;
}

function evidenceBlock({ id }: ReportItemView, known: readonly EvidenceView[] | 'asked' | undefined): TemplateResult {
  if (known === undefined || known === 'asked') return html`<p class="muted">${t('Reading the evidence…')}</p>`;
  return html`<div class="evidence"><p class="mono muted">${id}</p>${known.length === 0 ? html`<p class="muted">${t('There is no evidence yet.')}</p>` : known.map((one, index) => oneEvidence(one, index === 0))}</div>`;
}

const oneEvidence = ({ at, title, reason, rows, asked, observed }: EvidenceView, isNewest: boolean): TemplateResult => html`
  <details ?open=${isNewest}><summary>${title} <span title=${at}>${formatExact(at)}</span></summary>
    <p>${reason}</p>
    <dl>${rows.map(({ name, value }) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
    ${asked.length === 0 ? nothing : html`<p>${t('Asked')}</p><ul class="asked">${asked.map(({ query, state }) => html`<li><code>${query}</code> <span class="muted">${state}</span></li>`)}</ul>`}
    ${observed === undefined ? nothing : html`<pre tabindex="0" aria-label=${t('What came back')}>${observed}</pre>`}
  </details>`;

const signs: Readonly<Record<ReportItemState, string>> = { pass: '✓', warn: '⚠', fail: '✗', unknown: '?', 'n/a': '–', stale: '↻' };
const sign = (state: ReportItemState): TemplateResult => html`<span class="sign" data-state=${state} aria-hidden="true">${signs[state]}</span>`;

export function stateTitle(state: ReportItemState): string {
  switch (state) {
    case 'pass': return t('Passed');
    case 'warn': return t('Passed with a warning');
    case 'fail': return t('Failed');
    case 'unknown': return t('Open');
    case 'n/a': return t('Does not apply');
    case 'stale': return t('Out of date');
  }
}

function offerTitle(offer: NonNullable<ReportItemView['offer']>): string {
  switch (offer) {
    case 'check': return t('Check');
    case 'fix': return t('Fix…');
    case 'run': return t('Run…');
    case 'attest': return t('Attest…');
    case 'confirm': return t('Confirm…');
  }
}
