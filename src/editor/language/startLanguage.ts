import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { EditorServices } from '../services';
import { registerAosYaml } from './aosYaml';
import { registerCodeActions } from './codeActions';
import type { Selectors } from './documents';
import { Problems } from './problems';
import { registerProviders } from './providers';
import { LanguageSession } from './session';

/** Builds the rules over the workspace and registers what they offer. Resolves when every file has been read once. */
export async function startLanguage({ ports, root, boundary }: EditorServices): Promise<vscode.Disposable> {
  const compiler = await ports.createTemplateCompiler();
  const session = new LanguageSession(root() ?? '', compiler, boundary.report);
  const problems = new Problems(session);
  const offer = (): vscode.Disposable => vscode.Disposable.from(registerCodeActions(problems, session.selectors), registerProviders(session), registerStatus(problems, session.selectors));
  await session.load();
  let offered = offer();
  // What is offered for files goes along with the places of the files.
  const moved = session.onMoved(() => { offered.dispose(); offered = offer(); });
  const all = vscode.Disposable.from(session, problems, moved, new vscode.Disposable(() => offered.dispose()), registerAosYaml(root() ?? '', boundary.report), new vscode.Disposable(() => void compiler.dispose()));
  return all;
}

/** How many problems the workspace's files have, in the language status of those files. */
function registerStatus(problems: Problems, { both }: Selectors): vscode.Disposable {
  const item = vscode.languages.createLanguageStatusItem('aosDeploy.language', both);
  item.name = l10n.t('AOS Deploy rules');
  item.command = { command: 'workbench.actions.view.problems', title: l10n.t('Show problems') };
  const draw = (): void => {
    const { errors, warnings } = problems.counts;
    item.text = errors + warnings === 0 ? l10n.t('AOS: no problems') : l10n.t('AOS: {0} errors, {1} warnings', errors, warnings);
    item.severity = errors > 0 ? vscode.LanguageStatusSeverity.Error : warnings > 0 ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
  };
  draw();
  return vscode.Disposable.from(item, problems.onDidChange(draw));
}
