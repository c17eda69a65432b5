import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RemedyAction } from '../../../core/preflight/model';
import type { Plan } from '../../../core/whatIf/plan';
import { withProgress } from '../../commands/boundary';
import type { EditorServices } from '../../services';
import { isRehearsal } from '../../shared/runText';

/** Does in Azure what a remedy offers; what loses data is asked first. False: the person said no. */
export async function carryOutRemedy({ environments, engines }: EditorServices, { environment, target }: Plan, action: RemedyAction): Promise<boolean> {
  if (action.kind === 'purge' && !await confirmPurge(action.vault, target.resourceGroup)) return false;
  const home = environments.find(environment);
  const engine = isRehearsal(target, home?.cloud) ? await engines.get({ cloud: 'sandbox' }) : await environments.engineOf(environment);
  await withProgress(titleOf(action), (signal) => engine.carryOut(environment, action, { subscriptionId: target.subscriptionId, resourceGroup: target.resourceGroup }, signal));
  return true;
}

async function confirmPurge(vault: string, group: string): Promise<boolean> {
  const purge = l10n.t('Purge the Vault');
  const detail = l10n.t('Its keys, secrets and certificates are lost for good. Nobody can bring them back, Microsoft neither. Afterwards its name is free for {0}.', group);
  return await vscode.window.showWarningMessage(l10n.t('Purge the deleted vault {0}?', vault), { modal: true, detail }, purge) === purge;
}

function titleOf(action: RemedyAction): string {
  switch (action.kind) {
    case 'register': return l10n.t('Registering {0}', action.namespace);
    case 'recover': return l10n.t('Recovering {0}', action.vault);
    case 'purge': return l10n.t('Purging {0}', action.vault);
  }
}
