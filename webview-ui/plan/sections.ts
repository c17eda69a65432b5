import { html, nothing, type TemplateResult } from 'lit';
import type { DriftView, ObjectionView, OutputView, PreflightView, SettingsChoice, SettingsImpactView } from '../../src/protocol';
import { commandLine } from '../shared/advice';
import { t } from '../shared/texts';
import { formatExact } from '../shared/time';
import { value } from './changeRow';

/** `preflight 9 ✓ 1 ✗ 1 ?`, leading to what failed. */
export function preflightLine(checks: readonly PreflightView[]): TemplateResult {
  const count = (state: PreflightView['state']): number => checks.filter((check) => check.state === state).length;
  const [pass, fail, unknown] = [count('pass'), count('fail'), count('cannot-tell')];
  const spoken = t('Preflight: {0} passed, {1} failed, {2} cannot be told', pass, fail, unknown);
  const text = html`<span aria-hidden="true">${t('preflight')} ${pass} ✓ <span class=${fail > 0 ? 'failing' : ''}>${fail} ✗</span> ${unknown} ?</span><span class="visually-hidden">${spoken}</span>`;
  return fail + unknown > 0 ? html`<a href="#preflight" class="preflight-line">${text}</a>` : html`<span class="preflight-line" title=${spoken}>${text}</span>`;
}

/** What failed and what could not be told, with what helps; what passed stays folded. */
export function preflightSection(checks: readonly PreflightView[], copy: (text: string) => void, carryOut: (check: string, title: string) => void): TemplateResult | typeof nothing {
  const told = [...checks.filter(({ state }) => state === 'fail'), ...checks.filter(({ state }) => state === 'cannot-tell')];
  const passed = checks.filter(({ state }) => state === 'pass');
  if (told.length === 0) return nothing;
  return html`
    <section class="group panel-list" id="preflight" aria-label=${t('Preflight')}>
      <h2>${t('Preflight')}</h2>
      <ul>${told.map((check) => html`
        <li data-state=${check.state}><span class=${check.state === 'fail' ? 'failing' : 'muted'}>${check.state === 'fail' ? '✗' : '?'} <strong>${check.title}</strong></span> ${check.state === 'cannot-tell' ? html`<span class="muted">(${t('cannot tell')})</span>` : nothing} ${check.reason}
          ${check.remedies.length === 0 ? nothing : html`<ul class="remedies">${check.remedies.map((remedy) => html`<li>${remedy.action ? html`<button class="link" @click=${() => carryOut(check.id, remedy.title)}>${remedy.title}</button>` : remedy.title} ${remedy.command ? commandLine(remedy.command, copy) : nothing}</li>`)}</ul>`}
        </li>`)}</ul>
      ${passed.length === 0 ? nothing : html`<details><summary>${t('{0} passed', passed.length)}</summary><ul>${passed.map((check) => html`<li>✓ ${check.title} <span class="muted">${check.reason}</span></li>`)}</ul></details>`}
    </section>`;
}

export const objectionSection = (objections: readonly ObjectionView[]): TemplateResult => html`
  <section class="objections notice" aria-label=${t('What stands against deploying now')}>
    <strong>${t('What stands against deploying now')}</strong>
    <ul>${objections.map(({ reason }) => html`<li>${reason}</li>`)}</ul>
    <p class="muted">${t('Deploying nevertheless asks for a reason, which the audit keeps.')}</p>
  </section>`;

/** Whether a setting will be put back after the deployment. */
export const isRestored = (choices: readonly SettingsChoice[], siteId: string, name: string): boolean => choices.some((choice) => choice.siteId === siteId && choice.names.includes(name));

/** The choices with one setting more or less; an app without any is left out. */
export function toggleRestored(choices: readonly SettingsChoice[], siteId: string, name: string): readonly SettingsChoice[] {
  const names = choices.find((choice) => choice.siteId === siteId)?.names ?? [];
  const next = names.includes(name) ? names.filter((other) => other !== name) : [...names, name];
  const others = choices.filter((choice) => choice.siteId !== siteId);
  return next.length === 0 ? others : [...others, { siteId, names: next }];
}

/** Which live settings would be lost; those ticked are put back after the deployment. */
export const settingsSection = (impacts: readonly SettingsImpactView[], restored: readonly SettingsChoice[], toggle: (siteId: string, name: string) => void): TemplateResult => html`
  <section class="group panel-list" id="settings" aria-label=${t('Application settings')}>
    <h2>${t('Application settings')} <span class="muted">${impacts.reduce((sum, { dropped, overwritten }) => sum + dropped.length + overwritten.length, 0)}</span></h2>
    <p class="muted">${t('The deployment would change these live settings. What you tick is put back afterwards; values are never shown or stored.')}</p>
    ${impacts.map((impact) => html`<fieldset><legend title=${impact.siteId}>${impact.app}</legend>
      ${[...impact.dropped.map((name) => ({ name, what: t('dropped') })), ...impact.overwritten.map((name) => ({ name, what: t('overwritten') }))].map(({ name, what }) => html`
        <label class="setting"><input type="checkbox" .checked=${isRestored(restored, impact.siteId, name)} @change=${() => toggle(impact.siteId, name)}> <span class="mono">${name}</span> <span class="muted">${what}</span></label>`)}
    </fieldset>`)}
  </section>`;

export const outputSection = (outputs: readonly OutputView[]): TemplateResult => html`
  <section class="group" aria-label=${t('Outputs')}>
    <h2>${t('Outputs')} <span class="muted">${outputs.length}</span></h2>
    <div class="change"><table><thead class="visually-hidden"><tr><th>${t('Output')}</th><th>${t('Before')}</th><th>${t('After')}</th></tr></thead>
      <tbody>${outputs.map((output) => html`<tr><th scope="row">${output.name}</th><td>${value(output.before)}</td><td><span class="arrow" aria-hidden="true">→</span>${value(output.after)}</td></tr>`)}</tbody></table></div>
  </section>`;

/** The line under the heading of the drift section: what was asked, when, and how to ask again. */
export function driftState(drift: DriftView | undefined, found: number, detect: () => void): TemplateResult {
  if (drift?.state === 'asking') return html`<p class="muted">${t('Comparing what the last green run deployed with what is there now…')}</p>`;
  const again = html`<button class="link" @click=${detect}>${drift ? t('Detect again') : t('Detect drift')}</button>`;
  if (drift?.state === 'failed') return html`<p>${drift.error?.message} ${drift.error?.nextStep ?? ''} ${again}</p>`;
  if (!drift) return html`<p class="muted">${t('Found while planning. Asking for the drift alone compares everything the last green run deployed.')} ${again}</p>`;
  return html`<p class="muted">${found === 0 ? t('Nothing was changed outside the template.') : nothing} ${drift.askedAt ? html`<span title=${formatExact(drift.askedAt)}>${t('Asked {0}.', formatExact(drift.askedAt))}</span>` : nothing} ${again}</p>`;
}
