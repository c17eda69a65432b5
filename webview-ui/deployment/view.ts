import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, svg, type SVGTemplateResult, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { DeploymentSnapshot, HealthView, PhaseView, RetryView, RunView } from '../../src/protocol';
import { adviceList, type AdviceActions } from '../shared/advice';
import { announcement, declarationLink, errorActions, errorBlock, targetLine } from '../shared/pieces';
import { t } from '../shared/texts';
import { menu } from '../shared/menu';
import { formatClock, formatDuration, formatExact } from '../shared/time';
import { layoutTimeline, type Lane, type TimelineRow } from './timeline';

export interface DeploymentActions extends AdviceActions {
  cancel(): void;
  leaveRunning(): void;
  resume(): void;
  deployAgain(): void;
  openPlan(): void;
  openDeclaration(id: string): void;
  copyResourceId(id: string): void;
  copyCorrelationId(): void;
  openRecord(): void;
  openInPortal(): void;
  copyAsCommands(): void;
  openLog(): void;
}

const icons: Readonly<Record<string, string>> = { succeeded: '✓', healthy: '✓', failed: '✗', unhealthy: '✗', running: '●', pending: '○', skipped: '–', cancelled: '⊘', unknown: '?' };
const icon = (state: string): TemplateResult => html`<span class="icon ${state}" aria-hidden="true">${icons[state] ?? '?'}</span>`;

/** The whole page from one snapshot; `nowMs` moves the bars of what still runs. */
export function deploymentPage(snapshot: DeploymentSnapshot, nowMs: number, actions: DeploymentActions): TemplateResult {
  if (snapshot.state === 'missing') return errorBlock(snapshot.error, errorActions(actions));
  const { run } = snapshot;
  return html`
    ${head(run, nowMs, actions)}
    <ol class="phases" aria-label=${t('Phases')}>${run.phases.map((phase) => phaseItem(phase, nowMs))}</ol>
    <p class="message"><span class="what">${stateTitle(run)}</span> ${run.message}</p>
    ${run.error ? errorBlock(run.error, { ...errorActions(actions), openDeclaration: () => actions.openDeclaration('error') }) : nothing}
    ${run.warnings.map((warning) => html`<p class="notice">${warning}</p>`)}
    ${retries(run.retries)}
    ${run.operations.length === 0 ? nothing : timeline(run, nowMs, actions)}
    ${health(run.health)}
    ${outputs(run)}
    ${announcement(`${stateTitle(run)} ${run.message}`)}`;
}

function stateTitle(run: RunView): string {
  switch (run.state) {
    case 'completed': return t('Completed.');
    case 'failed': return t('Failed.');
    case 'cancelled': return t('Cancelled.');
    case 'rolled_back': return t('Rolled back.');
    case 'awaiting_confirmation': return t('Waiting for your confirmation.');
    case 'unknown': return t('Not followed: the process that ran it is gone.');
    default: return t('Running.');
  }
}

function head(run: RunView, nowMs: number, actions: DeploymentActions): TemplateResult {
  const { done, failed, total } = run.progress;
  const elapsed = (run.endedAt ? Date.parse(run.endedAt) : nowMs) - Date.parse(run.startedAt);
  return html`
    <div class="bar">
      <h1>${t('Deployment')} · ${targetLine(run.environment, run.isProtected, run.target)}</h1>
      ${total > 0 ? html`<progress max=${total} value=${done} aria-label=${t('Resources finished')}></progress><span>${t('{0} of {1}', done, total)}${failed > 0 ? html`, <span class="failing">${t('{0} failed', failed)}</span>` : nothing}</span>` : nothing}
      <span title=${t('Started {0}', formatExact(run.startedAt))}>${formatDuration(elapsed)}</span>
      <span class="spring"></span>
      <span class="actions">
      ${run.actions.canCancel ? html`<vscode-button secondary @click=${actions.leaveRunning}>${t('Leave running')}</vscode-button><vscode-button @click=${actions.cancel}>${t('Cancel…')}</vscode-button>` : nothing}
      ${run.actions.canResume ? html`<vscode-button @click=${actions.resume}>${t('Follow again')}</vscode-button>` : nothing}
      ${run.actions.canDeployAgain ? html`<vscode-button secondary @click=${actions.deployAgain}>${t('Deploy again')}</vscode-button>` : nothing}
      ${menu(t('More'), [
        ...(run.actions.canOpenPlan ? [{ title: t('Open plan'), run: actions.openPlan }] : []), ...(run.actions.canOpenInPortal ? [{ title: t('Open in portal'), run: actions.openInPortal }] : []),
        { title: t('Copy as commands'), run: actions.copyAsCommands }, { title: t('Audit record'), run: actions.openRecord }, { title: t('Log'), run: actions.openLog },
      ])}</span>
    </div>
    <p class="message muted"><span class="mono">${run.deploymentName}</span>
      <button class="link" @click=${actions.copyCorrelationId}>${t('Copy name and correlation id')}</button>
      ${run.by ? html` · ${t('by {0}', run.by)}` : nothing}${run.gitSha ? html` · <span class="mono" title=${run.gitSha}>${run.gitSha.slice(0, 7)}</span>` : nothing}
      · ${formatExact(run.startedAt)}</p>`;
}

