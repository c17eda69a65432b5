import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError } from '../../core/errors';
import { contextKeys } from '../../ids';
import type { EditorServices } from '../services';
import { withProgress } from './boundary';

/** Starts the local sandbox unless it serves. Connections to one that is gone are forgotten: the new one may have another port. */
export async function ensureSandbox({ ports, root, resources, log, engines, runs }: EditorServices): Promise<string> {
  const folder = openFolder(root);
  if (await ports.sandbox.isRunning(folder)) return ports.sandbox.start(folder);
  const endpoint = await withProgress(l10n.t('Starting the local sandbox'), (signal) => ports.sandbox.start(folder, signal));
  log.info(`The local sandbox serves at ${endpoint}.`);
  if (runs.active.length === 0) await engines.dispose();
  await vscode.commands.executeCommand('setContext', contextKeys.sandboxIsRunning, true);
  await resources.refresh();
  return endpoint;
}

/** @throws InputError `Workspace.None`. */
export function openFolder(root: () => string | undefined): string {
  const folder = root();
  if (!folder) throw new InputError('Workspace.None', l10n.t('No folder is open.'), { nextStep: l10n.t('Open the folder of your AOS workspace, or the sample.') });
  return folder;
}
