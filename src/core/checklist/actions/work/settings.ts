import { findSources, readFacts, type Application, type SeenSettings, type SettingChanges } from '../../../applications';
import { LogicError } from '../../../errors';
import { asObject, asString } from '../../../json';
import type { Finding } from '../action';
import { failed, passed, type ClickWork, type WorkScene } from './work';

/** Settings that hold a connection string, in the order in which an app is asked for them. */
const connections = [
  { names: ['AZURE_SERVICEBUS_CONNECTION_STRING', 'AZURE_SERVICE_BUS_CONNECTION_STRING', 'AzureServiceBusConnectionString'], secret: 'ServiceBusConnectionString' },
  { names: ['AZURE_STORAGE_CONNECTION_STRING'], secret: 'StorageConnectionString' },
] as const;

/** Secrets and settings, by the services that the commands use. */
export const settingWorks: readonly ClickWork[] = [
  {
    action: 'store-connection-secrets', title: 'Keep the connection strings in the vault', changesAzure: true, describe: ({ view }) => `Reads the connection strings of Service Bus and storage of ${view.environment.name} and keeps them in its vault. Nobody sees them.`,
    run: (scene) => store(scene),
  },
  {
    action: 'configure-app-settings', title: 'Set what the apps need', changesAzure: true, describe: ({ view }) => `Sets environment, log level and references to the vault on the apps of ${view.environment.name}; they start again.`,
    preview: async (scene) => (await planned(scene)).flatMap(({ application, changes }) => Object.keys(changes).map((name) => `${application.name}: ${name}`)),
    run: async (scene) => {
      const done: string[] = [];
      for (const { application, changes, seen } of await planned(scene)) {
        if (Object.keys(changes).length === 0) continue;
        const { refused, rolledBack } = await scene.ports.engine.applications.changeSettings(scene.view.environment.name, application, changes, { seen }, scene.signal);
        const open = [...refused, ...rolledBack];
        if (open.length > 0) return failed(`${application.name}: ${open.map(({ name, reason }) => `${name} (${reason})`).join('; ')}`, { done });
        done.push(application.name);
        scene.onLine(application.name);
      }
      return passed(done.length === 0 ? 'Every setting was so already.' : `Set on ${done.join(', ')}.`, { done });
    },
  },
  {
    action: 'rotate-secrets', title: 'Renew keys and connection strings', changesAzure: true, describe: ({ view }) => `Makes new keys of storage and Service Bus of ${view.environment.name}, keeps their connection strings in the vault and starts the apps again. Who still uses an old key is refused from then on.`,
    run: (scene) => rotate(scene),
  },
];

/** Refused while a setting holds a key itself: its app would stand until the next deployment. */
async function rotate(scene: WorkScene): Promise<Finding> {
  const { connection: { arm, resources }, scope } = await scene.connection();
  const all = await resources.listResources(scope, scene.signal);
  const of = (type: string) => all.filter((one) => one.type.toLowerCase() === type);
  const [st, bus, sites] = [of('microsoft.storage/storageaccounts')[0], of('microsoft.servicebus/namespaces')[0], of('microsoft.web/sites')];
  if (!st || !bus) return failed(`The resource group ${scope.resourceGroup} holds no storage account, or no Service Bus namespace.`);
  const plain = (await Promise.all(sites.map(async ({ id, name }) => {
    const { body } = await arm.request('POST', `${id}/config/appsettings/list?api-version=2023-12-01`, undefined, scene.signal);
    return Object.entries(asObject(asObject(body)['properties'])).filter(([, value]) => /(AccountKey|SharedAccessKey)=/.test(String(value))).map(([setting]) => `${setting} of ${name}`);
  }))).flat();
  if (plain.length > 0) return failed(`These settings hold a key themselves and would stop working: ${plain.join(', ')}. Move them into the vault, or use identities, first.`);
  for (const key of ['key2', 'key1']) await arm.request('POST', `${st.id}/regenerateKey?api-version=2023-05-01`, { keyName: key }, scene.signal);
  for (const keyType of ['SecondaryKey', 'PrimaryKey']) await arm.request('POST', `${bus.id}/AuthorizationRules/RootManageSharedAccessKey/regenerateKeys?api-version=2021-11-01`, { keyType }, scene.signal);
  const stored = await store(scene);
  for (const { id } of sites) await arm.request('POST', `${id}/restart?api-version=2023-12-01`, undefined, scene.signal);
  return stored.state === 'pass' ? passed(`The keys are new, and the apps start again. ${stored.reason}`) : stored;
}

async function store(scene: WorkScene): Promise<Finding> {
  const results = await scene.ports.engine.secrets.setFromDeployment(scene.view.environment.name, connections.map(({ secret }) => secret), scene.signal);
  const open = connections.filter(({ secret }) => !results.some(({ name }) => name === secret)).map(({ secret }) => secret);
  return open.length === 0 ? passed(results.map(({ name, outcome }) => `${name}: ${outcome}`).join(', '), results.map(({ name, outcome }) => ({ name, outcome }))) : failed(`The deployment has no ${open.join(' and no ')}.`);
}

const vaultSetting = 'AZURE_KEY_VAULT_URL';
interface Vault { readonly name: string; readonly uri: string }
interface Planned { readonly application: Application; readonly changes: SettingChanges; readonly seen: SeenSettings }

/** What the settings would have to become, app by app; what is so already falls away. */
async function planned(scene: WorkScene): Promise<readonly Planned[]> {
  const { applications } = scene.ports.engine;
  const { name } = scene.view.environment;
  const { connection, scope } = await scene.connection();
  const vault = (await connection.resources.listResources(scope, scene.signal)).find(({ type }) => type.toLowerCase() === 'microsoft.keyvault/vaults');
  if (vault === undefined) throw new LogicError('Action.Missing', `The resource group ${scope.resourceGroup} holds no vault.`, { nextStep: 'Deploy the environment first.' });
  const uri = asString(asObject((await connection.resources.findResource(vault.id, scene.signal))?.properties)['vaultUri']) ?? '';
  const all = await applications.find();
  return Promise.all(all.map(async (application): Promise<Planned> => {
    const { settings } = await applications.settings(name, application, undefined, scene.signal);
    const there = new Set(settings.filter(({ live }) => live !== undefined).map((one) => one.name));
    for (const { name: read, isNeeded } of (await readFacts(scene.ports.files, application, await findSources(scene.ports.files, application, all))).settings) if (isNeeded) there.add(read);
    const { changes, seen } = await applications.planSettings(name, application, wanted(application.name, there, { name: vault.name, uri }, scene), undefined, scene.signal);
    return { application, changes, seen };
  }));
}

function wanted(app: string, there: ReadonlySet<string>, vault: Vault, { view: { facts, environment } }: WorkScene): Readonly<Record<string, string>> {
  const stage = facts.stage ?? environment.name;
  const references = connections.flatMap(({ names, secret }) => {
    const set = names.filter((name) => there.has(name));
    return (set.length === 0 || (app === 'main' && !set.includes(names[0])) ? [...set, names[0]] : set).map((name) => [name, `@Microsoft.KeyVault(VaultName=${vault.name};SecretName=${secret})`] as const);
  });
  const address: Readonly<Record<string, string>> = there.has(vaultSetting) ? { [vaultSetting]: vault.uri } : {};
  return { ...Object.fromEntries(references), ...address, AOS_ENVIRONMENT: stage, APP_ENVIRONMENT: stage, AOS_LOG_LEVEL: stage === 'dev' ? 'DEBUG' : 'INFO' };
}
