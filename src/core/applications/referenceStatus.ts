import type { AzureConnection, Clock } from '../ports';
import { parseKeyVaultReference } from './keyVaultReference';
import type { RefusedSetting } from './settingsContract';
import type { SettingChanges } from './settingsTable';
import { readReferences, type Site } from './site';
import type { CheckState } from './verifyApplication';

/** App Service resolves references a moment after they were written. */
const patienceMs = 30_000;

export interface Confirming { readonly connection: AzureConnection; readonly clock: Clock; readonly site: Site; readonly names: readonly string[]; readonly written: SettingChanges; /** Ask once: what does not resolve now is not waited for. */ readonly once?: boolean }

/** Status of the references among some settings that were just written, asked until they resolve or the patience ends. `unknown`: it cannot be read, or there is none. */
export async function confirmReferences({ connection, clock, site, names, written, once }: Confirming, signal?: AbortSignal): Promise<{ readonly state: CheckState; readonly broken: readonly RefusedSetting[] }> {
  const mine = names.filter((name) => typeof written[name] === 'string' && parseKeyVaultReference(written[name]) !== undefined);
  if (mine.length === 0) return { state: 'unknown', broken: [] };
  const until = clock.now().getTime() + (once ? 0 : patienceMs);
  for (;;) {
    const statuses = await readReferences(connection, site, signal);
    if (!statuses) return { state: 'unknown', broken: [] };
    const broken = mine.flatMap((name): RefusedSetting[] => (statuses[name] === 'Resolved' ? [] : [{ name, problem: 'unknown', reason: `App Service says ${statuses[name] ?? 'nothing'} of it.`, nextStep: 'Look at the reference in the portal: Settings, Environment variables.' }]));
    if (broken.length === 0) return { state: 'pass', broken };
    if (clock.now().getTime() >= until) return { state: 'fail', broken };
    await clock.sleep(2_000, signal);
  }
}
