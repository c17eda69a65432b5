import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { mayHaveBegun } from '../../core/deployment/runRecord';
import type { RunRecord } from '../../core/deployment/events';
import { commands } from '../../ids';
import { engineOf } from '../commands/runCommands';
import type { EditorServices } from '../services';

/**
 * Looks once for runs that a reload or a crash left behind. What ARM may be doing right now is followed again without asking;
 * what had changed nothing yet is offered.
 */
export async function recoverRuns(services: EditorServices): Promise<void> {
  await services.environments.ensure();
  for (const run of services.environments.entries.flatMap((entry) => entry.interrupted)) {
    if (mayHaveBegun(run)) void services.boundary.run('resume', async () => services.runs.resume(await engineOf(services, run), run));
    else offer(services, run);
  }
}

function offer({ boundary }: EditorServices, run: RunRecord): void {
  const resume = l10n.t('Resume Deployment');
  void vscode.window.showWarningMessage(l10n.t('The deployment of {0} was interrupted before it changed anything.', run.environment), resume).then((chosen) =>
    chosen && boundary.run('resume', () => vscode.commands.executeCommand(commands.resume, { environment: run.environment, runId: run.deploymentId })));
}
