import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { EvidenceView, ReportForm, ReportItemState, ReportSnapshot, ReportView, SignerRoleName } from '../../src/protocol';
import type { AdviceActions } from '../shared/advice';
import { menu } from '../shared/menu';
import { announcement, errorActions, errorBlock } from '../shared/pieces';
import { t } from '../shared/texts';
import { formatClock, formatExact } from '../shared/time';
import { itemList } from './items';
import type { ReportUi } from './model';
import { progressSection } from './progress';
import { chainSection, deviationSection, metadataSection, signOffSection } from './sections';

export interface ReportActions extends AdviceActions {
  check(): void;
  act(item: string): void;
  exportAs(form: ReportForm): void;
  verify(): void;
  sign(role: SignerRoleName, by: string, note: string): void;
  openLog(): void;
  setFilter(text: string): void;
  setPlace(place: string): void;
  togglePart(phase: string): void;
  toggleGroup(state: ReportItemState): void;
  showAll(state: ReportItemState): void;
  toggleEvidence(item: string): void;
  select(item: string): void;
}
export type KnownEvidence = ReadonlyMap<string, readonly EvidenceView[] | 'asked'>;

/** The whole page from one snapshot and the person's own settings of the page. */
export function reportPage(snapshot: ReportSnapshot, ui: ReportUi, evidence: KnownEvidence, actions: ReportActions): TemplateResult {
  const { report, error, state, environment } = snapshot;
  return html`
    ${head(snapshot, actions)}
    ${error ? errorBlock(error, errorActions(actions)) : nothing}
    ${report ? body(report, ui, evidence, actions) : state === 'asking' ? html`<p class="empty">${t('Reading what is known of {0}…', environment)}</p>` : nothing}
    ${announcement(report && state === 'ready' ? t('{0}: {1} of {2} done', environment, report.total.passed, report.total.applicable) : '')}`;
}

function head({ environment, isProtected, report, running, state }: ReportSnapshot, actions: ReportActions): TemplateResult {
  return html`
    <div class="bar">
      <h1>${t('Readiness')} · <span class=${isProtected ? 'environment protected' : 'environment'}>${environment}</span></h1>
      ${isProtected ? html`<span class="badge protected">${t('protected')}</span>` : nothing}
      ${report?.isRehearsal ? html`<span class="badge sandbox">${t('sandbox: a rehearsal')}</span>` : nothing}
      ${report ? html`<strong class="total">${report.total.percent === undefined ? t('nothing applies') : t('{0} %', report.total.percent)}</strong>
        <span class="muted" title=${formatExact(report.madeAt)}>${t('as of {0}', formatClock(report.madeAt))}${state === 'failed' ? html` · ${t('out of date')}` : nothing}</span>` : nothing}
      <span class="spring"></span>
      <span class="actions">
        ${running ? html`<vscode-progress-ring aria-label=${t('Checking')}></vscode-progress-ring><span class="muted">${t('{0} of {1}', running.answered, running.total)}</span>` : html`<vscode-button id="check" @click=${actions.check}>${t('Check now')}</vscode-button>`}
        ${report ? menu(t('Export'), [
          { title: t('Markdown…'), run: () => actions.exportAs('markdown') }, { title: t('JSON, can be verified…'), run: () => actions.exportAs('json') }, { title: t('HTML, to attach or print…'), run: () => actions.exportAs('html') },
          ...(report.hasTaskList ? [{ title: t('Ticks in a copy of the task list…'), run: () => actions.exportAs('ticks') }] : []),
        ]) : nothing}
      </span>
    </div>`;
}

const body = (report: ReportView, ui: ReportUi, evidence: KnownEvidence, actions: ReportActions): TemplateResult => html`
  ${report.notices.map((notice) => html`<p class="notice" role="note">${notice}</p>`)}
  ${report.saved.filter(({ state }) => state === 'changed' || state === 'unreadable').map(({ file, reason }) => html`<p class="notice tampered" role="alert"><strong>${file}</strong>: ${reason}</p>`)}
  <div class="columns">
    ${progressSection(report, ui, actions)}
    <div>${metadataSection(report)}${chainSection(report, actions)}</div>
  </div>
  ${signOffSection(report, actions)}
  ${deviationSection(report, actions)}
  ${itemList(report, ui, evidence, actions)}`;
