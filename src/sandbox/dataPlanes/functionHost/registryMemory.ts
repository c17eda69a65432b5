import { createHash } from 'node:crypto';
import type { JsonObject } from '../../../armTemplate';
import type { Invocation } from '../../monitoring';
import type { DataPlaneHost, ProviderContext, StoredResource, Table } from '../../providers/provider';
import { siteKey } from './addresses';
import type { HostState } from './hostState';
import { asLoaded, loadRegistry, type LoadedRegistry, type RegistryPlace } from './registryBlob';

/** What an app's workers hold since they loaded it. */
interface Remembered { readonly mark: string; readonly entries: readonly JsonObject[]; readonly problem?: string }

const memory = (context: ProviderContext): Table<Remembered> => context.table<Remembered>('Microsoft.Web/loadedRegistries');

/** New workers begin after a deployment and after a change of settings. */
const markOf = ({ use, settings }: HostState): string => createHash('sha256').update(JSON.stringify([use?.deploymentId ?? '', settings])).digest('hex');

/** The registry as the app has it in memory: loaded once, and again only when it could not be loaded, after a restart, or on command. */
export async function heldRegistry(state: HostState, place: RegistryPlace, host: DataPlaneHost, run?: Invocation): Promise<LoadedRegistry> {
  const held = memory(host.context()).get(siteKey(state.site));
  if (held?.mark === markOf(state)) return asLoaded(held.entries, place, held.problem);
  const fresh = await loadRegistry(state, place, host, run);
  if (fresh.problem === undefined) memory(host.context()).set(siteKey(state.site), { mark: markOf(state), entries: fresh.entries });
  return fresh;
}

/** The command `reload_registry`. An unsound registry changes nothing but what the app says about it. */
export async function reloadRegistry(state: HostState, place: RegistryPlace, host: DataPlaneHost, run?: Invocation): Promise<void> {
  const [held, fresh] = [memory(host.context()).get(siteKey(state.site)), await loadRegistry(state, place, host, run)];
  const mark = markOf(state);
  if (fresh.problem === undefined) memory(host.context()).set(siteKey(state.site), { mark, entries: fresh.entries });
  else if (held?.mark === mark) memory(host.context()).set(siteKey(state.site), { ...held, problem: fresh.problem });
}

/** A restart empties the memory. */
export function forgetRegistry(site: StoredResource, context: ProviderContext): void { memory(context).delete(siteKey(site)); }
