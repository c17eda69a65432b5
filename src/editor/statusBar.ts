import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { commands, viewCommands } from '../ids';
import type { EditorServices } from './services';
import { statusText } from './shared/statusText';

/** One status bar item: the selected environment, or the deployment that runs. */
export function registerStatusBar({ environments }: EditorServices): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('aosDeploy.status', vscode.StatusBarAlignment.Left, 10);
  item.name = l10n.t('AOS environment');
  const draw = (): void => {
    const status = statusText(environments.state);
    if (!status) { item.hide(); return; }
    item.text = status.text;
    item.tooltip = status.tooltip;
    item.accessibilityInformation = { label: status.spoken };
    item.backgroundColor = status.isProtected ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.command = status.run
      ? { command: viewCommands.showRun, title: l10n.t('Show Run'), arguments: [{ subject: { kind: 'run', environment: status.run.environment, runId: status.run.deploymentId } }] }
      : commands.selectEnvironment;
    item.show();
  };
  const stop = environments.onDidChange(draw);
  draw();
  return vscode.Disposable.from(item, new vscode.Disposable(stop));
}
