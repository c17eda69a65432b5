import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Diagnostic } from '../../../core/values';
import type { EditorServices } from '../../services';
import { workloadKinds } from '../../workloads/workloadState';
import { withProgress } from '../boundary';
import { saveFiles } from '../saveFiles';

/** Judges every agent and MCP server of the workspace. The Problems view has them already while the rules run; here they are counted. */
export async function validateConfigurations({ engines }: EditorServices): Promise<readonly Diagnostic[]> {
  await saveFiles();
  const engine = await engines.get();
  const reports = await withProgress(l10n.t('Validating configurations'), () => Promise.all(workloadKinds.map((kind) => engine.configurations.validate(kind))));
  const diagnostics = reports.flatMap((report) => report.diagnostics);
  const files = reports.reduce((sum, { sources }) => sum + sources.files.length, 0);
  const count = (severity: Diagnostic['severity']): number => diagnostics.filter((one) => one.severity === severity).length;
  const [errors, warnings] = [count('error'), count('warning')];
  if (files === 0) void vscode.window.showInformationMessage(l10n.t('This workspace has no agent and no MCP server yet.'));
  else if (errors + warnings === 0) void vscode.window.showInformationMessage(l10n.t('{0} configuration files are valid.', files));
  else {
    const show = l10n.t('Show Problems');
    void vscode.window.showWarningMessage(l10n.t('{0} configuration files: {1} errors, {2} warnings.', files, errors, warnings), show).then((chosen) => (chosen ? vscode.commands.executeCommand('workbench.actions.view.problems') : undefined));
  }
  return diagnostics;
}
