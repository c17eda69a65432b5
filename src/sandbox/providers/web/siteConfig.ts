import type { JsonObject } from '../../../armTemplate';
import { objectOf, omit, withDefaults } from '../shared/json';
import { connectionStringsToObject, pairsToObject } from './siteState';
import type { SiteState } from './siteState';

const defaults: JsonObject = {
  numberOfWorkers: 1, defaultDocuments: ['Default.htm', 'Default.html', 'index.html'], netFrameworkVersion: 'v4.0', phpVersion: '', pythonVersion: '', nodeVersion: '', powerShellVersion: '', linuxFxVersion: '',
  requestTracingEnabled: false, remoteDebuggingEnabled: false, httpLoggingEnabled: false, acrUseManagedIdentityCreds: false, logsDirectorySizeLimit: 35, detailedErrorLoggingEnabled: false,
  publishingUsername: '', scmType: 'None', use32BitWorkerProcess: true, webSocketsEnabled: false, alwaysOn: false, managedPipelineMode: 'Integrated',
  virtualApplications: [{ virtualPath: '/', physicalPath: 'site\\wwwroot', preloadEnabled: false }], loadBalancing: 'LeastRequests', experiments: { rampUpRules: [] }, autoHealEnabled: false, vnetName: '',
  vnetRouteAllEnabled: false, vnetPrivatePortsCount: 0, localMySqlEnabled: false, ipSecurityRestrictions: [{ ipAddress: 'Any', action: 'Allow', priority: 2147483647, name: 'Allow all', description: 'Allow all access' }],
  scmIpSecurityRestrictions: [{ ipAddress: 'Any', action: 'Allow', priority: 2147483647, name: 'Allow all', description: 'Allow all access' }], scmIpSecurityRestrictionsUseMain: false, http20Enabled: false, minTlsVersion: '1.2',
  scmMinTlsVersion: '1.2', ftpsState: 'FtpsOnly', preWarmedInstanceCount: 0, functionAppScaleLimit: 0, functionsRuntimeScaleMonitoringEnabled: false, minimumElasticInstanceCount: 0, azureStorageAccounts: {},
};

/** What a `siteConfig` changes: settings and connection strings are replaced whole where they are given, all else is merged. */
export function applySiteConfig(state: SiteState, siteConfig: JsonObject): SiteState {
  const { appSettings, connectionStrings, ...web } = siteConfig;
  return {
    ...state,
    appSettings: appSettings === undefined ? state.appSettings : pairsToObject(appSettings),
    connectionStrings: connectionStrings === undefined ? state.connectionStrings : connectionStringsToObject(connectionStrings),
    web: withDefaults(omit(web, 'metadata'), withDefaults(state.web, defaults)),
  };
}

const brief = ['numberOfWorkers', 'linuxFxVersion', 'acrUseManagedIdentityCreds', 'acrUserManagedIdentityID', 'alwaysOn', 'http20Enabled', 'functionAppScaleLimit', 'minimumElasticInstanceCount'];

/** What a site's own GET leaves out, so what-if cannot compare it. */
export const hiddenSiteConfigPaths: readonly string[] = ['appSettings', 'connectionStrings', 'metadata', 'cors', 'apiDefinition', ...Object.keys(defaults)].filter((name) => !brief.includes(name)).map((name) => `properties.siteConfig.${name}`);

/** The few properties that GET on the site itself shows. */
export function briefSiteConfig({ web }: SiteState): JsonObject {
  return Object.fromEntries(brief.flatMap((name) => (web[name] === undefined ? [] : [[name, web[name]]])));
}

/** `config/web` as GET answers it: settings and connection strings are null there. */
export const fullSiteConfig = (state: SiteState, siteName: string): JsonObject => ({ ...state.web, publishingUsername: `$${siteName}`, appSettings: null, connectionStrings: null, metadata: null });

/** The plain object behind a configuration's `properties`. */
export const configurationOf = (state: SiteState, name: string): JsonObject => objectOf(state.configurations[name.toLowerCase()]);
