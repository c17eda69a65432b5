import { randomUUID } from 'node:crypto';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createEngine } from '../../../src/composition';
import type { Engine } from '../../../src/core/engine';
import type { Application } from '../../../src/core/applications';
import { startSandbox, type StartedSandbox } from '../../../src/sandbox';
import { createApp, type App } from './apps';
import { clientsFor, subscriptionId } from './clients';
import { providerClientsFor, type ProviderClients } from './providerClients';

const tenantId = '5a4d0000-0000-4000-8000-000000000001';
const secretsUser = '4633458b-17de-408a-b874-0445c86b69e6';

export interface World {
  readonly clients: ProviderClients;
  readonly vault: string;
  readonly bus: string;
  readonly account: string;
  /** Lets an identity read the vault's secrets. */
  allow(principalId: string): Promise<void>;
  principalOf(app: App): Promise<string>;
}

/** A resource group `rg` with an account, a bus, a vault with roles, and a deployment whose outputs name them and the apps. */
export async function createWorld(sandbox: StartedSandbox, apps: Readonly<Record<string, App>>, names: { readonly vault: string; readonly bus: string; readonly account: string }): Promise<World> {
  const clients = providerClientsFor(sandbox.endpoints.resourceManager);
  const { resources, deployments } = clientsFor(sandbox.endpoints.resourceManager);
  await resources.resourceGroups.createOrUpdate('rg', { location: 'eastus' });
  await clients.storage.storageAccounts.beginCreateAndWait('rg', names.account, { location: 'eastus', kind: 'StorageV2', sku: { name: 'Standard_LRS' } });
  await clients.serviceBus.namespaces.beginCreateOrUpdateAndWait('rg', names.bus, { location: 'eastus', sku: { name: 'Standard' } });
  const vault = await clients.keyVault.vaults.beginCreateOrUpdateAndWait('rg', names.vault, { location: 'eastus', properties: { tenantId, sku: { family: 'A', name: 'standard' }, enableRbacAuthorization: true } });
  const outputs = { storageAccountName: names.account, serviceBusNamespaceName: names.bus, keyVaultName: names.vault, keyVaultUri: vault.properties.vaultUri ?? '', ...Object.fromEntries(Object.entries(apps).map(([output, { name }]) => [output, name])) };
  const template = { $schema: 'https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#', contentVersion: '1.0.0.0', resources: [], outputs: Object.fromEntries(Object.entries(outputs).map(([name, value]) => [name, { type: 'string', value }])) };
  await deployments.deployments.createOrUpdate('rg', 'outputs', { properties: { mode: 'Incremental', template } });
  return {
    clients, ...names,
    allow: async (principalId) => {
      const scope = vault.id!.replace(/^\//, '');
      await clients.authorization.roleAssignments.create(scope, randomUUID(), { principalId, principalType: 'ServicePrincipal', roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${secretsUser}` });
    },
    principalOf: async ({ name }) => (await clients.web.webApps.get('rg', name)).identity?.principalId ?? '',
  };
}

/** A workspace whose main application is the sample's, with an engine on the sandbox. */
export function createWorkspace(sandbox: StartedSandbox, root: string): { readonly engine: Engine; readonly root: string } {
  mkdirSync(path.join(root, 'deployment/parameters'), { recursive: true });
  for (const file of ['host.json', 'function_app.py']) cpSync(path.join('samples/aos', file), path.join(root, file));
  writeFileSync(path.join(root, 'deployment/main-modular.bicep'), '');
  writeFileSync(path.join(root, 'deployment/parameters/dev.bicepparam'), "using '../main-modular.bicep'\n");
  writeFileSync(path.join(root, 'aos.yaml'), `environments:\n  dev:\n    subscription: ${subscriptionId}\n    resourceGroup: rg\n`);
  return { root, engine: createEngine({ root, cloud: sandbox.endpoints.resourceManager, sandboxEndpoint: () => Promise.reject(new Error('not needed')) }) };
}

export const makeApp = (sandbox: StartedSandbox, name: string, settings: Readonly<Record<string, string>>): Promise<App> => createApp(sandbox, name, settings);

export interface MainApp { readonly sandbox: StartedSandbox; readonly app: App; readonly world: World; readonly engine: Engine; readonly root: string; readonly main: Application }

/** What the sample's main application needs to start. */
export const neededByMain = { AZURE_SERVICEBUS_CONNECTION_STRING: 'Endpoint=sb://x/', AZURE_STORAGE_CONNECTION_STRING: 'AccountName=x' };

/** A new sandbox whose environment `dev` has the app `app-main`, and a workspace in `folder` with its sources. */
export async function startWithMain(folder: string): Promise<MainApp> {
  const sandbox = await startSandbox({ provisioningDelay: 0, seed: 1 });
  const app = await makeApp(sandbox, 'app-main', neededByMain);
  const world = await createWorld(sandbox, { functionAppName: app }, { vault: 'kv-world', bus: 'bus-world', account: 'stworld' });
  const { engine, root } = createWorkspace(sandbox, path.join(folder, 'ws'));
  const [main] = await engine.applications.find() as [Application];
  return { sandbox, app, world, engine, root, main };
}
