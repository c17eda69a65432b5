import type { CloudDescription } from './ports';

/** Scheme under which a cloud serves what it reports by host name alone: that of its resource manager in the sandbox, which may serve without TLS; https everywhere else. */
export const schemeOf = ({ isSandbox, resourceManager }: Pick<CloudDescription, 'isSandbox' | 'resourceManager'>): 'http' | 'https' =>
  (isSandbox && /^http:/i.test(resourceManager) ? 'http' : 'https');

/** An address from outputs or properties as it can be reached: templates write `https://` before every host name, also where the sandbox serves http. Addresses elsewhere stay as they are. */
export function reachableUrl(cloud: Pick<CloudDescription, 'isSandbox' | 'resourceManager'>, url: string): string {
  if (!cloud.isSandbox || !URL.canParse(url)) return url;
  const { hostname, protocol } = new URL(url);
  const isLocal = hostname === 'localhost' || hostname.endsWith('.localhost') || hostname.startsWith('127.') || hostname === '[::1]';
  return isLocal && /^https?:$/.test(protocol) ? url.replace(/^https?:/i, `${schemeOf(cloud)}:`) : url;
}
