import { DeployError, LogicError } from '../errors';
import type { SettingsChoice, SettingsGuard } from '../settingsGuard';
import { LostContactError } from './beginDeployment';
import { LeftRunningError } from './deployPhase';
import type { RunSession } from './runSession';

/** What was promised about application settings, and who holds their values: this process alone. */
export interface SettingsPromise { readonly guard: SettingsGuard; readonly choices: readonly SettingsChoice[] }

/**
 * Does the work of deploying and puts the promised settings back, whatever end Azure came to: an app may have lost its settings before a failure.
 * While Azure may still be at work nothing is put back, and the record says what is owed.
 * @throws what the work throws; LogicError `Settings.NotRestored`.
 */
export async function keepSettings<T>(session: RunSession, promise: SettingsPromise | undefined, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (promise?.choices.length) await session.call('settings.read', signal, () => promise.guard.remember(promise.choices.map(({ siteId }) => siteId), signal));
  const value = await work().catch(async (error: unknown) => {
    if (!(error instanceof LostContactError || error instanceof LeftRunningError)) await tryRestore(session, promise);
    throw error;
  });
  await restore(session, promise);
  return value;
}

/** After a failure that is the thing to tell; what could not be put back stays in the record, and is told with it. */
async function tryRestore(session: RunSession, promise: SettingsPromise | undefined): Promise<void> {
  try {
    await restore(session, promise);
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
  }
}

async function restore(session: RunSession, promise: SettingsPromise | undefined): Promise<void> {
  const owed = session.record.settingsToRestore ?? [];
  if (owed.length === 0) return;
  if (!promise) throw notRestored(owed, 'the process that held their values is gone, and no disk may hold them');
  const restored: SettingsChoice[] = [];
  for (const { siteId, names } of owed) {
    try {
      restored.push({ siteId, names: await session.call('settings.restore', undefined, () => promise.guard.restore(siteId, names)) });
    } catch (error) {
      if (!(error instanceof DeployError)) throw error;
      throw notRestored(owed.slice(restored.length), error.message);
    }
  }
  await session.emit({ type: 'settingsRestored', restored: restored.filter(({ names }) => names.length > 0) });
}

/** `app: NAME, NAME; other: NAME`. */
export const listOwed = (owed: readonly SettingsChoice[]): string => owed.map(({ siteId, names }) => `${siteId.split('/').at(-1) ?? siteId}: ${names.join(', ')}`).join('; ');

function notRestored(owed: readonly SettingsChoice[], why: string): LogicError {
  return new LogicError('Settings.NotRestored', `Application settings could not be put back after the deployment (${listOwed(owed)}): ${why}.`, {
    details: owed.map(({ siteId, names }) => ({ code: 'Settings.NotRestored', message: names.join(', '), resourceId: siteId })), nextStep: 'Set them again ("aos-deploy apps settings"), then verify.',
  });
}
