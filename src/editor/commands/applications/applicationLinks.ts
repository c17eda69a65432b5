import * as l10n from '@vscode/l10n';
import type { ApplicationStatus } from '../../workloads/applicationStatus';
import { resourcePortalLink } from '../../shared/portal';
import type { ApplicationsRead, Read } from '../../workloads/workloadState';

/** The status of an application as it was read last. */
export const statusOf = (read: Read<ApplicationsRead>, name: string): ApplicationStatus | undefined => (read.kind === 'read' ? read.value.entries.find(({ application }) => application.name === name)?.status : undefined);

/** Where an application can be looked at. */
export function linksOf(read: Read<ApplicationsRead>, name: string, cloud: string | undefined): readonly { readonly title: string; readonly url: string }[] {
  const status = statusOf(read, name);
  if (!status) return [];
  const portal = resourcePortalLink(cloud, status.siteId);
  return [...(status.url ? [{ title: l10n.t('Address'), url: status.url }] : []), ...(portal ? [{ title: l10n.t('Portal'), url: portal }] : [])];
}
