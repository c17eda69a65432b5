import { LogicError } from '../core/errors';
import type { TokenService } from '../core/ports';
import { isLoopback, type Cloud } from './clouds';

/** Where a token of a service may go, and the scope to ask it for. */
interface Audience { readonly scope: string; readonly hosts: readonly string[] }

/** @see https://learn.microsoft.com/azure/azure-government/compare-azure-government-global-azure and the documentation of each service's tokens. */
const directories: Readonly<Record<string, string>> = { azure: 'https://graph.microsoft.com', usgov: 'https://graph.microsoft.us', china: 'https://microsoftgraph.chinacloudapi.cn' };
const logs: Readonly<Record<string, string>> = { azure: 'https://api.loganalytics.azure.com', usgov: 'https://api.loganalytics.us', china: 'https://api.loganalytics.azure.cn' };

/** Bases of the services that a known cloud has once, not per resource. */
export const serviceBases = ({ name, resourceManager, isSandbox }: Pick<Cloud, 'name' | 'resourceManager' | 'isSandbox'>): { readonly graph?: string; readonly logs?: string } =>
  (isSandbox ? { graph: `${resourceManager}/graph`, logs: `${resourceManager}/logs` } : { ...(directories[name] && { graph: directories[name] }), ...(logs[name] && { logs: logs[name] }) });

/** Scope of a token for the service at this address. A token goes to its service only. @throws LogicError `Auth.UntrustedHost`. */
export function scopeFor(service: TokenService, url: string, cloud: Cloud): string {
  const { scope, hosts } = audienceOf(service, cloud);
  const host = new URL(url).hostname.toLowerCase();
  const isTrusted = isLoopback(url) ? isLoopback(cloud.resourceManager) : hosts.some((one) => host === one || host.endsWith(`.${one}`));
  if (!isTrusted) throw new LogicError('Auth.UntrustedHost', `${host} is no address of the cloud ${cloud.name}; no token goes there.`, { nextStep: 'Check what the resource reports as its address.' });
  return scope;
}

function audienceOf(service: TokenService, cloud: Cloud): Audience {
  const suffix = (...names: readonly string[]): readonly string[] => names.map((name) => cloud.suffixes[name]).filter((one): one is string => one !== undefined).map((one) => one.replace(/^\./, '').toLowerCase());
  switch (service) {
    case 'vault': { const hosts = suffix('keyVaultDns', 'keyvaultDns'); return { hosts, scope: `https://${hosts[0] ?? 'vault.azure.net'}/.default` }; }
    case 'storage': return { hosts: suffix('storage'), scope: 'https://storage.azure.com/.default' };
    case 'directory': return own(serviceBases(cloud).graph);
    case 'logs': return own(serviceBases(cloud).logs);
  }
}

const own = (base: string | undefined): Audience => (base === undefined ? { hosts: [], scope: '' } : { hosts: [new URL(base).hostname], scope: `${base}/.default` });
