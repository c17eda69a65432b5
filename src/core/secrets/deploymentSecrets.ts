import { outputText } from '../deployment';
import { LogicError } from '../errors';
import { asArray, asObject, asString, member } from '../json';
import type { AzureConnection, GroupScope, Resource } from '../ports';
import type { JsonObject } from '../values';

/** A secret whose value a deployed resource knows; `read` asks for it. */
export interface DeploymentSecret { readonly name: string; /** Resource it comes from. */ readonly from: string; read(signal?: AbortSignal): Promise<string> }

interface Source { readonly name: string; readonly output: string; readonly type: string; read(connection: AzureConnection, resource: Resource, signal?: AbortSignal): Promise<string | undefined> }

const sources: readonly Source[] = [
  {
    name: 'ServiceBusConnectionString', output: 'serviceBusNamespaceName', type: 'microsoft.servicebus/namespaces',
    read: async ({ arm }, { id }, signal) => asString(asObject((await arm.request('POST', `${id}/authorizationRules/RootManageSharedAccessKey/listKeys?api-version=2021-11-01`, undefined, signal)).body)['primaryConnectionString']),
  },
  { name: 'StorageConnectionString', output: 'storageAccountName', type: 'microsoft.storage/storageaccounts', read: readStorage },
];

/** Secrets that the resources of a group can tell: named by the outputs of its deployment, or the only ones of their type. Asks for no value. */
export async function findDeploymentSecrets(connection: AzureConnection, scope: GroupScope, outputs: JsonObject, signal?: AbortSignal): Promise<readonly DeploymentSecret[]> {
  const all = await connection.resources.listResources(scope, signal);
  return sources.flatMap(({ name, output, type, read }): DeploymentSecret[] => {
    const candidates = all.filter((one) => one.type.toLowerCase() === type);
    const named = outputText(outputs, output)?.toLowerCase();
    const resource = named === undefined ? (candidates.length === 1 ? candidates[0] : undefined) : candidates.find((one) => one.name.toLowerCase() === named);
    return resource ? [{ name, from: resource.name, read: async (stop) => await read(connection, resource, stop) ?? nothing(resource) }] : [];
  });
}

function nothing({ name }: Resource): never {
  throw new LogicError('Secrets.NoKey', `${name} tells no connection string.`, { nextStep: 'Look whether its keys are switched off.' });
}

/** As the portal shows it; where the addresses of the account are no names under a suffix, they are written out. */
async function readStorage({ arm, resources }: AzureConnection, { id, name }: Resource, signal?: AbortSignal): Promise<string | undefined> {
  const key = asString(asObject(asArray(asObject((await arm.request('POST', `${id}/listKeys?api-version=2023-05-01`, undefined, signal)).body)['keys'])[0])['value']);
  const endpoints = asObject((await resources.findResource(id, signal))?.properties?.['primaryEndpoints']);
  const blob = asString(member(endpoints, 'blob'));
  if (key === undefined || blob === undefined || !URL.canParse(blob)) return undefined;
  const { protocol, host } = new URL(blob);
  const head = `DefaultEndpointsProtocol=${protocol.replace(':', '')};AccountName=${name};AccountKey=${key}`;
  const suffix = host.toLowerCase().startsWith(`${name.toLowerCase()}.blob.`) && !host.includes(':') ? host.slice(`${name}.blob.`.length) : undefined;
  if (suffix !== undefined) return `${head};EndpointSuffix=${suffix}`;
  const services = (['Blob', 'Queue', 'Table', 'File'] as const).flatMap((service) => { const at = asString(member(endpoints, service.toLowerCase())); return at === undefined ? [] : [`${service}Endpoint=${at}`]; });
  return [head, ...services].join(';');
}
