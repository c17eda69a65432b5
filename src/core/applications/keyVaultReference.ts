/** What a setting of the form `@Microsoft.KeyVault(…)` names. */
export interface KeyVaultReference { readonly vault: string; readonly secret: string; /** Absent: the newest. */ readonly version?: string }

/** Undefined: no reference. `malformed`: App Service would hand the text itself to the code. @see https://learn.microsoft.com/azure/app-service/app-service-key-vault-references */
export function parseKeyVaultReference(value: string): KeyVaultReference | 'malformed' | undefined {
  if (!/^\s*@Microsoft\.KeyVault/i.test(value)) return undefined;
  const inner = /^@Microsoft\.KeyVault\(([^)]*)\)$/i.exec(value)?.[1];
  if (inner === undefined) return 'malformed';
  const parts = new Map(inner.split(';').map((part) => { const at = part.indexOf('='); return [part.slice(0, Math.max(0, at)).trim().toLowerCase(), part.slice(at + 1).trim()] as const; }));
  const uri = parts.get('secreturi');
  if (uri) return fromUri(uri);
  const [vault, secret, version] = [parts.get('vaultname'), parts.get('secretname'), parts.get('secretversion')];
  return vault && secret && isSecretName(secret) ? { vault, secret, ...(version && { version }) } : 'malformed';
}

function fromUri(text: string): KeyVaultReference | 'malformed' {
  if (!URL.canParse(text)) return 'malformed';
  const { hostname, pathname } = new URL(text);
  const [folder, secret, version] = pathname.split('/').filter(Boolean);
  const vault = hostname.split('.')[0];
  return folder === 'secrets' && secret && vault && isSecretName(secret) ? { vault, secret, ...(version && { version }) } : 'malformed';
}

/** @see https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#objects-identifiers-and-versioning */
export const isSecretName = (name: string): boolean => /^[0-9A-Za-z-]{1,127}$/.test(name);
export const renderReference = ({ vault, secret }: KeyVaultReference): string => `@Microsoft.KeyVault(VaultName=${vault};SecretName=${secret})`;
