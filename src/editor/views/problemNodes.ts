import * as l10n from '@vscode/l10n';
import type { ErrorDocument } from '../../core/deployment/events';
import type { Diagnostic } from '../../core/values';
import { commands, viewCommands } from '../../ids';
import { relativePath } from '../shared/paths';
import type { Obstacle } from '../workloads/workloadState';
import { obstacleText } from '../workloads/workloadText';
import { escapeMarkdown, paragraphs, type NodeSubject, type TreeNode } from '../shared/treeNode';

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
export function errorNodes(error: ErrorDocument, retry: string, { id = 'error', subject }: { readonly id?: string; readonly subject?: NodeSubject } = {}): readonly TreeNode[] {
  const next: readonly TreeNode[] = error.nextStep ? [{ id: `${id}/next`, label: error.nextStep, icon: { id: 'lightbulb' }, contextValue: 'nextStep' }] : [];
  return [
    { id, label: error.message, description: error.code, icon: { id: 'error', color: 'problemsErrorIcon.foreground' }, tooltip: escapeMarkdown(error.message), contextValue: 'error', command: { id: commands.showLog, title: l10n.t('Show Log') } },
    ...next,
    { id: `${id}/retry`, label: l10n.t('Try Again'), icon: { id: 'refresh' }, contextValue: 'retry', command: { id: retry, title: l10n.t('Try Again') }, ...(subject ? { subject } : {}) },
  ];
}

/** What stands in the way of reading, with the command that cures it. */
export function obstacleNode(obstacle: Obstacle, id: string, environment: string): TreeNode {
  const cures: Readonly<Record<Obstacle, { readonly id: string; readonly title: string; readonly icon: string }>> = {
    noEnvironment: { id: commands.selectEnvironment, title: l10n.t('Select Environment'), icon: 'list-selection' },
    noTarget: { id: commands.selectSubscription, title: l10n.t('Choose Where It Goes'), icon: 'key' },
    sandboxStopped: { id: commands.startSandbox, title: l10n.t('Start Local Sandbox'), icon: 'play' },
    signedOut: { id: commands.signIn, title: l10n.t('Sign In'), icon: 'sign-in' },
    noSubscription: { id: commands.selectSubscription, title: l10n.t('Select Subscription'), icon: 'key' },
  };
  const cure = cures[obstacle];
  return { id: `${id}/obstacle`, label: cure.title, description: obstacleText(obstacle), icon: { id: cure.icon }, contextValue: 'obstacle', command: { id: cure.id, title: cure.title }, subject: { kind: 'environment', environment } };
}
