import { render } from 'lit';
import type { SettingsContract, SettingsSnapshot } from '../../src/protocol';
import { ask } from '../shared/ask';
import { openPage } from '../shared/page';
import { sharedStyles } from '../shared/styles';
import { initialUi, moved, type RowId, type SettingsUi } from './model';
import { settingsStyles } from './styles';
import { settingsPage, type SettingsActions } from './view';

const page = openPage<SettingsContract, SettingsUi>([sharedStyles, settingsStyles]);
const { connection } = page;
let snapshot: SettingsSnapshot | undefined;
let ui: SettingsUi = { ...initialUi, ...page.ui };

const actions: SettingsActions = {
  refresh: () => ask(connection.request('settings/refresh')),
  stage: ({ application, name }, how) => ask(connection.request('settings/stage', { application, name, how })),
  stageWanted: (application) => ask(connection.request('settings/stageWanted', { application })),
  apply: (application) => ask(connection.request('settings/apply', { application })),
  undo: (application, changeId) => ask(connection.request('settings/undo', { application, changeId })),
  setSecrets: () => ask(connection.request('settings/setSecrets')),
  movePlain: () => ask(connection.request('settings/movePlain')),
  openLog: () => ask(connection.request('settings/openLog')),
  copyText: () => undefined,
  takeAdvice: () => undefined,
  setFilter: (filter) => setUi({ filter }),
  toggleOpenOnly: () => setUi({ openOnly: !ui.openOnly }),
  select: (row) => { if (ui.selected?.application !== row.application || ui.selected.name !== row.name) setUi({ selected: row }); },
};

function setUi(change: Partial<SettingsUi>): void {
  ui = { ...ui, ...change };
  page.saveUi(ui);
  draw();
}

function draw(): void { if (snapshot) render(settingsPage(snapshot, ui, actions), page.root); }
function show(next: SettingsSnapshot): void { snapshot = next; draw(); }

const selectedRow = (): HTMLElement | null => document.querySelector<HTMLElement>('tr[tabindex="0"]');

/** Arrows walk the rows, Space marks, Enter asks for a value, Delete takes it out, Ctrl+Enter applies, / filters. */
function onKey(event: KeyboardEvent): void {
  const target = event.composedPath()[0];
  if (event.key === 'Escape' && target instanceof HTMLInputElement && target.type !== 'checkbox') { selectedRow()?.focus(); return; }
  if (target instanceof HTMLInputElement && target.type !== 'checkbox') return;
  if (event.key === '/' && !event.ctrlKey && !event.metaKey) { event.preventDefault(); document.querySelector<HTMLElement>('#filter')?.focus(); return; }
  const row = target instanceof HTMLElement && target.matches('tr[data-name]') ? { application: target.dataset.application!, name: target.dataset.name! } : undefined;
  if (row && snapshot) onRowKey(event, row, snapshot);
}

function onRowKey(event: KeyboardEvent, row: RowId, { applications }: SettingsSnapshot): void {
  const found = applications.find(({ name }) => name === row.application)?.rows.find(({ name }) => name === row.name);
  const act: Readonly<Record<string, () => void>> = {
    ArrowDown: () => walk(1), ArrowUp: () => walk(-1), PageDown: () => walk(10), PageUp: () => walk(-10),
    ' ': () => { if (found?.staged) actions.stage(row, 'leave'); else if (found?.wanted !== undefined && found.wanted !== found.live) actions.stage(row, 'wanted'); },
    Enter: () => (event.ctrlKey || event.metaKey ? actions.apply(row.application) : actions.stage(row, 'value')), Delete: () => { if (found?.live !== undefined) actions.stage(row, 'remove'); },
  };
  const walk = (step: number): void => { setUi({ selected: moved(applications, ui, row, step) }); selectedRow()?.focus(); };
  const run = act[event.key];
  if (!run || event.altKey) return;
  event.preventDefault();
  run();
}

window.addEventListener('keydown', onKey);
connection.onPush('settings/changed', show);
connection.request('settings/load').then(show, (error: unknown) => { page.root.textContent = error instanceof Error ? error.message : String(error); });
