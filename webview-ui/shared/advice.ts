import { html, nothing, type TemplateResult } from 'lit';
import type { AdviceAction, AdviceView } from '../../src/protocol';
import { t } from './texts';

export interface AdviceActions { copyText(text: string): void; takeAdvice(action: AdviceAction): void }

/** A command line with the button that copies it. */
export const commandLine = (command: string, copy: (text: string) => void): TemplateResult => html`
  <span class="command"><code tabindex="0">${command}</code> <button class="link" aria-label=${t('Copy the command {0}', command)} @click=${() => copy(command)}>${t('Copy')}</button></span>`;

/** Causes with their next steps, what is understood first. */
export const adviceList = (advice: readonly AdviceView[], actions: AdviceActions): TemplateResult | typeof nothing => (advice.length === 0 ? nothing : html`
  <ul class="advice" aria-label=${t('What happened and what to do')}>${advice.map((one) => html`
    <li>${one.resourceId ? html`<span class="name" title=${one.resourceId}>${one.resourceId.split('/').at(-1)}</span>: ` : nothing}${one.cause}
      <div class="next"><strong>${t('Next step')}:</strong> ${one.nextStep}</div>
      ${one.command ? commandLine(one.command, actions.copyText) : nothing}
      ${one.action ? html`<button class="link" @click=${() => actions.takeAdvice(one.action!)}>${actionTitle(one.action)}</button>` : nothing}
    </li>`)}</ul>`);

function actionTitle(action: AdviceAction): string {
  switch (action) {
    case 'sign-in': return t('Sign in');
    case 'select-subscription': return t('Select subscription');
    case 'open-parameters': return t('Open parameters file');
    case 'open-template': return t('Open template');
    case 'register-provider': return t('Register the provider');
    case 'retry': return t('Try again');
  }
}
