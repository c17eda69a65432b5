import { render } from 'lit';
import type { EvidenceView, ReportContract, ReportSnapshot } from '../../src/protocol';
import { ask } from '../shared/ask';
import { openPage } from '../shared/page';
import { sharedStyles } from '../shared/styles';
import { groupItems, initialUi, moved, toggle, type ReportUi } from './model';
import { reportStyles } from './styles';
import { reportPage, type ReportActions } from './view';

const page = openPage<ReportContract, ReportUi>([sharedStyles, reportStyles]);
const { connection } = page;
let snapshot: ReportSnapshot | undefined;
let ui: ReportUi = { ...initialUi, ...page.ui };
/** Evidence is asked for when somebody opens it, and again when the report has changed. */
let evidence = new Map<string, readonly EvidenceView[] | 'asked'>();

const actions: ReportActions = {
  check: () => ask(connection.request('report/check')),
  act: (item) => ask(connection.request('report/act', { item })),
  exportAs: (form) => ask(connection.request('report/export', { form })),
  verify: () => ask(connection.request('report/verify')),
  sign: (role, by, note) => ask(connection.request('report/sign', { role, by, note })),
  openLog: () => ask(connection.request('report/openLog')),
  copyText: () => undefined,
  takeAdvice: () => undefined,
  setFilter: (filter) => setUi({ filter }),
  setPlace: (place) => { setUi({ place: ui.place === place ? undefined : place }); document.querySelector('#items')?.scrollIntoView({ block: 'start' }); },
  togglePart: (phase) => setUi({ parts: toggle(ui.parts, phase) }),
  toggleGroup: (state) => setUi({ toggled: toggle(ui.toggled, state) }),
  showAll: (state) => setUi({ all: [...ui.all, state] }),
  toggleEvidence: (item) => setUi({ open: toggle(ui.open, item), selected: item }),
  select: (selected) => { if (ui.selected !== selected) setUi({ selected }); },
};

function setUi(change: Partial<ReportUi>): void {
  ui = { ...ui, ...change };
  page.saveUi(ui);
  draw();
}

function draw(): void {
  if (!snapshot) return;
  for (const item of ui.open) if (!evidence.has(item) && snapshot.report) askEvidence(item);
  render(reportPage(snapshot, ui, evidence, actions), page.root);
}

function askEvidence(item: string): void {
  const asked = evidence;
  asked.set(item, 'asked');
  connection.request('report/evidence', { item }).then((found) => { asked.set(item, found); if (asked === evidence) draw(); }, (error: unknown) => { asked.set(item, []); console.warn(error); });
}

function show(next: ReportSnapshot): void {
  if (next.report?.madeAt !== snapshot?.report?.madeAt) evidence = new Map();
  snapshot = next;
  draw();
}

const isTyping = (target: EventTarget | undefined): boolean => target instanceof HTMLInputElement || (target instanceof HTMLElement && target.localName === 'vscode-textfield');

/** Arrows walk the items, Enter shows the evidence, a does what the item offers, / filters. */
function onKey(event: KeyboardEvent): void {
  const target = event.composedPath()[0];
  if (event.key === 'Escape' && isTyping(target)) { focusSelected(); return; }
  if (isTyping(target) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === '/') { event.preventDefault(); document.querySelector<HTMLElement>('#filter')?.focus(); return; }
  const item = target instanceof HTMLElement && target.matches('li[data-item]') ? target.dataset.item : undefined;
  if (item !== undefined) onItemKey(event, item);
}

function onItemKey(event: KeyboardEvent, item: string): void {
  const walk = (step: number): void => { if (snapshot?.report) setUi({ selected: moved(groupItems(snapshot.report, ui), item, step) }); focusSelected(); };
  const acts: Readonly<Record<string, () => void>> = {
    ArrowDown: () => walk(1), ArrowUp: () => walk(-1), PageDown: () => walk(10), PageUp: () => walk(-10), Enter: () => actions.toggleEvidence(item), ' ': () => actions.toggleEvidence(item),
    a: () => { if (snapshot?.report?.items.find(({ id }) => id === item)?.offer) actions.act(item); },
  };
  const run = acts[event.key];
  if (!run) return;
  event.preventDefault();
  run();
}

function focusSelected(): void { document.querySelector<HTMLElement>('li[data-item][tabindex="0"]')?.focus(); }

window.addEventListener('keydown', onKey);
connection.onPush('report/changed', show);
connection.request('report/load').then(show, (error: unknown) => { page.root.textContent = error instanceof Error ? error.message : String(error); });
