import type { ErrorDocument, ResourceVerdict } from '../../../core/deployment/events';
import type { ResourceView } from '../../../core/engine';

/** What the Resources view shows; all but `some` are empty states with a cure. */
export type ResourcesState =
  | { readonly kind: 'noEnvironment' }
  /** `isDeploying`: a run is at work, and nothing of it is there yet. */
  | { readonly kind: 'loading'; readonly environment: string; readonly isDeploying?: boolean }
  | { readonly kind: 'noTarget'; readonly environment: string }
  | { readonly kind: 'sandboxStopped'; readonly environment: string }
  | { readonly kind: 'signedOut'; readonly environment: string }
  | { readonly kind: 'noSubscription'; readonly environment: string }
  | { readonly kind: 'empty'; readonly environment: string }
  | { readonly kind: 'failed'; readonly environment: string; readonly error: ErrorDocument }
  | { readonly kind: 'some'; readonly environment: string; readonly resourceGroup: string; readonly resources: readonly ResourceView[]; readonly readAt: string };

/** What must be there before resources can be read without asking the person anything. */
export interface Readiness {
  readonly environment?: string;
  readonly cloud?: string;
  readonly subscriptionId?: string;
  readonly sandboxIsRunning: boolean;
  readonly isSignedIn: boolean;
}

/** The empty state that stands in the way; undefined when resources can be read. */
export function obstacle(readiness: Readiness): ResourcesState | undefined {
  const { environment, cloud } = readiness;
  if (!environment) return { kind: 'noEnvironment' };
  if (!cloud) return { kind: 'noTarget', environment };
  if (cloud === 'sandbox') return readiness.sandboxIsRunning ? undefined : { kind: 'sandboxStopped', environment };
  if (!['azure', 'usgov', 'china'].includes(cloud)) return undefined;
  if (!readiness.isSignedIn) return { kind: 'signedOut', environment };
  return readiness.subscriptionId ? undefined : { kind: 'noSubscription', environment };
}

/** Fills in the health of resources whose own is not known. */
export function withVerdicts(resources: readonly ResourceView[], verdicts: readonly ResourceVerdict[]): readonly ResourceView[] {
  const found = new Map(verdicts.map(({ resourceId, verdict }) => [resourceId.toLowerCase(), verdict]));
  return resources.map((resource) => (resource.health === 'unknown' ? { ...resource, health: found.get(resource.id.toLowerCase()) ?? 'unknown' } : resource));
}
