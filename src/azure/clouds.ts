import { InputError } from '../core/errors';
import type { CloudDescription } from '../core/ports/arm';

/** What a connection needs to know of a cloud: where ARM is and who gives out its tokens. */
export interface Cloud extends CloudDescription {
  /** Base of the token service, without a tenant. */
  readonly authority: string;
  /** Scope to ask a token for. */
  readonly scope: string;
  /** As the metadata gives them: `keyVaultDns`, `storage` and so on. */
  readonly suffixes: Readonly<Record<string, string>>;
}

/** @see https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure and the `/metadata/endpoints` of each cloud. */
const knownClouds: Readonly<Record<string, Cloud>> = {
  azure: {
    name: 'azure', isSandbox: false, resourceManager: 'https://management.azure.com', portal: 'https://portal.azure.com',
    authority: 'https://login.microsoftonline.com', scope: 'https://management.azure.com/.default',
    suffixes: { keyVaultDns: 'vault.azure.net', storage: 'core.windows.net', serviceBus: 'servicebus.windows.net', sites: 'azurewebsites.net' },
  },
  usgov: {
    name: 'usgov', isSandbox: false, resourceManager: 'https://management.usgovcloudapi.net', portal: 'https://portal.azure.us',
    authority: 'https://login.microsoftonline.us', scope: 'https://management.usgovcloudapi.net/.default',
    suffixes: { keyVaultDns: 'vault.usgovcloudapi.net', storage: 'core.usgovcloudapi.net', serviceBus: 'servicebus.usgovcloudapi.net', sites: 'azurewebsites.us' },
  },
  china: {
    name: 'china', isSandbox: false, resourceManager: 'https://management.chinacloudapi.cn', portal: 'https://portal.azure.cn',
    authority: 'https://login.chinacloudapi.cn', scope: 'https://management.chinacloudapi.cn/.default',
    suffixes: { keyVaultDns: 'vault.azure.cn', storage: 'core.chinacloudapi.cn', serviceBus: 'servicebus.chinacloudapi.cn', sites: 'chinacloudsites.cn' },
  },
};

/** Reads JSON from a URL without signing in. */
export type FetchJson = (url: string, signal?: AbortSignal) => Promise<unknown>;

/**
 * Describes a cloud: a known one by name, any other by asking `<URL>/metadata/endpoints`, as the Azure CLI does.
 * @param name shown to people instead of the URL, for instance `sandbox`.
 * @throws InputError `Cloud.Unknown`, `Cloud.BadMetadata`; what reading the metadata throws.
 */
export async function resolveCloud(cloud: string, { endpoint, fetchJson, signal }: { readonly endpoint?: string; readonly fetchJson: FetchJson; readonly signal?: AbortSignal }): Promise<Cloud> {
  const known = knownClouds[cloud];
  if (known) return known;
  const url = endpoint ?? cloud;
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) throw new InputError('Cloud.Unknown', `There is no cloud "${cloud}".`, { nextStep: 'Name azure, usgov, china, sandbox, or the URL of a resource manager.' });
  const base = url.replace(/\/+$/, '');
  if (!isLoopback(base) && base.toLowerCase().startsWith('http:')) throw new InputError('Cloud.NotEncrypted', `${base} is not encrypted; a token would be readable on the way.`, { nextStep: 'Use https for any endpoint outside of this machine.' });
  const match = Object.values(knownClouds).find(({ resourceManager }) => resourceManager === base.toLowerCase());
  if (match) return match;
  return parseMetadata(await fetchJson(`${base}/metadata/endpoints?api-version=2022-09-01`, signal), base, cloud);
}

interface Metadata {
  readonly name?: string; readonly portal?: string; readonly resourceManager?: string;
  readonly authentication?: { readonly loginEndpoint?: string; readonly audiences?: readonly string[] };
  readonly suffixes?: Readonly<Record<string, string>>;
}

function parseMetadata(answer: unknown, base: string, name: string): Cloud {
  const entries = (Array.isArray(answer) ? answer : [answer]) as readonly (Metadata | null)[];
  const entry = entries.find((candidate) => candidate?.resourceManager?.replace(/\/+$/, '').toLowerCase() === base.toLowerCase()) ?? entries[0];
  const authority = entry?.authentication?.loginEndpoint;
  if (!entry || typeof authority !== 'string') throw new InputError('Cloud.BadMetadata', `${base}/metadata/endpoints does not describe a cloud.`, { nextStep: 'Check that the URL is the one of a resource manager.' });
  const audience = entry.authentication?.audiences?.[0] ?? base;
  return {
    name, isSandbox: isLoopback(base), resourceManager: base, authority: authority.replace(/\/+$/, ''),
    scope: `${audience.replace(/\/+$/, '')}/.default`, suffixes: entry.suffixes ?? {},
    ...(entry.portal && { portal: entry.portal }),
  };
}

/** An endpoint of this very machine: the sandbox. */
export function isLoopback(url: string): boolean {
  const host = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
