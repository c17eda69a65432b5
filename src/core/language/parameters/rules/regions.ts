import { asArray, asObject } from '../../../json';
import { quoted } from '../../../bicepparam/quoted';
import { effectiveValue, factsOf, isAosTemplate, stageOfContext, type ParametersContext, type ParametersRule } from '../context';

const firstTier = ['eastus', 'eastus2', 'westus2', 'westeurope', 'northeurope', 'southeastasia', 'australiaeast', 'japaneast'];
const secondTier = ['westus3', 'canadacentral', 'uksouth', 'francecentral', 'swedencentral', 'koreacentral', 'centralindia'];
/** Regions with Azure Machine Learning, for templates that bring no list of their own. */
const machineLearning = [...firstTier, ...secondTier, 'southcentralus', 'germanywestcentral', 'switzerlandnorth', 'eastasia'];

/** `East US` is `eastus`. */
const regionName = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value.replace(/\s/g, '').toLowerCase() : undefined);

/** Regions beyond the first tier want a fallback plan, which production needs most. */
export const regionTier: ParametersRule = (context, report) => {
  const found = effectiveValue(context, 'location');
  const region = regionName(found?.value);
  if (!found?.isGiven || !region || !isAosTemplate(context) || firstTier.includes(region) || !allows(context, found.value)) return;
  const tier = secondTier.includes(region) ? 2 : 3;
  const severity = tier === 3 && stageOfContext(context) === 'prod' ? 'warning' : 'info';
  report('region-tier', found.at, `${region} is a region of tier ${tier}: ${tier === 2 ? 'plan where to go when it lacks capacity' : 'expect fewer services and less capacity'}.`, { severity, nextStep: `Regions of tier 1 are ${firstTier.join(', ')}.` });
};

/** Elastic Premium and Service Bus Premium where the region has them; elsewhere the template quietly deploys less. */
export const regionCapability: ParametersRule = (context, report) => {
  const region = regionName(effectiveValue(context, 'location')?.value);
  if (!region || !isAosTemplate(context)) return;
  for (const { parameter, wants, list, fallback } of capabilities) {
    const found = effectiveValue(context, parameter);
    const regions = regionList(context, list);
    if (!found || !regions || typeof found.value !== 'string' || !wants.test(found.value) || regions.includes(region)) continue;
    report('region-capability', found.at, `${region} does not have ${parameter} ${found.value}; the template deploys ${fallback} instead.`, { nextStep: 'Choose another region, or ask for what it has.', ...(found.isGiven && { fixes: [{ title: `Set ${parameter} to ${quoted(fallback)}`, edits: [{ ...found.at, newText: quoted(fallback) }] }] }) });
  }
  const bus = effectiveValue(context, 'serviceBusSku');
  if (bus?.isGiven && bus.value === 'Basic') report('region-capability', bus.at, 'Service Bus Basic has no topics, and the system needs two.', { fixes: [{ title: "Set serviceBusSku to 'Standard'", edits: [{ ...bus.at, newText: quoted('Standard') }] }] });
};

const capabilities = [
  { parameter: 'functionAppSku', wants: /^EP/, list: /functions?Premium|elasticPremium/i, fallback: 'Y1' },
  { parameter: 'serviceBusSku', wants: /^Premium$/, list: /serviceBusPremium/i, fallback: 'Standard' },
] as const;

/** The region of the environment decides about machine learning, whatever `locationML` says. */
export const machineLearningRegion: ParametersRule = (context, report) => {
  const [flag, location] = [effectiveValue(context, 'enableAzureML'), effectiveValue(context, 'location')];
  const region = regionName(location?.value);
  const regions = regionList(context, /machineLearning|azureML|mlRegions/i) ?? machineLearning;
  if (!isAosTemplate(context) || flag?.value !== true || !region || regions.includes(region) || !allows(context, location?.value)) return;
  const other = regionName(effectiveValue(context, 'locationML')?.value);
  const elsewhere = other && other !== region && regions.includes(other) ? ` locationML (${other}) does not change that.` : '';
  report('ml-region', flag.isGiven ? flag.at : location?.at ?? flag.at, `${region} has no Azure Machine Learning, so that the template leaves it out.${elsewhere}`, {
    nextStep: 'Choose a region that has it, or set enableAzureML to false.', ...(flag.isGiven && { fixes: [{ title: 'Set enableAzureML to false', edits: [{ ...flag.at, newText: 'false' }] }] }),
  });
};

function allows(context: ParametersContext, value: unknown): boolean {
  const allowed = factsOf(context)?.parameters.get('location')?.allowedValues;
  return allowed === undefined || allowed.some((one) => one === value);
}

/** A list of regions that the template itself decides by: a variable, or a member of one, with a telling name. */
function regionList(context: ParametersContext, name: RegExp): readonly string[] | undefined {
  const variables = Object.entries(asObject(factsOf(context)?.template['variables']));
  for (const [key, value] of [...variables, ...variables.flatMap(([, inner]) => Object.entries(asObject(inner)))]) {
    const regions = asArray(value).filter((one): one is string => typeof one === 'string');
    if (name.test(key) && regions.length > 0) return regions.map((region) => region.toLowerCase());
  }
  return undefined;
}
