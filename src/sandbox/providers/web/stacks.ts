import type { JsonObject } from '../../../armTemplate';
import { allRegions } from '../../resources/locations';
import type { ProviderRoute } from '../provider';
import { tierOfSku } from './skus';

interface Stack { readonly name: string; readonly title: string; readonly versions: readonly string[]; readonly linux?: string; readonly windows?: JsonObject; readonly preferred: string }

/** Runtimes of Functions 4, newest first. @see Azure Functions, supported languages */
const stacks: readonly Stack[] = [
  { name: 'dotnet-isolated', title: '.NET Isolated', versions: ['10', '9', '8'], linux: 'DOTNET-ISOLATED|{version}.0', windows: { netFrameworkVersion: 'v{version}.0' }, preferred: '8' },
  { name: 'dotnet', title: '.NET', versions: ['8', '6'], linux: 'DOTNET|{version}.0', windows: { netFrameworkVersion: 'v{version}.0' }, preferred: '8' },
  { name: 'node', title: 'Node.js', versions: ['24', '22', '20', '18'], linux: 'Node|{version}', windows: { nodeVersion: '~{version}' }, preferred: '22' },
  { name: 'python', title: 'Python', versions: ['3.13', '3.12', '3.11', '3.10', '3.9'], linux: 'Python|{version}', preferred: '3.12' },
  { name: 'java', title: 'Java', versions: ['21.0', '17.0', '11.0', '8.0'], linux: 'Java|{version}', windows: { javaVersion: '{version}' }, preferred: '17.0' },
  { name: 'powershell', title: 'PowerShell Core', versions: ['7.4', '7.2'], linux: 'PowerShell|{version}', windows: { powerShellVersion: '{version}' }, preferred: '7.4' },
  { name: 'custom', title: 'Custom Handler', versions: ['1.0'], linux: '', windows: {}, preferred: '1.0' },
];

/** @see Provider - Get Function App Stacks; Geo Regions - List */
export const stackRoutes: readonly ProviderRoute[] = [
  ...['/providers/Microsoft.Web/functionAppStacks', '/providers/Microsoft.Web/locations/{location}/functionAppStacks'].map((path): ProviderRoute => ({
    method: 'GET', path, summary: 'Provider - Get Function App Stacks', handle: ({ query }) => ({ body: { value: stacks.map((stack) => stackBody(stack, (query.get('stackOsType') ?? 'all').toLowerCase())), nextLink: null, id: null } }),
  })),
  {
    method: 'GET', path: '/subscriptions/{subscriptionId}/providers/Microsoft.Web/geoRegions', summary: 'Geo Regions - List',
    handle: ({ parameters, query }) => ({ body: { value: allRegions.map((region) => regionBody(region, parameters.subscriptionId ?? '', query.get('sku') ?? '')), nextLink: null } }),
  },
  {
    method: 'GET', path: '/subscriptions/{subscriptionId}/providers/Microsoft.Web/skus', summary: 'SKUs of App Service plans',
    handle: () => ({ body: { resourceType: 'Microsoft.Web/serverfarms', skus: ['F1', 'D1', 'B1', 'B2', 'B3', 'S1', 'S2', 'S3', 'P1v2', 'P2v2', 'P3v2', 'P0v3', 'P1v3', 'P2v3', 'P3v3', 'Y1', 'FC1', 'EP1', 'EP2', 'EP3', 'WS1', 'WS2', 'WS3'].flatMap((name) => { const known = tierOfSku(name); return known ? [{ name, tier: known.tier }] : []; }) } }),
  },
];

const regionBody = ({ displayName }: { readonly displayName: string }, subscriptionId: string, sku: string): JsonObject => ({
  id: `/subscriptions/${subscriptionId}/providers/Microsoft.Web/geoRegions/${displayName}`, name: displayName, type: 'Microsoft.Web/geoRegions',
  properties: { name: displayName, displayName, description: null, orgDomain: `PUBLIC;${sku.toUpperCase()};LINUX;FUNCTIONS;DYNAMIC;LINUXDYNAMIC;ELASTICPREMIUM;ELASTICLINUX`, sortOrder: 0 },
});

function stackBody(stack: Stack, os: string): JsonObject {
  const { name, title, versions } = stack;
  return {
    id: null, name, type: 'Microsoft.Web/functionAppStacks', location: null,
    properties: {
      displayText: title, value: name, preferredOs: stack.windows ? 'windows' : 'linux',
      majorVersions: versions.map((version) => ({ displayText: `${title} ${version}`, value: version, minorVersions: [{ displayText: `${title} ${version}`, value: version, stackSettings: settingsOf(stack, version, os) }] })),
    },
  };
}

function settingsOf({ name, versions, linux, windows, preferred }: Stack, version: string, os: string): JsonObject {
  const filled = (text: string): string => text.replaceAll('{version}', version);
  const common = {
    remoteDebuggingSupported: false, appInsightsSettings: { isSupported: true }, gitHubActionSettings: { isSupported: name !== 'custom', supportedVersion: version }, appSettingsDictionary: { FUNCTIONS_WORKER_RUNTIME: name },
    supportedFunctionsExtensionVersions: ['~4'], isPreview: false, isDeprecated: false, isHidden: false, isAutoUpdate: versions[0] === version, isEarlyAccess: false, isDefault: version === preferred,
  };
  const windowsConfig = Object.fromEntries(Object.entries(windows ?? {}).map(([key, value]) => [key, filled(String(value))]));
  return {
    ...(linux !== undefined && os !== 'windows' && { linuxRuntimeSettings: { ...common, runtimeVersion: filled(linux), siteConfigPropertiesDictionary: { use32BitWorkerProcess: false, linuxFxVersion: filled(linux) } } }),
    ...(windows && os !== 'linux' && { windowsRuntimeSettings: { ...common, runtimeVersion: version, siteConfigPropertiesDictionary: { use32BitWorkerProcess: true, ...windowsConfig } } }),
  };
}
