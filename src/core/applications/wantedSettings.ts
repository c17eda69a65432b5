import { outputText } from '../deployment';
import type { ApplicationSettings } from '../environments';
import type { JsonObject } from '../values';
import { renderReference } from './keyVaultReference';
import type { SettingRead } from './settingsRead';

/** Secrets of the vault by what the name of a setting says. */
const secrets: readonly { readonly pattern: RegExp; readonly secret: string }[] = [
  { pattern: /service_?bus_?connection_?string$/i, secret: 'ServiceBusConnectionString' },
  { pattern: /^azure_storage_connection_string$/i, secret: 'StorageConnectionString' },
];

export interface WantedQuery {
  readonly environment: string;
  readonly reads: readonly SettingRead[];
  /** Of the newest deployment. */
  readonly outputs: JsonObject;
  /** `settings` of the application in aos.yaml: beat what is guessed. */
  readonly own?: ApplicationSettings['settings'];
}

/** What an application's settings should be: stage and log level, secrets by reference for names that the code reads and connections of its triggers, and what aos.yaml says. Without a vault only the plain ones. */
export function wantedSettings({ environment, reads, outputs, own = {} }: WantedQuery): Readonly<Record<string, string>> {
  const vault = outputText(outputs, 'keyVaultName');
  const uri = outputText(outputs, 'keyVaultUri');
  const wanted: Record<string, string> = { AOS_ENVIRONMENT: environment, AOS_LOG_LEVEL: 'INFO' };
  for (const { name, isBus } of reads) {
    const secret = secrets.find(({ pattern }) => pattern.test(name))?.secret ?? (isBus ? 'ServiceBusConnectionString' : undefined);
    if (secret !== undefined && vault !== undefined) wanted[name] = renderReference({ vault, secret });
    if (/^(AZURE_)?KEY_VAULT_URL$/.test(name) && uri !== undefined) wanted[name] = uri;
  }
  for (const [name, value] of Object.entries(own)) {
    const text = typeof value === 'string' ? value : 'output' in value ? outputText(outputs, value.output) : vault && renderReference({ vault, secret: value.secret });
    if (text !== undefined) wanted[name] = text;
  }
  return wanted;
}

/** A connection may be given by identity, in settings named `<name>__…`, and needs no text then. @see Azure Functions, identity-based connections */
export const isByIdentity = (name: string, live: Readonly<Record<string, string>>): boolean => live[name] === undefined && Object.keys(live).some((one) => one.toLowerCase().startsWith(`${name.toLowerCase()}__`));
