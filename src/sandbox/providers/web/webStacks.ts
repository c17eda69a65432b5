import type { JsonObject } from '../../../armTemplate';
import type { ProviderRoute } from '../provider';

interface WebStack { readonly name: string; readonly title: string; readonly linux: string; readonly versions: readonly (readonly [version: string, label: string])[]; readonly windows?: 'runtimeVersion' }

/** Runtimes of web apps, newest first; `linux` is the runtime's name before the bar. @see App Service language runtimes */
const stacks: readonly WebStack[] = [
  { name: 'dotnet', title: '.NET', linux: 'DOTNETCORE', versions: [['10.0', '.NET 10'], ['9.0', '.NET 9'], ['8.0', '.NET 8 (LTS)']], windows: 'runtimeVersion' },
  { name: 'node', title: 'Node', linux: 'NODE', versions: [['24-lts', 'Node 24 LTS'], ['22-lts', 'Node 22 LTS'], ['20-lts', 'Node 20 LTS']], windows: 'runtimeVersion' },
  { name: 'python', title: 'Python', linux: 'PYTHON', versions: [['3.14', 'Python 3.14'], ['3.13', 'Python 3.13'], ['3.12', 'Python 3.12'], ['3.11', 'Python 3.11'], ['3.10', 'Python 3.10'], ['3.9', 'Python 3.9']] },
  { name: 'php', title: 'PHP', linux: 'PHP', versions: [['8.4', 'PHP 8.4'], ['8.3', 'PHP 8.3'], ['8.2', 'PHP 8.2']] },
];

/** @see Provider - Get Web App Stacks */
export const webStackRoutes: readonly ProviderRoute[] = ['/providers/Microsoft.Web/webAppStacks', '/providers/Microsoft.Web/locations/{location}/webAppStacks'].map((path): ProviderRoute => ({
  method: 'GET', path, summary: 'Provider - Get Web App Stacks', handle: ({ query }) => ({ body: { value: stacks.map((stack) => bodyOf(stack, (query.get('stackOsType') ?? 'all').toLowerCase())), nextLink: null, id: null } }),
}));

function bodyOf(stack: WebStack, os: string): JsonObject {
  const { name, title, versions } = stack;
  return {
    id: null, name, type: 'Microsoft.Web/webAppStacks', location: null,
    properties: { displayText: title, value: name, preferredOs: stack.windows ? 'windows' : 'linux', majorVersions: versions.map(([version, label]) => ({ displayText: label, value: version, minorVersions: [{ displayText: label, value: version, stackSettings: settingsOf(stack, version, os) }] })) },
  };
}

function settingsOf({ name, linux, windows, versions }: WebStack, version: string, os: string): JsonObject {
  const common = {
    remoteDebuggingSupported: false, appInsightsSettings: { isSupported: true, isDefaultOff: name !== 'dotnet' }, gitHubActionSettings: { isSupported: true, supportedVersion: version.replace(/-lts$/, '.x') },
    isPreview: false, isDeprecated: false, isHidden: false, isAutoUpdate: versions[0]?.[0] === version, isEarlyAccess: false,
  };
  const windowsVersion = name === 'node' ? `~${version.replace(/-lts$/, '')}` : `v${version}`;
  return {
    ...(os !== 'windows' && { linuxRuntimeSettings: { ...common, runtimeVersion: `${linux}|${version}` } }),
    ...(windows && os !== 'linux' && { windowsRuntimeSettings: { ...common, runtimeVersion: windowsVersion } }),
  };
}
