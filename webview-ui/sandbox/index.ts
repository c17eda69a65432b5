import { render } from 'lit';
import type { SandboxContract, SandboxSnapshot } from '../../src/protocol';
import { ask } from '../shared/ask';
import { openPage } from '../shared/page';
import { sharedStyles } from '../shared/styles';
import { sandboxStyles } from './styles';
import { sandboxPage, type SandboxActions, type SandboxUi } from './view';

const page = openPage<SandboxContract, SandboxUi>([sharedStyles, sandboxStyles]);
const { connection } = page;
let snapshot: SandboxSnapshot | undefined;
let ui: SandboxUi = { filter: '', ...page.ui, paused: false };
let shownRequests: NonNullable<SandboxSnapshot['sandbox']>['requests'] = [];

const actions: SandboxActions = {
  start: () => ask(connection.request('sandbox/start')),
  reset: () => ask(connection.request('sandbox/reset')),
  toggleFault: (id) => ask(connection.request('sandbox/toggleFault', { id })),
  clearFaults: () => ask(connection.request('sandbox/clearFaults')),
  copyText: (text) => ask(connection.request('sandbox/copyText', { text })),
  takeAdvice: () => undefined,
  openLog: () => ask(connection.request('sandbox/openLog')),
  setFilter: (filter) => setUi({ filter }),
  togglePause: () => setUi({ paused: !ui.paused }),
};

function setUi(change: Partial<SandboxUi>): void {
  ui = { ...ui, ...change };
  page.saveUi(ui);
  draw();
}

/** While it is paused the list of requests stands still; everything else goes on. */
function draw(): void {
  if (!snapshot) return;
  if (!ui.paused) shownRequests = snapshot.sandbox?.requests ?? [];
  render(sandboxPage(snapshot, shownRequests, ui, actions), page.root);
}

function show(next: SandboxSnapshot): void { snapshot = next; draw(); }

connection.onPush('sandbox/changed', show);
connection.request('sandbox/load').then(show, (error: unknown) => { page.root.textContent = error instanceof Error ? error.message : String(error); });
