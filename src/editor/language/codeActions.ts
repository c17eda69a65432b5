import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { codePrefix, TextLines, type Finding, type Fix } from '../../core/language';
import { isParameters, type Selectors } from './documents';
import type { Problems } from './problems';

const fixAll = vscode.CodeActionKind.SourceFixAll.append('aosDeploy');

/** Quick fixes of findings, silencing one for a reason, and all safe fixes at once. */
export function registerCodeActions(problems: Problems, { both }: Selectors): vscode.Disposable {
  return vscode.languages.registerCodeActionsProvider(both, {
    provideCodeActions(document, range, context) {
      const lines = new TextLines(document.getText());
      const findings = problems.of(document.uri.fsPath);
      if (context.only?.contains(fixAll)) return [fixEverything(document, lines, findings)].filter((action) => action !== undefined);
      const [from, to] = [document.offsetAt(range.start), document.offsetAt(range.end)];
      return findings.filter(({ start, end }) => start <= to && end >= from).flatMap((finding) => {
        const diagnostics = context.diagnostics.filter(({ code }) => typeof code === 'object' && code.value === `${codePrefix}${finding.rule}`);
        return [...(finding.fixes ?? []).map((fix) => toAction(document, lines, fix, diagnostics)), ...silence(document, lines, finding, diagnostics)];
      });
    },
  }, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix, fixAll] });
}

function toAction(document: vscode.TextDocument, lines: TextLines, fix: Fix, diagnostics: vscode.Diagnostic[]): vscode.CodeAction {
  const action = new vscode.CodeAction(fix.title, vscode.CodeActionKind.QuickFix);
  action.edit = new vscode.WorkspaceEdit();
  action.diagnostics = diagnostics;
  if (fix.isPreferred) action.isPreferred = true;
  addEdits(action.edit, document, lines, fix);
  return action;
}

function addEdits(edit: vscode.WorkspaceEdit, document: vscode.TextDocument, lines: TextLines, { edits }: Fix): void {
  for (const { start, end, newText } of edits) {
    const range = lines.rangeOf({ start, end });
    edit.replace(document.uri, new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character), newText);
  }
}

/** A comment on the line above, with the cursor where the reason goes. */
function silence(document: vscode.TextDocument, lines: TextLines, { rule, start, severity }: Finding, diagnostics: vscode.Diagnostic[]): vscode.CodeAction[] {
  if (!isParameters(document.uri.fsPath) || rule === 'syntax' || rule === 'suppression-without-reason' || severity === 'error') return [];
  const { line } = lines.positionAt(start);
  const indent = /^\s*/.exec(lines.lineText(line))?.[0] ?? '';
  const action = new vscode.CodeAction(l10n.t('Silence {0} here, with a reason', rule), vscode.CodeActionKind.QuickFix);
  action.diagnostics = diagnostics;
  action.edit = new vscode.WorkspaceEdit();
  action.edit.set(document.uri, [new vscode.SnippetTextEdit(new vscode.Range(line, 0, line, 0), new vscode.SnippetString(`${indent}// aos-disable-next-line ${rule}: \${1:reason}\n`))]);
  return [action];
}

/** Every preferred fix whose edits do not touch each other. */
function fixEverything(document: vscode.TextDocument, lines: TextLines, findings: readonly Finding[]): vscode.CodeAction | undefined {
  const taken: { readonly start: number; readonly end: number }[] = [];
  const edit = new vscode.WorkspaceEdit();
  for (const fix of findings.flatMap(({ fixes }) => fixes?.find(({ isPreferred }) => isPreferred) ?? [])) {
    if (fix.edits.some((one) => taken.some((other) => one.start <= other.end && other.start <= one.end))) continue;
    taken.push(...fix.edits);
    addEdits(edit, document, lines, fix);
  }
  if (taken.length === 0) return undefined;
  const action = new vscode.CodeAction(l10n.t('Fix all that AOS Deploy can fix'), fixAll);
  action.edit = edit;
  return action;
}
