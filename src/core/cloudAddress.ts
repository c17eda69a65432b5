import type { CloudDescription } from './ports';

/** Scheme under which a cloud serves what it reports by host name alone: that of its resource manager in the sandbox, which may serve without TLS; https everywhere else. */
export const schemeOf = ({ isSandbox, resourceManager }: Pick<CloudDescription, 'isSandbox' | 'resourceManager'>): 'http' | 'https' =>
  (isSandbox && /^http:/i.test(resourceManager) ? 'http' : 'https');
