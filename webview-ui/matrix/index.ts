import { render } from 'lit';
import type { MatrixContract, MatrixSnapshot } from '../../src/protocol';
import { ask } from '../shared/ask';
import { openPage } from '../shared/page';
import { sharedStyles } from '../shared/styles';
import { initialUi, moved, shownRows, type MatrixUi } from './model';
import { matrixStyles } from './styles';
import { matrixPage, type MatrixActions } from './view';

const page = openPage<MatrixContract, MatrixUi>([sharedStyles, matrixStyles]);
const { connection } = page;
let snapshot: MatrixSnapshot | undefined;
let ui: MatrixUi = { ...initialUi, ...page.ui };

const actions: MatrixActions = {
  refresh: () => ask(connection.request('matrix/refresh')),
  open: (row, environment) => ask(connection.request('matrix/open', { row, environment })),
  fix: (row, environment) => ask(connection.request('matrix/fix', { row, environment })),
  openLog: () => ask(connection.request('matrix/openLog')),
  copyText: () => undefined,
  takeAdvice: () => undefined,
  setFilter: (filter) => setUi({ filter }),
  toggleDifferences: () => setUi({ differencesOnly: !ui.differencesOnly }),
  select: (row, environment) => { if (ui.selected?.row !== row || ui.selected.environment !== environment) setUi({ selected: { row, environment } }); },
};

function setUi(change: Partial<MatrixUi>): void {
  ui = { ...ui, ...change };
  page.saveUi(ui);
  draw();
}

function draw(): void { if (snapshot) render(matrixPage(snapshot, ui, actions), page.root); }
function show(next: MatrixSnapshot): void { snapshot = next; draw(); }

const steps: Readonly<Record<string, readonly [number, number]>> = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };

/** Arrows walk the cells, Enter opens the file, f carries out the fix, / filters. */
function onKey(event: KeyboardEvent): void {
  const target = event.composedPath()[0];
  if (event.key === 'Escape' && target instanceof HTMLInputElement) { document.querySelector<HTMLElement>('td[tabindex="0"]')?.focus(); return; }
  if (target instanceof HTMLInputElement || event.ctrlKey || event.metaKey || event.altKey || !snapshot?.matrix) return;
  if (event.key === '/') { event.preventDefault(); document.querySelector<HTMLElement>('#filter')?.focus(); return; }
  const cell = target instanceof HTMLElement && target.matches('td[data-row]') ? { row: target.dataset.row!, environment: target.dataset.environment! } : undefined;
  const step = steps[event.key];
  if (step && cell) {
    event.preventDefault();
    const next = moved(shownRows(snapshot.matrix, ui), snapshot.matrix.environments, cell, step);
    setUi({ selected: next });
    document.querySelector<HTMLElement>('td[tabindex="0"]')?.focus();
  } else if (event.key === 'Enter' && cell) actions.open(cell.row, cell.environment);
  else if (event.key === 'f' && cell) actions.fix(cell.row, cell.environment);
}

window.addEventListener('keydown', onKey);
connection.onPush('matrix/changed', show);
connection.request('matrix/load').then(show, (error: unknown) => { page.root.textContent = error instanceof Error ? error.message : String(error); });
