import type { RefusedSetting } from '../applications/settingsContract';

/** `expired` and `disabled` do not resolve; `unknown`: who is signed in may not look. */
export type SecretState = 'set' | 'missing' | 'disabled' | 'expired' | 'unknown';

/** A secret that the environment needs or has. Never holds a value. */
export interface SecretRow {
  readonly name: string;
  readonly state: SecretState;
  /** Settings (`main: AZURE_STORAGE_CONNECTION_STRING`) and MCP servers (`github: GITHUB_TOKEN`) that name it. */
  readonly wantedBy: readonly string[];
  /** `deployment`: its value can be read from the deployed resources; `prompt`: somebody has to give it. */
  readonly source: 'deployment' | 'prompt';
  /** Resource that the value comes from. */
  readonly from?: string;
  readonly updatedAt?: string;
  readonly expiresAt?: string;
}
export interface SecretsReport { readonly vault: string; readonly secrets: readonly SecretRow[]; readonly notices: readonly string[] }

export interface SecretResult { readonly name: string; readonly outcome: 'written' | 'unchanged'; /** Version that is live now; earlier ones stay. */ readonly version?: string }

/** A setting that holds a secret as plain text. */
export interface PlainSecret { readonly application: string; readonly site: string; readonly slot?: string; readonly setting: string; /** Name that the secret would get, or has. */ readonly secret: string; /** The vault has it with this very value already. */ readonly isInVault: boolean }
export interface MovedSecret { readonly setting: string; readonly secret: string; readonly outcome: 'moved' | 'refused' | 'rolled-back'; readonly reason?: string; readonly refused?: RefusedSetting }
