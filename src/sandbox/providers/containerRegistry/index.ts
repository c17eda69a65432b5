import { badRequest } from '../../armError';
import { keyOf } from '../../resourceId';
import type { ActionRequest, ProviderContext, ProviderModule, ResourceProvider, RouteAnswer } from '../provider';
import { resourceNotFound } from '../../resources/resourceChecks';
import { addressOnly } from '../shared/addresses';
import { forgetPrincipalsOf, identityOf } from '../shared/identity';
import { defined, property, sameText, textOf, valueAt, withDefaults } from '../shared/json';
import { createdAt } from '../shared/time';
import { typed } from '../shared/typed';

const tiers = ['Basic', 'Standard', 'Premium'];
/** Bytes of images that come with the SKU, and how many webhooks it takes. @see Azure Container Registry service tiers */
const limits: Readonly<Record<string, readonly [bytes: number, webhooks: number]>> = { Basic: [10_737_418_240, 2], Standard: [107_374_182_400, 10], Premium: [536_870_912_000, 500] };
const policies = {
  quarantinePolicy: { status: 'disabled' }, trustPolicy: { type: 'Notary', status: 'disabled' }, retentionPolicy: { days: 7, status: 'disabled' }, exportPolicy: { status: 'enabled' },
  azureADAuthenticationAsArmPolicy: { status: 'enabled' }, softDeletePolicy: { retentionDays: 7, status: 'disabled' },
};

/** @see Registries - Create */
const registries: ResourceProvider = typed({
  type: 'Microsoft.ContainerRegistry/registries',
  provisioningMs: 12_000,
  name: {
    pattern: /^[a-zA-Z0-9]+$/, minLength: 5, maxLength: 50, code: 'InvalidRegistryName', message: "The registry name '{name}' is invalid. A registry name must be between 5 and 50 alphanumeric characters.",
    uniqueError: { status: 409, code: 'AlreadyInUse', message: 'The registry DNS name {name}.azurecr.io is already in use. You can check if the name is already claimed using following API: https://docs.microsoft.com/en-us/rest/api/containerregistry/registries/checknameavailability' },
  },
  check({ body, properties, unknown = [] }) {
    const sku = textOf(valueAt(body, 'sku.name'));
    if (sku === undefined || unknown.some((path) => path.startsWith('sku'))) return;
    if (!tiers.includes(sku)) throw badRequest('InvalidSkuName', `The SKU '${sku}' is not valid. Allowed values: ${tiers.join(', ')}.`);
    const premiumOnly = ['networkRuleSet', 'encryption', 'dataEndpointEnabled'].find((name) => properties[name] !== undefined && properties[name] !== false);
    if (sku !== 'Premium' && (premiumOnly !== undefined || properties.publicNetworkAccess === 'Disabled')) throw badRequest('FeatureNotSupportedInSku', `'${premiumOnly ?? 'publicNetworkAccess'}' needs the SKU Premium; this registry has ${sku}.`);
  },
  fill(request, context) {
    const { id, body, properties } = request;
    const sku = textOf(valueAt(body, 'sku.name')) ?? 'Basic';
    return defined({
      location: body.location, tags: body.tags ?? {}, sku: { name: sku, tier: sku }, identity: identityOf(request, context),
      properties: withDefaults({ ...properties }, {
        loginServer: new URL(context.endpoint('containerRegistry', id.name.toLowerCase())).host, creationDate: createdAt(request, context), adminUserEnabled: false, policies, encryption: { status: 'disabled' }, dataEndpointEnabled: false,
        dataEndpointHostNames: [], privateEndpointConnections: [], publicNetworkAccess: 'Enabled', networkRuleBypassOptions: 'AzureServices', zoneRedundancy: 'Disabled', anonymousPullEnabled: false, networkRuleSet: sku === 'Premium' ? { defaultAction: 'Allow', ipRules: [] } : undefined,
      }),
    });
  },
  afterDelete: (resource, context) => forgetPrincipalsOf(resource.id, context),
  actions: { listCredentials, regenerateCredential },
  whatIf: { noise: ['properties.policies', 'properties.encryption', 'properties.dataEndpointEnabled', 'properties.networkRuleBypassOptions', 'properties.zoneRedundancy', 'properties.anonymousPullEnabled'] },
});

