import type { PageContract, PageSetup, PanelKey } from '../../src/protocol';
import { Connection } from './connection';
import type { HostApi } from './host';
import { useTexts } from './texts';

/** What every page starts with: its setup, its line to the extension, its own state over reloads. */
export interface Page<C extends PageContract, U> {
  readonly setup: PageSetup;
  readonly connection: Connection<C>;
  readonly root: HTMLElement;
  readonly ui: U | undefined;
  saveUi(ui: U): void;
}

/** Connects the page; the document holds `<script id="aos-setup">` and `<main id="app">`. */
export function openPage<C extends PageContract, U>(styles: readonly string[]): Page<C, U> {
  const host = acquireVsCodeApi();
  const setup = readSetup();
  document.documentElement.lang = setup.locale;
  useTexts(setup.texts);
  adoptStyles(styles);
  const connection = new Connection<C>((message) => host.postMessage(message));
  window.addEventListener('message', (event) => connection.receive(event.data));
  return { setup, connection, root: document.getElementById('app')!, ui: stateFor<U>(host, setup.key), saveUi: (ui) => host.setState({ key: setup.key, ui }) };
}

function stateFor<U>(host: HostApi, key: PanelKey): U | undefined {
  const state = host.getState();
  host.setState({ key, ui: state?.ui });
  return state?.ui as U | undefined;
}

function readSetup(): PageSetup {
  return JSON.parse(document.getElementById('aos-setup')!.textContent ?? '{}') as PageSetup;
}

/** Constructed sheets, because the page's CSP forbids inline styles. */
function adoptStyles(styles: readonly string[]): void {
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...styles.map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  })];
}
