import type { RunRecord, RunTarget } from '../../core/deployment/events';

const portals: Readonly<Record<string, string>> = { azure: 'https://portal.azure.com', usgov: 'https://portal.azure.us', china: 'https://portal.azure.cn' };

/** The portal page of a resource; undefined for the sandbox and for endpoints without a portal that we know. */
export function resourcePortalLink(cloud: string | undefined, resourceId: string): string | undefined {
  const portal = portals[cloud ?? ''];
  return portal && `${portal}/#resource${encodeURI(resourceId)}/overview`;
}

export function deploymentPortalLink(run: RunRecord): string | undefined {
  const { target } = run;
  const portal = target && !target.isSandbox ? portals[target.cloud] : undefined;
  return portal && target && `${portal}/#blade/HubsExtension/DeploymentDetailsBlade/overview/id/${encodeURIComponent(deploymentResourceId(target, run.deploymentName))}`;
}

const deploymentResourceId = (target: RunTarget, name: string): string => `/subscriptions/${target.subscriptionId}/resourceGroups/${target.resourceGroup}/providers/Microsoft.Resources/deployments/${name}`;
