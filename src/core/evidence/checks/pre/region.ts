import { asArray, asObject, asString, isArray, isObject, member } from '../../../json';
import type { JsonObject, JsonValue } from '../../../values';
import type { Check, EvidenceScope, Facts, Query, Verdict } from '../../api';
import { armList, compiled } from '../../queries';
import { fail, notApplicable, pass, warn } from '../../verdict';
import { check, parametersOf, regionKey, rollUpOf, textParameter, texts } from '../shared';
import { premiumRegions, readProvider } from './subscription';

/** Regions where everything that the system may ask for is offered, by geography. */
const tierOne = { americas: ['eastus', 'eastus2', 'westus2'], europe: ['westeurope', 'northeurope'], 'asia-pacific': ['southeastasia', 'australiaeast', 'japaneast'] } as const;
type Geography = keyof typeof tierOne;
const geographies = Object.keys(tierOne) as readonly Geography[];
const allTierOne: readonly string[] = Object.values(tierOne).flat();
const isTierOne = (region: string | undefined): boolean => region !== undefined && allTierOne.includes(regionKey(region));
const geoRegions = armList('{sub}/providers/Microsoft.Web/geoRegions', '2024-04-01', { sku: 'ElasticPremium', linuxWorkersEnabled: 'true' });
const machineLearning = readProvider('Microsoft.MachineLearningServices');

export const regionChecks: readonly Check[] = [
  check('pre.region.tier1', [compiled()], (facts) => {
    const region = regionOf(facts);
    const geography = geographies.find((one) => facts.row(`pre.region.tier1-${one}`)?.state === 'pass');
    if (geography) return pass(`${region} is a Tier 1 region.`);
    return facts.row('pre.region.fallback')?.state === 'pass' ? warn(`${region} is no Tier 1 region; a fallback is named.`) : fail(`${region} is no Tier 1 region, and no fallback is named.`);
  }, { rows: [...geographies.map((one) => `pre.region.tier1-${one}`), 'pre.region.fallback'] }),
  ...geographies.map((geography) => check(`pre.region.tier1-${geography}`, [compiled()], (facts) => decideGeography(facts, geography))),
  rollUpOf('pre.region.capability', ['pre.region.capability-ml', 'pre.region.capability-functions-premium', 'pre.region.capability-servicebus-premium']),
  check('pre.region.capability-ml', (scope) => [compiled(), ...(scope.parameters?.['enableAzureML'] === false ? [] : [machineLearning])], (facts) => {
    const values = parametersOf(facts);
    if (values['enableAzureML'] === false) return notApplicable('Machine learning is switched off.');
    const regions = [...new Set([regionOf(facts), textParameter(values, 'locationML') ?? regionOf(facts)].map(regionKey))];
    const workspaces = asArray(facts.need(machineLearning)['resourceTypes']).map(asObject).find((one) => asString(one['resourceType'])?.toLowerCase() === 'workspaces');
    return decideOffer(facts, { regions, offered: texts(workspaces?.['locations']), what: 'Azure Machine Learning', list: /(azureML|machineLearning)(SupportedRegions)?$/i });
  }),
  capability('functions-premium', geoRegions, /^EP/i, 'functionAppSku', 'Functions Elastic Premium', /functionsPremium(SupportedRegions)?$/i, ['Y1']),
  capability('servicebus-premium', premiumRegions, /^Premium$/, 'serviceBusSku', 'Service Bus Premium', /serviceBusPremium(SupportedRegions)?$/i, ['Basic', 'Standard']),
  check('pre.region.fallback', [compiled()], decideFallback),
];

function regionOf(facts: Facts): string {
  return regionKey(textParameter(parametersOf(facts), 'location') ?? '');
}

function decideGeography(facts: Facts, geography: Geography): Verdict {
  const region = regionOf(facts);
  if (tierOne[geography].some((one) => one === region)) return pass(`${region} is one of ${tierOne[geography].join(', ')}.`);
  const other = geographies.find((one) => tierOne[one].some((name) => name === region));
  if (other !== undefined || geographyOf(region) !== geography) return notApplicable(`${region || 'No region'} is not of this geography.`);
  return fail(`${region} is not one of ${tierOne[geography].join(', ')}.`);
}

