import type { Profile, Stage } from '../evidence';
import { asArray, asObject, asString, member } from '../json';
import type { JsonObject } from '../values';
import type { Applies, CatalogueItem, Condition, EnvironmentClass } from './catalogueItem';

/** What is known of an environment before anything is asked. An answer that is missing lets the item apply. */
export type Conditions = Readonly<Partial<Record<Condition, boolean>>>;

export interface ConditionSource {
  /** Constant values of the parameters file, template defaults where it says nothing. */
  readonly parameters?: JsonObject;
  readonly profile: Profile;
  /** Output `deploymentWarnings` of the newest green run. */
  readonly deploymentWarnings?: JsonObject;
  /** Deletes of the newest plan; absent: there is none. */
  readonly deletes?: number;
  readonly incident?: { readonly isOpen: boolean; readonly dataLost?: boolean; readonly secretsLost?: boolean };
}

const tier1 = new Set(['eastus', 'eastus2', 'westus2', 'westeurope', 'northeurope', 'southeastasia', 'australiaeast', 'japaneast']);

export function findConditions({ parameters = {}, profile, deploymentWarnings, deletes, incident }: ConditionSource): Conditions {
  const flag = (name: string): boolean | undefined => { const value = member(parameters, name); return typeof value === 'boolean' ? value : undefined; };
  const text = (name: string): string | undefined => asString(member(parameters, name));
  const warned = (name: string): boolean => deploymentWarnings !== undefined && member(deploymentWarnings, name) === true;
  const location = text('location')?.toLowerCase().replaceAll(' ', '');
  return dropUnknown({
    appInsights: flag('enableAppInsights'), azureML: flag('enableAzureML'), b2c: flag('enableB2C'),
    elasticPremium: text('functionAppSku')?.startsWith('EP'), premiumMessaging: text('serviceBusSku') && text('serviceBusSku') === 'Premium', notTier1: location && !tier1.has(location),
    critical: profile.critical === true, deploysFromCi: profile.deployedFromCi === true, databaseServer: profile.databaseServer === true,
    pagingService: profile['pagingService'] !== undefined, customMetrics: asArray(profile['customMetrics']).length > 0,
    azureMLLeftOut: deploymentWarnings && warned('azureMLDisabledDueToRegion'), downgraded: deploymentWarnings && (warned('functionSkuDowngradedDueToRegion') || warned('serviceBusSkuDowngradedDueToRegion')),
    destructiveChanges: deletes === undefined ? undefined : deletes > 0,
    incident: incident?.isOpen ?? false, dataLost: incident?.isOpen === true && incident.dataLost === true, secretsLost: incident?.isOpen === true && incident.secretsLost === true,
  });
}

const dropUnknown = (all: Readonly<Record<string, unknown>>): Conditions => Object.fromEntries(Object.entries(all).filter((entry): entry is [string, boolean] => typeof entry[1] === 'boolean'));

const reasons: Readonly<Record<Condition, string>> = {
  appInsights: 'Application Insights is switched off.', azureML: 'Azure Machine Learning is switched off.', azureMLLeftOut: 'Machine Learning was not left out.', b2c: 'B2C is switched off.', critical: 'The environment is not marked as critical.',
  customMetrics: 'No custom metrics are asked for.', dataLost: 'No data is said to be lost.', databaseServer: 'No database server is asked for.', deploysFromCi: 'Nothing is deployed from a pipeline.', destructiveChanges: 'The plan deletes nothing.',
  downgraded: 'No SKU was downgraded.', elasticPremium: 'The plan is not Elastic Premium.', incident: 'No incident is open.', notExcluded: 'It was left out on purpose.', notTier1: 'The region is Tier 1.', orchestrator: 'The orchestrator is not used.',
  pagingService: 'No paging service is named.', premiumMessaging: 'Service Bus is not Premium.', secretsLost: 'No secrets are said to be lost.',
};

/** Why an item does not apply; undefined when it does, or when that cannot be told. */
export function whyNotApplicable(item: CatalogueItem, stage: Stage | undefined, conditions: Conditions): string | undefined {
  if (stage !== undefined && appliesTo(item, stage) === 'none') return `Only for ${wherever(item)}.`;
  const missing = item.needs?.find((need) => conditions[need] === false);
  return missing && reasons[missing];
}

export const appliesTo = ({ environments }: Pick<CatalogueItem, 'environments'>, stage: Stage | undefined): Applies => (stage === undefined ? 'required' : environments?.[stage] ?? 'required');

const stages: readonly EnvironmentClass[] = ['dev', 'staging', 'prod'];
const wherever = (item: CatalogueItem): string => stages.filter((stage) => appliesTo(item, stage) !== 'none').join(' and ');

/** Constants of a JSON object only; used for what a profile may hold. */
export const profileOf = (value: unknown): Profile => asObject(value) as Profile;
