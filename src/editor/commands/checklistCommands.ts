import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { AssessedItem } from '../../core/checklist/assess';
import type { AttestRequest } from '../../core/checklist/attestation';
import { itemFilters, matchesFilter } from '../../core/checklist/document';
import { progressOf } from '../../core/checklist/progress';
import type { ChecklistView } from '../../core/checklist/service';
import { CancelledError, InputError } from '../../core/errors';
import { commands, viewCommands } from '../../ids';
import { isRecord } from '../../protocol';
import type { EditorServices } from '../services';
import { exactTime } from '../shared/time';
import { filterText, shorten, stateText } from '../views/checklist/checklistText';
import { askAttestation } from './attestDialog';
import { withProgress } from './boundary';
import { subjectOf, type Subject } from './subject';
import { ensureTarget, environmentFor } from './target';

export function registerChecklistCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary, checklists, environments } = services;
  return [
    boundary.command(commands.runChecklist, (argument?: unknown) => run(services, subjectOf(argument))),
    boundary.command(viewCommands.runItems, (argument?: unknown) => run(services, subjectOf(argument))),
    boundary.command(commands.attestItem, (argument?: unknown) => attest(services, argument)),
    boundary.command(viewCommands.confirmItem, (argument?: unknown) => confirm(services, argument)),
    boundary.command(viewCommands.withdrawItem, (argument?: unknown) => withdraw(services, argument)),
    boundary.command(viewCommands.excludeItem, (argument?: unknown) => exclude(services, argument)),
    boundary.command(viewCommands.refreshChecklist, async () => { await environments.refresh(); await checklists.refresh(); }),
    boundary.command(commands.filterChecklist, () => filter(services)),
    boundary.command(commands.searchChecklist, async () => {
      const search = await vscode.window.showInputBox({ title: l10n.t('Search the checklist'), value: checklists.search, prompt: l10n.t('Words that occur in title, ID, section or reason; empty shows all') });
      if (search !== undefined) checklists.show(checklists.filter, search);
    }),
    boundary.command(viewCommands.clearChecklistFilter, () => checklists.show('all', '')),
    boundary.command(viewCommands.openListedItem, (argument?: unknown) => openListed(services, argument)),
    boundary.command(viewCommands.showReport, async (argument?: unknown) => { services.panels.show({ page: 'report', environment: (await environmentFor(services, subjectOf(argument))).environment.name }); }),
    boundary.command(viewCommands.showItemEvidence, (argument?: unknown) => showEvidence(services, argument)),
  ];
}

/** Measures everything, or the items that the command was called on. */
async function run(services: EditorServices, subject: Subject): Promise<void> {
  const { environment: { name } } = await ensureTarget(services, await environmentFor(services, subject));
  const items = subject.item !== undefined ? [subject.item] : subject.items;
  const { checklists } = services;
  try {
    const view = await withProgress(l10n.t('Checking {0}', name), async (signal, report) => (await services.environments.engineOf(name)).checklist.run(name, {
      ...(items && { items, maxAgeMs: 0 }), onProgress: (progress) => { report(l10n.t('{0} of {1} questions answered', progress.answered, progress.total)); if (progress.answered % 10 === 0) checklists.progress(name, progress); },
    }, signal));
    checklists.take(view);
    announce(services, view, items);
  } finally {
    checklists.progress(name, undefined);
  }
}

function announce(services: EditorServices, view: ChecklistView, items: readonly string[] | undefined): void {
  for (const notice of view.notices) void vscode.window.showWarningMessage(notice);
  if (items) return;
  const { passed, applicable, percent = 0 } = progressOf(view.items);
  const failed = view.items.filter(({ state }) => state === 'fail').length;
  const show = l10n.t('Show Failed');
  const text = failed > 0 ? l10n.t('{0}: {1} of {2} items done ({3} %), {4} failed.', view.environment.name, passed, applicable, percent, failed) : l10n.t('{0}: {1} of {2} items done ({3} %).', view.environment.name, passed, applicable, percent);
  void vscode.window.showInformationMessage(text, ...(failed > 0 ? [show] : [])).then((chosen) => { if (chosen) services.checklists.show('failed'); });
}

/** The item a command was called on, or the one picked now. @throws CancelledError. */
export async function itemFor(services: EditorServices, argument: unknown, offer: (one: AssessedItem) => boolean): Promise<{ readonly view: ChecklistView; readonly one: AssessedItem }> {
  const subject = subjectOf(argument);
  const { environment: { name } } = await environmentFor(services, subject);
  const view = services.checklists.find(name)?.view ?? await (await services.environments.engineOf(name)).checklist.view(name);
  const known = view.items.find(({ item }) => item.id === subject.item);
  if (known) return { view, one: known };
  const picks = view.items.filter(offer).map((one) => ({ label: one.item.title, description: stateText(one.state), detail: `${one.item.id} · ${shorten(one.reason)}`, one }));
  const picked = await vscode.window.showQuickPick(picks, { title: l10n.t('Checklist of {0}', name), matchOnDescription: true, matchOnDetail: true, placeHolder: l10n.t('Which item?') });
  if (!picked) throw new CancelledError();
  return { view, one: picked.one };
}

