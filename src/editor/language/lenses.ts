import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LanguageWorkspace } from '../../core/language';
import { commands } from '../../ids';
import { parametersSelector, type Selectors } from './documents';
import { toRange } from './problems';

/** Lenses over the `using` of a parameters file, and over the id of each agent and MCP server. */
export function registerLenses(workspace: LanguageWorkspace, onJudge: vscode.Event<readonly string[] | 'all'>, { configurations }: Selectors): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed, onJudge(() => changed.fire()),
    vscode.languages.registerCodeLensProvider(parametersSelector, { onDidChangeCodeLenses: changed.event, provideCodeLenses: (document) => parametersLenses(workspace, document) }),
    vscode.languages.registerCodeLensProvider(configurations, { onDidChangeCodeLenses: changed.event, provideCodeLenses: (document) => configurationLenses(workspace, document) }),
  );
}

/** Plan, Deploy and Compare environments. */
function parametersLenses(workspace: LanguageWorkspace, document: vscode.TextDocument): vscode.CodeLens[] {
  const known = workspace.parameters(document.uri.fsPath);
  const [using] = known?.using ?? [];
  if (!known || !using || using.isNone || !/[\\/]parameters[\\/][^\\/]+$/.test(document.uri.fsPath)) return [];
  const lens = lensAt(toRange(known.lines, using.keywordSpan));
  const argument = { file: document.uri.fsPath };
  return [lens(`$(diff) ${l10n.t('Plan')}`, commands.plan, argument), lens(`$(cloud-upload) ${l10n.t('Deploy')}`, commands.deploy, argument), lens(`$(table) ${l10n.t('Compare environments')}`, commands.compareEnvironments)];
}

/** Upload, Compare with deployed, and for agents Test. */
function configurationLenses(workspace: LanguageWorkspace, document: vscode.TextDocument): vscode.CodeLens[] {
  const known = workspace.configuration(document.uri.fsPath);
  if (!known?.isOurs) return [];
  const over = (kind: 'agent' | 'server') => ({ id }: { readonly id?: { readonly value: string; readonly start: number; readonly end: number } }): vscode.CodeLens[] => {
    if (!id || id.value === '') return [];
    const lens = lensAt(toRange(known.lines, id));
    const argument = { configuration: id.value, configurationKind: kind };
    return [
      lens(`$(cloud-upload) ${l10n.t('Upload')}`, kind === 'agent' ? commands.uploadAgents : commands.uploadServers, argument), lens(`$(diff) ${l10n.t('Compare with deployed')}`, commands.compareConfigurations, argument),
      ...(kind === 'agent' ? [lens(`$(debug-start) ${l10n.t('Test')}`, commands.testAgent, argument)] : []),
    ];
  };
  return [...known.agents.flatMap(over('agent')), ...known.servers.flatMap(over('server'))];
}

const lensAt = (range: vscode.Range) => (title: string, command: string, argument?: object): vscode.CodeLens => new vscode.CodeLens(range, { title, command, ...(argument ? { arguments: [argument] } : {}) });
