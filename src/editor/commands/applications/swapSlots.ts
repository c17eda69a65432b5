import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { SwapPreview } from '../../../core/applications';
import type { EditorServices } from '../../services';
import { swapDetail, swapMarkdown } from '../../workloads/swapText';
import { withProgress } from '../boundary';
import { confirmChange } from '../confirmChange';
import { subjectOf } from '../subject';
import { ensureTarget, environmentFor } from '../target';
import { pickApplication } from './pickApplications';
import { pickSlot } from './pickSlot';

/** Puts a slot live after showing the direction and what moves. `{application, slot, confirmed}` as argument asks nothing. Returns what was shown. */
export async function swapSlots(services: EditorServices, argument: unknown): Promise<SwapPreview> {
  const subject = subjectOf(argument);
  const entry = await ensureTarget(services, await environmentFor(services, subject));
  const environment = entry.environment.name;
  const engine = await services.environments.engineOf(environment);
  const application = await pickApplication(services, { engine, environment, argument, title: l10n.t('AOS: Swap Deployment Slots of {0}', environment) });
  const slot = subject.slot ?? await pickSlot({ engine, environment, applications: [application], title: l10n.t('AOS: Swap Deployment Slots of {0}', environment), mayCreate: false });
  const preview = await withProgress(l10n.t('Comparing {0} with production', slot), (signal) => engine.applications.previewSwap(environment, application, slot, signal));
  const isBlocked = preview.blockers.length > 0;
  await confirmChange(entry, {
    message: isBlocked ? l10n.t('Swap {0} of {1} although the slot {2} is not fit to go live?', application.name, environment, slot) : l10n.t('Swap {0} of {1}: {2} goes live, production goes to {2}?', application.name, environment, slot),
    confirm: isBlocked ? l10n.t('Swap Anyway') : l10n.t('Swap {0} into Production', slot), detail: swapDetail(preview),
    more: { title: l10n.t('Show Preview'), show: () => services.documents.show(`swap-${application.name}-${environment}.md`, swapMarkdown(application.name, environment, preview)) },
  }, isBlocked ? undefined : argument);
  const report = await withProgress(l10n.t('Swapping {0} of {1} into production', slot, application.name), (signal) => engine.applications.swap(environment, application, slot, { force: isBlocked }, signal));
  const isAlive = report.verdict === 'alive';
  void (isAlive ? vscode.window.showInformationMessage : vscode.window.showWarningMessage)(isAlive
    ? l10n.t('{0}: {1} is live in {2} and healthy. Swapping once more takes it back.', application.name, slot, environment)
    : l10n.t('{0}: {1} is live in {2}, and production could not be shown to be healthy. Swapping once more takes it back.', application.name, slot, environment));
  void services.boundary.run('applications', () => services.workloads.refreshRead({ environment, parts: ['applications'] }));
  return preview;
}
