import * as l10n from '@vscode/l10n';
import type { ErrorDocument } from '../../core/deployment/events';
import { commands } from '../../ids';

/** What the error boundary shows: one text and at most three buttons, "Open log" always among them. */
export interface ErrorNotice {
  readonly text: string;
  readonly actions: readonly ErrorAction[];
}
export type ErrorAction =
  | { readonly title: string; readonly kind: 'command'; readonly command: string }
  | { readonly title: string; readonly kind: 'openFile' }
  | { readonly title: string; readonly kind: 'setting'; readonly setting: string };

/** `prefix` says which command failed, in the user's words ("Plan"). Undefined for what people asked for themselves: cancelling. */
export function errorNotice(error: ErrorDocument): ErrorNotice | undefined {
  if (error.kind === 'cancelled' || error.code === 'Cancelled') return undefined;
  const text = [sentence(error.message), error.nextStep ? sentence(error.nextStep) : ''].filter(Boolean).join(' ');
  const openLog: ErrorAction = { title: l10n.t('Open Log'), kind: 'command', command: commands.showLog };
  return { text, actions: [...cures(error), openLog].slice(0, 3) };
}

function cures(error: ErrorDocument): readonly ErrorAction[] {
  const command = (title: string, id: string): ErrorAction => ({ title, kind: 'command', command: id });
  if (error.code.startsWith('Bicep.NotFound') || error.code === 'Bicep.TooOld') return [{ title: l10n.t('Set Path'), kind: 'setting', setting: 'aosDeploy.bicep.path' }, command(l10n.t('Check Prerequisites'), commands.checkPrerequisites)];
  if (signInCodes.includes(error.code)) return [command(l10n.t('Sign In'), commands.signIn)];
  if (error.code === 'Target.NoSubscription' || error.code === 'Arm.SubscriptionNotFound') return [command(l10n.t('Select Subscription'), commands.selectSubscription)];
  if (error.code === 'Workspace.NotTrusted') return [command(l10n.t('Manage Trust'), 'workbench.trust.manage')];
  if (error.code === 'Workspace.NotTrusted') return [command(l10n.t('Manage Trust'), 'workbench.trust.manage')];
  if (error.code === 'Workspace.None') return [command(l10n.t('Open the Sample Workspace'), commands.openSample)];
  if (error.code === 'Sandbox.NotStarted') return [command(l10n.t('Reset Local Sandbox'), commands.resetSandbox)];
  if (error.code.startsWith('Sandbox.')) return [command(l10n.t('Start Local Sandbox'), commands.startSandbox)];
  return error.file ? [{ title: l10n.t('Open File'), kind: 'openFile' }] : [];
}

const signInCodes: readonly string[] = ['Account.NotSignedIn', 'Arm.InvalidAuthenticationToken', 'Arm.AuthenticationFailed', 'Arm.ExpiredAuthenticationToken', 'Credential.NotSignedIn'];
const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
