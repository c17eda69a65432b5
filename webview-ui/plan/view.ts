import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-progress-ring/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { AdviceAction, ChangeView, NotPredictedView, PlanSnapshot, PlanView } from '../../src/protocol';
import { menu } from '../shared/menu';
import { announcement, declarationLink, errorActions, errorBlock, targetLine } from '../shared/pieces';
import { t } from '../shared/texts';
import { formatClock, formatExact } from '../shared/time';
import { changeRow, kindTitle, sign, type ChangeActions } from './changeRow';
import { countKinds, groupChanges, drawnChanges, isOpen, visibleChanges, visibleDrift, type Grouping, type Group, type Kind, type PlanUi } from './model';
import { driftState, objectionSection, outputSection, preflightLine, preflightSection, settingsSection } from './sections';

export interface PlanActions extends ChangeActions {
  refresh(): void;
  cancel(): void;
  deploy(): void;
  exportPlan(format: 'markdown' | 'json'): void;
  openLog(): void;
  detectDrift(): void;
  exportDrift(): void;
  copyText(text: string): void;
  carryOut(check: string, title: string): void;
  takeAdvice(action: AdviceAction): void;
  toggleRestored(siteId: string, name: string): void;
  setFilter(text: string): void;
  setGrouping(grouping: Grouping): void;
  toggleKind(kind: Kind): void;
  resetFilters(): void;
}

/** The whole page from one snapshot and the person's own settings of the page. */
export function planPage(snapshot: PlanSnapshot, ui: PlanUi, seen: (id: string) => boolean, actions: PlanActions): TemplateResult {
  const plan = snapshot.plan;
  return html`
    ${head(snapshot, actions)}
    ${snapshot.error ? errorBlock(snapshot.error, errorActions(actions)) : nothing}
    ${plan || !snapshot.drift ? nothing : driftSection(snapshot, ui, seen, actions)}
    ${plan ? planBody(snapshot, plan, ui, seen, actions) : snapshot.state === 'planning' ? html`<p class="empty">${t('Asking what a deployment would change…')}</p>` : nothing}
    ${announcement(announcementOf(snapshot))}`;
}

function announcementOf(snapshot: PlanSnapshot): string {
  if (snapshot.state === 'planning') return t('Planning {0}', snapshot.environment);
  if (snapshot.state === 'failed' || !snapshot.plan) return t('Planning {0} failed', snapshot.environment);
  const { create, modify, delete: deletes } = snapshot.plan.counts;
  return t('Plan ready: {0} to create, {1} to modify, {2} to delete', create, modify, deletes);
}

function head(snapshot: PlanSnapshot, actions: PlanActions): TemplateResult {
  const plan = snapshot.plan;
  const planning = snapshot.state === 'planning';
  return html`
    <div class="bar">
      <h1>${t('Plan')} · ${targetLine(snapshot.environment, snapshot.isProtected, plan?.target)}</h1>
      ${plan ? html`<span class="muted mono" title=${plan.planHash}>${t('hash {0}', plan.planHash.slice(0, 8))}</span>
        <span class="muted" title=${formatExact(plan.madeAt)}>${t('made {0}', formatClock(plan.madeAt))}${planning || snapshot.state === 'failed' ? html` · ${t('out of date')}` : nothing}</span>
        ${plan.source === 'local' ? html`<span class="badge" title=${t('Predicted on this computer, without asking Azure')}>${t('local plan')}</span>` : nothing}` : nothing}
      <span class="spring"></span>
      <span class="actions">
      ${plan && !planning ? html`<vscode-button id="deploy" ?disabled=${snapshot.deployBlocked !== undefined || snapshot.state !== 'ready'} title=${snapshot.deployBlocked ?? ''} @click=${actions.deploy}>${t('Deploy to {0}…', snapshot.environment)}</vscode-button>` : nothing}
      ${planning
        ? html`<vscode-progress-ring aria-label=${t('Planning')}></vscode-progress-ring><vscode-button secondary @click=${actions.cancel}>${t('Cancel')}</vscode-button>`
        : html`<vscode-button secondary @click=${actions.refresh}>${t('Plan again')}</vscode-button>`}
      ${plan && !planning ? menu(t('Export'), [{ title: t('Export Markdown'), run: () => actions.exportPlan('markdown') }, { title: t('Export JSON'), run: () => actions.exportPlan('json') }]) : nothing}
      </span>
    </div>`;
}

function planBody(snapshot: PlanSnapshot, plan: PlanView, ui: PlanUi, seen: (id: string) => boolean, actions: PlanActions): TemplateResult {
  const groups = groupChanges(visibleChanges(plan, ui).filter((change) => !change.drift), ui.grouping);
  const selected = selectedId(snapshot, ui);
  return html`
    ${filters(plan, ui, actions)}
    ${plan.objections?.length ? objectionSection(plan.objections) : nothing}
    ${snapshot.deployBlocked ? html`<p class="notice">${snapshot.deployBlocked}</p>` : nothing}
    ${plan.risk.reasons.length === 0 ? nothing : html`<ul class="risks" aria-label=${t('Risks')}>${plan.risk.reasons.map((reason) => html`<li class="risk ${plan.risk.level}"><span class="sign" aria-hidden="true">⚠</span> ${reason}</li>`)}</ul>`}
    ${plan.warnings.map((warning) => html`<p class="notice">${warning}</p>`)}
    ${preflightSection(plan.preflight ?? [], actions.copyText, actions.carryOut)}
    ${plan.settings?.length ? settingsSection(plan.settings, ui.restored ?? [], actions.toggleRestored) : nothing}
    ${groups.length === 0 ? emptyState(plan, actions) : html`${changesAnything(plan) ? nothing : html`<p class="empty">${nothingToChange()}</p>`}${groups.map((group) => groupSection(group, ui, selected, seen, actions))}`}
    ${driftSection(snapshot, ui, seen, actions)}
    ${plan.outputs?.length ? outputSection(plan.outputs) : nothing}
    ${plan.notPredicted.length === 0 ? nothing : notPredicted(plan.notPredicted, actions)}`;
}

