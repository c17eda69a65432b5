import { asArray, asObject } from '../../../src/core/json';
import type { EnvironmentName } from './rowCase';
import type { World } from './world';

export const roles = {
  owner: '8e3af657-a8ff-443c-a75c-2fe8c4bcb635', contributor: 'b24988ac-6180-42a0-ab88-20f7382dd24c', secretsUser: '4633458b-17de-408a-b874-0445c86b69e6',
  blobContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe', busOwner: '090c5cfd-751d-490a-894a-3ce6f1109419',
} as const;
export const apps = ['main', 'mcp', 'realm'] as const;

/** After the deployments: what people and the extension's other commands do until every row about dev is green. */
export async function putRight(world: World): Promise<void> {
  for (const app of await world.engine.applications.find()) await world.engine.applications.deploy('dev', app, { patienceMs: 0 });
  for (const name of ['aos-config', 'aos-logs']) await container(world, 'dev', name);
  for (const kind of ['agent', 'server'] as const) await world.engine.configurations.upload('dev', kind, {});
  await connectionSecrets(world, 'dev');
  await world.secret('dev', 'GitHubPAT', 'ghp-test-token-of-nobody');
  for (const app of apps) await grant(world, 'dev', app);
  await world.arm('PUT', world.at('dev', '{rg}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-00000000aaaa'), assignment(world, 'dev', roles.owner, await signedIn(world)));
  await referenceSettings(world, 'dev', 'DEBUG');
}

export async function container(world: World, environment: EnvironmentName, name: string): Promise<void> {
  await world.arm('PUT', world.at(environment, `{st}/blobServices/default/containers/${name}`), { properties: { publicAccess: 'None' } });
}

/** Both connection strings, as they are now. */
export async function connectionSecrets(world: World, environment: EnvironmentName): Promise<void> {
  const bus = (await world.arm('POST', world.at(environment, '{bus}/AuthorizationRules/RootManageSharedAccessKey/listKeys')))['primaryConnectionString'] as string;
  const keys = asArray((await world.arm('POST', world.at(environment, '{st}/listKeys')))['keys']);
  await world.secret(environment, 'ServiceBusConnectionString', bus);
  await world.secret(environment, 'StorageConnectionString', `DefaultEndpointsProtocol=https;AccountName=${world.nameOf(environment, 'st')};AccountKey=${String(asObject(keys[0])['value'])};EndpointSuffix=core.windows.net`);
}

export async function referenceSettings(world: World, environment: EnvironmentName, level: string): Promise<void> {
  const vault = world.nameOf(environment, 'kv');
  const reference = (secret: string): string => `@Microsoft.KeyVault(VaultName=${vault};SecretName=${secret})`;
  const bus = { main: ['AZURE_SERVICEBUS_CONNECTION_STRING', 'AzureServiceBusConnectionString'], mcp: ['AZURE_SERVICE_BUS_CONNECTION_STRING'], realm: ['AZURE_SERVICEBUS_CONNECTION_STRING', 'AZURE_SERVICE_BUS_CONNECTION_STRING'] };
  for (const app of apps) {
    await world.settings(environment, app, {
      ...Object.fromEntries(bus[app].map((name) => [name, reference('ServiceBusConnectionString')])), AZURE_STORAGE_CONNECTION_STRING: reference('StorageConnectionString'), AZURE_KEY_VAULT_URL: `https://${vault}.vault.azure.net/`,
      AOS_ENVIRONMENT: environment, APP_ENVIRONMENT: environment, AOS_LOG_LEVEL: level,
    });
  }
}

/** What each app needs of storage and bus beside what the template grants. */
async function grant(world: World, environment: EnvironmentName, app: (typeof apps)[number]): Promise<void> {
  if (app === 'main') return;
  const index = apps.indexOf(app);
  await world.arm('PUT', world.at(environment, `{st}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000b0${index}`), assignment(world, environment, roles.blobContributor, await principalOf(world, environment, app)));
  await world.arm('PUT', world.at(environment, `{bus}/providers/Microsoft.Authorization/roleAssignments/00000000-0000-4000-8000-000000000c0${index}`), assignment(world, environment, roles.busOwner, await principalOf(world, environment, app)));
}

export async function principalOf(world: World, environment: EnvironmentName, app: (typeof apps)[number]): Promise<string> {
  return String(asObject((await world.arm('GET', world.at(environment, `{${app}}`)))['identity'])['principalId']);
}

export const assignment = (world: World, environment: EnvironmentName, role: string, principalId: string) => ({ properties: { roleDefinitionId: `${world.at(environment, '{sub}')}/providers/Microsoft.Authorization/roleDefinitions/${role}`, principalId, principalType: 'ServicePrincipal' } });

/** Object ID of who the engine signs in as. */
export async function signedIn({ sandbox }: World): Promise<string> {
  const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: 'aos-deploy', client_secret: 'aos-deploy', resource: `${sandbox.endpoints.resourceManager}/` });
  const answer = await (await fetch(`${sandbox.endpoints.activeDirectory}/oauth2/token`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: form.toString() })).json() as { readonly access_token: string };
  return (JSON.parse(Buffer.from(answer.access_token.split('.')[1]!, 'base64url').toString('utf8')) as { readonly oid: string }).oid;
}
