import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { CellId, MatrixCellView, MatrixRowView, MatrixSnapshot, MatrixView } from '../../src/protocol';
import type { AdviceActions } from '../shared/advice';
import { announcement, errorBlock } from '../shared/pieces';
import { t } from '../shared/texts';
import { shownRows, type MatrixUi } from './model';

export interface MatrixActions extends AdviceActions {
  refresh(): void;
  open(row: string, environment: string): void;
  fix(row: string, environment: string): void;
  openLog(): void;
  setFilter(text: string): void;
  toggleDifferences(): void;
  select(row: string, environment: string): void;
}

const marks = { error: '✗', warning: '⚠', info: 'ⓘ', explained: '✓' } as const;

/** The whole page: rows of parameters and live values, one column an environment. */
export function matrixPage(snapshot: MatrixSnapshot, ui: MatrixUi, actions: MatrixActions): TemplateResult {
  const { matrix } = snapshot;
  const rows = matrix ? shownRows(matrix, ui) : [];
  return html`
    <div class="bar">
      <h1>${t('Environments side by side')}</h1>
      <button class="chip" aria-pressed=${ui.differencesOnly} @click=${actions.toggleDifferences}>${t('Differences only')}</button>
      <span class="muted">${matrix ? t('{0} of {1} rows', rows.length, matrix.rows.length) : nothing}</span>
      <span class="spring"></span>
      <vscode-textfield id="filter" placeholder=${t('Filter (/)')} label=${t('Filter rows')} .value=${ui.filter} @input=${(event: Event) => actions.setFilter((event.target as HTMLInputElement).value)}></vscode-textfield>
      <span class="actions">${snapshot.state === 'asking' ? html`<vscode-progress-ring aria-label=${t('Reading environments')}></vscode-progress-ring>` : html`<vscode-button secondary @click=${actions.refresh}>${t('Read again')}</vscode-button>`}</span>
    </div>
    ${snapshot.error ? errorBlock(snapshot.error, actions) : nothing}
    ${matrix ? body(matrix, rows, ui, actions) : snapshot.state === 'asking' ? html`<p class="empty">${t('Reading the environments…')}</p>` : nothing}
    ${announcement(snapshot.state === 'ready' ? t('{0} rows', rows.length) : '')}`;
}

function body(matrix: MatrixView, rows: readonly MatrixRowView[], ui: MatrixUi, actions: MatrixActions): TemplateResult {
  if (rows.length === 0) return html`<p class="empty">${matrix.rows.length === 0 ? t('No environment gives or takes any parameter.') : ui.filter ? t('The filter hides every row.') : t('All environments have the same, and no rule objects.')}</p>`;
  const selected = ui.selected && rows.some(({ id }) => id === ui.selected?.row) ? ui.selected : { row: rows[0]!.id, environment: matrix.environments[0]!.name };
  const section = (kind: MatrixRowView['kind'], title: string): TemplateResult | typeof nothing => {
    const members = rows.filter((row) => row.kind === kind);
    return members.length === 0 ? nothing : html`<tbody><tr class="section"><th scope="rowgroup" colspan=${matrix.environments.length + 1}>${title} <span class="muted">${members.length}</span></th></tr>${members.map((row) => rowOf(row, matrix, selected, actions))}</tbody>`;
  };
  return html`
    <div class="scroll"><table class="matrix">
      <thead><tr><th scope="col">${t('Parameter')}</th>${matrix.environments.map((environment) => html`
        <th scope="col"><span class=${environment.isProtected ? 'environment protected' : 'environment'}>${environment.name}</span>${environment.isProtected ? html` <span class="badge protected">${t('protected')}</span>` : nothing}${environment.notLive ? html`<div class="muted live">${environment.notLive}</div>` : nothing}</th>`)}</tr></thead>
      ${section('parameter', t('Parameters'))}${section('live', t('Live'))}
    </table></div>`;
}

const rowOf = (row: MatrixRowView, matrix: MatrixView, selected: CellId, actions: MatrixActions): TemplateResult => html`
  <tr class=${row.differs ? 'differs' : ''}><th scope="row"><span aria-hidden="true" class="mark">${row.differs ? '≠' : ''}</span><span class="visually-hidden">${row.differs ? t('differs:') : ''}</span> ${row.label}</th>
    ${row.cells.map((cell, index) => cellOf(cell, { row: row.id, environment: matrix.environments[index]!.name }, selected, actions))}</tr>`;

const cellOf = (cell: MatrixCellView, id: CellId, selected: CellId, actions: MatrixActions): TemplateResult => html`
  <td data-row=${id.row} data-environment=${id.environment} tabindex=${id.row === selected.row && id.environment === selected.environment ? 0 : -1} class=${cell.verdict?.kind ?? ''} @focus=${() => actions.select(id.row, id.environment)}>
    <span class="value ${cell.kind}">${valueText(cell)}</span>
    ${cell.place ? html`<button class="link" tabindex="-1" aria-label=${t('Open {0}', cell.place)} @click=${() => actions.open(id.row, id.environment)}>${cell.place}</button>` : nothing}
    ${cell.verdict ? html`<div class="verdict ${cell.verdict.kind}"><span aria-hidden="true">${marks[cell.verdict.kind]}</span> ${cell.verdict.message} <span class="muted">${cell.verdict.rule}</span></div>` : nothing}
    ${cell.fix ? html`<button class="link" tabindex="-1" @click=${() => actions.fix(id.row, id.environment)}>${cell.fix}</button>` : nothing}
  </td>`;

function valueText(cell: MatrixCellView): TemplateResult | string {
  switch (cell.kind) {
    case 'value': return html`<code>${cell.text}</code>`;
    case 'default': return html`<code>${cell.text}</code> <span class="muted">${t('default')}</span>`;
    case 'secret': return html`<span title=${t('secret, not shown')}>••••••</span>`;
    case 'none': return html`<span title=${t('no value')}>—</span>`;
    case 'unknown': return html`<span title=${cell.text}>${t('unknown')}</span>`;
  }
}
