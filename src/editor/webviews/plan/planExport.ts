import * as l10n from '@vscode/l10n';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Plan } from '../../../core/whatIf/plan';
import { planMarkdown } from './planMarkdown';

/** Markdown opens as an untitled document to copy from; JSON goes where the person says. */
export async function exportPlan(plan: Plan, format: 'markdown' | 'json', root: string): Promise<void> {
  if (format === 'markdown') {
    const document = await vscode.workspace.openTextDocument({ language: 'markdown', content: planMarkdown(plan, root) });
    await vscode.window.showTextDocument(document);
    return;
  }
  const defaultUri = vscode.Uri.file(path.join(root, `plan-${plan.environment}.json`));
  const target = await vscode.window.showSaveDialog({ title: l10n.t('Export the plan of {0}', plan.environment), defaultUri, filters: { JSON: ['json'] } });
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, Buffer.from(`${JSON.stringify(plan, undefined, 2)}\n`));
  await vscode.window.showTextDocument(target);
}
