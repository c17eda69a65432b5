import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import { CancelledError, InputError } from '../../core/errors';
import { signInCloud } from '../account/clouds';
import type { EditorServices } from '../services';
import { cloudText } from '../shared/runText';
import { environmentPickItems } from '../views/environments/environmentNodes';
import type { EnvironmentEntry } from '../state/environmentsState';
import { withProgress } from './boundary';
import { ensureSandbox } from './sandboxStart';
import type { Subject } from './subject';

/** The environment a command works on: the given one, the one of the given parameters file, the only one, the selected one, else the one picked now, which stays selected. @throws InputError when there is none, CancelledError. */
export async function environmentFor({ environments, now }: EditorServices, subject: Subject): Promise<EnvironmentEntry> {
  const state = await environments.ensure();
  const ofFile = environments.entries.find(({ environment }) => environment.parametersFile === subject.file);
  if (subject.environment || ofFile) return ofFile ?? environments.get(subject.environment ?? '');
  if (state.kind === 'failed') throw new InputError(state.error.code, state.error.message, { nextStep: state.error.nextStep, location: state.error.file ? { file: state.error.file, range: state.error.range } : undefined });
  const [only, second] = environments.entries;
  if (!only) throw new InputError('Environment.None', l10n.t('This workspace has no environment.'), { nextStep: l10n.t('Add a parameters file whose "using" names the template, or run "AOS: Open the Sample Workspace".') });
  if (!second) return only;
  if (environments.chosen) return environments.chosen;
  const picked = await pickEnvironment({ environments, now });
  await environments.select(picked.environment.name);
  return environments.get(picked.environment.name);
}

/** Lets the person choose. @throws CancelledError. */
export async function pickEnvironment({ environments, now }: Pick<EditorServices, 'environments' | 'now'>, placeHolder: string = l10n.t('Environment')): Promise<EnvironmentEntry> {
  const items = environmentPickItems(environments.entries, environments.selected?.environment.name, now());
  const picked = await vscode.window.showQuickPick([...items], { title: l10n.t('AOS: Select Environment'), placeHolder, matchOnDescription: true });
  if (!picked) throw new CancelledError();
  return environments.get(picked.name);
}

/** Makes sure that it is known where the environment goes and that it can be reached: asks once, signs in, asks for the subscription. */
export async function ensureTarget(services: EditorServices, entry: EnvironmentEntry): Promise<EnvironmentEntry> {
  const name = entry.environment.name;
  if (!entry.cloud) await services.environments.chooseTarget(name, { cloud: await pickCloud(name) });
  const cloud = services.environments.get(name).cloud ?? '';
  if (cloud === 'sandbox') await ensureSandbox(services);
  if (!signInCloud(cloud)) return services.environments.get(name);
  if (!await services.account.isSignedIn(cloud)) await services.account.signIn(cloud);
  if (!services.environments.get(name).subscriptionId) await selectSubscription(services, services.environments.get(name));
  return services.environments.get(name);
}

/** The environment that a command works on, with its engine once it is known where it goes. @throws those of `environmentFor` and `ensureTarget`. */
export async function engineFor(services: EditorServices, subject: Subject): Promise<{ readonly engine: Engine; readonly environment: string }> {
  const { environment: { name } } = await ensureTarget(services, await environmentFor(services, subject));
  return { engine: await services.environments.engineOf(name), environment: name };
}

async function pickCloud(environment: string): Promise<string> {
  const items = [
    { label: `$(beaker) ${l10n.t('Local sandbox')}`, description: l10n.t('rehearsal on this computer; nothing reaches Azure'), cloud: 'sandbox' },
    { label: `$(azure) ${cloudText('azure', false)}`, description: l10n.t('with your Microsoft account'), cloud: 'azure' },
    { label: `$(azure) ${cloudText('usgov', false)}`, cloud: 'usgov' },
    { label: `$(azure) ${cloudText('china', false)}`, cloud: 'china' },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('Where should {0} be deployed?', environment), placeHolder: l10n.t('Kept for this workspace; "AOS: Select Subscription" changes it') });
  if (!picked) throw new CancelledError();
  return picked.cloud;
}

/** Chooses cloud and subscription of an environment anew. What the environment itself says stays. */
export async function changeTarget(services: EditorServices, entry: EnvironmentEntry): Promise<EnvironmentEntry> {
  const name = entry.environment.name;
  if (!entry.environment.cloud) await services.environments.chooseTarget(name, { cloud: await pickCloud(name) });
  if (entry.environment.subscriptionId) throw new InputError('Target.Fixed', l10n.t('{0} names its subscription itself.', name), { nextStep: l10n.t('Change "subscription" of {0} in aos.yaml.', name) });
  const now = services.environments.get(name);
  if (now.cloud && signInCloud(now.cloud) && !await services.account.isSignedIn(now.cloud)) await services.account.signIn(now.cloud);
  if (now.cloud !== 'sandbox') await selectSubscription(services, now);
  return services.environments.get(name);
}

async function selectSubscription({ environments }: EditorServices, entry: EnvironmentEntry): Promise<void> {
  const name = entry.environment.name;
  const cloud = entry.cloud ?? 'azure';
  const subscriptions = await withProgress(l10n.t('Reading subscriptions'), async (signal) => (await environments.engineOf(name)).listSubscriptions(name, signal));
  if (subscriptions.length === 0) throw new InputError('Target.NoSubscription', l10n.t('This account sees no subscription in {0}.', cloudText(cloud, false)), { nextStep: l10n.t('Sign in with another account, or ask for access.') });
  const items = subscriptions.map(({ subscriptionId, displayName, state }) => ({ label: displayName, description: subscriptionId, detail: state === 'Enabled' ? undefined : state, subscriptionId }));
  const picked = await vscode.window.showQuickPick(items, { title: l10n.t('AOS: Select Subscription for {0}', name), matchOnDescription: true });
  if (!picked) throw new CancelledError();
  await environments.chooseTarget(name, { cloud, subscriptionId: picked.subscriptionId });
}

