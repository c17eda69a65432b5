import { listAll } from '../armPages';
import { CancelledError, DeployError } from '../errors';
import { asObject, asString, member } from '../json';
import type { JsonObject } from '../values';
import type { Finding, PlannedResource, PreflightFacts, PreflightProbe, Problem, Remedy } from './model';

/** What a name of a type may look like. @see Naming rules and restrictions for Azure resources */
export interface NameRule { readonly type: string; readonly minLength: number; readonly maxLength: number; readonly pattern: RegExp; readonly allowed: string }

export const nameRules: readonly NameRule[] = [
  { type: 'microsoft.storage/storageaccounts', minLength: 3, maxLength: 24, pattern: /^[a-z0-9]+$/, allowed: 'lower-case letters and digits' },
  { type: 'microsoft.keyvault/vaults', minLength: 3, maxLength: 24, pattern: /^[a-z](?:-?[a-z0-9])*$/i, allowed: 'letters, digits and single hyphens, beginning with a letter' },
  { type: 'microsoft.servicebus/namespaces', minLength: 6, maxLength: 50, pattern: /^[a-z][a-z0-9-]*[a-z0-9]$/i, allowed: 'letters, digits and hyphens, beginning with a letter and ending with a letter or digit' },
  { type: 'microsoft.web/sites', minLength: 2, maxLength: 60, pattern: /^[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/i, allowed: 'letters, digits and hyphens, not at the ends' },
  { type: 'microsoft.web/serverfarms', minLength: 1, maxLength: 60, pattern: /^[a-z0-9-]+$/i, allowed: 'letters, digits and hyphens' },
  { type: 'microsoft.containerregistry/registries', minLength: 5, maxLength: 50, pattern: /^[a-z0-9]+$/i, allowed: 'letters and digits' },
  { type: 'microsoft.operationalinsights/workspaces', minLength: 4, maxLength: 63, pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/i, allowed: 'letters, digits and hyphens, not at the ends' },
  { type: 'microsoft.managedidentity/userassignedidentities', minLength: 3, maxLength: 128, pattern: /^[a-z0-9][a-z0-9_-]*$/i, allowed: 'letters, digits, hyphens and underscores, beginning with a letter or digit' },
  { type: 'microsoft.machinelearningservices/workspaces', minLength: 3, maxLength: 33, pattern: /^[a-z0-9][a-z0-9_-]*$/i, allowed: 'letters, digits, hyphens and underscores, beginning with a letter or digit' },
  { type: 'microsoft.insights/components', minLength: 1, maxLength: 260, pattern: /^[^%&\\?/]*[^%&\\?/. ]$/, allowed: 'anything but % & \\ ? /, not ending with a dot or blank' },
];

/** Why the name breaks the rule of its type; undefined when it keeps it, or the type has no rule here. */
export function checkName(type: string, name: string): string | undefined {
  const rule = nameRules.find((candidate) => candidate.type === type.toLowerCase());
  if (!rule) return undefined;
  if (name.length < rule.minLength || name.length > rule.maxLength) return `The name '${name}' has ${name.length} characters; ${type} takes ${rule.minLength} to ${rule.maxLength}.`;
  return rule.pattern.test(name) ? undefined : `The name '${name}' has characters that ${type} does not take; it takes ${rule.allowed}.`;
}

export const nameRuleProbe: PreflightProbe = {
  id: 'name-rules', title: 'Names fit the rules of their types', canOverride: false,
  run: async ({ resources }) => {
    const named = resources.filter((resource) => resource.name !== undefined);
    const problems = named.flatMap(({ id, type, name }): readonly Problem[] => {
      const reason = checkName(type, name!);
      return reason ? [{ reason, resourceId: id, remedies: [{ title: 'Change namePrefix or uniqueSuffix in the parameters file' }] }] : [];
    });
    const unknown = resources.filter((resource) => resource.name === undefined && nameRules.some(({ type }) => type === resource.type.toLowerCase()));
    return { problems, looked: `${named.length} names`, unanswered: unknown.map((resource) => `a name of ${resource.type} is only known at deployment`) };
  },
};

interface Availability { readonly type: string; readonly path: (subscription: string) => string; readonly body: (name: string) => { readonly name: string; readonly type?: string } }

/** Types whose names are unique in all of Azure, with the provider's own question. */
const availability: readonly Availability[] = [
  { type: 'Microsoft.Storage/storageAccounts', path: (s) => `/subscriptions/${s}/providers/Microsoft.Storage/checkNameAvailability?api-version=2023-05-01`, body: (name) => ({ name, type: 'Microsoft.Storage/storageAccounts' }) },
  { type: 'Microsoft.KeyVault/vaults', path: (s) => `/subscriptions/${s}/providers/Microsoft.KeyVault/checkNameAvailability?api-version=2023-07-01`, body: (name) => ({ name, type: 'Microsoft.KeyVault/vaults' }) },
  { type: 'Microsoft.ServiceBus/namespaces', path: (s) => `/subscriptions/${s}/providers/Microsoft.ServiceBus/CheckNameAvailability?api-version=2021-11-01`, body: (name) => ({ name }) },
  { type: 'Microsoft.Web/sites', path: (s) => `/subscriptions/${s}/providers/Microsoft.Web/checknameavailability?api-version=2023-12-01`, body: (name) => ({ name, type: 'Microsoft.Web/sites' }) },
  { type: 'Microsoft.ContainerRegistry/registries', path: (s) => `/subscriptions/${s}/providers/Microsoft.ContainerRegistry/checkNameAvailability?api-version=2023-07-01`, body: (name) => ({ name, type: 'Microsoft.ContainerRegistry/registries' }) },
];

const sameType = (resource: PlannedResource, type: string): boolean => resource.type.toLowerCase() === type.toLowerCase();

export const globalNameProbe: PreflightProbe = {
  id: 'global-names', title: 'Globally unique names are free',
  run: async (facts, signal) => {
    const asked = facts.newResources.flatMap((resource) => {
      const question = resource.name === undefined ? undefined : availability.find((candidate) => sameType(resource, candidate.type));
      return question ? [{ resource, question }] : [];
    });
    const problems = await Promise.all(asked.map(async ({ resource, question }): Promise<readonly Problem[]> => {
      const { body } = await facts.connection.arm.request('POST', question.path(facts.scope.subscriptionId), question.body(resource.name!), signal);
      if (member(body, 'nameAvailable') !== false) return [];
      return [{ resourceId: resource.id, reason: asString(member(body, 'message')) || `The name '${resource.name}' is taken.`, remedies: [{ title: 'Choose another namePrefix or uniqueSuffix in the parameters file' }] }];
    }));
    return { problems: problems.flat(), looked: `${asked.length} names` };
  },
};

interface SoftDelete { readonly type: string; readonly path: (subscription: string) => string; readonly recover: (name: string, at: DeletedPlace) => string; readonly purge: (name: string, at: DeletedPlace) => string }
interface DeletedPlace { readonly location: string; readonly group: string }
const placed = ({ location, group }: DeletedPlace): string => `--location ${location} --resource-group ${group}`;

/** Where a provider lists what it keeps after a delete. */
const softDeleted: readonly SoftDelete[] = [
  { type: 'Microsoft.KeyVault/vaults', path: (s) => `/subscriptions/${s}/providers/Microsoft.KeyVault/deletedVaults?api-version=2023-07-01`, recover: (name) => `az keyvault recover --name ${name}`, purge: (name) => `az keyvault purge --name ${name}` },
  { type: 'Microsoft.AppConfiguration/configurationStores', path: (s) => `/subscriptions/${s}/providers/Microsoft.AppConfiguration/deletedConfigurationStores?api-version=2023-03-01`, recover: (name) => `az appconfig recover --name ${name}`, purge: (name) => `az appconfig purge --name ${name}` },
  { type: 'Microsoft.CognitiveServices/accounts', path: (s) => `/subscriptions/${s}/providers/Microsoft.CognitiveServices/deletedAccounts?api-version=2023-05-01`, recover: (name, at) => `az cognitiveservices account recover --name ${name} ${placed(at)}`, purge: (name, at) => `az cognitiveservices account purge --name ${name} ${placed(at)}` },
];

export const softDeletedNameProbe: PreflightProbe = {
  id: 'soft-deleted-names', title: 'No deleted resource holds a name',
  run: async (facts, signal): Promise<Finding> => {
    const families = softDeleted.filter((family) => facts.newResources.some((resource) => sameType(resource, family.type)));
    const answers = await Promise.all(families.map((family) => heldNames(family, facts, signal)));
    return {
      problems: answers.flatMap((one) => (typeof one === 'string' ? [] : one)), unanswered: answers.filter((one) => typeof one === 'string'),
      looked: `${families.length === 0 ? 'no type' : families.map((family) => family.type).join(', ')} with soft delete`,
    };
  },
};

/** Names in use by deleted resources of one type, or why nobody knows: one provider that does not answer hides nothing of the others. */
async function heldNames(family: SoftDelete, { connection, scope, newResources }: PreflightFacts, signal?: AbortSignal): Promise<readonly Problem[] | string> {
  const wanted = newResources.filter((candidate) => sameType(candidate, family.type) && candidate.name !== undefined && !candidate.recovers);
  try {
    const deleted = await listAll(connection.arm, family.path(scope.subscriptionId), signal);
    const held = new Map(deleted.map((entry) => [String(entry['name']).toLowerCase(), entry] as const));
    return wanted.flatMap((resource) => { const entry = held.get(resource.name!.toLowerCase()); return entry ? [heldName(resource, entry, family)] : []; });
  } catch (error) {
    if (error instanceof CancelledError || !(error instanceof DeployError)) throw error;
    return `deleted ones of ${family.type}: ${error.message.replace(/\.$/, '')}`;
  }
}

function heldName(resource: PlannedResource, entry: JsonObject, family: SoftDelete): Problem {
  const properties = asObject(entry['properties']);
  const until = asString(properties['scheduledPurgeDate']);
  const protectedFromPurge = properties['purgeProtectionEnabled'] === true;
  const location = asString(properties['location']) ?? asString(entry['location']) ?? resource.location;
  const at = { location: location ?? 'LOCATION', group: /\/resourceGroups\/([^/]+)/i.exec(String(entry['id'] ?? ''))?.[1] ?? 'GROUP' };
  const action = (kind: 'recover' | 'purge'): Pick<Remedy, 'action'> =>
    (sameType(resource, 'Microsoft.KeyVault/vaults') && location ? { action: { kind, vault: resource.name!, resourceId: asString(properties['vaultId']) ?? resource.id, location } } : {});
  return {
    resourceId: resource.id,
    reason: `The name '${resource.name}' is held by a deleted resource${until ? ` until ${until.slice(0, 10)}` : ''}${protectedFromPurge ? ', which is protected from purging' : ''}.`,
    remedies: [
      { title: 'Recover it', command: family.recover(resource.name!, at), ...action('recover') },
      ...(protectedFromPurge ? [] : [{ title: 'Purge it (its data is lost for good)', command: family.purge(resource.name!, at), ...action('purge') }]),
      { title: 'Choose another namePrefix or uniqueSuffix in the parameters file' },
    ],
  };
}
