import type { DataPlaneHost } from '../../providers/provider';

/** Vaults have host names of their own, as in Azure, where the machine resolves names under `localhost`; always, requests with such a host are served. */
export const vaultHostSuffix = '.vault.localhost';
/** Elsewhere a path on the sandbox's own host stands for the vault. */
export const vaultPathPrefix = '/_keyvault/';

/** URL of a vault without a slash at the end. */
export function endpointOfVault(vault: string, host: DataPlaneHost, resolvesHosts = false): string {
  return resolvesHosts ? identifierBase(vault, host) : `${host.protocol}://localhost:${host.port}${vaultPathPrefix}${vault.toLowerCase()}`;
}

/** Identifiers always have the host form: SDKs read the secret's name from the first segments of the path. */
export const identifierBase = (vault: string, host: DataPlaneHost): string => `${host.protocol}://${vault.toLowerCase()}${vaultHostSuffix}:${host.port}`;

/** Name of the vault and the path within it; undefined when the request is for something else. */
export function vaultOf(hostName: string, path: string): { readonly vault: string; readonly path: string } | undefined {
  if (hostName.endsWith(vaultHostSuffix)) return { vault: hostName.slice(0, -vaultHostSuffix.length), path };
  if (!path.toLowerCase().startsWith(vaultPathPrefix)) return undefined;
  const [vault = '', ...rest] = path.slice(vaultPathPrefix.length).split('/');
  return vault === '' ? undefined : { vault, path: `/${rest.join('/')}` };
}
