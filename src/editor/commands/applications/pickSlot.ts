import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Application } from '../../../core/applications';
import type { Engine } from '../../../core/engine';
import { CancelledError, InputError } from '../../../core/errors';
import { withProgress } from '../boundary';

export interface SlotQuestion { readonly engine: Engine; readonly environment: string; readonly applications: readonly Application[]; readonly title: string; readonly mayCreate: boolean }

/** Lets the person choose a slot that all of the applications have, or name a new one. @throws InputError `Application.NoSlot` where there is none and none may be made. */
export async function pickSlot({ engine, environment, applications, title, mayCreate }: SlotQuestion): Promise<string> {
  const lists = await withProgress(l10n.t('Reading slots'), (signal) => Promise.all(applications.map((one) => engine.applications.listSlots(environment, one, signal))));
  const common = (lists[0] ?? []).filter((slot) => lists.every((list) => list.includes(slot)));
  if (common.length === 0 && !mayCreate) throw new InputError('Application.NoSlot', l10n.t('{0} has no slot in {1}.', applications.map(({ name }) => name).join(', '), environment), { nextStep: l10n.t('Deploy to one first with "AOS: Deploy Applications to a Slot"; it is made then.') });
  if (common.length === 1 && !mayCreate) return common[0]!;
  const create = { label: `$(add) ${l10n.t('New slot…')}`, slot: undefined };
  const picked = await vscode.window.showQuickPick([...common.map((slot) => ({ label: slot, slot })), ...(mayCreate ? [create] : [])], { title, placeHolder: l10n.t('Which slot?') });
  if (!picked) throw new CancelledError();
  return picked.slot ?? nameSlot(title);
}

async function nameSlot(title: string): Promise<string> {
  const name = await vscode.window.showInputBox({
    title, prompt: l10n.t('Name of the new slot'), value: 'staging', ignoreFocusOut: true,
    validateInput: (value) => (/^[a-z0-9][a-z0-9-]{0,57}[a-z0-9]$/i.test(value) && value.toLowerCase() !== 'production' ? undefined : l10n.t('Use letters, digits and hyphens; "production" is taken.')),
  });
  if (!name) throw new CancelledError();
  return name;
}