const places: readonly (readonly [RegExp, Geography])[] = [[/us\d?$|^(us|canada|brazil|mexico|chile)/, 'americas'], [/europe|^(uk|france|germany|norway|sweden|switzerland|poland|italy|spain|austria|denmark|belgium)/, 'europe'], [/asia|^(australia|japan|korea|indonesia|malaysia|newzealand|taiwan)|india/, 'asia-pacific']];
const geographyOf = (region: string): Geography | undefined => places.find(([pattern]) => pattern.test(region))?.[1];

function capability(id: string, query: Query<readonly JsonObject[]>, wanted: RegExp, parameter: string, what: string, list: RegExp, without: readonly string[]): Check {
  const isWanted = (values: JsonObject): boolean => wanted.test(textParameter(values, parameter) ?? '');
  return check(`pre.region.capability-${id}`, (scope: EvidenceScope) => [compiled(), ...(isWanted(scope.parameters ?? {}) ? [query] : [])], (facts) => {
    const values = parametersOf(facts);
    if (!isWanted(values)) return notApplicable(`${parameter} is ${textParameter(values, parameter) ?? 'not set'}; ${what} is not asked for (${without.join(', ')} need none).`);
    const offered = facts.need(query).flatMap((one) => [asString(one['name']), asString(member(one['properties'], 'name')), asString(member(one['properties'], 'displayName')), asString(member(one['properties'], 'fullName'))]).filter((one): one is string => one !== undefined);
    return decideOffer(facts, { regions: [regionOf(facts)], offered, what, list });
  });
}

interface Offer { readonly regions: readonly string[]; readonly offered: readonly string[]; readonly what: string; readonly list: RegExp }

function decideOffer(facts: Facts, { regions, offered, what, list }: Offer): Verdict {
  const missing = regions.filter((region) => !offered.some((one) => regionKey(one) === region));
  if (missing.length > 0) return fail(`${what} is not offered in ${missing.join(', ')}.`);
  const own = supportedRegions(facts.need(compiled()).template, list);
  const unlisted = own === undefined ? [] : regions.filter((region) => !own.some((one) => regionKey(one) === region));
  if (unlisted.length > 0) return fail(`${what} is offered, but the template does not list ${unlisted.join(', ')}.`);
  return pass(`${what} is offered in ${regions.join(' and ')}${own === undefined ? '; the template has no list of its own' : ', and the template lists it'}.`);
}

/** A list of regions among the template's variables, found by its name at any depth. */
function supportedRegions(template: JsonObject, name: RegExp): readonly string[] | undefined {
  const search = (key: string, value: JsonValue): readonly string[] | undefined => {
    if (isArray(value)) return name.test(key) && value.length > 0 && value.every((one) => typeof one === 'string') ? texts(value) : undefined;
    if (!isObject(value)) return undefined;
    for (const [inner, one] of Object.entries(value)) { const found = search(inner, one); if (found) return found; }
    return undefined;
  };
  return search('', asObject(template['variables']));
}

function decideFallback(facts: Facts, { profile }: EvidenceScope): Verdict {
  const values = parametersOf(facts);
  const region = regionOf(facts);
  if (isTierOne(region)) return notApplicable(`${region} is a Tier 1 region.`);
  if (profile.fallbackRegion !== undefined) return isTierOne(profile.fallbackRegion) ? pass(`${profile.fallbackRegion} is the fallback.`) : fail(`The fallback ${profile.fallbackRegion} is no Tier 1 region itself.`);
  const ml = textParameter(values, 'locationML');
  if (ml !== undefined && regionKey(ml) !== region && isTierOne(ml)) return pass(`Machine learning goes to ${ml}.`);
  const wanted = [values['enableAzureML'] === true && 'azure-ml', /^EP/i.test(textParameter(values, 'functionAppSku') ?? '') && 'functions-premium', textParameter(values, 'serviceBusSku') === 'Premium' && 'servicebus-premium'].filter((one): one is 'azure-ml' => typeof one === 'string');
  const missing = wanted.filter((one) => !profile.acceptedDowngrades?.includes(one));
  if (missing.length > 0) return fail(`${region} is no Tier 1 region, and the profile names neither a fallback region nor that it accepts to go without ${missing.join(', ')}.`);
  return pass(wanted.length === 0 ? `Nothing that is asked for depends on the region.` : `It is accepted to go without ${wanted.join(', ')}.`);
}
