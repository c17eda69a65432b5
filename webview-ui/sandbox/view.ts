import '@vscode-elements/elements/dist/vscode-button/index.js';
import '@vscode-elements/elements/dist/vscode-textfield/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { FaultView, SandboxRequestView, SandboxSnapshot, SandboxView } from '../../src/protocol';
import { commandLine, type AdviceActions } from '../shared/advice';
import { announcement, errorBlock } from '../shared/pieces';
import { t } from '../shared/texts';
import { formatClock, formatExact } from '../shared/time';

export interface SandboxUi { readonly filter: string; readonly paused: boolean }
export interface SandboxActions extends AdviceActions {
  start(): void;
  reset(): void;
  toggleFault(id: string): void;
  clearFaults(): void;
  openLog(): void;
  setFilter(text: string): void;
  togglePause(): void;
}

/** The whole page. `requests` are those to draw, which may stand still. */
export function sandboxPage(snapshot: SandboxSnapshot, requests: readonly SandboxRequestView[], ui: SandboxUi, actions: SandboxActions): TemplateResult {
  const { sandbox } = snapshot;
  return html`
    <div class="bar">
      <h1>${t('Local sandbox')}</h1>
      <span class="badge sandbox">${t('for rehearsal and tests only')}</span>
      ${sandbox ? figures(sandbox) : nothing}
      <span class="spring"></span>
      <span class="actions">
        ${snapshot.state === 'stopped' ? html`<vscode-button @click=${actions.start}>${t('Start')}</vscode-button>` : nothing}
        ${sandbox ? html`<vscode-button secondary @click=${actions.reset}>${t('Reset…')}</vscode-button>` : nothing}
        <vscode-button secondary @click=${actions.openLog}>${t('Log')}</vscode-button>
      </span>
    </div>
    ${snapshot.error ? errorBlock(snapshot.error, actions) : nothing}
    ${snapshot.state === 'stopped' ? html`<p class="empty">${t('The local sandbox is not started. It holds what rehearsals deploy and keeps it over restarts.')}</p>` : nothing}
    ${sandbox ? html`${faults(sandbox.faults, actions)}${requestList(requests, ui, actions)}${endpoints(sandbox)}${guides(sandbox, actions)}` : nothing}
    ${announcement(snapshot.state === 'running' ? t('The sandbox runs') : snapshot.state === 'stopped' ? t('The sandbox is stopped') : '')}`;
}

const figures = (sandbox: SandboxView): TemplateResult => html`
  <span>${t('{0} resources', sandbox.resources)}</span><span>${t('{0} requests', sandbox.requestCount)}</span>
  ${sandbox.startedAt ? html`<span class="muted" title=${formatExact(sandbox.startedAt)}>${t('since {0}', formatClock(sandbox.startedAt))}</span>` : nothing}
  <span class="muted">${t('process {0}', sandbox.processId)}${sandbox.noiseProfile ? html` · ${t('noise: {0}', sandbox.noiseProfile)}` : nothing}</span>`;

function faults(list: readonly FaultView[], actions: SandboxActions): TemplateResult {
  const on = list.filter((fault) => fault.on).length;
  return html`
    <section class="panel" aria-label=${t('Faults')}>
      <h2>${t('Faults')} <span class=${on > 0 ? 'failing' : 'muted'}>${on === 0 ? t('none on') : t('{0} on', on)}</span>
        ${on > 0 ? html`<button class="link" @click=${actions.clearFaults}>${t('Switch all off')}</button>` : nothing}</h2>
      <div class="faults">${list.map((fault) => html`<label><input type="checkbox" .checked=${fault.on} @change=${() => actions.toggleFault(fault.id)}> ${fault.title}${fault.source === 'file' ? html` <span class="badge">${t('from the file')}</span>` : nothing}</label>`)}</div>
    </section>`;
}

function requestList(requests: readonly SandboxRequestView[], ui: SandboxUi, actions: SandboxActions): TemplateResult {
  const words = ui.filter.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = requests.filter((request) => words.every((word) => `${request.method} ${request.path} ${request.status} ${request.faults.join(' ')}`.toLowerCase().includes(word)));
  return html`
    <section class="panel" aria-label=${t('Requests')}>
      <h2>${t('Requests')} <span class="muted">${ui.paused ? t('paused') : t('live, newest first')}</span></h2>
      <p class="tools"><vscode-textfield id="filter" placeholder=${t('Filter')} label=${t('Filter requests')} .value=${ui.filter} @input=${(event: Event) => actions.setFilter((event.target as HTMLInputElement).value)}></vscode-textfield>
        <button class="chip" aria-pressed=${ui.paused} @click=${actions.togglePause}>${t('Pause')}</button></p>
      ${shown.length === 0 ? html`<p class="muted">${requests.length === 0 ? t('Nothing was asked yet. Plan or deploy an environment in the sandbox to see requests here.') : t('The filter hides every request.')}</p>` : html`
        <div class="scroll" tabindex="0" role="region" aria-label=${t('Latest requests')}><table>
          <thead><tr><th>${t('Time')}</th><th>${t('Method')}</th><th>${t('Path')}</th><th>${t('Status')}</th><th>${t('ms')}</th><th>${t('Fault')}</th></tr></thead>
          <tbody>${shown.map(requestRow)}</tbody></table></div>`}
    </section>`;
}

const requestRow = (request: SandboxRequestView): TemplateResult => html`
  <tr><td title=${formatExact(request.time)}>${formatClock(request.time)}</td><td>${request.method}</td><td class="path">${request.dataPlane ? html`<span class="badge">${request.dataPlane}</span> ` : nothing}${request.path}</td>
    <td class=${request.status >= 400 ? 'failing' : ''}>${request.status === 0 ? '' : request.status}</td><td class="number">${request.durationMs === undefined ? '' : Math.round(request.durationMs)}</td><td>${request.faults.join(', ')}</td></tr>`;

const endpoints = (sandbox: SandboxView): TemplateResult => html`
  <section class="panel" aria-label=${t('Endpoints')}><h2>${t('Endpoints')}</h2>
    <table><tbody>${sandbox.endpoints.map(({ name, url }) => html`<tr><th scope="row">${name}</th><td class="mono">${url}</td></tr>`)}</tbody></table></section>`;

const guides = (sandbox: SandboxView, actions: SandboxActions): TemplateResult => html`
  <section class="panel" aria-label=${t('Using it from other tools')}><h2>${t('Using it from other tools')}</h2>
    ${sandbox.guides.map((guide) => html`<h3>${guide.title}</h3>${guide.note ? html`<p class="muted">${guide.note}</p>` : nothing}${guide.commands.map((command) => html`<div>${commandLine(command, actions.copyText)}</div>`)}`)}
  </section>`;
