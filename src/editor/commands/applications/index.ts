import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { InputError } from '../../../core/errors';
import { commands, viewCommands } from '../../../ids';
import type { EditorServices } from '../../services';
import { resourcePortalLink } from '../../shared/portal';
import { statusMarkdown } from '../../workloads/applicationReport';
import { subjectOf } from '../subject';
import { ensureTarget, environmentFor } from '../target';
import { statusOf } from './applicationLinks';
import { deployApplications } from './deployApplications';
import { setSecrets } from './setSecrets';
import { swapSlots } from './swapSlots';

export function registerApplicationCommands(services: EditorServices): vscode.Disposable[] {
  const { boundary, documents, workloads, environments } = services;
  const known = (argument: unknown) => {
    const { environment = '', application = '' } = subjectOf(argument);
    const status = statusOf(workloads.applications(environment), application);
    if (!status) throw new InputError('Application.NotRead', l10n.t('Nothing is known of this application in this environment.'), { nextStep: l10n.t('Refresh Applications in the Environments view.') });
    return { status, environment };
  };
  return [
    boundary.command(commands.deployApplications, (argument?: unknown) => deployApplications(services, argument)),
    boundary.command(commands.deployToSlot, (argument?: unknown) => deployApplications(services, argument, { toSlot: true })),
    boundary.command(commands.swapSlots, (argument?: unknown) => swapSlots(services, argument)),
    boundary.command(commands.setSecrets, (argument?: unknown) => setSecrets(services, argument)),
    boundary.command(commands.configureSettings, async (argument?: unknown) => {
      const { slot, ...subject } = subjectOf(argument);
      const { environment: { name } } = await ensureTarget(services, await environmentFor(services, subject));
      services.panels.show({ page: 'settings', environment: name, ...(slot === undefined ? {} : { slot }) });
    }),
    boundary.command(viewCommands.refreshApplications, async (argument?: unknown) => {
      const { environment: { name } } = await environmentFor(services, subjectOf(argument));
      await workloads.refresh(name, 'applications');
    }),
    boundary.command(viewCommands.showApplication, (argument?: unknown) => {
      const { status, environment } = known(argument);
      return documents.show(`${status.name}-${environment}.md`, statusMarkdown(environment, status, resourcePortalLink(environments.find(environment)?.cloud, status.siteId)));
    }),
    boundary.command(viewCommands.browseApplication, async (argument?: unknown) => {
      const { status } = known(argument);
      if (status.url === undefined) throw new InputError('Application.NoAddress', l10n.t('{0} has no address of its own.', status.site));
      await vscode.env.openExternal(vscode.Uri.parse(status.url));
    }),
  ];
}
