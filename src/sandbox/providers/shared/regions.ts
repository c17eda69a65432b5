import { allRegions, normaliseLocation } from '../../resources/locations';

/** Region pairs of the public cloud; regions without a pair name none. @see Azure paired regions */
const pairs: readonly (readonly [string, string])[] = [
  ['eastus', 'westus'], ['eastus2', 'centralus'], ['northcentralus', 'southcentralus'], ['westus2', 'westcentralus'], ['northeurope', 'westeurope'],
  ['southeastasia', 'eastasia'], ['australiaeast', 'australiasoutheast'], ['japaneast', 'japanwest'], ['canadacentral', 'canadaeast'], ['uksouth', 'ukwest'],
  ['francecentral', 'francesouth'], ['germanywestcentral', 'germanynorth'], ['koreacentral', 'koreasouth'], ['centralindia', 'southindia'],
  ['switzerlandnorth', 'switzerlandwest'], ['norwayeast', 'norwaywest'], ['swedencentral', 'swedensouth'], ['southafricanorth', 'southafricawest'], ['uaenorth', 'uaecentral'],
];
/** Pairs that hold in one direction alone. */
const oneWay: Readonly<Record<string, string>> = { westus3: 'eastus', brazilsouth: 'southcentralus', westindia: 'southindia' };

/** Where geo-redundant data goes; the region itself when it has no pair. */
export function pairedRegion(region: string): string {
  const name = normaliseLocation(region);
  const pair = pairs.find((both) => both.includes(name));
  return pair?.find((other) => other !== name) ?? oneWay[name] ?? name;
}

/** `East US 2` for `eastus2`, as App Service prints locations; unknown regions as they are. */
export const displayRegion = (region: string): string => allRegions.find(({ name }) => name === normaliseLocation(region))?.displayName ?? region;
