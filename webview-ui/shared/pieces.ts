import '@vscode-elements/elements/dist/vscode-button/index.js';
import { html, nothing, type TemplateResult } from 'lit';
import type { DeclarationView, ErrorView, TargetView } from '../../src/protocol';
import { adviceList, type AdviceActions } from './advice';
import { t } from './texts';

/** A link in look, a button in nature: it opens the declaration in the editor. */
export const declarationLink = (declaration: DeclarationView | undefined, open: () => void): TemplateResult | typeof nothing =>
  declaration
    ? html`<button class="link" title=${t('Open the declaration in {0}', declaration.file)} @click=${open}>${declaration.label}</button>`
    : nothing;

export const targetLine = (environment: string, isProtected: boolean, target: TargetView | undefined): TemplateResult => html`
  <span class=${isProtected ? 'environment protected' : 'environment'}>${environment}</span>
  ${isProtected ? html`<span class="badge protected" title=${t('Deployments here need the typed name')}>${t('protected')}</span>` : nothing}
  ${target
    ? html`<span aria-hidden="true">→</span> <span class="group" title=${t('Subscription {0}, {1}', target.subscriptionId, target.location)}>${target.resourceGroup}</span>
      <span class=${target.isSandbox ? 'badge sandbox' : 'badge'}>${target.isSandbox ? t('sandbox: a rehearsal') : target.cloud}</span>`
    : nothing}`;

export interface ErrorActions extends AdviceActions { readonly openLog: () => void; readonly openDeclaration?: () => void }

/** What an error needs of a page's own actions, where the page names no place of its own. */
export const errorActions = ({ openLog, copyText, takeAdvice }: AdviceActions & { readonly openLog: () => void }): ErrorActions => ({ openLog, copyText, takeAdvice });

/** An error: what, causes leaf first, next step, the raw answer folded. */
export const errorBlock = (error: ErrorView, actions: ErrorActions): TemplateResult => html`
  <section class="error" role="alert">
    <h2>${error.message}</h2>
    <p class="code">${error.code} ${declarationLink(error.declaration, () => actions.openDeclaration?.())}</p>
    ${adviceList(error.advice ?? [], actions)}
    ${error.causes.length === 0 || error.advice?.length ? nothing : html`<ul>${error.causes.map((cause) => html`
      <li><span class="code">${cause.code}</span> ${cause.message}${cause.target ? html` <span class="target">${cause.target}</span>` : nothing}</li>`)}</ul>`}
    ${error.nextStep && !error.advice?.length ? html`<p class="next"><strong>${t('Next step')}:</strong> ${error.nextStep}</p>` : nothing}
    ${error.raw ? html`<details><summary>${t('Raw error')}</summary><pre tabindex="0">${error.raw}</pre></details>` : nothing}
    <vscode-button secondary @click=${actions.openLog}>${t('Open log')}</vscode-button>
  </section>`;

/** A message for screen readers; the region itself stays in the document. */
export const announcement = (text: string): TemplateResult => html`<div class="visually-hidden" role="status" aria-live="polite">${text}</div>`;
