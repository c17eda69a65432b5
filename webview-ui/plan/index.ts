import { render } from 'lit';
import type { PlanContract, PlanSnapshot, PlanView, SettingsChoice } from '../../src/protocol';
import { openPage } from '../shared/page';
import { Seen } from '../shared/seen';
import { sharedStyles } from '../shared/styles';
import { toggleRestored } from './sections';
import { drawnChanges, initialUi, isOpen, neighbour, toggle, type PlanUi } from './model';
import { planStyles } from './styles';
import { planPage, type PlanActions } from './view';

const page = openPage<PlanContract, PlanUi>([sharedStyles, planStyles]);
const { connection } = page;
let snapshot: PlanSnapshot | undefined;
let ui: PlanUi = { ...initialUi, ...page.ui };
const seen = new Seen(draw);

function draw(): void {
  if (!snapshot) return;
  render(planPage(snapshot, ui, (id) => seen.has(id), actions), page.root);
  seen.observe(page.root.querySelectorAll('article.change'));
}

function setUi(change: Partial<PlanUi>): void {
  ui = { ...ui, ...change };
  page.saveUi(ui);
  draw();
}

/** A refusal is shown by the extension; the page only has to survive it. */
const ask = (answer: Promise<unknown>): void => { answer.catch((error: unknown) => console.warn(error)); };

const actions: PlanActions = {
  refresh: () => ask(connection.request('plan/refresh')),
  cancel: () => ask(connection.request('plan/cancel')),
  deploy: () => { if (snapshot?.plan) ask(connection.request('plan/deploy', { planHash: snapshot.plan.planHash, ...restoreChoices(snapshot.plan) })); },
  exportPlan: (format) => ask(connection.request('plan/export', { format })),
  detectDrift: () => ask(connection.request('plan/detectDrift')),
  acceptDrift: (id, path) => ask(connection.request('plan/acceptDrift', { id, path })),
  exportDrift: () => ask(connection.request('plan/exportDrift')),
  copyText: (text) => ask(connection.request('plan/copyText', { text })),
  carryOut: (check, title) => ask(connection.request('plan/carryOut', { check, title })),
  takeAdvice: (action) => ask(connection.request('plan/takeAdvice', { action })),
  toggleRestored: (siteId, name) => setUi({ restored: toggleRestored(ui.restored ?? [], siteId, name) }),
  openLog: () => ask(connection.request('plan/openLog')),
  openDeclaration: (id) => ask(connection.request('plan/openDeclaration', { id })),
  openTextDiff: (id) => ask(connection.request('plan/openTextDiff', { id })),
  setFilter: (filter) => setUi({ filter }),
  setGrouping: (grouping) => setUi({ grouping }),
  toggleKind: (kind) => setUi({ shown: toggle(ui.shown, kind) }),
  resetFilters: () => setUi({ filter: '', shown: initialUi.shown }),
  toggle: (id) => { seen.add([id]); setUi({ toggled: toggle(ui.toggled, id) }); },
  select: (id) => { if (ui.selected !== id) setUi({ selected: id }); },
};

/** What was ticked, as far as this plan still names it. */
function restoreChoices({ settings = [] }: PlanView): { readonly restore?: readonly SettingsChoice[] } {
  const restore = (ui.restored ?? []).flatMap(({ siteId, names }) => {
    const impact = settings.find((one) => one.siteId === siteId);
    const known = names.filter((name) => impact?.dropped.includes(name) || impact?.overwritten.includes(name));
    return known.length > 0 ? [{ siteId, names: known }] : [];
  });
  return restore.length > 0 ? { restore } : {};
}

/** Arrows walk the changes, Enter opens the declaration, d the diff, Space folds, / filters. */
function onKey(event: KeyboardEvent): void {
  const target = event.composedPath()[0];
  const typing = target instanceof HTMLInputElement || target instanceof HTMLSelectElement;
  if (event.key === 'Escape' && typing) { document.querySelector<HTMLElement>('article.change[tabindex="0"]')?.focus(); return; }
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !snapshot) return;
  if (event.key === '/') { event.preventDefault(); document.querySelector<HTMLElement>('#filter')?.focus(); return; }
  const changes = drawnChanges(snapshot, ui);
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') { event.preventDefault(); move(neighbour(changes, ui.selected, event.key === 'ArrowDown' ? 1 : -1)?.id); return; }
  const selected = changes.find((change) => change.id === ui.selected);
  if (!selected || !(target instanceof HTMLElement) || !target.matches('article.change')) return;
  if (event.key === 'Enter') actions.openDeclaration(selected.id);
  else if (event.key === 'd') actions.openTextDiff(selected.id);
  else if (event.key === ' ') { event.preventDefault(); actions.toggle(selected.id); }
  else if (event.key === 'ArrowRight' && !isOpen(selected, ui)) actions.toggle(selected.id);
  else if (event.key === 'ArrowLeft' && isOpen(selected, ui)) actions.toggle(selected.id);
}

function move(id: string | undefined): void {
  if (id === undefined) return;
  setUi({ selected: id });
  document.querySelector<HTMLElement>(`article.change[data-id="${CSS.escape(id)}"]`)?.focus();
}

function show(next: PlanSnapshot): void { snapshot = next; draw(); }

window.addEventListener('keydown', onKey);
window.addEventListener('beforeprint', () => { seen.add(snapshot ? drawnChanges(snapshot, ui).map((change) => change.id) : []); draw(); });
connection.onPush('plan/changed', show);
connection.request('plan/load').then(show, (error: unknown) => { page.root.textContent = error instanceof Error ? error.message : String(error); });
