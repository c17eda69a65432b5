import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import { allRegions } from '../../resources/locations';
import type { JsonObject } from '../../../armTemplate';
import type { ProviderContext, ProviderModule, ResourceProvider } from '../provider';
import { forgetPrincipalsOf, identityOf } from '../shared/identity';
import { defined, objectOf, sameText, textOf, valueAt, withDefaults } from '../shared/json';
import { createdAt } from '../shared/time';
import { typed } from '../shared/typed';
import { accountKey } from '../storage/accountKeys';

/** Regions of the public cloud without workspaces: partners for recovery, restricted ones and the youngest. @see Azure products by region */
const without = new Set(['australiacentral', 'australiacentral2', 'australiasoutheast', 'brazilsoutheast', 'francesouth', 'germanynorth', 'jioindiacentral', 'jioindiawest', 'koreasouth', 'norwaywest', 'southafricawest', 'southindia', 'swedensouth', 'uaecentral', 'westindia', 'austriaeast', 'belgiumcentral', 'chilecentral', 'indonesiacentral', 'malaysiawest', 'mexicocentral', 'newzealandnorth']);

const linked = { storageAccount: 'Microsoft.Storage/storageAccounts', keyVault: 'Microsoft.KeyVault/vaults', applicationInsights: 'Microsoft.Insights/components', containerRegistry: 'Microsoft.ContainerRegistry/registries' } as const;

/** @see Workspaces - Create Or Update */
const workspaces: ResourceProvider = typed({
  type: 'Microsoft.MachineLearningServices/workspaces',
  locations: allRegions.filter(({ name }) => !without.has(name)).map(({ displayName }) => displayName),
  provisioningMs: 45_000,
  deletingMs: 10_000,
  name: { pattern: /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/, minLength: 3, maxLength: 33, code: 'ValidationError', message: "The workspace name '{name}' is not valid: it needs 3 to 33 letters, digits, hyphens and underscores, and starts with a letter or digit." },
  refuse: (problem) => badRequest('ValidationError', problem.message, { target: problem.path }),
  check({ body, properties, unknown = [] }, context) {
    const kind = textOf(body.kind) ?? 'Default';
    if (body.identity === undefined) throw badRequest('ValidationError', 'Missing managed identity: a workspace needs a SystemAssigned or UserAssigned identity.');
    for (const [name, type] of Object.entries(linked)) {
      const path = `properties.${name}`;
      if (unknown.some((known) => known === 'properties' || sameText(known, path))) continue;
      const id = textOf(properties[name]);
      if (id === undefined && (name === 'storageAccount' || name === 'keyVault') && !['Project', 'Hub'].includes(kind)) throw badRequest('ValidationError', `Missing dependent resources in workspace json: ${name}.`, { target: path });
      if (id !== undefined && id !== '' && !context.resources.find(id)) throw badRequest('ValidationError', `The associated resource '${id}' of the type ${type} was not found.`, { target: path });
    }
  },
  fill(request, context) {
    const { id, body, properties } = request;
    const workspaceId = context.random.guid(`workspace:${keyOf(id.id)}`);
    const region = (textOf(body.location) ?? '').replace(/\s/g, '').toLowerCase();
    return defined({
      location: body.location, tags: body.tags ?? {}, kind: body.kind ?? 'Default', identity: identityOf(request, context), sku: withDefaults(objectOf(body.sku), { name: 'Basic', tier: 'Basic' }),
      properties: {
        ...withDefaults(properties, {
          friendlyName: id.shortName, description: '', storageAccount: undefined, keyVault: undefined, hbiWorkspace: false, allowPublicAccessWhenBehindVnet: false, publicNetworkAccess: 'Enabled', imageBuildCompute: '', v1LegacyMode: false,
          enableDataIsolation: false, privateEndpointConnections: [], managedNetwork: { isolationMode: 'Disabled' }, systemDatastoresAuthMode: 'AccessKey',
        }),
        workspaceId, tenantId: context.tenantId, discoveryUrl: `https://${region}.api.azureml.ms/discovery`, mlFlowTrackingUri: `azureml://${region}.api.azureml.ms/mlflow/v1.0${id.id}`, creationTime: createdAt(request, context), storageHnsEnabled: false,
        workspaceHubConfig: properties.workspaceHubConfig ?? { defaultWorkspaceResourceGroup: '' },
      },
    });
  },
  afterDelete: (resource, context) => forgetPrincipalsOf(resource.id, context),
  actions: {
    listStorageAccountKeys({ resource }, context) {
      const account = context.resources.find(textOf(valueAt(resource.body, 'properties.storageAccount')) ?? '');
      if (!account) throw badRequest('ValidationError', 'The workspace has no storage account.');
      return { body: { userStorageKey: accountKey(account, 'key1', context) } };
    },
    listNotebookKeys: ({ resource }, context) => ({ body: { primaryAccessKey: notebookKey(resource.id, 'primary', context), secondaryAccessKey: notebookKey(resource.id, 'secondary', context) } }),
    // Keys are read from the account itself, so there is nothing to bring in step.
    resyncKeys: () => ({ status: 200 }),
    diagnose: ({ resource }, context) => ({ body: { value: diagnose(objectOf(resource.body.properties), context) } }),
    listKeys({ resource }, context) {
      const properties = objectOf(resource.body.properties);
      const component = context.resources.find(textOf(properties.applicationInsights) ?? '');
      const account = context.resources.find(textOf(properties.storageAccount) ?? '');
      return { body: defined({ userStorageResourceId: properties.storageAccount, userStorageKey: account && accountKey(account, 'key1', context), appInsightsInstrumentationKey: valueAt(component?.body, 'properties.InstrumentationKey') }) };
    },
  },
  whatIf: { noise: ['properties.managedNetwork', 'properties.enableDataIsolation', 'properties.v1LegacyMode', 'properties.systemDatastoresAuthMode', 'properties.imageBuildCompute', 'properties.allowPublicAccessWhenBehindVnet'] },
});

const notebookKey = (id: string, which: string, context: ProviderContext): string => context.random.bytes(`notebook:${keyOf(id)}:${which}`, 32).toString('hex');

/** What is wrong with the resources that a workspace is linked to: those that are gone. */
function diagnose(properties: JsonObject, context: ProviderContext): JsonObject {
  const resultsFor = (name: keyof typeof linked): JsonObject[] => {
    const id = textOf(properties[name]);
    if (id === undefined || id === '' || context.resources.find(id)) return [];
    return [{ code: 'ResourceNotFound', level: 'Error', message: `The resource '${id}' does not exist.` }];
  };
  return { userDefinedRouteResults: [], networkSecurityRuleResults: [], resourceLockResults: [], dnsResolutionResults: [], otherResults: [], storageAccountResults: resultsFor('storageAccount'), keyVaultResults: resultsFor('keyVault'), containerRegistryResults: resultsFor('containerRegistry'), applicationInsightsResults: resultsFor('applicationInsights') };
}

export const machineLearningModule: ProviderModule = {
  types: [workspaces],
};
