import { html, type TemplateResult } from 'lit';

export interface MenuEntry { readonly title: string; readonly run: () => void }

/** A menu behind one button: native disclosure, so that it works by keyboard; it closes on a choice, on Escape and when the focus leaves it. */
export const menu = (title: string, entries: readonly MenuEntry[]): TemplateResult => html`
  <details class="menu" @keydown=${onKey} @focusout=${onFocusOut}>
    <summary>${title}</summary>
    <div>${entries.map((entry) => html`<button @click=${(event: Event) => { close(event.currentTarget); entry.run(); }}>${entry.title}</button>`)}</div>
  </details>`;

function close(inside: EventTarget | null): void {
  const details = (inside as Element | null)?.closest('details');
  details?.removeAttribute('open');
  details?.querySelector('summary')?.focus();
}

function onKey(event: KeyboardEvent): void {
  if (event.key === 'Escape') { event.stopPropagation(); close(event.currentTarget); }
}

function onFocusOut(event: FocusEvent): void {
  const details = event.currentTarget as HTMLDetailsElement;
  if (event.relatedTarget instanceof Node && !details.contains(event.relatedTarget)) details.open = false;
}