/** From other extensions and tests the request may come along. */
async function attest(services: EditorServices, argument: unknown): Promise<void> {
  const { view, one } = await itemFor(services, argument, (candidate) => candidate.item.kind === 'attest' && candidate.state !== 'n/a');
  const given = isRecord(argument) && typeof argument.note === 'string' ? { note: argument.note, ...(isRecord(argument.facts) && { facts: argument.facts as Record<string, string> }) } : undefined;
  const request = given ?? await askAttestation(one, view);
  await keepAttestation(services, view.environment.name, one, request);
}

/** Where git knows no name, the person is asked for it: what was written so far must not be lost. */
async function keepAttestation(services: EditorServices, environment: string, { item }: AssessedItem, request: AttestRequest): Promise<void> {
  const { checklist } = await services.environments.engineOf(environment);
  try {
    services.checklists.take(await checklist.attest(environment, item.id, request));
  } catch (error) {
    if (!(error instanceof InputError) || error.code !== 'Checklist.NobodySaysIt') throw error;
    const by = await vscode.window.showInputBox({ title: item.title, prompt: l10n.t('Your name, which git does not know (user.name)'), ignoreFocusOut: true });
    if (!by?.trim()) throw new CancelledError();
    services.checklists.take(await checklist.attest(environment, item.id, { ...request, by }));
  }
}

async function confirm(services: EditorServices, argument: unknown): Promise<void> {
  const { view, one } = await itemFor(services, argument, (candidate) => candidate.item.secondPerson === true);
  const first = view.book.attested.get(one.item.id);
  if (!first) throw new InputError('Checklist.NothingToConfirm', l10n.t('Nobody has attested "{0}" yet.', one.item.title), { nextStep: l10n.t('Attest it first.') });
  const by = await vscode.window.showInputBox({ title: l10n.t('Confirm: {0}', one.item.title), prompt: l10n.t('{0} attested it: {1}. Who confirms it?', first.by, first.note), placeHolder: l10n.t('Name of the second person'), ignoreFocusOut: true });
  if (!by) throw new CancelledError();
  const engine = await services.environments.engineOf(view.environment.name);
  services.checklists.take(await engine.checklist.confirm(view.environment.name, one.item.id, { by }));
}

async function withdraw(services: EditorServices, argument: unknown): Promise<void> {
  const { view, one } = await itemFor(services, argument, (candidate) => candidate.evidence?.kind === 'attest');
  const engine = await services.environments.engineOf(view.environment.name);
  services.checklists.take(await engine.checklist.withdraw(view.environment.name, one.item.id));
}

/** A person says that an item does not apply here. */
async function exclude(services: EditorServices, argument: unknown): Promise<void> {
  const { view, one } = await itemFor(services, argument, ({ state }) => state !== 'n/a');
  const note = await vscode.window.showInputBox({ title: l10n.t('Does not apply: {0}', one.item.title), prompt: l10n.t('Why does it not apply to {0}?', view.environment.name), ignoreFocusOut: true });
  if (!note) throw new CancelledError();
  await keepAttestation(services, view.environment.name, one, { note, state: 'n/a' });
}

async function filter({ checklists, environments }: EditorServices): Promise<void> {
  const view = checklists.find(environments.selected?.environment.name ?? '')?.view;
  const picks = itemFilters.map((one) => ({ label: filterText(one), description: view ? String(view.items.filter((item) => matchesFilter(item, one)).length) : '', filter: one }));
  const picked = await vscode.window.showQuickPick(picks, { title: l10n.t('Filter the checklist') });
  if (picked) checklists.show(picked.filter);
}

async function openListed(services: EditorServices, argument: unknown): Promise<void> {
  const { view, one } = await itemFor(services, argument, () => true);
  const listed = view.list?.joined.items.find(({ id }) => id === one.item.id)?.listed;
  if (!view.list || !listed) throw new InputError('Checklist.NotListed', l10n.t('"{0}" is not in the task list of this workspace.', one.item.title), { nextStep: l10n.t('Add a line for it to DEPLOYMENT_TASKS.md.') });
  const position = new vscode.Position(listed.line, listed.boxCharacter);
  await vscode.window.showTextDocument(vscode.Uri.file(view.list.file), { selection: new vscode.Range(position, position), preview: true });
}

async function showEvidence(services: EditorServices, argument: unknown): Promise<void> {
  const { view, one } = await itemFor(services, argument, ({ evidence }) => evidence !== undefined);
  const kept = view.book.history.get(one.item.id) ?? [];
  const text = [
    `# ${one.item.title}`, `\`${one.item.id}\` · ${view.environment.name} · ${stateText(one.state)}`, one.reason,
    ...kept.toReversed().flatMap((entry) => [`## ${exactTime(entry.at)}`, `\`\`\`json\n${JSON.stringify(entry, undefined, 2)}\n\`\`\``]), ...(kept.length === 0 ? [l10n.t('There is no evidence yet.')] : []), '',
  ].join('\n\n');
  await services.documents.show(`evidence-${one.item.id}.md`, text);
}
