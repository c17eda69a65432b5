import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { ApplicationSettingsView, SettingRowView, SettingsHistoryView, SettingsSnapshot, StageHow } from '../../src/protocol';
import type { AdviceActions } from '../shared/advice';
import { announcement, errorBlock } from '../shared/pieces';
import { t } from '../shared/texts';
import { formatExact } from '../shared/time';
import { isOpen, shownRows, type RowId, type SettingsUi } from './model';

export interface SettingsActions extends AdviceActions {
  refresh(): void;
  stage(row: RowId, how: StageHow): void;
  stageWanted(application: string): void;
  apply(application: string): void;
  undo(application: string, changeId: string): void;
  setSecrets(): void;
  movePlain(): void;
  openLog(): void;
  setFilter(text: string): void;
  toggleOpenOnly(): void;
  select(row: RowId): void;
}

/** The whole page: a table for each application. */
export function settingsPage(snapshot: SettingsSnapshot, ui: SettingsUi, actions: SettingsActions): TemplateResult {
  const { environment, isProtected, slot, applications, state } = snapshot;
  const open = applications.reduce((sum, { rows }) => sum + rows.filter(isOpen).length, 0);
  const first = applications.flatMap((one) => shownRows(one, ui).map(({ name }) => ({ application: one.name, name })));
  const selected = first.find(({ application, name }) => application === ui.selected?.application && name === ui.selected.name) ?? first[0];
  return html`
    <div class="bar">
      <h1>${t('Application settings')}</h1>
      <span class=${isProtected ? 'environment protected' : 'environment'}>${environment}</span>${isProtected ? html`<span class="badge protected">${t('protected')}</span>` : nothing}
      ${slot ? html`<span class="badge">${t('slot {0}', slot)}</span>` : nothing}
      <button class="chip" aria-pressed=${ui.openOnly} @click=${actions.toggleOpenOnly}>${t('To look at: {0}', open)}</button>
      <span class="spring"></span>
      <vscode-textfield id="filter" placeholder=${t('Filter (/)')} label=${t('Filter settings')} .value=${ui.filter} @input=${(event: Event) => actions.setFilter((event.target as HTMLInputElement).value)}></vscode-textfield>
      <span class="actions">${state === 'asking' ? html`<vscode-progress-ring aria-label=${t('Reading settings')}></vscode-progress-ring>` : html`<vscode-button secondary @click=${actions.refresh}>${t('Read again')}</vscode-button>`}
        <vscode-button secondary @click=${actions.setSecrets}>${t('Set secrets…')}</vscode-button></span>
    </div>
    ${snapshot.error ? errorBlock(snapshot.error, actions) : nothing}
    ${snapshot.plain.length > 0 ? html`<p class="notice" role="note">${t('Secrets stand here as plain text: {0}.', snapshot.plain.map(({ application, setting }) => `${application} ${setting}`).join(', '))} <button class="link" @click=${actions.movePlain}>${t('Move to Key Vault…')}</button></p>` : nothing}
    ${applications.length === 0 && state === 'asking' ? html`<p class="empty">${t('Reading the settings…')}</p>` : nothing}
    ${applications.map((one) => section(one, ui, selected, actions))}
    ${applications.some(({ rows }) => rows.length > 0) ? html`<p class="muted keys">${t('Keys: arrows walk the settings, Space marks, Enter gives a value, Delete removes, Ctrl+Enter applies, / filters.')}</p>` : nothing}
    ${announcement(state === 'ready' ? t('{0} settings to look at', open) : '')}`;
}

function section(application: ApplicationSettingsView, ui: SettingsUi, selected: RowId | undefined, actions: SettingsActions): TemplateResult {
  const { name, site, error } = application;
  const rows = shownRows(application, ui);
  const staged = application.rows.filter((row) => row.staged).length;
  const wanted = application.rows.filter((row) => row.wanted !== undefined && row.wanted !== row.live && !row.staged).length;
  return html`
    <section class="panel" aria-label=${t('Settings of {0}', name)}>
      <div class="head"><h2>${name} <span class="muted">${site ?? ''}</span></h2>
        ${wanted > 0 ? html`<button class="link" @click=${() => actions.stageWanted(name)}>${t('Take what is wanted ({0})', wanted)}</button>` : nothing}
        ${staged > 0 ? html`<vscode-button @click=${() => actions.apply(name)}>${staged === 1 ? t('Apply 1 change…') : t('Apply {0} changes…', staged)}</vscode-button>` : nothing}</div>
      ${error ? errorBlock(error, actions) : nothing}
      ${rows.length === 0 ? (error ? nothing : html`<p class="muted">${application.rows.length === 0 ? t('No setting is known yet.') : t('The filter hides every setting.')}</p>`) : table(name, rows, selected, actions)}
      ${history(application, actions)}
    </section>`;
}

