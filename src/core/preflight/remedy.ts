import { LogicError } from '../errors';
import { asString, member } from '../json';
import type { AzureConnection, Clock, GroupScope } from '../ports';
import type { RemedyAction } from './model';

const pollMs = 2_000;
const patienceMs = 300_000;

export interface RemedyPorts { readonly connection: Pick<AzureConnection, 'arm'>; readonly scope: GroupScope; readonly clock: Clock }

/** Does what a remedy offers, and waits until it is done. @throws what ARM answers; LogicError `Preflight.RemedyTimeout`. @see ARM REST: Providers - Register, Vaults - Create Or Update, Vaults - Purge Deleted */
export async function carryOut(action: RemedyAction, ports: RemedyPorts, signal?: AbortSignal): Promise<void> {
  const { connection: { arm }, scope: { subscriptionId } } = ports;
  if (action.kind === 'register') {
    await arm.request('POST', `/subscriptions/${subscriptionId}/providers/${action.namespace}/register?api-version=2021-04-01`, undefined, signal);
    return until(ports, `the registration of ${action.namespace}`, async () => asString(member((await arm.request('GET', `/subscriptions/${subscriptionId}/providers/${action.namespace}?api-version=2021-04-01`, undefined, signal)).body, 'registrationState')) === 'Registered', signal);
  }
  const deleted = `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${action.location}/deletedVaults/${action.vault}`;
  if (action.kind === 'purge') await arm.request('POST', `${deleted}/purge?api-version=2023-07-01`, undefined, signal);
  else await recover(action.resourceId, action.location, ports, signal);
  return until(ports, `the vault ${action.vault}`, async () => !await isDeleted(ports, action.vault, signal), signal);
}

/** Azure wants the tenant and a SKU, and takes everything else from the deleted vault. */
async function recover(vaultId: string, location: string, { connection: { arm }, scope: { subscriptionId } }: RemedyPorts, signal?: AbortSignal): Promise<void> {
  const tenantId = asString(member((await arm.request('GET', `/subscriptions/${subscriptionId}?api-version=2022-12-01`, undefined, signal)).body, 'tenantId')) ?? '';
  await arm.request('PUT', `${vaultId}?api-version=2023-07-01`, { location, properties: { createMode: 'recover', tenantId, sku: { family: 'A', name: 'standard' }, accessPolicies: [] } }, signal);
}

async function isDeleted({ connection: { arm }, scope: { subscriptionId } }: RemedyPorts, vault: string, signal?: AbortSignal): Promise<boolean> {
  const { body } = await arm.request('GET', `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/deletedVaults?api-version=2023-07-01`, undefined, signal);
  const entries = member(body, 'value');
  return Array.isArray(entries) && entries.some((entry) => asString(member(entry, 'name'))?.toLowerCase() === vault.toLowerCase());
}

async function until({ clock }: RemedyPorts, what: string, isDone: () => Promise<boolean>, signal?: AbortSignal): Promise<void> {
  for (let waitedMs = 0; waitedMs < patienceMs; waitedMs += pollMs) {
    if (await isDone()) return;
    await clock.sleep(pollMs, signal);
  }
  throw new LogicError('Preflight.RemedyTimeout', `Azure was asked, but ${what} is not done after ${patienceMs / 60_000} minutes.`, { nextStep: 'Look again later: it goes on in Azure.' });
}
