import * as l10n from '@vscode/l10n';
import type { ErrorDocument } from '../../core/deployment/events';
import type { Diagnostic } from '../../core/values';
import { commands, viewCommands } from '../../ids';
import { relativePath } from '../shared/paths';
import { escapeMarkdown, paragraphs, type TreeNode } from '../shared/treeNode';

/** Problems in files that keep a view empty: each opens its file. */
export function problemNodes(problems: readonly Diagnostic[], root: string): readonly TreeNode[] {
  return problems.map((problem, index) => ({
    id: `problem/${index}`, label: problem.message, description: `${relativePath(root, problem.file)}${problem.range ? `:${problem.range.start.line + 1}` : ''}`,
    icon: { id: problem.severity === 'error' ? 'error' : 'warning', color: problem.severity === 'error' ? 'problemsErrorIcon.foreground' : 'problemsWarningIcon.foreground' },
    tooltip: paragraphs(escapeMarkdown(problem.message), escapeMarkdown(problem.nextStep ?? '')), contextValue: 'problem',
    command: { id: viewCommands.openProblem, title: l10n.t('Open File') }, subject: { kind: 'file', file: problem.file, ...(problem.range ? { line: problem.range.start.line } : {}) },
  }));
}

/** An error that keeps a view empty, its next step, and a way to try again. */
export function errorNodes(error: ErrorDocument, retry: string): readonly TreeNode[] {
  const next: readonly TreeNode[] = error.nextStep ? [{ id: 'error/next', label: error.nextStep, icon: { id: 'lightbulb' }, contextValue: 'nextStep' }] : [];
  return [
    { id: 'error', label: error.message, description: error.code, icon: { id: 'error', color: 'problemsErrorIcon.foreground' }, tooltip: escapeMarkdown(error.message), contextValue: 'error', command: { id: commands.showLog, title: l10n.t('Show Log') } },
    ...next,
    { id: 'error/retry', label: l10n.t('Try Again'), icon: { id: 'refresh' }, contextValue: 'retry', command: { id: retry, title: l10n.t('Try Again') } },
  ];
}
