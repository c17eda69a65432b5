import * as l10n from '@vscode/l10n';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { ChecklistView } from '../../../core/checklist/service';
import { CancelledError, InputError } from '../../../core/errors';
import { commands, viewCommands } from '../../../ids';
import { reportGuards, type ReportContract, type ReportKey, type ReportSnapshot, type SavedReportView } from '../../../protocol';
import type { EditorServices } from '../../services';
import type { PageModel } from '../panels';
import { errorView } from '../shared/errorView';
import type { ErrorView } from '../../../protocol/shared';
import { offerOf } from './offer';

/** Reports that were saved are verified when the page opens; of very many the newest. */
const mostSaved = 5;

/** The readiness of an environment. It follows what is measured, attested and signed, wherever that is done. */
export function createReportModel(services: EditorServices, { environment }: ReportKey): PageModel<ReportContract> {
  const { checklists } = services;
  const root = (): string => services.root() ?? '';
  const engine = () => services.environments.engineOf(environment);
  let push: ((snapshot: ReportSnapshot) => void) | undefined;
  let last: ReportSnapshot = { state: 'asking', environment, isProtected: false };
  let drawn: ChecklistView | undefined;
  let saved: readonly SavedReportView[] = [];
  let signer = '';

  const show = (change: Partial<ReportSnapshot> & { readonly error?: ErrorView | undefined }): undefined => {
    last = { ...last, ...change, isProtected: services.environments.find(environment)?.environment.isProtected ?? false };
    push?.(last);
  };
  const draw = async (view: ChecklistView): Promise<void> => {
    drawn = view;
    const { reportView } = await import('./reportView');
    if (drawn === view) show({ state: 'ready', error: undefined, report: reportView(view, { signer, saved }) });
  };
  const follow = (): void => {
    const { view, error, running } = checklists.find(environment) ?? {};
    if (running?.answered !== last.running?.answered) show({ running });
    if (error) show({ state: 'failed', error: errorView(error, root()) });
    else if (view && view !== drawn) void services.boundary.run('report', () => draw(view));
  };
  const verifySaved = async (): Promise<void> => {
    const files = await vscode.workspace.findFiles(new vscode.RelativePattern(root(), `**/readiness-${environment}*.json`), '**/{node_modules,.aos,.git}/**', 50);
    const newest = files.toSorted((a, b) => b.fsPath.localeCompare(a.fsPath)).slice(0, mostSaved);
    const picked = saved.filter(({ file }) => !newest.some((one) => nameOf(one) === file));
    saved = [...picked, ...await Promise.all(newest.map(verify))];
  };
  const verify = async (file: vscode.Uri): Promise<SavedReportView> => {
    const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString('utf8');
    const { state, reason } = await (await engine()).checklist.verifyReport(environment, text);
    return { file: nameOf(file), state, reason };
  };
  const nameOf = (file: vscode.Uri): string => vscode.workspace.asRelativePath(file, false);
  const open = async (): Promise<void> => {
    await services.environments.ensure();
    signer = await (await engine()).checklist.personHere() ?? '';
    await verifySaved();
    if (!checklists.find(environment)?.view) await checklists.refreshOne(environment);
    const { view } = checklists.find(environment) ?? {};
    if (view) await draw(view);
    else follow();
  };
  /** Errors are shown as those of commands are; the page only goes on. */
  const act = async (work: () => Promise<unknown>): Promise<undefined> => { await services.boundary.run('report', work); return undefined; };
  const again = async (): Promise<void> => { await verifySaved(); if (drawn) await draw(drawn); };
  return {
    title: l10n.t('Readiness of {0}', environment), guards: reportGuards,
    handlers: {
      'report/load': () => last,
      'report/check': () => act(async () => vscode.commands.executeCommand(commands.runChecklist, { environment })),
      'report/evidence': async ({ item }) => (drawn ? (await import('./reportView')).evidenceViews(drawn, item) : []),
      'report/act': ({ item }) => act(async () => actOn(drawn, environment, item)),
      'report/sign': ({ role, by, note }) => act(async () => {
        if (by.trim() === '') throw new InputError('Checklist.NobodySaysIt', l10n.t('It is not known who signs.'), { nextStep: l10n.t('Write your name beside the role.') });
        checklists.take(await (await engine()).checklist.sign(environment, role, { by, ...(note.trim() && { note }) }));
      }),
      'report/export': ({ form }) => act(async () => { await vscode.commands.executeCommand(commands.exportReadiness, { environment, form }); await again(); }),
      'report/verify': () => act(async () => {
        const [file] = await vscode.window.showOpenDialog({ canSelectMany: false, filters: { JSON: ['json'] }, title: l10n.t('Verify a saved report'), defaultUri: vscode.Uri.file(path.join(root(), '.')) }) ?? [];
        if (!file) throw new CancelledError();
        const checked = await verify(file);
        saved = [checked, ...saved.filter((one) => one.file !== checked.file)];
        if (drawn) await draw(drawn);
      }),
      'report/openLog': () => { services.log.show(); return undefined; },
    },
    connect: (send) => {
      push = (snapshot) => send('report/changed', snapshot);
      const stop = checklists.onDidChange(follow);
      void services.boundary.run('report', open);
      return new vscode.Disposable(() => { push = undefined; stop(); });
    },
  };
}

/** What the item's button stands for, as a command of its own. */
async function actOn(view: ChecklistView | undefined, environment: string, item: string): Promise<void> {
  const one = view?.items.find(({ item: { id } }) => id === item);
  const offer = one && view && offerOf(one, view);
  if (!offer) throw new InputError('Checklist.NothingToDo', l10n.t('Nothing is to be done for {0} any more.', one?.item.title ?? item));
  const command = { check: viewCommands.runItems, fix: commands.runItemAction, run: commands.runItemAction, attest: commands.attestItem, confirm: viewCommands.confirmItem }[offer];
  await vscode.commands.executeCommand(command, { environment, item });
}
