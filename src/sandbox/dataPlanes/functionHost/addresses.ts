import { keyOf } from '../../resourceId';
import type { ProviderContext, StoredResource } from '../../providers/provider';

/** `app` is the app itself, `scm` its deployment site. */
export type SiteService = 'app' | 'scm';

/** An app or slot by the first label of its host name, `app` or `app-slot`. */
export interface SitePlace { readonly label: string; readonly service: SiteService }

export const appSuffix = '.azurewebsites.localhost';
const scmSuffix = `.scm${appSuffix}`;

export const hostOf = ({ label, service }: SitePlace): string => `${label.toLowerCase()}${service === 'scm' ? scmSuffix : appSuffix}`;

/** Undefined for hosts that are no app's. */
export function placeOfHost(host: string): SitePlace | undefined {
  if (host.endsWith(scmSuffix)) return { label: host.slice(0, -scmSuffix.length), service: 'scm' };
  return host.endsWith(appSuffix) ? { label: host.slice(0, -appSuffix.length), service: 'app' } : undefined;
}

/** The app or slot that a label stands for. */
export function siteAt(label: string, context: ProviderContext): StoredResource | undefined {
  const all = [...context.resources.listByType('Microsoft.Web/sites'), ...context.resources.listByType('Microsoft.Web/sites/slots')];
  return all.find(({ name }) => name.toLowerCase().replace('/', '-') === label.toLowerCase());
}

export const siteKey = (site: StoredResource): string => keyOf(site.id);