function filters(plan: PlanView, ui: PlanUi, actions: PlanActions): TemplateResult {
  const counts = countKinds(plan);
  const always: readonly Kind[] = ['create', 'modify', 'delete', 'noChange', 'ignore'];
  const kinds = [...always, ...(['deploy', 'unsupported', 'drift', 'noise'] as const).filter((kind) => counts[kind])];
  return html`
    <div class="bar filters" role="search">
      <div class="chips" role="group" aria-label=${t('Kinds of change shown')}>
        ${kinds.map((kind) => html`<button class="chip" aria-pressed=${ui.shown.includes(kind)} data-kind=${kind} @click=${() => actions.toggleKind(kind)}>${sign(kind)}${counts[kind] ?? 0} ${kindTitle(kind)}</button>`)}
      </div>
      ${plan.preflight?.length ? preflightLine(plan.preflight) : nothing}
      ${plan.notPredicted.length > 0 ? html`<a href="#not-predicted">${t('not predicted {0}', plan.notPredicted.length)}</a>` : nothing}
      <span class="spring"></span>
      <vscode-textfield id="filter" placeholder=${t('Filter (/)')} label=${t('Filter changes')} .value=${ui.filter} @input=${(event: Event) => actions.setFilter((event.target as HTMLInputElement).value)}></vscode-textfield>
      <label>${t('Group by')}
        <select @change=${(event: Event) => actions.setGrouping((event.target as HTMLSelectElement).value as Grouping)}>
          ${(['module', 'type', 'change'] as const).map((grouping) => html`<option value=${grouping} ?selected=${ui.grouping === grouping}>${groupingTitle(grouping)}</option>`)}
        </select></label>
    </div>`;
}

const groupingTitle = (grouping: Grouping): string => (grouping === 'module' ? t('module') : grouping === 'type' ? t('type') : t('kind of change'));

function groupSection(group: Group, ui: PlanUi, selected: string | undefined, seen: (id: string) => boolean, actions: PlanActions): TemplateResult {
  const title = ui.grouping === 'module' ? group.key || t('Declaration not known') : ui.grouping === 'change' ? kindTitle(group.key as Kind) : group.key;
  return html`
    <section class="group" aria-label=${title}>
      <h2>${title} <span class="muted">${group.changes.length}</span></h2>
      ${repeat(group.changes, (change) => change.id, (change) => row(change, ui, selected, seen, actions))}
    </section>`;
}

/** Changed outside the template, apart from what the template wants anew. Drawn when there is some, or when somebody asked. */
function driftSection(snapshot: PlanSnapshot, ui: PlanUi, seen: (id: string) => boolean, actions: PlanActions): TemplateResult | typeof nothing {
  const changes = visibleDrift(snapshot, ui);
  if (changes.length === 0 && !snapshot.drift) return nothing;
  const selected = selectedId(snapshot, ui);
  return html`
    <section class="group drift" id="drift" aria-label=${t('Drift: changed outside the template')}>
      <h2>${t('Drift: changed outside the template')} <span class="muted">${changes.length}</span></h2>
      ${driftState(snapshot.drift, changes.length, actions.detectDrift)}
      ${changes.length === 0 ? nothing : html`<p class="muted">${t('Deploying puts it back as the template wants it; "accept" writes the live value into the parameters file instead.')}
        ${snapshot.plan && snapshot.state === 'ready' && !snapshot.deployBlocked ? html`<button class="link" @click=${actions.deploy}>${t('Deploy to undo it')}</button>` : nothing}
        <button class="link" @click=${actions.exportDrift}>${t('Export the drift')}</button></p>`}
      ${repeat(changes, (change) => change.id, (change) => row(change, ui, selected, seen, actions))}
    </section>`;
}

const selectedId = (snapshot: PlanSnapshot, ui: PlanUi): string | undefined => {
  const drawn = drawnChanges(snapshot, ui);
  return drawn.some((change) => change.id === ui.selected) ? ui.selected : drawn[0]?.id;
};

const row = (change: ChangeView, ui: PlanUi, selected: string | undefined, seen: (id: string) => boolean, actions: PlanActions): TemplateResult =>
  changeRow(change, { open: isOpen(change, ui), selected: selected === change.id, near: seen(change.id) }, actions);

const changesAnything = (plan: PlanView): boolean => plan.changes.some((change) => change.changeType !== 'NoChange' && change.changeType !== 'Ignore' && !change.noise && !change.drift);
const nothingToChange = (): string => t('Nothing to change: the environment is as the template says.');

function emptyState(plan: PlanView, actions: PlanActions): TemplateResult {
  return changesAnything(plan)
    ? html`<p class="empty">${t('The filter hides every change.')} <vscode-button secondary @click=${actions.resetFilters}>${t('Show all changes')}</vscode-button></p>`
    : html`<p class="empty">${nothingToChange()}</p>`;
}

const notPredicted = (entries: readonly NotPredictedView[], actions: PlanActions): TemplateResult => html`
  <section class="group not-predicted" id="not-predicted">
    <h2>${t('Not predicted')} <span class="muted">${entries.length}</span></h2>
    <ul>${entries.map((entry) => html`<li><span class="name">${entry.label}</span> ${entry.type ? html`<span class="muted">${entry.type}</span>` : nothing} — ${entry.reason} ${declarationLink(entry.declaration, () => actions.openDeclaration(entry.id))}</li>`)}</ul>
  </section>`;
