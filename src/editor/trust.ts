import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError } from '../core/errors';
import type { EditorPorts } from './ports';

/** Whatever starts a program or reads settings of the folder waits for its trust, whoever asked for it. */
export function withTrust({ createEngine, createTemplateCompiler, findRepository, sandbox }: EditorPorts): EditorPorts {
  const guarded = <A extends unknown[], R>(work: (...args: A) => Promise<R>) => async (...args: A): Promise<R> => { requireTrust(); return work(...args); };
  return {
    createEngine: guarded(createEngine), createTemplateCompiler, findRepository: guarded(findRepository),
    sandbox: { start: guarded(sandbox.start), reset: guarded(sandbox.reset), inspect: guarded(sandbox.inspect), replaceFaults: guarded(sandbox.replaceFaults), isRunning: async (root) => vscode.workspace.isTrusted && sandbox.isRunning(root) },
  };
}

function requireTrust(): void {
  if (!vscode.workspace.isTrusted) throw new InputError('Workspace.NotTrusted', l10n.t('This folder is not trusted, so nothing of it is compiled or deployed.'), { nextStep: l10n.t('Trust it, then run the command again.') });
}