const table = (application: string, rows: readonly SettingRowView[], selected: RowId | undefined, actions: SettingsActions): TemplateResult => html`
  <div class="scroll"><table class="settings">
    <thead><tr><th scope="col"><span class="visually-hidden">${t('Change')}</span></th><th scope="col">${t('Setting')}</th><th scope="col">${t('State')}</th><th scope="col">${t('Local')}</th><th scope="col">${t('Wanted')}</th><th scope="col">${t('Live')}</th><th scope="col"><span class="visually-hidden">${t('Actions')}</span></th></tr></thead>
    <tbody>${rows.map((row) => rowOf(application, row, selected?.application === application && selected.name === row.name, actions))}</tbody></table></div>`;

const marks = { ok: '✓', missing: '✗', unknown: '?', differs: '≠', 'reference-failing': '✗' } as const;

function rowOf(application: string, row: SettingRowView, isSelected: boolean, actions: SettingsActions): TemplateResult {
  const id = { application, name: row.name };
  const canTake = row.wanted !== undefined && row.wanted !== row.live;
  const label = row.staged ? t('Leave {0} as it is', row.name) : canTake ? t('Take the wanted value of {0}', row.name) : t('Change {0}', row.name);
  return html`
    <tr data-application=${application} data-name=${row.name} class="${row.state} ${row.staged ? 'staged' : ''}" tabindex=${isSelected ? 0 : -1} aria-label=${spoken(row)} @focus=${() => actions.select(id)}>
      <td><input type="checkbox" tabindex="-1" aria-label=${label} .checked=${row.staged !== undefined} ?disabled=${!canTake && !row.staged} @change=${() => actions.stage(id, row.staged ? 'leave' : 'wanted')}></td>
      <th scope="row">${row.name}${row.isNeeded ? html` <span class="badge" title=${t('The code cannot do without it.')}>${t('needed')}</span>` : nothing}</th>
      <td class="state"><span aria-hidden="true" class="mark">${marks[row.state]}</span>${stateText(row.state)}${row.reference && row.reference !== 'Resolved' ? html`<div class="muted">${row.reference}</div>` : nothing}
        ${row.refused ? html`<div class="refused" role="note">${row.refused.reason} ${row.refused.nextStep}</div>` : nothing}</td>
      <td>${valueOf(row.local)}</td><td>${valueOf(row.wanted)}</td>
      <td>${valueOf(row.live)}${row.reference === 'Resolved' ? html` <span class="badge" title=${t('App Service resolves this Key Vault reference.')}>${t('resolved')}</span>` : nothing}${row.staged ? html`<div class="next"><span aria-hidden="true">→</span> ${row.staged.text}</div>` : nothing}</td>
      <td class="buttons"><button class="link" tabindex="-1" aria-label=${t('Give {0} a value', row.name)} @click=${() => actions.stage(id, 'value')}>${t('Value…')}</button>
        ${row.live === undefined ? nothing : html`<button class="link" tabindex="-1" aria-label=${t('Remove {0}', row.name)} @click=${() => actions.stage(id, 'remove')}>${t('Remove')}</button>`}</td>
    </tr>`;
}

const spoken = (row: SettingRowView): string => [row.name, stateText(row.state), row.staged ? t('marked: {0}', row.staged.text) : ''].filter(Boolean).join(', ');
const valueOf = (text: string | undefined): TemplateResult => (text === undefined ? html`<span class="muted" title=${t('not set')}>—</span>` : html`<code>${text}</code>`);

function stateText(state: SettingRowView['state']): string {
  switch (state) {
    case 'ok': return t('in order');
    case 'missing': return t('missing');
    case 'unknown': return t('nobody reads it');
    case 'differs': return t('not as wanted');
    case 'reference-failing': return t('reference fails');
  }
}

const history = ({ name, history: entries }: ApplicationSettingsView, actions: SettingsActions): TemplateResult | typeof nothing => (entries.length === 0 ? nothing : html`
  <details class="history"><summary>${t('Changes from here ({0})', entries.length)}</summary><ul>${entries.map((entry) => historyRow(name, entry, actions))}</ul></details>`);

const historyRow = (application: string, { id, at, by, names, isUndo, undoable, notUndoable }: SettingsHistoryView, actions: SettingsActions): TemplateResult => html`
  <li><span title=${at}>${formatExact(at)}</span>${by ? html` <span class="muted">${by}</span>` : nothing}${isUndo ? html` <span class="badge">${t('undo')}</span>` : nothing} <span class="mono">${names.join(', ')}</span>
    ${undoable === 'no' ? html`<span class="muted">${t('cannot be undone: the values before were secret')}</span>` : html`<button class="link" aria-label=${t('Undo the change of {0}', names.join(', '))} @click=${() => actions.undo(application, id)}>${t('Undo…')}</button>`}
    ${undoable === 'partly' ? html`<span class="muted">${t('without {0}', notUndoable.join(', '))}</span>` : nothing}</li>`;
