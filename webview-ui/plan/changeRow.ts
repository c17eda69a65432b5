import { html, nothing, type TemplateResult } from 'lit';
import type { ChangeView, PropertyView, ValueView } from '../../src/protocol';
import { declarationLink } from '../shared/pieces';
import { t } from '../shared/texts';
import { kindOf, type Kind } from './model';

export interface ChangeActions {
  toggle(id: string): void;
  select(id: string): void;
  openDeclaration(id: string): void;
  openTextDiff(id: string): void;
  acceptDrift(id: string, path: string): void;
}

const signs: Readonly<Record<Kind, string>> = { create: '+', modify: '~', delete: '−', deploy: '»', noChange: '=', ignore: '·', unsupported: '?', noise: '≈', drift: '↯' };

/** The kind in words, as chips and screen readers say it. */
export function kindTitle(kind: Kind): string {
  switch (kind) {
    case 'create': return t('create');
    case 'modify': return t('modify');
    case 'delete': return t('delete');
    case 'deploy': return t('deploy');
    case 'noChange': return t('no change');
    case 'ignore': return t('ignored');
    case 'unsupported': return t('unsupported');
    case 'noise': return t('noise');
    case 'drift': return t('drift');
  }
}

export const sign = (kind: Kind): TemplateResult => html`<span class="sign ${kind}" aria-hidden="true">${signs[kind]}</span>`;

/** One change: its line, and its properties where it is open and near the screen. */
export function changeRow(change: ChangeView, state: { open: boolean; selected: boolean; near: boolean }, actions: ChangeActions): TemplateResult {
  const kind = kindOf(change);
  return html`
    <article class="change ${change.risk.level === 'high' ? 'risky' : ''}" data-id=${change.id} tabindex=${state.selected ? 0 : -1} aria-label=${`${kindTitle(kind)} ${change.name} ${change.type}`}
      @focus=${() => actions.select(change.id)}>
      <header>
        <button class="plain fold" tabindex="-1" aria-expanded=${state.open} aria-label=${t('Properties of {0}', change.name)} ?disabled=${change.properties.length === 0} @click=${() => actions.toggle(change.id)}>
          <span class="caret" aria-hidden="true">${change.properties.length === 0 ? '' : state.open ? '▾' : '▸'}</span>${sign(kind)}<span class="name">${change.name}</span>
        </button>
        <span class="type">${change.type}</span>
        ${change.risk.reasons.map((reason) => html`<span class="risk ${change.risk.level}"><span class="sign" aria-hidden="true">⚠</span> ${reason}</span>`)}
        ${change.noise ? html`<span class="muted">${noiseText(change)}</span>` : nothing}
        <span class="spring"></span>
        ${declarationLink(change.declaration, () => actions.openDeclaration(change.id))}
        ${change.properties.length === 0 ? nothing : html`<button class="link" tabindex="-1" @click=${() => actions.openTextDiff(change.id)}>${t('text diff')}</button>`}
      </header>
      ${state.open ? (state.near ? propertyTable(change, actions) : placeholder(change.properties.length)) : nothing}
    </article>`;
}

/** How much is folded, and why; several reasons are told one by one inside. */
function noiseText({ properties }: ChangeView): string {
  const reasons = [...new Set(properties.flatMap(({ noise }) => noise ?? []))];
  const count = properties.length === 1 ? t('noise: 1 property') : t('noise: {0} properties', properties.length);
  return reasons.length === 1 ? `${count} (${reasons[0]})` : count;
}

/** Holds the table's place; an SVG because the page's CSP forbids style attributes. */
const placeholder = (rows: number): TemplateResult => html`<svg class="placeholder" width="1" height=${10 + rows * 22} aria-hidden="true"></svg>`;

const propertyTable = (change: ChangeView, actions: ChangeActions): TemplateResult => html`
  <table>
    <thead class="visually-hidden"><tr><th>${t('Property')}</th><th>${t('Before')}</th><th>${t('After')}</th></tr></thead>
    <tbody>${change.properties.map((property) => propertyRow(property, () => actions.acceptDrift(change.id, property.path)))}</tbody>
  </table>`;

const propertyRow = (property: PropertyView, accept: () => void): TemplateResult => html`
  <tr class=${property.noise ? 'noise' : ''}>
    <th scope="row">${property.path}${property.noise ? html`<span class="why">${property.noise}</span>` : nothing}</th>
    <td>${value(property.before)}</td>
    <td><span class="arrow" aria-hidden="true">→</span>${value(property.after)} ${property.canAccept ? html`<button class="link" title=${t('Write the live value into the parameters file')} @click=${accept}>${t('accept')}</button>` : nothing}</td>
  </tr>`;

/** Long values fold; nothing in them is ever markup. */
export function value(view: ValueView): TemplateResult {
  switch (view.kind) {
    case 'absent': return html`<span class="muted" title=${t('no value')}>—</span>`;
    case 'secret': return html`<span class="muted" title=${t('secret, not shown')}>••••••</span>`;
    case 'deploy-time': return html`<span class="deploy-time" title=${view.text}>${t('known at deploy')}</span>`;
    case 'json': return view.text.length > 120 || view.text.includes('\n')
      ? html`<details><summary class="mono">${view.text.replace(/\s+/g, ' ').slice(0, 60)}…</summary><pre tabindex="0">${view.text}</pre></details>`
      : html`<code>${view.text}</code>`;
    case 'scalar': return html`<code>${view.text}</code>`;
  }
}
