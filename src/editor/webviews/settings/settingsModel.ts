import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { toErrorDocument } from '../../../core/deployment/errorDocument';
import { CancelledError, InputError } from '../../../core/errors';
import type { PlainSecret } from '../../../core/secrets';
import { commands } from '../../../ids';
import { settingsGuards, type SettingsContract, type SettingsKey, type SettingsSnapshot, type StageParams } from '../../../protocol';
import { withProgress } from '../../commands/boundary';
import { confirmChange } from '../../commands/confirmChange';
import { ensureTarget, environmentFor } from '../../commands/target';
import type { EditorServices } from '../../services';
import type { PageModel } from '../panels';
import { errorView } from '../shared/errorView';
import { ApplicationSettings } from './applicationSettings';
import { planLines } from './settingsView';

/** Application settings of an environment: what is here, wanted and live, what is marked, and the way back. */
export function createSettingsModel(services: EditorServices, { environment, slot }: SettingsKey): PageModel<SettingsContract> {
  const root = (): string => services.root() ?? '';
  const engine = () => services.environments.engineOf(environment);
  let applications: readonly ApplicationSettings[] = [];
  let [state, error]: [SettingsSnapshot['state'], SettingsSnapshot['error']] = ['asking', undefined];
  let plain: readonly PlainSecret[] = [];
  let push: ((snapshot: SettingsSnapshot) => void) | undefined;
  const snapshot = (): SettingsSnapshot => ({
    state, environment, isProtected: services.environments.find(environment)?.environment.isProtected ?? false, ...(slot === undefined ? {} : { slot }), applications: applications.map((one) => one.view(root())), plain: plain.map(({ application, setting }) => ({ application, setting })), ...(error ? { error } : {}),
  });
  const show = (): undefined => { push?.(snapshot()); return undefined; };
  const read = async (): Promise<undefined> => {
    [state, error] = ['asking', undefined];
    show();
    try {
      await ensureTarget(services, await environmentFor(services, { environment }));
      const found = await (await engine()).applications.find();
      applications = found.map((application) => applications.find((one) => one.application.name === application.name) ?? new ApplicationSettings(application, environment, slot));
      await Promise.all(applications.map(async (one) => one.read(await engine())));
      plain = await findPlain(services, environment, slot);
      state = 'ready';
    } catch (reason) {
      services.boundary.report('The settings could not be read.', reason);
      [state, error] = ['failed', errorView(toErrorDocument(reason), root())];
    }
    return show();
  };
  const named = (name: string): ApplicationSettings => {
    const found = applications.find((one) => one.application.name === name);
    if (!found) throw new InputError('Application.Unknown', l10n.t('The page does not show {0} any more.', name));
    return found;
  };
  /** Errors are shown as those of commands are; the page only goes on. */
  const act = async (work: () => Promise<unknown>): Promise<undefined> => { await services.boundary.run('settings', work); return show(); };
  return {
    title: slot === undefined ? l10n.t('Settings of {0}', environment) : l10n.t('Settings of {0}, slot {1}', environment, slot), guards: settingsGuards,
    handlers: {
      'settings/load': snapshot,
      'settings/refresh': read,
      'settings/stage': (params) => act(() => stage(named(params.application), params)),
      'settings/stageWanted': ({ application }) => act(async () => named(application).stageAllWanted()),
      'settings/apply': ({ application }) => act(() => apply(services, { environment, one: named(application), again: read })),
      'settings/undo': ({ application, changeId }) => act(() => undo(services, { environment, one: named(application), again: read }, changeId)),
      'settings/setSecrets': () => act(async () => { await vscode.commands.executeCommand(commands.setSecrets, { environment }); await read(); }),
      'settings/movePlain': () => act(async () => { await movePlain(services, environment, plain); await read(); }),
      'settings/openLog': () => { services.log.show(); return undefined; },
    },
    connect: (send) => {
      push = (value) => send('settings/changed', value);
      void read();
      return new vscode.Disposable(() => { push = undefined; });
    },
  };
}

/** A vault that cannot be looked into keeps nobody from the settings. */
async function findPlain({ environments, boundary }: EditorServices, environment: string, slot: string | undefined): Promise<readonly PlainSecret[]> {
  try { return await (await environments.engineOf(environment)).secrets.findPlain(environment, slot === undefined ? {} : { slot }); } catch (error) {
    boundary.report('Secrets in settings could not be looked for.', error);
    return [];
  }
}

