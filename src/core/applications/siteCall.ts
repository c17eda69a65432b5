import { outputText, readLiveOutputs } from '../deployment';
import { LogicError } from '../errors';
import { asObject, asString } from '../json';
import type { AzureConnection, SiteAnswer } from '../ports';
import { sitesVersion, type Site, type SiteTarget } from './site';

/** A key that opens every function of a site; undefined where it may not be read. Secret: goes into a header and nowhere else. */
export async function readHostKey({ arm }: AzureConnection, { id }: Site, signal?: AbortSignal): Promise<string | undefined> {
  try {
    return hostKeyIn((await arm.request('POST', `${id}/host/default/listkeys?${sitesVersion}`, undefined, signal)).body);
  } catch (error) {
    if (error instanceof LogicError) return undefined;
    throw error;
  }
}

/** Of the answer of `host/default/listkeys`: the default key, else the master key. @see Web Apps - List Host Keys */
export function hostKeyIn(body: unknown): string | undefined {
  const { functionKeys, masterKey } = asObject(body);
  return asString(asObject(functionKeys)['default']) ?? asString(masterKey);
}

export interface SiteCallRequest { readonly method?: 'GET' | 'POST'; /** Behind the address, such as `/api/health`. */ readonly path: string; readonly key?: string; readonly body?: string; readonly timeoutMs?: number }

/** One request to an app's own address. Any status is an answer. @throws LogicError `Application.NoAddress`; EnvironmentError `Network.<code>`. */
export async function callSite({ dataPlanes }: AzureConnection, { url, name }: Site, { method = 'GET', path, key, body, timeoutMs = 30_000 }: SiteCallRequest, signal?: AbortSignal): Promise<SiteAnswer> {
  if (url === undefined) throw new LogicError('Application.NoAddress', `${name} tells no address.`, { nextStep: 'Look at the app in the portal.' });
  return dataPlanes.send({ method, url: `${url}${path}`, timeoutMs, ...(body !== undefined && { body }), ...(key !== undefined && { headers: { 'x-functions-key': key } }) }, signal);
}

/** Connection string of the namespace of an environment: named by its outputs, or the only one. @throws LogicError `Bus.None`. */
export async function readBusConnection({ connection, scope }: SiteTarget, signal?: AbortSignal): Promise<{ readonly name: string; readonly connectionString: string }> {
  const named = outputText(await readLiveOutputs(connection, scope, signal), 'serviceBusNamespaceName')?.toLowerCase();
  const all = (await connection.resources.listResources(scope, signal)).filter(({ type }) => type.toLowerCase() === 'microsoft.servicebus/namespaces');
  const found = named === undefined ? (all.length === 1 ? all[0] : undefined) : all.find(({ name }) => name.toLowerCase() === named);
  if (!found) throw new LogicError('Bus.None', all.length > 1 ? `${scope.resourceGroup} holds ${all.length} Service Bus namespaces, and no deployment says which one is meant.` : `${scope.resourceGroup} holds no Service Bus namespace.`, { nextStep: 'Deploy the infrastructure first.' });
  const { body } = await connection.arm.request('POST', `${found.id}/authorizationRules/RootManageSharedAccessKey/listKeys?api-version=2021-11-01`, undefined, signal);
  const connectionString = asString(asObject(body)['primaryConnectionString']);
  if (connectionString === undefined) throw new LogicError('Bus.Denied', `${found.name} tells no key.`, { nextStep: 'Look whether its keys are switched off (disableLocalAuth).' });
  return { name: found.name, connectionString };
}
