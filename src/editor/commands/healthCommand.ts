import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { ResourceVerdict } from '../../core/deployment/events';
import { commands } from '../../ids';
import type { EditorServices } from '../services';
import { healthReport, healthSummary } from '../shared/healthText';
import { withProgress } from './boundary';
import { subjectOf } from './subject';
import { ensureTarget, environmentFor } from './target';

export function registerHealthCommand(services: EditorServices): vscode.Disposable {
  return services.boundary.command(commands.verify, async (argument?: unknown): Promise<readonly ResourceVerdict[]> => {
    const { environment } = await ensureTarget(services, await environmentFor(services, subjectOf(argument)));
    const verdicts = await withProgress(l10n.t('Verifying {0}', environment.name), async (signal) => (await services.environments.engineOf(environment.name)).verify(environment.name, signal));
    services.resources.takeVerdicts(environment.name, verdicts);
    announce(services, environment.name, verdicts);
    return verdicts;
  });
}

function announce({ documents, boundary, now }: EditorServices, environment: string, verdicts: readonly ResourceVerdict[]): void {
  const { text, isHealthy } = healthSummary(environment, verdicts);
  const details = l10n.t('Show Details');
  const show = isHealthy ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  void show(text, details).then((chosen) => (chosen ? boundary.run('health', () => documents.show(`health-${environment}.md`, healthReport(environment, verdicts, now()))) : undefined));
}
