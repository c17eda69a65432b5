import { isSecretName, parseKeyVaultReference, type SettingRow } from '../applications';
import type { Configuration } from '../configurations';
import { asObject } from '../json';

/** Who names which secret: name -> those who do. */
export type WantedSecrets = Map<string, string[]>;

const add = (wanted: WantedSecrets, name: string, by: string): void => {
  const list = wanted.get(name) ?? [];
  if (!list.includes(by)) wanted.set(name, [...list, by]);
};

/** References to one vault among the settings of an application, live or wanted: the table shows references as they are. */
export function addFromSettings(wanted: WantedSecrets, application: string, rows: readonly SettingRow[], vault: string): void {
  for (const { name, live, wanted: value } of rows) {
    for (const text of [live, value]) {
      const found = text === undefined ? undefined : parseKeyVaultReference(text);
      if (found !== undefined && found !== 'malformed' && found.vault.toLowerCase() === vault.toLowerCase()) add(wanted, found.secret, `${application}: ${name}`);
    }
  }
}

/** `${Name}` in the environment of MCP servers that are switched on: a secret of the vault where the name can be one, else an environment variable. */
export function addFromServers(wanted: WantedSecrets, servers: readonly Configuration[]): void {
  for (const { id, value } of servers) {
    if (value['enabled'] === false) continue;
    for (const [key, text] of Object.entries(asObject(value['env']))) {
      if (typeof text !== 'string') continue;
      const reference = parseKeyVaultReference(text);
      if (reference !== undefined && reference !== 'malformed') add(wanted, reference.secret, `${id}: ${key}`);
      for (const [, name = ''] of text.matchAll(/\$\{([^}]*)\}/g)) if (isSecretName(name)) add(wanted, name, `${id}: ${key}`);
    }
  }
}
