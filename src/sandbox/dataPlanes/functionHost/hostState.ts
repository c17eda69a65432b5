import { effectiveSettings, type EffectiveSetting } from '../../providers/web/keyVaultReferences';
import type { ProviderContext, StoredResource } from '../../providers/provider';
import { sameText, textOf, valueAt } from '../../providers/shared/json';
import { readFunctionApp, type FunctionApp } from './functionApp';
import { packageOf, type PackageUse } from './packages';

/** An app as its host would find it at this moment. */
export interface HostState {
  readonly site: StoredResource;
  readonly isStopped: boolean;
  readonly use?: PackageUse;
  readonly app?: FunctionApp;
  readonly settings: Readonly<Record<string, EffectiveSetting>>;
  /** Why no function runs; requests get 503. */
  readonly hostError?: string;
  /** Settings that the code needs and that are absent, empty or do not resolve. */
  readonly missing: readonly string[];
}

/** Settings without which the host of a function app does not start. */
const hostSettings = ['AzureWebJobsStorage', 'FUNCTIONS_WORKER_RUNTIME'];

export function hostStateOf(site: StoredResource, context: ProviderContext): HostState {
  const settings = effectiveSettings(site, context);
  const deployed = packageOf(site, context);
  const app = deployed && readFunctionApp(deployed.content, deployed.use.isBuilt);
  const lacking = hostSettings.find((name) => !isUsable(settings, name) && !(name === 'AzureWebJobsStorage' && hasIdentityStorage(settings)));
  const hostError = app?.hostError ?? remotePackage(settings) ?? (lacking === undefined ? undefined : problemOf(settings, lacking));
  return {
    site, isStopped: !sameText(valueAt(site.body, 'properties.state'), 'Running') || valueAt(site.body, 'properties.enabled') === false, settings, ...(deployed && { use: deployed.use }), ...(app && { app }),
    ...(hostError !== undefined && { hostError }), missing: app ? missingSettings(app, settings) : [],
  };
}

/** A package at an address is not fetched: an app that names one runs nothing here, and says why. */
const remotePackage = (settings: HostState['settings']): string | undefined => (/^https?:/i.test(settingOf(settings, 'WEBSITE_RUN_FROM_PACKAGE') ?? '') ? 'WEBSITE_RUN_FROM_PACKAGE names an address; the sandbox runs packages only that were deployed to it.' : undefined);

/** Functions that the host runs: none when it is down or the worker finds none. */
export const runningFunctions = ({ app, hostError, isStopped }: HostState): FunctionApp['functions'] => (isStopped || hostError !== undefined || !app ? [] : app.functions);

/** The value that the code sees; undefined when there is none that is of use. */
export const settingOf = (settings: HostState['settings'], name: string): string | undefined => (isUsable(settings, name) ? find(settings, name)?.value : undefined);

/** The setting that leads to Application Insights, as the host reads it. */
export const insightsOf = ({ settings }: HostState): string | undefined => settingOf(settings, 'APPLICATIONINSIGHTS_CONNECTION_STRING') ?? settingOf(settings, 'APPINSIGHTS_INSTRUMENTATIONKEY');

/** What an app's own words list as needed (`NEEDED_SETTINGS`, `REQUIRED_SETTINGS`), what it reads without a default, and every reference that does not resolve. */
function missingSettings(app: FunctionApp, settings: HostState['settings']): string[] {
  const lists = [...app.constants].flatMap(([name, value]) => (/^(NEEDED|REQUIRED)_(\w+_)?SETTINGS$/.test(name) && Array.isArray(value) ? (value as readonly unknown[]).map(String) : []));
  const broken = Object.entries(settings).filter(([, { problem }]) => problem !== undefined).map(([name]) => name);
  return [...new Set([...[...lists, ...app.requiredSettings].filter((name) => !isUsable(settings, name)), ...broken])];
}

const find = (settings: HostState['settings'], name: string): EffectiveSetting | undefined => settings[name] ?? Object.entries(settings).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1];

function isUsable(settings: HostState['settings'], name: string): boolean {
  const setting = find(settings, name);
  return setting !== undefined && setting.value !== '' && setting.problem === undefined;
}

const hasIdentityStorage = (settings: HostState['settings']): boolean => Object.keys(settings).some((name) => /^AzureWebJobsStorage__/i.test(name));

function problemOf(settings: HostState['settings'], name: string): string {
  const problem = find(settings, name)?.problem;
  return problem === undefined ? `The setting ${name} is missing.` : `The setting ${name} does not resolve: ${problem}`;
}

/** `dev` of an AOS environment. */
export const stageOf = (settings: HostState['settings']): string => settingOf(settings, 'AOS_ENVIRONMENT') ?? settingOf(settings, 'APP_ENVIRONMENT') ?? 'unknown';

/** As its sources name it; no version is made up. */
export const versionOf = (app: FunctionApp): string | undefined => textOf(app.constants.get('VERSION') as string | undefined) ?? textOf(app.constants.get('__version__') as string | undefined);
