import { outputText } from '../deployment';
import type { JsonObject } from '../values';
import type { SettingRead } from './settingsRead';

/** Secrets of the vault by what the name of a setting says. */
const secrets: readonly { readonly pattern: RegExp; readonly secret: string }[] = [
  { pattern: /service_?bus_?connection_?string$/i, secret: 'ServiceBusConnectionString' },
  { pattern: /^azure_storage_connection_string$/i, secret: 'StorageConnectionString' },
];

/** What an application's settings should be: stage and log level, and secrets by reference for every name that the code reads. Without a vault only the plain ones. */
export function wantedSettings(environment: string, reads: readonly SettingRead[], outputs: JsonObject): Readonly<Record<string, string>> {
  const vault = outputText(outputs, 'keyVaultName');
  const uri = outputText(outputs, 'keyVaultUri');
  const wanted: Record<string, string> = { AOS_ENVIRONMENT: environment, AOS_LOG_LEVEL: 'INFO' };
  for (const { name } of reads) {
    const secret = secrets.find(({ pattern }) => pattern.test(name))?.secret;
    if (secret !== undefined && vault !== undefined) wanted[name] = `@Microsoft.KeyVault(VaultName=${vault};SecretName=${secret})`;
    if (/^(AZURE_)?KEY_VAULT_URL$/.test(name) && uri !== undefined) wanted[name] = uri;
  }
  return wanted;
}
