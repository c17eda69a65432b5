/** Region pairs of the public cloud; regions without a pair name none. @see Azure paired regions */
const pairs: readonly (readonly [string, string])[] = [
  ['eastus', 'westus'], ['eastus2', 'centralus'], ['northcentralus', 'southcentralus'], ['westus2', 'westcentralus'], ['northeurope', 'westeurope'],
  ['southeastasia', 'eastasia'], ['australiaeast', 'australiasoutheast'], ['japaneast', 'japanwest'], ['canadacentral', 'canadaeast'], ['uksouth', 'ukwest'],
  ['francecentral', 'francesouth'], ['germanywestcentral', 'germanynorth'], ['koreacentral', 'koreasouth'], ['centralindia', 'southindia'],
  ['switzerlandnorth', 'switzerlandwest'], ['norwayeast', 'norwaywest'], ['swedencentral', 'swedensouth'], ['southafricanorth', 'southafricawest'], ['uaenorth', 'uaecentral'],
];
/** Pairs that hold in one direction alone. */
const oneWay: Readonly<Record<string, string>> = { westus3: 'eastus', brazilsouth: 'southcentralus', westindia: 'southindia' };

const normal = (region: string): string => region.replace(/\s/g, '').toLowerCase();

/** Where geo-redundant data goes; the region itself when it has no pair. */
export function pairedRegion(region: string): string {
  const name = normal(region);
  const pair = pairs.find((both) => both.includes(name));
  return pair?.find((other) => other !== name) ?? oneWay[name] ?? name;
}

const displayWords: Readonly<Record<string, string>> = {
  eastus: 'East US', eastus2: 'East US 2', westus: 'West US', westus2: 'West US 2', westus3: 'West US 3', centralus: 'Central US', northcentralus: 'North Central US',
  southcentralus: 'South Central US', westcentralus: 'West Central US', northeurope: 'North Europe', westeurope: 'West Europe', uksouth: 'UK South', ukwest: 'UK West',
  francecentral: 'France Central', germanywestcentral: 'Germany West Central', swedencentral: 'Sweden Central', switzerlandnorth: 'Switzerland North', norwayeast: 'Norway East',
  southeastasia: 'Southeast Asia', eastasia: 'East Asia', australiaeast: 'Australia East', australiasoutheast: 'Australia Southeast', japaneast: 'Japan East', japanwest: 'Japan West',
  koreacentral: 'Korea Central', centralindia: 'Central India', southindia: 'South India', canadacentral: 'Canada Central', canadaeast: 'Canada East', brazilsouth: 'Brazil South',
  southafricanorth: 'South Africa North', uaenorth: 'UAE North', polandcentral: 'Poland Central', italynorth: 'Italy North', spaincentral: 'Spain Central', israelcentral: 'Israel Central', qatarcentral: 'Qatar Central',
};

/** `East US 2` for `eastus2`, as App Service prints locations; unknown regions as they are. */
export const displayRegion = (region: string): string => displayWords[normal(region)] ?? region;