function listCredentials({ resource }: ActionRequest, context: ProviderContext): RouteAnswer {
  if (valueAt(resource.body, 'properties.adminUserEnabled') !== true) throw badRequest('UnAuthorizedForCredentialOperations', `Cannot perform credential operations for ${resource.id} as admin user is disabled. Kindly enable admin user as per docs: https://docs.microsoft.com/en-us/azure/container-registry/container-registry-authentication#admin-account`);
  const password = (name: string) => ({ name, value: context.random.base64(`registry:${keyOf(resource.id)}:${name}:${String(resource.hidden?.[name] ?? 0)}`, 32).replace(/[/=]/g, '+') });
  return { body: { username: resource.name, passwords: [password('password'), password('password2')] } };
}

function regenerateCredential(request: ActionRequest, context: ProviderContext): RouteAnswer {
  const name = ['password', 'password2'].find((known) => sameText(property(request.body, 'name'), known));
  if (!name) throw badRequest('InvalidCredentialName', 'The name of the credential must be password or password2.');
  const hidden = { ...request.resource.hidden, [name]: Number(request.resource.hidden?.[name] ?? 0) + 1 };
  return listCredentials({ ...request, resource: context.resources.update(request.resource.id, { hidden }) }, context);
}

/** Calls a registry makes to others; none are made here, but the address that was given is told. @see Webhooks - Create */
const webhooks: ResourceProvider = typed({
  type: 'Microsoft.ContainerRegistry/registries/webhooks',
  name: { pattern: /^[a-zA-Z0-9]+$/, minLength: 5, maxLength: 50, code: 'InvalidWebhookName', message: "The webhook name '{name}' is invalid. A webhook name must be between 5 and 50 alphanumeric characters." },
  fill({ body, properties, existing }) {
    const { serviceUri, customHeaders, ...shown } = properties;
    return { body: defined({ location: body.location, tags: body.tags ?? {}, properties: withDefaults(shown, { status: 'enabled', scope: '' }) }), hidden: defined({ serviceUri: serviceUri ?? existing?.hidden?.serviceUri, customHeaders: customHeaders ?? existing?.hidden?.customHeaders }) };
  },
  actions: { getCallbackConfig: ({ resource }) => ({ body: defined({ serviceUri: resource.hidden?.serviceUri, customHeaders: resource.hidden?.customHeaders ?? {} }) }), listEvents: () => ({ body: { value: [] } }), ping: ({ resource }, context) => ({ body: { id: context.random.guid(`ping:${keyOf(resource.id)}:${context.clock.now().toISOString()}`) } }) },
});

export const containerRegistryModule: ProviderModule = {
  types: [registries, webhooks],
  dataPlanes: [addressOnly('containerRegistry', (name) => `https://${name}.azurecr.io`)],
  routes: [{
    method: 'GET', path: '/subscriptions/{subscriptionId}/resourceGroups/{resourceGroup}/providers/Microsoft.ContainerRegistry/registries/{registry}/listUsages', summary: 'Registries - List Usages',
    handle({ path }, context): RouteAnswer {
      const registry = context.resources.find(path.replace(/\/listUsages$/i, ''));
      if (!registry) throw resourceNotFound(path.replace(/\/listUsages$/i, ''));
      const [size, webhooks] = limits[String(valueAt(registry.body, 'sku.name'))] ?? limits.Basic!;
      const used = context.resources.list(`${registry.id}/webhooks`).length;
      return { body: { value: [{ name: 'Size', limit: size, currentValue: 0, unit: 'Bytes' }, { name: 'Webhooks', limit: webhooks, currentValue: used, unit: 'Count' }] } };
    },
  }, {
    method: 'POST', path: '/subscriptions/{subscriptionId}/providers/Microsoft.ContainerRegistry/checkNameAvailability', summary: 'Registries - Check Name Availability',
    handle({ body }, context): RouteAnswer {
      const name = textOf(property(body, 'name')) ?? '';
      if (!/^[a-zA-Z0-9]{5,50}$/.test(name)) return { body: { nameAvailable: false, reason: 'Invalid', message: `The specified resource name ${name} is invalid. A registry name must be between 5 and 50 alphanumeric characters.` } };
      const isTaken = context.resources.listByType(registries.type).some((registry) => sameText(registry.name, name));
      return { body: isTaken ? { nameAvailable: false, reason: 'AlreadyExists', message: `The registry ${name} is already in use.` } : { nameAvailable: true } };
    },
  }],
};