async function movePlain(services: EditorServices, environment: string, plain: readonly PlainSecret[]): Promise<void> {
  const engine = await services.environments.engineOf(environment);
  await confirmChange(services.environments.get(environment), {
    message: l10n.t('Move {0} secrets of {1} to Key Vault?', plain.length, environment), confirm: l10n.t('Move to Key Vault'),
    detail: [...plain.map(({ application, setting, secret, isInVault }) => (isInVault ? l10n.t('{0} {1} → {2} (the vault has it already)', application, setting, secret) : l10n.t('{0} {1} → {2}', application, setting, secret))), l10n.t('A reference comes in the place of each. One that does not resolve gets its plain value back.')].join('\n'),
  });
  const moved = await withProgress(l10n.t('Moving secrets of {0}', environment), (signal) => engine.secrets.move(environment, plain, signal));
  const left = moved.filter(({ outcome }) => outcome !== 'moved');
  if (left.length === 0) void vscode.window.showInformationMessage(l10n.t('{0} secrets moved to Key Vault.', moved.length));
  else void vscode.window.showWarningMessage(l10n.t('{0} moved, {1} left as they were: {2}', moved.length - left.length, left.length, left.map(({ setting, reason = '' }) => `${setting}. ${reason}`).join(' ')));
}

async function stage(one: ApplicationSettings, { name, how }: StageParams): Promise<void> {
  switch (how) {
    case 'leave': return one.leave(name);
    case 'remove': return one.stage(name, { how, value: null });
    case 'wanted': if (!one.stageWanted(name)) throw new InputError('Settings.NothingWanted', l10n.t('Nothing else is wanted of {0}.', name)); return undefined;
    case 'value': return one.stage(name, { how, value: await askValue(name, one.application.name) });
  }
}

/** Masked and never shown again. A reference to a secret is better than the secret. */
async function askValue(name: string, application: string): Promise<string> {
  const value = await vscode.window.showInputBox({
    title: l10n.t('{0} of {1}', name, application), prompt: l10n.t('New value. A secret belongs into Key Vault: write @Microsoft.KeyVault(VaultName=…;SecretName=…) and set it with "AOS: Set Key Vault Secrets".'), password: true, ignoreFocusOut: true,
  });
  if (value === undefined) throw new CancelledError();
  return value;
}

interface Change { readonly environment: string; readonly one: ApplicationSettings; readonly again: () => Promise<unknown> }

async function apply(services: EditorServices, { environment, one, again }: Change): Promise<void> {
  const engine = await services.environments.engineOf(environment);
  const { name } = one.application;
  const plan = await withProgress(l10n.t('Checking settings of {0}', name), () => one.plan(engine));
  const count = Object.keys(plan.changes).length;
  if (count === 0) { one.refuse(plan.refused); throw new InputError('Settings.Nothing', plan.refused.length > 0 ? l10n.t('None of the marked settings of {0} can be written: {1}', name, plan.refused.map(({ reason }) => reason).join(' ')) : l10n.t('Everything that is marked is live already.'), { nextStep: plan.refused[0]?.nextStep }); }
  await confirmChange(services.environments.get(environment), {
    message: count === 1 ? l10n.t('Change one setting of {0} in {1}?', name, environment) : l10n.t('Change {0} settings of {1} in {2}?', count, name, environment), confirm: l10n.t('Apply to {0}', environment),
    detail: [...planLines(plan), l10n.t('The app restarts once. The change can be undone from the page.')].join('\n'),
  });
  const written = await withProgress(l10n.t('Writing settings of {0}', name), () => one.apply(engine, plan));
  void vscode.window.showInformationMessage(written.length > 0 ? l10n.t('{0}: {1} written.', name, written.join(', ')) : l10n.t('{0}: nothing was written.', name));
  await again();
}

async function undo(services: EditorServices, { environment, one, again }: Change, changeId: string): Promise<void> {
  const engine = await services.environments.engineOf(environment);
  const entry = one.history.find(({ id }) => id === changeId);
  const names = entry?.settings.map(({ name }) => name).join(', ') ?? '';
  await confirmChange(services.environments.get(environment), {
    message: l10n.t('Undo the change of {0} in {1}?', one.application.name, environment), confirm: l10n.t('Undo in {0}', environment),
    detail: [names, entry && entry.notUndoable.length > 0 ? l10n.t('Cannot be put back: {0}', entry.notUndoable.join(', ')) : '', l10n.t('The app restarts once.')].filter(Boolean).join('\n'),
  });
  const written = await withProgress(l10n.t('Undoing settings of {0}', one.application.name), () => one.undo(engine, changeId));
  void vscode.window.showInformationMessage(l10n.t('{0}: {1} put back.', one.application.name, written.join(', ') || l10n.t('nothing')));
  await again();
}
