import type { JsonObject } from '../values';
import type { GuardSettings } from '../guard/deploymentGuard';
import type { WatchSettings } from '../checklist/watch/watchRecords';
import type { SettingsGuardSettings } from '../settingsGuard/choices';

/** One environment of the workspace: a parameters file whose `using` names the template. */
export interface Environment {
  readonly name: string;
  /** Absolute paths. */
  readonly parametersFile: string;
  readonly templateFile: string;
  readonly resourceGroup: string;
  readonly subscriptionId?: string;
  /** `azure`, `usgov`, `china`, `sandbox` or a URL; absent: what the user chose. */
  readonly cloud?: string;
  readonly location?: string;
  /** Protected environments need the typed name; `prod` is one unless aos.yaml says otherwise. */
  readonly isProtected: boolean;
  /** From aos.yaml; empty when it says nothing. */
  readonly probes?: readonly ProbeSettings[];
  readonly thresholds?: Readonly<Record<string, number>>;
  /** Good states that are kept for rollbacks; default 50. */
  readonly keepStates?: number;
  /** Of the configurations, where the resource group holds several. */
  readonly storageAccount?: string;
  /** Choices that no tool can find out, as aos.yaml gives them; the schema says which there are. */
  readonly profile?: JsonObject;
  /** What must be so before a deployment; absent: a protected environment asks for its defaults, outside of rehearsals. */
  readonly guard?: GuardSettings;
  readonly settingsGuard?: SettingsGuardSettings;
  /** The watch after a green run. */
  readonly watch?: WatchSettings;
  readonly backup?: BackupSettings;
}

/** When backups are due: every 31 days unless told otherwise; `remind: false` never reminds. */
export interface BackupSettings { readonly remind?: boolean; readonly everyDays?: number }

/** A health probe that aos.yaml declares: `path` of a function app by its role or output name, or a whole URL. */
export interface ProbeSettings {
  readonly name: string;
  readonly url?: string;
  readonly app?: string;
  readonly path?: string;
  /** Default 200. */
  readonly expectStatus?: number;
  /** JSON members that the answer must hold. */
  readonly expectBody?: Readonly<Record<string, string | number | boolean>>;
  readonly timeoutSeconds?: number;
}
