import { html, nothing, type TemplateResult } from 'lit';
import type { ChainState, ReportView, SignOffView } from '../../src/protocol';
import { t } from '../shared/texts';
import { formatExact } from '../shared/time';
import type { ReportActions } from './view';

export const metadataSection = ({ metadata, target }: ReportView): TemplateResult => html`
  <section class="panel" aria-label=${t('Deployment')}>
    <h2>${t('Deployment')}</h2>
    <dl>${[...metadata, { name: t('Target'), value: target }].map(({ name, value }) => html`<dt>${name}</dt><dd>${isTime(value) ? html`<span title=${value}>${formatExact(value)}</span>` : value}</dd>`)}</dl>
  </section>`;

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text);

const chainSigns: Readonly<Record<ChainState, string>> = { intact: '✓', 'unknown-here': '✓', changed: '✗', unreadable: '✗' };

/** The chain of this very report, and what became of reports that were saved. */
export const chainSection = ({ chain, saved }: ReportView, actions: ReportActions): TemplateResult => html`
  <section class="panel chain" aria-label=${t('Hash chain')}>
    <h2>${t('Hash chain')}</h2>
    <p data-chain=${chain.state}><span class="sign" data-state=${chain.state} aria-hidden="true">${chainSigns[chain.state]}</span><strong>${chain.state === 'changed' || chain.state === 'unreadable' ? t('Broken') : t('Verified')}</strong> · ${t('{0} links', chain.links)} · <code title=${chain.head}>${chain.head.slice(0, 12)}</code></p>
    <p class="muted">${chain.reason}</p>
    ${saved.length === 0 ? nothing : html`<h3>${t('Saved reports')}</h3><ul class="saved">${saved.map(({ file, state, reason }) => html`
      <li data-saved=${state}><span class="sign" data-state=${savedSign(state).state} aria-hidden="true">${savedSign(state).sign}</span><span class="mono">${file}</span> <strong>${savedTitle(state)}</strong><div class="muted">${reason}</div></li>`)}</ul>`}
    <button class="link" @click=${actions.verify}>${t('Verify a saved report…')}</button>
  </section>`;

const savedSign = (state: ChainState): { readonly sign: string; readonly state: string } => (state === 'intact' ? { sign: '✓', state: 'pass' } : state === 'unknown-here' ? { sign: '?', state: 'unknown' } : { sign: '✗', state: 'fail' });

function savedTitle(state: ChainState): string {
  switch (state) {
    case 'intact': return t('as handed out');
    case 'unknown-here': return t('not handed out here');
    case 'changed': return t('changed afterwards');
    case 'unreadable': return t('no report');
  }
}

export const deviationSection = ({ deviations }: ReportView, actions: ReportActions): TemplateResult => html`
  <section class="panel deviations" aria-label=${t('Deviations')}>
    <h2>${t('Deviations')} <span class="muted">${deviations.length}</span></h2>
    ${deviations.length === 0 ? html`<p class="muted">${t('None: everything that is done is done as the list asks.')}</p>` : html`<ul>${deviations.map(({ item, title, what, by, at }) => html`
      <li><button class="link" @click=${() => actions.setFilter(item)}>${title}</button> <span>${what}</span> <span class="muted">${[by, at === undefined ? undefined : formatExact(at)].filter(Boolean).join(' · ')}</span></li>`)}</ul>`}
  </section>`;

/** Three people sign; a name is not proof of a person, the hash of what was signed is kept with it. */
export const signOffSection = ({ signOff, signer }: ReportView, actions: ReportActions): TemplateResult => html`
  <section class="panel sign-off" aria-label=${t('Sign-off')}>
    <h2>${t('Sign-off')} <span class="muted">${t('{0} of {1}', signOff.filter(({ by, outdated }) => by !== undefined && !outdated).length, signOff.length)}</span></h2>
    <div class="cards">${signOff.map((one) => signCard(one, signer, actions))}</div>
  </section>`;

function signCard({ role, title, by, at, note, outdated }: SignOffView, signer: string, actions: ReportActions): TemplateResult {
  const isValid = by !== undefined && !outdated;
  const fields = html`
    <div class="fields" @keydown=${(event: KeyboardEvent) => { if (event.key === 'Enter' && (event.target as HTMLElement).localName === 'vscode-textfield') { event.preventDefault(); submit(event.currentTarget as HTMLElement); } }}>
      <vscode-textfield data-field="by" label=${t('Name of the {0}', title)} placeholder=${t('Name')} value=${signer}></vscode-textfield>
      <vscode-textfield data-field="note" label=${t('Note of the {0}', title)} placeholder=${t('Note, if any')}></vscode-textfield>
      <vscode-button secondary aria-label=${t('Sign as {0}', title)} @click=${(event: Event) => submit((event.currentTarget as HTMLElement).parentElement!)}>${t('Sign')}</vscode-button>
    </div>`;
  const submit = (container: HTMLElement): void => {
    const valueOf = (field: string): string => (container.querySelector(`[data-field="${field}"]`) as HTMLInputElement | null)?.value ?? '';
    actions.sign(role, valueOf('by'), valueOf('note'));
  };
  return html`
    <div class="card" data-role=${role} data-signed=${isValid}>
      <h3><span class="sign" data-state=${isValid ? 'pass' : outdated ? 'stale' : 'unknown'} aria-hidden="true">${isValid ? '✓' : outdated ? '↻' : '?'}</span>${title}</h3>
      ${by === undefined ? html`<p class="muted">${t('Not signed yet.')}</p>` : html`<p><strong>${by}</strong>${at === undefined ? nothing : html` · <span title=${at}>${formatExact(at)}</span>`}</p>${note ? html`<p>${note}</p>` : nothing}`}
      ${outdated ? html`<p class="outdated">${t('Signed before something changed: what was signed is not what the report says now.')}</p>` : nothing}
      ${isValid ? html`<details><summary>${t('Sign again')}</summary>${fields}</details>` : fields}
    </div>`;
}
