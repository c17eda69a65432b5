/** Regions of the public cloud: name, display name, geography. */
const regions = `eastus:East US:US|eastus2:East US 2:US|westus:West US:US|westus2:West US 2:US|westus3:West US 3:US|centralus:Central US:US|northcentralus:North Central US:US|southcentralus:South Central US:US|westcentralus:West Central US:US
canadacentral:Canada Central:Canada|canadaeast:Canada East:Canada|brazilsouth:Brazil South:Brazil|brazilsoutheast:Brazil Southeast:Brazil|mexicocentral:Mexico Central:Mexico|northeurope:North Europe:Europe|westeurope:West Europe:Europe
uksouth:UK South:UK|ukwest:UK West:UK|francecentral:France Central:France|francesouth:France South:France|germanywestcentral:Germany West Central:Germany|germanynorth:Germany North:Germany|norwayeast:Norway East:Norway|norwaywest:Norway West:Norway
swedencentral:Sweden Central:Sweden|swedensouth:Sweden South:Sweden|switzerlandnorth:Switzerland North:Switzerland|switzerlandwest:Switzerland West:Switzerland|polandcentral:Poland Central:Poland|italynorth:Italy North:Italy|spaincentral:Spain Central:Spain
austriaeast:Austria East:Austria|belgiumcentral:Belgium Central:Belgium|southeastasia:Southeast Asia:Asia Pacific|eastasia:East Asia:Asia Pacific|australiaeast:Australia East:Australia|australiasoutheast:Australia Southeast:Australia|australiacentral:Australia Central:Australia|australiacentral2:Australia Central 2:Australia
japaneast:Japan East:Japan|japanwest:Japan West:Japan|koreacentral:Korea Central:Korea|koreasouth:Korea South:Korea|centralindia:Central India:India|southindia:South India:India|westindia:West India:India|jioindiawest:Jio India West:India|jioindiacentral:Jio India Central:India
uaenorth:UAE North:UAE|uaecentral:UAE Central:UAE|southafricanorth:South Africa North:South Africa|southafricawest:South Africa West:South Africa|qatarcentral:Qatar Central:Qatar|israelcentral:Israel Central:Israel|newzealandnorth:New Zealand North:New Zealand|indonesiacentral:Indonesia Central:Indonesia|malaysiawest:Malaysia West:Malaysia|chilecentral:Chile Central:Chile`;

export interface Region { readonly name: string; readonly displayName: string; readonly geography: string }

export const allRegions: readonly Region[] = regions.split(/[|\n]/).map((line) => {
  const [name = '', displayName = '', geography = ''] = line.split(':');
  return { name, displayName, geography };
});

const names = new Set(allRegions.map(({ name }) => name));

/** `East US 2` and `eastus2` are the same region. */
export const normaliseLocation = (location: string): string => location.replaceAll(' ', '').toLowerCase();
export const isRegion = (location: string): boolean => names.has(normaliseLocation(location));
export const regionNames = (): readonly string[] => allRegions.map(({ displayName }) => displayName);