function phaseItem(phase: PhaseView, nowMs: number): TemplateResult {
  const ms = phase.startedAt ? (phase.endedAt ? Date.parse(phase.endedAt) : nowMs) - Date.parse(phase.startedAt) : undefined;
  return html`<li class="phase ${phase.state}">${icon(phase.state)}${phase.title} <span class="visually-hidden">${phase.state}</span>${ms === undefined || phase.state === 'skipped' ? nothing : html` <span class="muted">${formatDuration(ms)}</span>`}</li>`;
}

function timeline(run: RunView, nowMs: number, actions: DeploymentActions): TemplateResult {
  const { lanes } = layoutTimeline(run.operations, nowMs);
  return html`<section aria-label=${t('Operations')}>${repeat(lanes, (lane) => lane.module, (lane) => laneSection(lane, actions))}</section>`;
}

function laneSection(lane: Lane, actions: DeploymentActions): TemplateResult {
  return html`
    <div class="lane">
      <h3>${lane.head ? icon(lane.head.operation.state) : nothing}${lane.module === '' ? t('Main template') : t('Module {0}', lane.module)}
        ${lane.head?.durationMs === undefined ? nothing : html`<span class="muted">${formatDuration(lane.head.durationMs)}</span>`}
        ${lane.head ? declarationLink(lane.head.operation.declaration, () => actions.openDeclaration(lane.head!.operation.id)) : nothing}</h3>
      ${lane.head && lane.rows.length === 0 && lane.head.operation.error ? html`<div class="operation">${operationCause(lane.head, actions)}</div>` : nothing}
      <ol class="operations">${repeat(lane.rows, (row) => row.operation.id, (row) => operationRow(row, actions))}</ol>
    </div>`;
}

function operationRow(row: TimelineRow, actions: DeploymentActions): TemplateResult {
  const { operation } = row;
  return html`
    <li class="operation" data-state=${operation.state}>
      <span class="name">${icon(operation.state)}<button class="plain" title=${t('Copy the resource ID {0}', operation.resourceId ?? '')} @click=${() => actions.copyResourceId(operation.id)}>${operation.name}</button></span>
      <span class="type" title=${operation.type}>${operation.type}</span>
      <svg class="bar-track" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label=${operation.provisioningState}>${row.bar ? barOf(row) : nothing}</svg>
      <span class="time" title=${operation.startedAt ? formatExact(operation.startedAt) : ''}>${row.durationMs === undefined ? operation.provisioningState : formatDuration(row.durationMs)}</span>
      <span>${declarationLink(operation.declaration, () => actions.openDeclaration(operation.id))}</span>
      ${operation.error ? operationCause(row, actions) : nothing}
    </li>`;
}

const barOf = (row: TimelineRow): SVGTemplateResult => svg`<rect class=${row.operation.state} x=${row.bar!.x} y="1" width=${row.bar!.width} height="8" rx="2"></rect>`;

const operationCause = (row: TimelineRow, actions: DeploymentActions): TemplateResult => html`
  <div class="cause">
    <span class="failing code">${row.operation.error!.code}</span> ${row.operation.error!.message}
    ${row.operation.error!.causes.map((cause) => html`<div><span class="code">${cause.code}</span> ${cause.message}</div>`)}
    ${adviceList(row.operation.error!.advice ?? [], actions)}
    ${row.operation.error!.nextStep ? html`<div><strong>${t('Next step')}:</strong> ${row.operation.error!.nextStep}</div>` : nothing}
    ${declarationLink(row.operation.error!.declaration, () => actions.openDeclaration(row.operation.id))}
  </div>`;

const retries = (list: readonly RetryView[]): TemplateResult | typeof nothing => (list.length === 0 ? nothing : html`
  <section class="panel"><details><summary>${list.length === 1 ? t('Tried again once') : t('Tried again {0} times', list.length)}</summary>
    <ul>${list.map((retry) => html`<li>${formatClock(retry.at)} ${retry.call}: ${retry.reason} (${t('attempt {0}, waited {1}', retry.attempt, formatDuration(retry.delayMs))})</li>`)}</ul></details></section>`);

const health = (list: readonly HealthView[]): TemplateResult | typeof nothing => (list.length === 0 ? nothing : html`
  <section class="panel"><h2>${t('Health')} <span class="muted">${t('{0} of {1} healthy', list.filter((entry) => entry.verdict === 'healthy').length, list.length)}</span></h2>
    <table><thead class="visually-hidden"><tr><th>${t('Resource')}</th><th>${t('Type')}</th><th>${t('Reason')}</th></tr></thead>
    <tbody>${list.map((entry) => html`<tr><th scope="row">${icon(entry.verdict)}${entry.name}<span class="visually-hidden"> ${entry.verdict}</span></th><td class="muted">${entry.type}</td><td>${entry.reason}</td></tr>`)}</tbody></table></section>`);

const outputs = (run: RunView): TemplateResult | typeof nothing => (run.outputs.length === 0 ? nothing : html`
  <section class="panel"><details ?open=${run.state === 'completed'}><summary>${t('Outputs')} <span class="muted">${run.outputs.length}</span></summary>
    <table><tbody>${run.outputs.map((output) => html`<tr><th scope="row" class="mono">${output.name}</th><td class="mono">${output.text}</td></tr>`)}</tbody></table></details></section>`);
