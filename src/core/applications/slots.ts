import { EnvironmentError, LogicError } from '../errors';
import { asArray, asObject, asString } from '../json';
import type { ArmRequests, AzureConnection, Clock } from '../ports';
import type { JsonObject, JsonValue } from '../values';
import { readAppSettings, sitesVersion, type Site } from './site';
import type { ApplicationCheck, ApplicationVerdict } from './verifyApplication';

/** One setting before a swap, masked. A sticky one stays with its slot. */
export interface SwapSetting { readonly name: string; readonly isSticky: boolean; readonly isSame: boolean; /** In production. */ readonly live?: string; /** In the slot. */ readonly next?: string }

/** `source` goes live in `target`, and what was there comes back. */
export interface SwapPreview {
  readonly source: string; readonly target: string;
  /** The same in a sentence. */
  readonly direction: string;
  /** Names of the settings that differ between the two. */
  readonly settings: { readonly moving: readonly string[]; readonly staying: readonly string[] };
  /** Every setting of either. */
  readonly details: readonly SwapSetting[];
  /** Packages that are in production and in the slot, where they are known. */
  readonly packages: { readonly live?: string; readonly next?: string };
  /** Whether the slot is alive. */
  readonly checks: readonly ApplicationCheck[];
  /** Why `swap` would refuse; empty: nothing stands against it. */
  readonly blockers: readonly string[];
  readonly warnings: readonly string[];
}
/** `checks` are those of production after the swap. */
export interface SwapReport extends SwapPreview { readonly verdict: ApplicationVerdict }

type Answer = Awaited<ReturnType<ArmRequests['request']>>;

/** Waits until a long-running request has ended. @throws LogicError when it failed; EnvironmentError `Arm.OperationTimedOut`. */
export async function finish({ arm }: AzureConnection, clock: Clock, begun: Answer, signal?: AbortSignal): Promise<void> {
  let answer = begun;
  const until = clock.now().getTime() + 20 * 60_000;
  const location = begun.headers['azure-asyncoperation'] ?? begun.headers['location'];
  while (location !== undefined && isRunning(answer)) {
    if (clock.now().getTime() > until) throw new EnvironmentError('Arm.OperationTimedOut', 'The operation has not ended after 20 minutes.', { nextStep: 'Look at the app in the portal: it may still end.' });
    await clock.sleep(1_000, signal);
    answer = await arm.request('GET', location, undefined, signal);
  }
  const status = asString(asObject(answer.body)['status']);
  if (status !== undefined && /^(failed|canceled)$/i.test(status)) throw new LogicError('Arm.OperationFailed', asString(asObject(asObject(answer.body)['error'])['message']) ?? 'The operation failed.', { nextStep: 'Look at the activity log of the app.' });
}

const isRunning = ({ status, body }: Answer): boolean => status === 202 || /^(inprogress|running|accepted|created)$/i.test(asString(asObject(body)['status']) ?? '');

/** Settings that must be a slot's own. */
const ownOfSlot = new Set(['WEBSITE_CONTENTSHARE']);

/** Makes a slot like its app: same runtime, same kind of identity, same settings but those that stick to production. Its identity is a new one, and has no roles yet. */
export async function createSlot(connection: AzureConnection, clock: Clock, production: Site, slot: string, signal?: AbortSignal): Promise<void> {
  const ask = async (path: string): Promise<JsonObject> => asObject((await connection.arm.request('GET', `${production.id}${path}?${sitesVersion}`, undefined, signal)).body);
  const [app, web, sticky, settings] = [await ask(''), asObject((await ask('/config/web'))['properties']), await readStickyNames(connection, production, signal), await readAppSettings(connection, production, signal)];
  const properties = asObject(app['properties']);
  const appSettings = Object.entries(settings).filter(([name]) => !sticky.includes(name) && !ownOfSlot.has(name)).map(([name, value]) => ({ name, value }));
  const siteConfig = { linuxFxVersion: web['linuxFxVersion'] ?? '', appSettings };
  const hasIdentity = /SystemAssigned/i.test(asString(asObject(app['identity'])['type']) ?? '');
  const body: JsonValue = { location: app['location'] ?? '', kind: app['kind'] ?? 'functionapp,linux', ...(hasIdentity && { identity: { type: 'SystemAssigned' } }), properties: { serverFarmId: properties['serverFarmId'] ?? null, httpsOnly: properties['httpsOnly'] ?? true, siteConfig } };
  await finish(connection, clock, await connection.arm.request('PUT', `${production.id}/slots/${slot}?${sitesVersion}`, body, signal), signal);
}

/** Puts `slot` live in production; what was live goes to the slot. */
export async function swapSlot(connection: AzureConnection, clock: Clock, production: Site, slot: string, signal?: AbortSignal): Promise<void> {
  await finish(connection, clock, await connection.arm.request('POST', `${production.id}/slotsswap?${sitesVersion}`, { targetSlot: slot, preserveVnet: true }, signal), signal);
}

/** Names of settings that stick to their slot. */
export async function readStickyNames({ arm }: AzureConnection, production: Site, signal?: AbortSignal): Promise<readonly string[]> {
  const { body } = await arm.request('GET', `${production.id}/config/slotConfigNames?${sitesVersion}`, undefined, signal);
  return asArray(asObject(asObject(body)['properties'])['appSettingNames']).filter((name): name is string => typeof name === 'string');
}
