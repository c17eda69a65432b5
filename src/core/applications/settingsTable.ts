import type { SettingRead } from './settingsRead';
import { isByIdentity } from './wantedSettings';

/** `missing`: the code needs it and nobody sets it. `unknown`: set, and neither read by the code nor by the host. `differs`: live is not what is wanted. */
export type SettingState = 'ok' | 'missing' | 'unknown' | 'differs' | 'reference-failing';

/** One application setting, side by side. Values are masked unless they are plainly harmless. */
export interface SettingRow {
  readonly name: string;
  readonly state: SettingState;
  readonly local?: string;
  readonly wanted?: string;
  readonly live?: string;
  /** Status of the Key Vault reference that is live. */
  readonly reference?: string;
  readonly isNeeded: boolean;
}

/** What the Functions host reads itself. @see https://learn.microsoft.com/azure/azure-functions/functions-app-settings */
const hostNames = /^(AzureWebJobs|AzureFunctions|FUNCTIONS_|WEBSITE_|WEBSITES_|SCM_|APPLICATIONINSIGHTS_|APPINSIGHTS_|ENABLE_ORYX_BUILD$|BUILD_FLAGS$|XDG_CACHE_HOME$|PYTHON_|DOCKER_|DIAGNOSTICS_)/i;
const harmlessNames = /^(AzureWebJobsFeatureFlags|FUNCTIONS_EXTENSION_VERSION|FUNCTIONS_WORKER_RUNTIME|WEBSITE_RUN_FROM_PACKAGE|SCM_DO_BUILD_DURING_DEPLOYMENT|ENABLE_ORYX_BUILD|AOS_ENVIRONMENT|AOS_LOG_LEVEL|APP_ENVIRONMENT|\w*_BLOB_CONTAINER|USE_\w+)$/;

export interface SettingSources {
  readonly reads: readonly SettingRead[];
  readonly local: Readonly<Record<string, string>>;
  readonly wanted: Readonly<Record<string, string>>;
  readonly live: Readonly<Record<string, string>>;
  readonly references?: Readonly<Record<string, string>>;
}

/** Every setting that anybody names, by name. */
export function tabulateSettings({ reads, local, wanted, live, references = {} }: SettingSources): readonly SettingRow[] {
  const read = new Map(reads.map((one) => [one.name, one]));
  const names = [...new Set([...read.keys(), ...Object.keys(local), ...Object.keys(wanted), ...Object.keys(live)])].sort();
  return names.map((name) => {
    const [reference, isNeeded] = [references[name], read.get(name)?.isNeeded ?? false];
    const show = (value: string | undefined): string | undefined => (value === undefined ? undefined : maskSetting(name, value));
    const state: SettingState = reference !== undefined && reference !== 'Resolved' ? 'reference-failing'
      : live[name] === undefined ? ((isNeeded || wanted[name] !== undefined) && !isByIdentity(name, live) ? 'missing' : 'ok')
        : wanted[name] !== undefined && wanted[name] !== live[name] ? 'differs'
          : read.has(name) || wanted[name] !== undefined || hostNames.test(name) ? 'ok' : 'unknown';
    return { name, state, isNeeded, ...cut('local', show(local[name])), ...cut('wanted', show(wanted[name])), ...cut('live', show(live[name])), ...cut('reference', reference) };
  });
}

const cut = <K extends string>(key: K, value: string | undefined): { readonly [key in K]?: string } => (value === undefined ? {} : { [key]: value } as { readonly [key in K]: string });

/** A Key Vault reference and a few harmless names are shown; of everything else only that it is there. */
export function maskSetting(name: string, value: string): string {
  if (value === '') return '(empty)';
  if (/^@Microsoft\.KeyVault\(/i.test(value) || harmlessNames.test(name)) return value;
  return '••••••';
}

/** `null` takes a setting out. Everything that is not named stays. */
export type SettingChanges = Readonly<Record<string, string | null>>;

/** What is to be written, and what would undo it. Both hold secrets: keep them in memory only. */
export function mergeSettings(live: Readonly<Record<string, string>>, changes: SettingChanges): { readonly merged: Readonly<Record<string, string>>; readonly undo: SettingChanges; readonly changed: readonly string[] } {
  const changed = Object.keys(changes).filter((name) => (live[name] ?? null) !== changes[name]).sort();
  const merged: Record<string, string> = { ...live };
  for (const name of changed) { const value = changes[name]; if (value === null || value === undefined) delete merged[name]; else merged[name] = value; }
  return { merged, changed, undo: Object.fromEntries(changed.map((name) => [name, live[name] ?? null])) };
}
